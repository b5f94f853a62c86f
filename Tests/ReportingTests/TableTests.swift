@testable import Reporting
import Studies
import Testing

struct TableTests {
    let table = Table(
        columns: [.init("name"), .init("n", title: "items", alignment: .right)],
        rows: [[.text("日本"), .count(3)], [.text("=x|\u{1B}[2J"), .number(-0.0001)], [.text("y"), .count(nil)]]
    )

    @Test func columnsAreAlignedByDisplayWidth() {
        #expect(
            table.written(as: .table) == """
                name     items
                ───────  ─────
                日本         3
                =x|␛[2J  0.000
                y            –

                """
        )
    }

    @Test func aSpreadsheetGetsNoFormulaAndFullDigits() {
        #expect(table.written(as: .csv) == "name,n\r\n日本,3\r\n'=x|␛[2J,-0.0001\r\ny,\r\n")
    }

    @Test func markdownCellsAreEscaped() {
        #expect(table.written(as: .markdown).contains("| =x\\|␛[2J | 0.000 |"))
    }

    @Test func jsonIsTheSameTextWithoutItsControls() throws {
        let text = "a\u{9B}2J\u{202E}b\u{1B}[日本\u{E0041}\u{2028}"
        let table = Table(columns: [.init("name")], rows: [[.text(text)]])
        let json = table.written(as: .json)
        #expect(
            json.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "日" || $0 == "本" || (0x20..<0x7F).contains($0.value) }
        )
        #expect(json.contains("日本"))
        #expect(try JSONValue(parsing: json).array?.first?["name"]?.string == text)
    }

    @Test(arguments: [(27_000_000, "$0.027"), (0, "$0.00"), (-1_500_000_000, "-$1.50"), (1, "$0.000000001")])
    func moneyIsExact(nano: Int64, text: String) {
        #expect(Figures.dollars(nano: nano) == text)
    }
}
