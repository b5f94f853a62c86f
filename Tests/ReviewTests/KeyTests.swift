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
            ("\u{1B}[Z", [.backTab]), ("\u{1B}[12;40R4", [.cursorReport, .character("4")]),
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
        let mistakes = map.apply([
            ("flag", "F"), ("flags", "x"), ("quit", "4"), ("note", "u"), ("view", "ctrl"), ("skip", "space"),
        ])
        #expect(mistakes.count == 5)
        #expect(map.command(of: .character("F")) == .flag)
        #expect(map.command(of: .character("f")) == nil)
        #expect(map.changes.map(\.name) == ["flag"])
        #expect(mistakes[0].contains("'flags'"))
    }

    /// A Cyrillic and a French keyboard.
    @Test func answersAndCommandsCanBothBeMoved() {
        var map = KeyMap()
        #expect(map.apply([("yes", "д"), ("no", "н"), ("undo", "о"), ("4", "'"), ("5", "(")]).isEmpty)
        var preferences = Preferences()
        preferences.keys = map
        var session = Session(criteria: [SessionTests.overall, SessionTests.send], preferences: preferences)
        session.show(SessionTests.single)
        _ = session.handle(.key(.character("(")))
        #expect(session.answer(to: "overall")?.value == 5)
        _ = session.handle(.key(.left))
        _ = session.handle(.key(.character("4")))
        #expect(session.answer(to: "overall")?.value == 4)
        _ = session.handle(.key(.character("y")))
        #expect(session.answer(to: "send") == nil)
        guard case .save? = session.handle(.key(.character("н"))).first else {
            Issue.record("nothing was saved")
            return
        }
    }

    @Test func twoKeysCanBeSwapped() {
        var map = KeyMap()
        #expect(map.apply([("yes", "n"), ("no", "y")]).isEmpty)
        #expect(map.answer(of: .character("n")) == .yes && map.answer(of: .character("y")) == .no)
    }

    @Test func everyKeyNameOfTheStudyIsOneOfTheSession() {
        #expect(Set(Sitting.keyNames) == Set(KeyMap.meanings.map(\.name) + ["note"]))
    }

    @Test func noKeyMeansTwoThings() {
        let map = KeyMap()
        let keys = KeyMap.meanings.flatMap { map.keys(of: $0) }
        #expect(Set(keys).count == keys.count)
        #expect(!keys.contains(.character(" ")) && !keys.contains(.left) && !keys.contains(.right))
        let letters = Set(keys.compactMap { key in if case .character(let letter) = key { letter } else { nil } })
        #expect(letters.isSuperset(of: "cdfglopqrsuvwCKBabntxy"))
    }
}
