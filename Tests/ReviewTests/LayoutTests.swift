import Fixtures
import Review
import SafeText
import Testing

struct LayoutTests {
    static let widths = [20, 60, 80, 121]

    /// What must hold of every laid-out text, whoever wrote it.
    static func check(_ layout: TextLayout, _ columns: Int, _ source: String) {
        for line in layout.lines {
            let name = "\(source.prefix(40).debugDescription) at \(columns): \(line.text.debugDescription)"
            #expect(line.width <= columns && DisplayWidth.of(line.text) <= line.width, "\(name)")
            #expect(line.text.hasPrefix("┃ "), "\(name)")
            #expect(!line.text.unicodeScalars.contains { $0.value != 0x200E && TerminalText.isUnsafe($0) }, "\(name)")
            #expect(!line.text.utf8.contains { $0 < 0x20 || $0 == 0x7F })
            #expect(foreignEscapes(Palette(depth: .full).escaped(line)) == 0, "\(name)")
        }
    }

    /// The escapes that are not a colour or a style of ours.
    static func foreignEscapes(_ text: String) -> Int {
        text.split(separator: "\u{1B}", omittingEmptySubsequences: false).dropFirst().count { part in
            let body = part.dropFirst().prefix { $0.isNumber || $0 == ";" }
            return part.first != "[" || part.dropFirst(body.count + 1).first != "m"
        }
    }

