import SafeText
import Testing

struct WidthTests {
    @Test func widthsAreThoseOfWcwidth() throws {
        var count = 0
        for line in widthFixture.split(separator: "\n") {
            let fields = line.split(separator: " ")
            let scalars = fields.dropFirst().compactMap { UInt32($0, radix: 16).flatMap(Unicode.Scalar.init) }
            let text = String(String.UnicodeScalarView(scalars))
            #expect(DisplayWidth.of(text) == Int(fields[0]), "\(line)")
            count += 1
        }
        #expect(count > 200)
    }

    @Test(arguments: [
        ("one two three", 7, ["one two", "three"]), ("  a bb cc", 6, ["  a bb", "  cc"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]), ("日本語です。", 10, ["日本語で", "す。"]), ("「日本」語", 6, ["「日", "本」語"]),
        ("", 5, [""]), ("e\u{301}e\u{301}e\u{301}", 2, ["e\u{301}e\u{301}", "e\u{301}"]), ("x 👩‍👩‍👧y", 3, ["x", "👩‍👩‍👧y"]),
    ])
    func linesBreakWhereAReaderExpectsIt(text: String, columns: Int, lines: [String]) {
        #expect(Wrapping.lines(text, columns: columns) == lines)
    }

    /// A run in two halves takes the way of all texts, one of ASCII alone the fast one.
    @Test(arguments: 1...100 as ClosedRange<UInt64>)
    func theFastWayBreaksASCIILikeTheOther(seed: UInt64) {
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let text = (0..<next(200)).map { _ in next(4) == 0 ? String(repeating: " ", count: next(9)) : "abcde" }.joined()
        for style in [[], .code] as [TextStyle] {
            let halves = [StyledRun("", style), StyledRun(text, style)]
            let columns = 2 + next(40)
            #expect(
                Wrapping.lines([StyledRun(text, style)], columns: columns) == Wrapping.lines(halves, columns: columns)
            )
        }
    }

    @Test func rightToLeftLinesAreFencedAndCountNoColumnMore() {
        let lines = Wrapping.lines([StyledRun("مرحبا بالعالم")], columns: 8)
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.text.hasPrefix("\u{200E}") && $0.text.hasSuffix("\u{200E}") && $0.width <= 8 })
    }

    @Test func tabsGoToTheNextStop() {
        #expect(Wrapping.expandingTabs("a\tb\t\tc") == "a   b       c")
        #expect(Wrapping.expandingTabs("日\tx") == "日  x")
    }

    @Test(arguments: [
        ("the cat sat", "the dog sat", "the [-cat-] sat", "the {+dog+} sat"), ("a", "a", "a", "a"),
        ("a b c d", "b c d e", "[-a -]b c d", "b c d{+ e+}"), ("", "x", "", "{+x+}"), ("same", "", "[-same-]", ""),
        ("in 1998", "in 2008", "in [-1998-]", "in {+2008+}"), ("x2", "x3", "[-x2-]", "{+x3+}"),
    ])
    func wordsThatDifferAreMarked(left: String, right: String, marksLeft: String, marksRight: String) {
        let difference = WordDifference(left, right)
        #expect(difference.left.map(\.text).joined() == marksLeft)
        #expect(difference.right.map(\.text).joined() == marksRight)
    }

    @Test func longDifferencesStayBoundedAndLoseNothing() {
        let left = (0..<4000).map { "w\($0)" }.joined(separator: " ")
        let right = (0..<4000).map { "v\($0)" }.joined(separator: " ")
        let difference = WordDifference(left, right)
        #expect(difference.left.map(\.text).joined() == "[-\(left)-]")
    }

    @Test func whatWasNeutralisedIsTold() {
        let text = "\u{1B}[31mred\u{1B}[0m \u{202E}x \u{1B}]8;;u\u{7} a\u{200B}b"
        #expect(
            Neutralised(text).summary
                == "3 escape sequences, 1 control character, 1 bidi control, 1 invisible character neutralised"
        )
        #expect(Neutralised("plain\r\ntext\t日本").summary == nil)
    }

    @Test func combiningMarksAreBoundedPerLetter() {
        let flood = Neutralised("a" + String(repeating: "\u{301}", count: 500) + "b")
        #expect(flood.text.hasSuffix("<+494 marks>b"))
        #expect(flood.count(of: .markFlood) == 1)
    }

    @Test(arguments: [
        ("a\u{200D}b", "a<U+200D>b"), ("a\u{FE0F}", "a<U+FE0F>"), ("❤️", "❤️"), ("می\u{200C}خواهم", "می\u{200C}خواهم"),
        ("x\u{FE01}", "x<U+FE01>"), ("👩\u{200D}\u{200D}👩", "👩<U+200D><U+200D>👩"), ("\u{3164}", "<U+3164>"),
        ("a\u{E0100}", "a<U+E0100>"), ("1\u{FE0F}\u{20E3}", "1\u{FE0F}\u{20E3}"), ("\u{F8FF}", "<U+F8FF>"),
    ])
    func joinersAndSelectorsStayOnlyWhereTheyBelong(text: String, safe: String) {
        #expect(Neutralised(text).text.unicodeScalars.elementsEqual(safe.unicodeScalars))
    }

    @Test(arguments: [
        (" =1+1", "' =1+1"), ("＝1", "'＝1"), ("\u{FEFF}=1", "'\u{FEFF}=1"), ("|cmd", "'|cmd"), ("- 5 dogs", "'- 5 dogs"),
        ("\n=1", "\"'\n=1\""), ("-2.5e3", "-2.5e3"), ("a=b", "a=b"),
    ])
    func hiddenFormulasAreDefused(text: String, field: String) { #expect(CSVText.field(text) == field) }

    @Test func markupIsNoMarkupInHTML() {
        #expect(
            HTMLText.escaped("<a href=\"x\" b='y'>&`\u{202E}\0")
                == "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;&#96;&lt;U+202E&gt;␀"
        )
    }
}
