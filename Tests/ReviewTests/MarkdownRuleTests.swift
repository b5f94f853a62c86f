import SafeText
import Testing

@testable import Review

/// What begins, goes on and ends each part of a text in Markdown, at its bound.
struct MarkdownRuleTests {
    private static func blocks(_ text: String) -> [MarkdownBlock] { MarkdownReader.blocks(text) }

    @Test func aBlankIsOneHoweverManyAndNoneAtTheEnds() {
        #expect(Self.blocks("a\n\n\n\nb") == [.paragraph("a"), .blank, .paragraph("b")])
        #expect(Self.blocks("\n\na") == [.paragraph("a")])
        #expect(LayoutTests.rendered("a\n\n") == ["a"])
    }

    @Test(arguments: [
        ("--", ["--"]), ("Title\n=", ["Title", "="]), ("Title\n==", ["# Title"]), ("Title\n--", ["## Title"]),
        ("Title\n    ---", ["Title", "    ---"]), ("###### six", ["###### six"]), ("####### seven", ["####### seven"]),
        ("#none", ["#none"]), ("# closed ##", ["# closed"]), ("# c#", ["# c#"]),
    ])
    func aHeadingOrARuleIsOneByItsSigns(source: String, lines: [String]) {
        #expect(LayoutTests.rendered(source) == lines)
        #expect(
            Self.blocks("####### seven") == [.paragraph("####### seven")] && Self.blocks("--") == [.paragraph("--")]
        )
    }

    /// Code ends where a fence as long as its own stands alone, and keeps what is indented beyond it.
    @Test(arguments: [
        ("````\na\n```\nb\n````", ["a", "```", "b"]), ("```\n```x\n```", ["```x"]), ("```\n    ```\n```", ["    ```"]),
        ("  ```\n  a\n    b\n  ```", ["a", "  b"]), ("```\na\nb", ["a", "b"]), ("~~~\na\n~~~", ["a"]),
    ])
    func aFenceIsClosedByItsLike(source: String, code: [String]) {
        #expect(Self.blocks(source) == [.code(language: "", code)])
    }

    @Test func indentedCodeGoesOnOverABlankAndEndsBeforeTheLast() {
        #expect(Self.blocks("    a\n\n        b") == [.code(language: "", ["a", "", "    b"])])
        #expect(Self.blocks("    a\n\nx") == [.code(language: "", ["a"]), .blank, .paragraph("x")])
        #expect(Self.blocks("x\n    a") == [.paragraph("x\n    a")])
    }

    @Test func aQuoteHasItsOwnLinesAlone() {
        #expect(Self.blocks(">a\n> b\nc") == [.quote([.paragraph("a\nb")]), .paragraph("c")])
        #expect(
            Self.blocks(">  a") == [.quote([.paragraph("a")])] && Self.blocks("    > a") != [.quote([.paragraph("a")])]
        )
        // Twelve of them, and no more.
        var nested = MarkdownBlock.paragraph(">>a")
        for _ in 0..<12 { nested = .quote([nested]) }
        #expect(Self.blocks(String(repeating: ">", count: 14) + "a") == [nested])
    }

    @Test func anEntryHasWhatIsIndentedBelowItsText() {
        #expect(Self.blocks("- a\n\n  b") == [.entry(marker: "•", [.paragraph("a"), .blank, .paragraph("b")])])
        #expect(Self.blocks("- a\n\n b") == [.entry(marker: "•", [.paragraph("a")]), .blank, .paragraph("b")])
        #expect(Self.blocks("- a\n\n   \n  b") == [.entry(marker: "•", [.paragraph("a")]), .blank, .paragraph("b")])
        #expect(Self.blocks("- a\nb") == [.entry(marker: "•", [.paragraph("a\nb")])])
        #expect(
            Self.blocks("- a\n- b") == [.entry(marker: "•", [.paragraph("a")]), .entry(marker: "•", [.paragraph("b")])]
        )
        #expect(Self.blocks("-\nb") == [.entry(marker: "•", []), .paragraph("b")])
        let table = MarkdownBlock.table([["x", "y"], ["1", "2"]])
        #expect(Self.blocks("- a\nx | y\n--- | ---\n1 | 2") == [.entry(marker: "•", [.paragraph("a")]), table])
    }

    @Test func aMarkerIsABulletOrANumberOfAtMostNineDigitsBeforeASpace() {
        #expect(Self.blocks("123456789. x") == [.entry(marker: "123456789.", [.paragraph("x")])])
        #expect(Self.blocks("1234567890. x") == [.paragraph("1234567890. x")])
        #expect(Self.blocks("-x") == [.paragraph("-x")] && Self.blocks("1.x") == [.paragraph("1.x")])
        #expect(Self.blocks("+ x") == [.entry(marker: "•", [.paragraph("x")])])
        #expect(Self.blocks("1) x") == [.entry(marker: "1)", [.paragraph("x")])])
        #expect(Self.blocks("-     x") == [.entry(marker: "•", [.code(language: "", ["x"])])])
        #expect(Self.blocks("-    x") == [.entry(marker: "•", [.paragraph("x")])])
        #expect(Self.blocks("-    x\n     y") == [.entry(marker: "•", [.paragraph("x\ny")])])
    }

    @Test func aTableHasARowOfDashesAndEndsWithItsBars() {
        let table = MarkdownBlock.table([["a", "b"], ["1", "2"]])
        #expect(Self.blocks("a|b\n-|-\n1|2\nx") == [table, .paragraph("x")])
        #expect(Self.blocks("intro\na|b\n-|-\n1|2") == [.paragraph("intro"), table])
        #expect(Self.blocks("a|b\n-|-\n> q|r") == [.table([["a", "b"]]), .quote([.paragraph("q|r")])])
        for source in ["a|b\n:|-", "a|b\nc-|d-"] { #expect(Self.blocks(source) == [.paragraph(source)], "\(source)") }
        #expect(MarkdownLine(#"a \\| b"#).cells == [#"a \\"#, "b"] && MarkdownLine(#"a \| b"#).cells == ["a | b"])
    }

    @Test func aParagraphEndsWhereAPartBegins() {
        #expect(Self.blocks("a\n- b") == [.paragraph("a"), .entry(marker: "•", [.paragraph("b")])])
        #expect(Self.blocks("a\n# b") == [.paragraph("a"), .heading(level: 1, "b")])
        #expect(LayoutTests.rendered("a\\") == ["a\\"])
    }

    /// What opens or closes nothing stands as it was written.
    @Test(arguments: [
        ("_a_b", "_a_b"), ("*a *", "*a *"), ("*a**", "*a**"), ("****a****", "****a****"), ("~a~", "~a~"),
        (#"*a\*b*"#, "a*b"), (#"\a"#, #"\a"#), (#"1 \+ 2"#, "1 + 2"), ("`a``b`", "a``b"), (#"`a\`"#, #"a\"#),
        ("[](x)", "(x)"), ("[a] (b)", "[a] (b)"), ("[a](b(c))", "a (b(c))"), ("[[a]](b)", "[a] (b)"),
    ])
    func marksWithinALineCloseOnlyWhatTheyOpened(source: String, line: String) {
        #expect(LayoutTests.rendered(source) == [line])
    }

    @Test func aLinkIsOnOneLine() { #expect(LayoutTests.rendered("[a\n](b)") == ["[a", "](b)"]) }

    @Test func emphasisHasItsStyle() {
        for (source, style) in [("*a*", TextStyle.emphasis), ("**a**", .strong), ("***a***", [.emphasis, .strong])] {
            #expect(MarkdownInline.runs(source) == [StyledRun("a", style)])
        }
        #expect(MarkdownInline.runs("~~a~~ b") == [StyledRun("a", .struck), StyledRun(" b")])
        #expect(MarkdownInline.runs("`a`", .strong) == [StyledRun("a", [.strong, .code])])
    }

    /// Where less than eight columns are left the mark stands on a line of its own.
    @Test func aMarkStandsBesideItsTextWhereThatHasRoom() {
        #expect(LayoutTests.rendered("> a", columns: 12) == ["▌ a"])
        #expect(LayoutTests.rendered("> a", columns: 11) == ["▌", "a"])
        #expect(LayoutTests.rendered("-") == ["•"])
        #expect(LayoutTests.rendered("10. a\n    b") == ["10. a", "    b"])
        #expect(LayoutTests.rendered("a\tb") == ["a   b"])
    }

    /// The widest column gives way first, down to six; below that a row is a record.
    @Test func aTableIsFittedToItsRoom() {
        let small = "| aaaa | bbbb |\n|-|-|\n| 1 | 2 |"
        #expect(LayoutTests.rendered(small, columns: 13) == ["aaaa │ bbbb", "─────┼─────", "1    │ 2"])
        #expect(LayoutTests.rendered(small, columns: 12) == ["aaaa: 1", "bbbb: 2"])
        let wide = "| abcdefghij | xy |\n|-|-|\n| 1 | 2 |"
        let fitted = ["abcdef │ xy", "ghij   │", "───────┼───", "1      │ 2"]
        #expect(LayoutTests.rendered(wide, columns: 13) == fitted)
        #expect(LayoutTests.rendered(wide, columns: 12).allSatisfy { !$0.contains("│") })
        let header = "| \(String(repeating: "a", count: 20)) | \(String(repeating: "b", count: 10)) |\n|-|-|\n"
        let rule = String(repeating: "─", count: 15) + "┼" + String(repeating: "─", count: 11)
        #expect(LayoutTests.rendered(header, columns: 29).contains(rule))
        #expect(LayoutTests.rendered("| a | b |\n|-|-|\n| 1 |") == ["a │ b", "──┼──", "1 │"])
    }

    @Test func recordsArePartedByARule() {
        let lines = [0, 8, 16].map { start in (1...8).map { "c\($0 + start)" }.joined(separator: "|") }
        let table = lines[0] + "\n" + String(repeating: "-|", count: 8) + "\n" + lines[1] + "\n" + lines[2]
        let records = LayoutTests.rendered(table, columns: 30)
        #expect(
            records.count == 17 && records[0] == "c1: c9" && records[8] == "──" && records[9] == "c1: c17",
            "\(records)"
        )
    }

    @Test(arguments: [(43, 8), (42, 10), (74, 8), (75, 4), (139, 2), (300, 2), (11, 64)])
    func bytesStandInEightsWhereTheseFit(columns: Int, lines: Int) {
        #expect(HexDump.lines([UInt8](repeating: 0x41, count: 64), columns: columns).count == lines)
    }

    @Test func whatIsNotPrintableIsADotAndTheLastLineIsAligned() {
        let lines = HexDump.lines(Array("abcdefg~\u{7F}".utf8), columns: 43).map(\.text)
        #expect(lines[0] == "00000000  61 62 63 64 65 66 67 7e  abcdefg~")
        #expect(lines[1] == "00000008  7f " + String(repeating: " ", count: 22) + "·")
    }

    @Test func theViewsComeInTurn() {
        #expect(TextView.allCases.map(\.next) == [.raw, .hex, .rendered])
    }
}
