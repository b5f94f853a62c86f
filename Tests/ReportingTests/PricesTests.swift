import Studies
import Testing

@testable import Reporting

/// The price used for each model, as it is listed.
struct PricesTests {
    private func document(_ first: String = "own") -> PricesDocument {
        // Pico-dollars per token: a million of them are a dollar per million tokens.
        var own = Price(input: 50_000, output: 12_000_000, cachedInput: 1, cacheWrite: 1_230_000)
        own.request = 2_500_000_000
        let table = Price(input: 3_000_000)
        var models = [first, "listed", "free"].map { Model(name: $0, endpoint: "api", model: $0) }
        models[0].price = own
        let tables = [ImportedPrices(sha256: "0123456789abcdef", datedAt: 86_400_000, importedAt: 9, count: 2)]
        return PricesDocument(models, used: [first: own, "listed": table], tables: tables)
    }

    @Test func aPriceHasItsDigitsAndItsOrigin() {
        #expect(
            document().written(as: .csv) == """
                model,input,output,cached_input,cache_write,request,from\r
                own,0.05,12,0.000001,1.23,0.0025,study.yaml\r
                listed,3,,,,,imported\r
                free,,,,,,unknown\r

                """
        )
        #expect(document().written(as: .table).hasPrefix("model   input  output  cached_input  cache_write  a request"))
        #expect(document().written(as: .table).contains("own      0.05      12      0.000001         1.23     0.0025"))
        let cells = "| own | 0.05 | 12 | 0.000001 | 1.23 | 0.0025 | study.yaml |\n"
        #expect(document().written(as: .markdown).contains(cells))
        let row = #"{"model":"listed","input":3,"output":null,"cached_input":null,"cache_write":null,"request":null,"#
        #expect(document().written(as: .json).contains(row + #""from":"imported"}"#))
        let notes = #"],"notes":["table 0123456789abcdef of 1970-01-02T00:00:00Z: 2 prices"]}"#
        #expect(document().written(as: .json).hasSuffix(notes + "\n"))
        #expect(document().words == "table 0123456789ab of 1970-01-02T00:00:00Z: 2 prices\n")
    }

    @Test(arguments: Format.allCases) func aModelsNameActsNowhere(format: Format) throws {
        #expect(try HostileText.isHarmless(document(HostileText.text).written(as: format), format))
    }
}
