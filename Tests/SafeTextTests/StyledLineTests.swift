import Testing

@testable import SafeText

/// Lines of a screen are as wide as they say.
struct StyledLineTests {
    @Test func aLineIsFilledUpToItsColumnsAndNeverCut() {
        let line = StyledLine([StyledRun("日本"), StyledRun("a", .strong)])
        #expect(line.width == 5 && line.text == "日本a")
        let padded = line.padded(to: 7)
        #expect(padded.text == "日本a  " && padded.width == 7)
        #expect(line.padded(to: 5) == line && line.padded(to: 3) == line)
    }

    @Test func whatStandsBeforeALineCountsToo() {
        let line = StyledLine([StyledRun("text")]).prefixed(by: StyledLine([StyledRun("│ ", .frame)]))
        #expect(line.text == "│ text" && line.width == 6 && line.runs.map(\.style) == [.frame, []])
    }

    /// Words that just fill a line stay on it.
    @Test func aMessageIsBrokenOnlyWhereItDoesNotFit() {
        #expect(MessageWrapping.wrapped("aaaa bbbb cccc dddd eeeee", columns: 19) == "aaaa bbbb cccc dddd\neeeee")
        #expect(MessageWrapping.wrapped("aaaa bbbb cccc dddd eeeee", columns: 18) == "aaaa bbbb cccc\ndddd eeeee")
    }

    @Test(arguments: [
        ("aa bb cc", 5, ["aa bb", "cc"]), ("aa bb cc", 8, ["aa bb cc"]), ("aa   bb", 4, ["aa", "bb"]),
        ("aa bb   ", 5, ["aa bb"]), ("abcdefgh", 4, ["abcd", "efgh"]), ("a abcdefgh", 4, ["a", "abcd", "efgh"]),
        ("    deep words here", 10, ["    deep", "    words", "    here"]),
        // No more than half of a line is left blank.
        ("        aa bb", 10, ["     aa bb"]), ("   ", 5, ["   "]), ("       ", 5, ["     "]), ("", 5, [""]),
    ])
    func aLineIsBrokenAtItsBlanks(text: String, columns: Int, lines: [String]) {
        let found = Wrapping.lines([StyledRun(text, .strong)], columns: columns)
        #expect(found.map(\.text) == lines && found.map(\.width) == lines.map(\.count))
        // One letter of another script takes the other way to the same lines.
        let other = Wrapping.lines([StyledRun(text.replacing("a", with: "ä"), .strong)], columns: columns)
        if text.contains("a") { #expect(other.map { $0.text.replacing("ä", with: "a") } == lines) }
    }

    @Test func aLoneReturnEndsALineToo() {
        #expect("a\rb\r\nc\nd".textLines == ["a", "b", "c", "d"] && "a\r".textLines == ["a", ""])
        #expect("a\u{2028}b".textLines == ["a\u{2028}b"])
    }

    @Test func lettersThatAreDrawnTogetherTakeTheirColumnsOnce() {
        #expect(["🇩🇪", "1️⃣", "👩🏽", "👩‍💻"].map { DisplayWidth.of($0) } == [2, 2, 2, 2])
        #expect(["e\u{301}", "日", "a"].map { DisplayWidth.of($0) } == [1, 2, 1])
    }

    @Test func picturesOfControlsAreTheirOwn() {
        #expect(TerminalText.line("a\u{7F}b\tc\nd") == "a␡b␉c␊d")
        #expect(TerminalText.block("a\tb\nc") == "a    b\nc")
        #expect(TerminalText.picture("\u{1}") == "␁" && TerminalText.picture("\u{202E}") == "<U+202E>")
        #expect(TerminalText.picture("\u{E0041}") == "<U+E0041>" && TerminalText.picture("\u{AD}") == "<U+00AD>")
    }
}
