import Review
import Studies
import Testing

struct KeyTests {
    private static func keys(_ bytes: [UInt8]) -> [Key] {
        var decoder = KeyDecoder()
        var keys = bytes.compactMap { decoder.take($0) }
        if let last = decoder.lapse() { keys.append(last) }
        return keys
    }

    /// Sequences as xterm, the Linux console, and tmux send them (xterm's ctlseqs; linux console_codes(4)).
    @Test(
        arguments: [
            ("4", [.character("4")]), ("\u{1B}[A", [.up]), ("\u{1B}OB", [.down]), ("\u{1B}[1;2C", [.right]),
            ("\u{1B}[D", [.left]), ("\u{1B}[5~", [.pageUp]), ("\u{1B}[6~", [.pageDown]), ("\u{1B}[1~", [.home]),
            ("\u{1B}[H", [.home]), ("\u{1B}OF", [.end]), ("\u{1B}[4~", [.end]), ("\u{1B}", [.escape]),
            ("\u{1B}\u{1B}", [.escape, .escape]), ("\r", [.enter]), ("\u{7F}", [.backspace]), ("\t", [.tab]),
            ("é", [.character("é")]), ("日4", [.character("日"), .character("4")]), ("\u{1}", [.other("Ctrl-A")]),
            ("\u{1B}x4", [.other("Alt-x"), .character("4")]),
            ("\u{1B}[99z1", [.other("Escape [99z"), .character("1")]),
            ("\u{1B}[200~4\n4\u{1B}[201~5", [.paste(bytes: 3, text: "4\n4"), .character("5")]),
        ] as [(String, [Key])]
    )
    func bytesOfATerminalAreKeys(bytes: String, keys: [Key]) {
        #expect(Self.keys(Array(bytes.utf8)) == keys)
    }

    @Test func bytesThatAreNoTextRateNothingAndTheNextKeyCounts() {
        #expect(Self.keys([0xFF, 0x34]).last == .character("4"))
        #expect(Self.keys([0xE3, 0x34]) == [.character("4")])
        #expect(Self.keys([0x1B, 0x5B, 0x07, 0x34]).last == .character("4"))
    }

    @Test func aLongPasteKeepsItsSizeAndNotItsText() {
        let bytes = Array("\u{1B}[200~".utf8) + [UInt8](repeating: 0x35, count: 1_000_000) + Array("\u{1B}[201~".utf8)
        #expect(Self.keys(bytes) == [.paste(bytes: 1_000_000, text: nil)])
    }

    @Test func keysCanBeMovedAndMistakesAreAllTold() {
        var map = KeyMap()
        let mistakes = map.apply([("flag", "F"), ("flags", "x"), ("quit", "4"), ("note", "u"), ("view", "ctrl")])
        #expect(mistakes.count == 4)
        #expect(map.command(of: .character("F")) == .flag)
        #expect(map.command(of: .character("f")) == nil)
        #expect(map.changes.map(\.command) == ["flag"])
        #expect(mistakes[0].contains("no command 'flags'"))
    }

    @Test func everyCommandOfTheStudyIsOneOfTheSession() {
        #expect(Set(Sitting.commands) == Set(Command.allCases.map(\.rawValue)))
    }

    @Test func noKeyMeansTwoThings() {
        let scale = Criterion.Form.scale(Scale(min: 1, max: 7, step: 1))
        let criteria =
            (1...3).map { Criterion(name: "c\($0)", question: "?", level: .ordinal, form: scale) }
            + (1...2).map { Criterion(name: "a\($0)", question: "?", level: .nominal, form: .accept) }
        let rows = AnswerKeys(criteria, commands: KeyMap()).rows
        let own = rows.flatMap { $0.choices.compactMap(\.own) }
        #expect(Set(own).count == own.count)
        let commands = Set(Command.allCases.flatMap { KeyMap().keys(of: $0) })
        // On accept or reject `n` is the answer no, and the note has another key.
        #expect(commands.intersection(own) == [.character("n")])
        #expect(rows[1].choices.allSatisfy { $0.own != nil })
    }
}
