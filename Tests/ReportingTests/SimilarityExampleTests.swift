import Reporting
import Studies
import Testing

/// What a similarity cannot tell apart, as it is printed to be read.
struct SimilarityExampleTests {
    private func examples(_ numbers: ClosedRange<Int>, score: Double) -> [SimilarityAuditDocument.Example] {
        numbers.map {
            .init(
                score: score,
                sentence: "The refund of order \($0) is possible within 14 days.",
                changed: "The refund of order \($0) is not possible within 14 days."
            )
        }
    }

    @Test func aSharedListStandsOnceAndEachOtherMetricBringsItsOwn() throws {
        var document = SimilarityAuditDocument(isBlind: false, confidence: 0.95)
        document.add(examples: examples(101...115, score: 0.99), of: "lex")
        document.add(examples: examples(101...115, score: 0.99), of: "twin")
        document.add(examples: examples(105...125, score: 0.9), of: "other")
        let text = PageWidth.$asked.withValue(60) { document.written(as: .table) }
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 60 }, "\(text)")
        #expect(
            text.contains("Not told apart by lex and twin,") && text.contains("Not told apart by other,"),
            "\(text)"
        )
        #expect(text.contains("order 101 ") && text.contains("order 110 ") && !text.contains("order 121 "), "\(text)")
        let listed = try #require(try JSONValue(parsing: document.written(as: .json))["examples"]?.array)
        func sentences(_ metric: String) -> [String] {
            listed.filter { $0["metric"]?.string == metric }.compactMap { $0["sentence"]?.string }
        }
        #expect(sentences("lex").count == 10 && sentences("lex") == sentences("twin"))
        #expect(sentences("other").count == 10 && Set(sentences("other")).isDisjoint(with: sentences("lex")))
    }
}
