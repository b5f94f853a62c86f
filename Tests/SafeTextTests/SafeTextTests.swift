import SafeText
import Testing

struct SafeTextTests {
    @Test(arguments: [
        "\u{1B}[2J", "\u{1B}]52;c;aGk=\u{7}", "\u{1B}]8;;http://x\u{1B}\\", "\u{9B}31m", "\u{90}q", "a\u{0}b",
        "\r\u{8}\u{7F}",
        "\u{202E}evil", "\u{2066}x\u{2069}", "\u{200B}\u{FEFF}", "\u{E0041}\u{E007F}", "\u{2028}", "\u{E000}", "\u{85}",
        "\u{061C}", "\u{AD}", "\u{180E}", "\u{FFF9}", "\u{1D173}",
    ])
    func nothingThatControlsATerminalPasses(text: String) {
        for safe in [TerminalText.block(text), TerminalText.line(text)] {
            #expect(!safe.unicodeScalars.contains(where: TerminalText.isUnsafe), "\(safe.debugDescription)")
            #expect(!safe.utf8.contains { $0 < 0x20 || $0 == 0x7F })
            #expect(!safe.isEmpty)
        }
    }

    @Test(arguments: ["plain", "Grüße", "日本語", "مرحبا", "👩‍👩‍👧 ok", "e\u{301}", "का"])
    func ordinaryTextStaysAsItIs(text: String) {
        #expect(TerminalText.block(text) == text)
    }

    @Test func aBlockKeepsItsLinesAndALineDoesNot() {
        #expect(TerminalText.block("a\n\tb") == "a\n    b")
        #expect(TerminalText.line("a\nb") == "a␊b")
    }

    /// Columns as xterm and wcwidth 0.7.0 count them.
    @Test(arguments: [
        ("abc", 3), ("日本", 4), ("e\u{301}", 1), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("ﬀ", 1), ("한글", 4), ("", 0), ("✓", 1),
    ])
    func widthIsCountedInColumns(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-2.5", "-2.5"), ("-cmd", "'-cmd"), ("+1", "+1"),
        ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("\t=1", "'\t=1"), ("plain", "plain"),
    ])
    func noFieldIsAFormula(text: String, field: String) {
        #expect(CSVText.field(text) == field)
    }

    @Test(arguments: ["a\rb", "a\nb", "a\r\nb", "a\r"]) func aFieldWithAReturnIsQuoted(text: String) {
        #expect(CSVText.field(text) == "\"\(text)\"")
    }

    @Test func bytesEndLinesAsTextsDo() {
        let bytes = Array("a\r\nb\rc\n\r\r\nd\r".utf8)
        func lines(isWhole: Bool) -> [String] {
            var (found, start) = ([String](), 0)
            while let end = bytes.withUnsafeBytes({ LineBytes.end(in: $0, from: start, isWhole: isWhole) }) {
                found.append(String(decoding: bytes[start..<end.stop], as: UTF8.self))
                start = end.next
            }
            return found
        }
        #expect(lines(isWhole: true) == ["a", "b", "c", "", "", "d"])
        // A line feed may follow the last byte.
        #expect(lines(isWhole: false) == ["a", "b", "c", "", ""])
        #expect(LineBytes.count(in: bytes) == 6 && LineBytes.count(in: "\n".utf8, after: 0x0D) == 0)
    }
}
