import Foundation
@testable import Reporting
import SafeText
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

    /// A server's words in JSON control no terminal, and are the same words to who reads JSON.
    @Test(arguments: [
        "\u{202E}gnp", "a\u{9B}31m", "b\u{200B}c", "\u{2066}d\u{2069}", "e\u{3164}", "\u{E0041}", "\u{7F}", "\u{2028}",
    ])
    func jsonControlsNoTerminal(text: String) throws {
        let table = Table(columns: [.init("said")], rows: [[.text(text)]])
        for json in [table.written(as: .json, schema: "slam.x.v1", notes: [text]), table.json.printed] {
            #expect(json.unicodeScalars.dropLast().allSatisfy { !TerminalText.isUnsafe($0) })
            let read = try JSONValue(parsing: json)
            #expect((read["rows"] ?? read).array?.first?["said"] == .string(text))
        }
    }

    /// Names, figures, an interval, its picture and remarks, of which one stands on every row.
    private static let wide: Table = {
        var table = Table(columns: [
            .init("who"), .init("measure"), .init("value", alignment: .right),
            .init("interval", title: "95 % interval"),
            .init("bar", title: "−1        0         1"), .init("n", title: "items", alignment: .right),
            .init("more", alignment: .right, isLesser: true), .init("note"),
        ])
        for (number, name) in ["people", "gpt-judge – people", "日本語の名前 – people"].enumerated() {
            let remarks =
                ["interval likely too narrow (few items: 12)"] + (number == 1 ? ["an own remark of some length"] : [])
            table.rows.append([
                .text(name), .text("alpha.ordinal"), .number(0.5), .text("[-0.123, 0.456]"), .text("────●────"),
                .count(12),
                .count(1_234_567), .remarks(remarks),
            ])
        }
        return table
    }()

    private static func lines(_ columns: Int) -> [String] {
        PageWidth.$asked.withValue(columns) { wide.written(as: .table) }.components(separatedBy: "\n")
    }

    @Test(arguments: [20, 40, 60, 80, 100, 120]) func aTableFitsItsWidth(columns: Int) {
        for line in Self.lines(columns) { #expect(DisplayWidth.of(line) <= columns, "\(line)") }
    }

    @Test func columnsGiveWayInTheirOrder() {
        let (whole, medium, narrow) = (Self.lines(160), Self.lines(100), Self.lines(78))
        #expect(whole[0].contains("0         1") && whole[0].contains("more"))
        #expect(!medium[0].contains("0         1") && medium[2].contains("[-0.123, 0.456] *"))
        #expect(!narrow[0].contains("more") && narrow.joined().contains("Left out at 78 columns: more"))
        #expect(narrow[2].contains("people") && narrow.joined().contains("gpt-judge – people"), "names are cut last")
    }

    /// Names of one rater each would be the same where they were cut.
    @Test func namesTakeSeveralLinesAndAreWhole() {
        let names = [
            "lexical-to-reference – people", "lexical-to-gpt-large – people", "self-preference", "gpt-judge-pairs",
        ]
        let table = Table(
            columns: [.init("who"), .init("what"), .init("text"), .init("n", alignment: .right)],
            rows: names.map { [.text($0), .text($0), .text("\($0) one two three four five"), .count(1)] }
        )
        for columns in [48, 60, 76] {
            let text = PageWidth.$asked.withValue(columns) { table.written(as: .table) }
            let lines = text.split(separator: "\n")
            #expect(!text.contains("…") && lines.allSatisfy { DisplayWidth.of(String($0)) <= columns }, "\(text)")
            let first = lines.dropFirst(2).map { $0.prefix { $0 != " " } }.filter { !$0.isEmpty }
            #expect(text.contains("people") && first.contains { $0.hasPrefix("self-") }, "\(text)")
        }
        let long = Table(
            columns: [.init("who"), .init("n", alignment: .right)],
            rows: [[.text(String(repeating: "x", count: 300)), .count(1)]]
        )
        #expect(PageWidth.$asked.withValue(40) { long.written(as: .table) }.contains("…"))
    }

    @Test func aDoubtedIntervalIsDimmedWhereATerminalShowsIt() {
        let plain = Self.lines(100)
        let dimmed = PageWidth.$dims.withValue(true) { Self.lines(100) }
        #expect(dimmed.contains { $0.contains("\u{1B}[2m[-0.123, 0.456] *\u{1B}[22m") })
        #expect(dimmed.map { $0.replacing(/\x{1B}\[\d+m/, with: "") } == plain && !plain.joined().contains("\u{1B}"))
        #expect(!Footnotes.doubts("[0.1, 0.2]") && !Footnotes.doubts("– *"))
    }

    @Test func titlesTakeSeveralLinesBeforeAColumnGoes() {
        let table = Table(
            columns: [
                .init("criterion"), .init("needed", title: "needed by people alone", alignment: .right),
                .init("more", title: "more for the margin", alignment: .right, isLesser: true),
            ],
            rows: [[.text("overall"), .count(211), .count(9)]]
        )
        let text = PageWidth.$asked.withValue(30) { table.written(as: .table) }
        #expect(
            text == """
                           needed by     more
                              people  for the
                criterion      alone   margin
                ─────────  ─────────  ───────
                overall          211        9

                """
        )
        #expect(
            PageWidth.$asked.withValue(54) { table.written(as: .table) }.hasPrefix(
                "criterion  needed by people alone  "
            )
        )
        let least = PageWidth.$asked.withValue(22) { table.written(as: .table) }
        #expect(least.contains("211") && !least.contains(" 9") && least.contains("Left out at 22"), "\(least)")
    }

    /// Six different remarks beside names that leave no column for them.
    @Test func remarksStandBelowATableThatWouldNotFit() {
        var table = Table(columns: [
            .init("model"), .init("value", alignment: .right), .init("interval"), .init("note"),
        ])
        for number in 1...6 {
            table.rows.append([
                .text("a-model-\(number)"), .number(0.5), .text("[0.400, 0.600]"),
                .text("remark number \(number) of a length that no column has"),
            ])
        }
        let text = PageWidth.$asked.withValue(40) { table.written(as: .table) }
        #expect(text.hasPrefix("model") && text.contains("(6) remark number 6") && !text.contains("model:"), "\(text)")
    }

    @Test func aValueNeverStandsWithoutItsInterval() {
        let table = Table(
            columns: [
                .init("judge"), .init("people", alignment: .right, isLesser: true),
                .init("people_interval", title: "interval", isLesser: true), .init("judge_value", alignment: .right),
                .init("judge_interval", title: "interval"),
            ],
            rows: [[.text("gpt-judge"), .number(0.5), .text("[0.400, 0.600]"), .number(0.7), .text("[0.600, 0.800]")]]
        )
        let text = PageWidth.$asked.withValue(44) { table.written(as: .table) }
        #expect(!text.contains("0.500") && !text.contains("[0.400") && text.contains("[0.600, 0.800]"), "\(text)")
        let said = text.replacing("\n", with: " ")
        #expect(said.contains("Left out at 44 columns: people, people's interval"), "\(text)")
    }

    /// A value and its interval go together, and an interval that was left out says of what it was.
    @Test func noIntervalStandsBesideAnotherValue() {
        let table = Table(
            columns: [
                .init("model"), .init("median", alignment: .right), .init("median_interval", title: "95 %"),
                .init("p99", alignment: .right, isLesser: true),
                .init("p99_interval", title: "95 %", isLesser: true),
            ],
            rows: [
                [.text("a-model-of-some-length"), .number(1), .text("[0.5, 1.5]"), .number(9), .text("[8.0, 11.0]")]
            ]
        )
        let narrow = PageWidth.$asked.withValue(50) { table.written(as: .table) }
        #expect(!narrow.contains("9.000") && !narrow.contains("[8.0") && narrow.contains("[0.5, 1.5]"), "\(narrow)")
        #expect(narrow.contains("Left out at 50 columns: p99, p99's 95 %;"), "\(narrow)")
        var unknown = table
        unknown.rows[0][3] = .unknown
        unknown.rows[0][4] = .text("n too small")
        let words = PageWidth.$asked.withValue(50) { unknown.written(as: .table) }
        #expect(
            !words.contains("n too small") && words.contains("Left out at 50 columns: p99, p99's 95 %;"),
            "\(words)"
        )
        // What stands nowhere is not missed.
        unknown.rows[0][4] = .unknown
        let bare = PageWidth.$asked.withValue(50) { unknown.written(as: .table) }
        #expect(bare.contains("[0.5, 1.5]") && !bare.contains("p99") && !bare.contains("Left out"), "\(bare)")
        let records = PageWidth.$asked.withValue(24) { table.written(as: .table) }
        #expect(records.contains("median's 95 %: [0.5,\n1.5]"), "\(records)")
    }

    /// An amount whose digits begin late keeps two of them: "[$0.00, $0.00]" beside $0.002109 would be no interval of it.
    @Test(arguments: [24, 40, 60, 100]) func aSmallAmountsIntervalKeepsItsDigits(columns: Int) {
        let table = Table(
            columns: [
                .init("model"), .init("accepted", title: "$ per accepted", alignment: .right),
                .init("band", title: "95 %"),
            ],
            rows: [[.text("a-model-of-some-length"), .text("$0.002109"), .text("[$0.001822, $0.002674]")]]
        )
        let text = PageWidth.$asked.withValue(columns) { table.written(as: .table) }.replacing("\n", with: " ")
        #expect(text.contains("[$0.0018, $0.0027]") || text.contains("[$0.001822, $0.002674]"), "\(text)")
    }

    /// Where no column can give way any more, the names that rows share stand above a table of these rows, and a mark that would
    /// need a column of its own stands behind the cell before it.
    @Test func rowsOfTheSameNamesAreATableOfTheirOwn() {
        var table = Table(columns: [
            .init("criterion"), .init("judge"), .init("figure"),
            .init("judge_value", title: "judge", alignment: .right), .init("judge_interval", title: "interval"),
            .init("note"),
        ])
        for criterion in ["overall", "accurate"] {
            for (number, figure) in ["mean", "use of the scale"].enumerated() {
                table.rows.append([
                    .text(criterion), .text("gpt-judge"), .text(figure), .number(3.25), .text("[3.123, 3.456]"),
                    .text(number == 1 ? "withheld until what is planned is rated" : ""),
                ])
            }
        }
        let text = PageWidth.$asked.withValue(37) { table.written(as: .table) }
        #expect(
            text == """
                criterion: overall, judge: gpt-judge
                figure        judge  interval
                ────────────  ─────  ──────────────
                mean          3.250  [3.12, 3.46]
                use of the    3.250  [3.12, 3.46] *
                scale

                criterion: accurate, judge: gpt-judge
                figure        judge  interval
                ────────────  ─────  ──────────────
                mean          3.250  [3.12, 3.46]
                use of the    3.250  [3.12, 3.46] *
                scale
                * withheld until what is planned is
                rated

                """
        )
        table.rows.removeLast(3)
        let alone = PageWidth.$asked.withValue(37) { table.written(as: .table) }
        #expect(alone.hasPrefix("criterion: overall\njudge: gpt-judge\n"), "one row has no table of its own: \(alone)")
    }

    @Test func aRemarkOfOneRowCostsNoNameItsWidth() {
        let (wide, narrow) = (Self.lines(160), Self.lines(100))
        #expect(wide[0].hasSuffix("note") && !narrow[0].contains("note"))
        #expect(narrow.contains { $0.hasPrefix("† an own remark") } && narrow[3].contains("[-0.123, 0.456] *†"))
    }

    @Test func whatNobodyKnowsGivesWayFirst() {
        var table = Self.wide
        for row in table.rows.indices { table.rows[row][5] = .unknown }
        let text = PageWidth.$asked.withValue(76) { table.written(as: .table) }
        #expect(!text.contains("items ") && text.contains("more") && text.contains("gpt-judge – people"), "\(text)")
    }

    @Test func aRemarkOnManyRowsIsSaidOnce() {
        let text = Self.lines(160).joined(separator: "\n")
        #expect(text.components(separatedBy: "likely too narrow").count == 2)
        #expect(text.contains("\n* interval likely too narrow (few items: 12)\n") && text.contains("an own remark"))
        #expect(Self.wide.written(as: .csv).components(separatedBy: "likely too narrow").count == 4)
        #expect(Self.wide.written(as: .markdown).components(separatedBy: "likely too narrow").count == 4)
    }

    @Test func aSpreadsheetGetsNoFormulaAndFullDigits() {
        #expect(table.written(as: .csv) == "name,n\r\n日本,3\r\n'=x|␛[2J,-0.0001\r\ny,\r\n")
    }

    @Test func markdownCellsAreEscaped() {
        #expect(table.written(as: .markdown).contains("| =x\\|␛[2J | 0.000 |"))
        let hostile = Table(columns: [.init("t")], rows: [[.text("![x](http://a/b?c&lt;d) <i> \\")]])
        #expect(hostile.written(as: .markdown).contains("| ![x]&#40;http://a/b?c&amp;lt;d) &lt;i> \\\\ |"))
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

    /// An empty cell is no text, and what nobody knows is no dash.
    @Test func whatNobodyKnowsIsNull() {
        let table = Table(
            columns: [.init("a"), .init("b"), .init("c"), .init("d")],
            rows: [[.text(""), .text(nil as String?), .text("x"), .count(nil)]]
        )
        #expect(table.json.canonicalText == #"[{"a":null,"b":null,"c":"x","d":null}]"#)
        #expect(table.written(as: .csv) == "a,b,c,d\r\n,,x,\r\n")
        #expect(table.written(as: .markdown).hasSuffix("|  | – | x | – |\n"))
    }

    @Test(arguments: [(27_000_000, "$0.027"), (0, "$0.00"), (-1_500_000_000, "-$1.50"), (1, "$0.000000001")])
    func moneyIsExact(nano: Int64, text: String) {
        #expect(Figures.dollars(nano: nano) == text)
    }
}