    @Test func theCorpusIsLargeEnough() { #expect(hostileTexts.count >= 60) }

    @Test(arguments: hostileTexts)
    func nothingHostilePasses(text: String) {
        for columns in Self.widths {
            for view in TextView.allCases {
                Self.check(TextLayout(text, columns: columns, view: view), columns, text)
            }
        }
    }

    /// Guidelines are wrapped in a file; a response's line feeds are its own.
    @Test(arguments: [
        ("one\ntwo", ["one two"], ["one", "two"]), ("one  \ntwo", ["one", "two"], ["one", "two"]),
        ("one\\\ntwo", ["one", "two"], ["one", "two"]), ("- one\n  two", ["• one two"], ["• one", "  two"]),
    ])
    func linesOfGuidelinesFlowOn(source: String, flowing: [String], written: [String]) {
        let lines = { TextLayout(source, columns: 40, asWritten: $0).lines.map { String($0.text.dropFirst(2)) } }
        #expect(lines(false) == flowing)
        #expect(lines(true) == written)
    }

    @Test func rightToLeftTextCannotCrossTheFrame() {
        let session = SessionTests.session([SessionTests.better], Showing(prompt: "p", texts: ["مرحبا", "שלום"]))
        var screen = ReviewScreen(Briefing(study: "s", reviewer: "ana"))
        let lines = screen.frame(session, columns: 102, rows: 24).lines
        let line = lines.first { $0.text.contains("שלום") }
        #expect(line?.text.unicodeScalars.filter { $0.value == 0x200E }.count == 4)
        #expect(lines.allSatisfy { $0.width <= 102 })
    }

    /// Random scalars and marks of Markdown: every line fits, nothing unsafe passes, and no letter is lost.
    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func randomTextLosesNothing(seed: UInt64) {
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let markup = [
            "*", "**", "_", "`", "```", "\n", "\n\n", "- ", "1. ", "> ", "# ", "|", "|-|-|\n", "[", "](", ")", "!",
            "\\", "    ", "~~", "---\n", " ",
        ]
        var text = ""
        for _ in 0..<300 {
            switch next(4) {
            case 0: text += markup[next(markup.count)]
            case 1: text.unicodeScalars.append(Unicode.Scalar(UInt32(next(0x3000))) ?? "x")
            case 2: text.unicodeScalars.append(Unicode.Scalar(UInt32(next(0x11_0000))) ?? "y")
            default: text += ["word", "日本", "naïve", "مرحبا", "👍🏽", "a b"][next(6)]
            }
        }
        for columns in [20, 77] {
            let layout = TextLayout(text, columns: columns)
            Self.check(layout, columns, text)
            let shown = Self.letters(layout.lines.map(\.text).joined())
            for (letter, count) in Self.letters(text) { #expect(shown[letter, default: 0] >= count, "\(letter)") }
        }
    }

    private static func letters(_ text: String) -> [Unicode.Scalar: Int] {
        var counts: [Unicode.Scalar: Int] = [:]
        for scalar in text.unicodeScalars where scalar.properties.isAlphabetic && !TerminalText.isUnsafe(scalar) {
            guard ![.nonspacingMark, .spacingMark].contains(scalar.properties.generalCategory) else { continue }
            counts[scalar, default: 0] += 1
        }
        return counts
    }

    static func rendered(_ text: String, columns: Int = 40) -> [String] {
        TextLayout(text, columns: columns).lines.map { line in
            String(line.text.dropFirst(2).reversed().drop { $0 == " " }.reversed())
        }
    }

    @Test(arguments: [
        ("# Title\nText *a* **b** `c`", ["# Title", "Text a b c"]),
        ("snake_case_name and 2*3*4", ["snake_case_name and 2*3*4"]),
        ("- one\n  - two\n    1. three\n- [x] done", ["• one", "  • two", "    1. three", "• [x] done"]),
        ("> quoted\n> > deeper", ["▌ quoted", "▌ ▌ deeper"]),
        ("```swift\nlet a = *b*\n```", ["┊ swift", "┊ let a = *b*"]),
        ("[text](http://x)", ["text (http://x)"]), ("![cat](c.png)", ["image: cat (c.png)"]),
        ("a  \nb\nc", ["a", "b", "c"]), ("Dear Ana,\n  thank you.\nBen", ["Dear Ana,", "  thank you.", "Ben"]),
        ("{\n  \"a\": 1\n}", ["{", "  \"a\": 1", "}"]),
        ("| a | b |\n|---|:-:|\n| 1 | 日本 |", ["a │ b", "──┼─────", "1 │ 日本"]), ("<b>x</b> &amp;", ["<b>x</b> &amp;"]),
        ("Title\n=====", ["# Title"]), ("\\*not\\*", ["*not*"]), ("***both*** ~~gone~~", ["both gone"]),
        ("* * *", ["───────────────────"]),
        ("    code\n\ttab", ["┊ code", "┊ tab"]), ("2 * 3 * 4 and _x", ["2 * 3 * 4 and _x"]), ("``a`b``", ["a`b"]),
    ])
    func markdownIsRendered(source: String, lines: [String]) { #expect(Self.rendered(source) == lines) }

    @Test func aTableTooWideWrapsItsCellsAndThenBecomesRecords() {
        let table = "| name | meaning |\n|-|-|\n| alpha | " + String(repeating: "word ", count: 20) + "|"
        #expect(Self.rendered(table, columns: 40).count > 4)
        let narrow = (1...8).map { "column\($0)" }.joined(separator: "|") + "\n" + String(repeating: "-|", count: 8)
        let records = Self.rendered(narrow + "\n" + (1...8).map(String.init).joined(separator: "|"), columns: 30)
        #expect(records.first == "column1: 1" && records.count == 8)
    }

    @Test func bothSidesOfAPairGetTheSameColumns() {
        let text = String(repeating: "same words ", count: 40)
        let session = SessionTests.session([SessionTests.better], Showing(prompt: "p", texts: [text, text]))
        var screen = ReviewScreen(Briefing(study: "s", reviewer: "ana"))
        for columns in [40, 60, 80, 99, 100, 101, 160, 200] {
            let lines = screen.frame(session, columns: columns, rows: 40).lines
            #expect(lines.count == 40 && lines.allSatisfy { $0.width <= columns })
            guard columns >= PairLayout.besideFrom else { continue }
            let width = PairLayout.width(columns: columns)
            for line in lines where line.text.hasPrefix("┃") {
                let (left, right) = (line.text.prefix(width), line.text.dropFirst(width + 2))
                #expect(String(left.reversed().drop { $0 == " " }.reversed()).dropFirst() == right.dropFirst())
            }
        }
    }

    @Test func searchIgnoresCaseAndAccents() {
        let lines = TextLayout("A naïve Café\n\nnothing\n\nCAFE again", columns: 60).lines
        let search = TextSearch("café", in: lines)
        #expect(search.matches == [0, 4])
        #expect(search.lines[0].runs.first { $0.style.contains(.match) }?.text == "Café")
        #expect(search.lines.map(\.text) == lines.map(\.text))
        #expect(TextSearch("", in: lines).matches.isEmpty)
    }

    /// As `printf 'a\\0é' | xxd` shows it.
    @Test func hexShowsEveryByte() {
        let line = TextLayout("a\0é", columns: 60, view: .hex).lines[0].text
        #expect(line.hasPrefix("┃ 00000000  61 00 c3 a9 ") && line.hasSuffix("a···"))
    }
}
