import SafeText
import Studies
import Testing

@testable import Review

/// What each byte, name and setting of a key means, and what none does.
struct KeyRuleTests {
    private static func keys(_ bytes: [UInt8]) -> [Key] {
        var decoder = KeyDecoder()
        return bytes.compactMap { decoder.take($0) }
    }

    /// rxvt's Home and End, the keypad's Enter, and what looks like a key and is none.
    @Test(
        arguments: [
            ("\u{1B}[7~", [.home]), ("\u{1B}[8~", [.end]), ("\u{1B}OM", [.enter]),
            ("\u{1B}[32M", [.other("Escape [32M")]), ("\n", [.enter]), ("\u{8}", [.backspace]),
            ("👍4", [.character("👍"), .character("4")]), ("\u{1B}[1\u{1B}[A", [.up]),
            ("\u{1B}\u{1B}[A", [.escape, .up]), ("\u{1B}[R", [.other("Escape [R")]),
            ("\u{1B}O1;2R", [.other("Escape O1;2R")]), ("\u{1B}[201~", [.other("Escape [201~")]),
            ("\u{1B}\u{1}4", [.other("Escape and a byte"), .character("4")]),
            ("\u{1B}[200~a\u{1B}[201b\u{1B}[201~", [.paste(bytes: 7, text: "a\u{1B}[201b")]),
        ] as [(String, [Key])]
    )
    func bytesOfATerminalAreKeys(bytes: String, keys: [Key]) { #expect(Self.keys(Array(bytes.utf8)) == keys) }

    @Test func bytesThatAreNoTextAreNoKey() {
        for (byte, words) in [(UInt8(0xC1), "byte 193"), (0xF5, "byte 245"), (0x80, "byte 128")] {
            #expect(Self.keys([byte, 0x34]) == [.other(words), .character("4")])
        }
        #expect(Self.keys([0xED, 0xA0, 0x80, 0x34]) == [.other("bytes that are no text"), .character("4")])
        let paste = Array("\u{1B}[200~".utf8) + [0xFF] + Array("\u{1B}[201~".utf8)
        #expect(Self.keys(paste) == [.paste(bytes: 1, text: nil)])
    }

    @Test func aSequenceAndAPasteHaveTheirLongest() {
        let ones = { (count: Int) in String(repeating: "1", count: count) }
        #expect(Self.keys(Array("\u{1B}[\(ones(32))z".utf8)) == [.other("Escape [\(ones(32))z")])
        let tooLong = Self.keys(Array("\u{1B}[\(ones(33))4".utf8))
        #expect(tooLong == [.other("an unknown sequence"), .character("4")])
        for (count, isKept) in [(4096, true), (4097, false)] {
            let key = Self.keys(Array("\u{1B}[200~\(ones(count))\u{1B}[201~".utf8))
            #expect(key == [.paste(bytes: count, text: isKept ? ones(count) : nil)])
        }
    }

    @Test func onlyALoneEscapeIsWaitedFor() {
        var decoder = KeyDecoder()
        #expect(!decoder.isUndecided && decoder.lapse() == nil)
        _ = decoder.take(0x1B)
        #expect(decoder.isUndecided)
        _ = decoder.take(UInt8(ascii: "["))
        #expect(!decoder.isUndecided && decoder.lapse() == nil)
        #expect(decoder.take(UInt8(ascii: "A")) == .up)
        _ = decoder.take(0x1B)
        #expect(decoder.lapse() == .escape && decoder.lapse() == nil)
        #expect(decoder.take(UInt8(ascii: "A")) == .character("A"))
    }

    @Test func aKeyIsNamedAsItIsWritten() {
        let keys: [Key] = [
            .character(" "), .enter, .escape, .tab, .backTab, .left, .right, .up, .down, .pageUp, .pageDown, .home,
            .end,
            .backspace, .character("д"),
        ]
        for key in keys { #expect(Key(named: key.name) == key, "\(key.name)") }
        let marks = [
            "Space", "Enter", "Esc", "Tab", "Shift-Tab", "←", "→", "↑", "↓", "PgUp", "PgDn", "Home", "End", "Backspace",
            "д",
        ]
        #expect(keys.map(\.mark) == marks)
        #expect(keys.map(\.isFixed) == [Bool](repeating: true, count: 14) + [false])
        #expect(
            Key(named: "PageUp") == .pageUp && Key(named: "Shift-Tab") == .backTab && Key(named: "F") == .character("F")
        )
        for name in ["\n", "", "ctrl"] { #expect(Key(named: name) == nil, "\(name.debugDescription)") }
        #expect(Key.other("Ctrl-A").name == "Ctrl-A" && Key.paste(bytes: 3, text: "abc").name == "paste of 3 bytes")
    }

    @Test func aSettingThatIsRefusedLeavesTheUsualKey() {
        var map = KeyMap()
        let mistakes = map.apply([("quit", "4"), ("flag", "q"), ("skip", "space")])
        #expect(mistakes[0] == "digits answer: take another key than '4'")
        #expect(mistakes.last == "'space' has a fixed meaning: take another key")
        #expect(map.command(of: .character("q")) == .quit && map.command(of: .character("s")) == .skip)
        #expect(map.command(of: .character("f")) == .flag)
        var other = KeyMap()
        #expect(other.apply([("flag", "u")]) == ["'u' is 'undo' already: move that one first"])
        #expect(other.command(of: .character("f")) == .flag && other.command(of: .character("u")) == .undo)
        #expect(other == KeyMap() && other.changes.isEmpty)
    }

    @Test func theFigureStaysADigit() {
        var map = KeyMap()
        #expect(map.set(.character("'"), for: .answer(.digit(4))) == nil)
        #expect(map.keys(of: .answer(.digit(4))) == [.character("'"), .character("4")])
        #expect(map.mark(of: AnswerKey.digit(4)) == "'")
        #expect(map.set(.character("4"), for: .answer(.digit(4))) == nil)
        #expect(map.keys(of: .answer(.digit(4))) == [.character("4")])
        // What is no digit gets one key in the place of all that it had.
        #expect(map.set(.character("z"), for: .answer(.tie)) == nil)
        #expect(map.keys(of: .answer(.tie)) == [.character("z")])
    }

    @Test func mistakesOfAStudyStandInTheOrderOfTheirNames() {
        for name in ["beta", "omega"] {
            var map = KeyMap()
            let mistakes = map.apply([name: "x", "delta": "y"])
            let names = [name, "delta"].sorted()
            #expect(
                zip(mistakes, names).allSatisfy { $0.hasPrefix("no command or answer '\($1)'") } && mistakes.count == 2
            )
        }
    }

    @Test func commandsHaveTheirNames() {
        #expect(Command(named: "note") == .comment && Command(named: "comment") == .comment)
        #expect(Command(named: "last-comment") == .lastComment && Command(named: "Comment") == nil)
        #expect(Command.allCases.filter(\.isAlwaysObeyed) == [.undo, .pause, .quit])
        #expect(Set(Command.allCases) == Set(KeyTable.commands.map(\.command)))
    }

    @Test func whereCasesAreSettledNothingOfThePastIsOffered() {
        var showing = SessionTests.single
        for isSettling in [false, true] {
            if isSettling { showing.adjudication = Adjudication(scores: [], showsFirst: true, isOwn: false) }
            let session = SessionTests.session([SessionTests.overall], showing)
            let missing = Set(Command.allCases.filter { !session.offers($0) })
            #expect(missing == (isSettling ? [.undo, .list, .lastComment, .back, .forward, .later] : []))
        }
    }

    private static func scale(_ low: Double, _ high: Double, _ step: Double = 1) -> Criterion {
        let scale = Scale(
            min: low,
            max: high,
            step: step,
            anchors: [.init(point: 4, label: "4"), .init(point: 2, label: "poor")]
        )
        return Criterion(name: "c", question: "?", level: .ordinal, form: .scale(scale))
    }

    private static func pair(tie: Bool, bothBad: Bool) -> Criterion {
        Criterion(name: "c", question: "?", level: .nominal, form: .pairwise(tie: tie, bothBad: bothBad))
    }

    @Test(arguments: [
        (Self.scale(1, 5), "1 to 5"), (Self.scale(0, 9), "0 to 9"), (Self.scale(0, 4, 2), "0, 2 or 4"),
        (Self.scale(0, 10), "a number from 0 to 10, then Enter"),
        (Self.scale(-1, 1), "a number from -1 to 1, then Enter"), (SessionTests.send, "д or n"),
        (Self.pair(tie: true, bothBad: true), "a, b, t or x"), (Self.pair(tie: false, bothBad: false), "a or b"),
        (Self.pair(tie: true, bothBad: false), "a, b or t"), (RankingTests.best, "1 to 3, the best first"),
    ])
    func whatIsPressedForAnAnswerIsSaid(criterion: Criterion, words: String) {
        var map = KeyMap()
        #expect(map.apply([(name: "yes", key: "д")]).isEmpty)
        #expect(criterion.keyWords(map, texts: 3) == words)
    }

    @Test func anAnswerIsSaidWithItsLabelOnce() {
        func words(_ value: Double?) -> String { Self.scale(1, 5).words(of: Answer(criterion: "c", value: value)) }
        #expect([4, 2, 3, nil].map(words) == ["4", "2 poor", "3", ""])
        #expect(Self.pair(tie: false, bothBad: true).choices.map(\.value) == [1, -1, nil])
        #expect(Self.pair(tie: true, bothBad: false).choices.map(\.value) == [1, -1, 0])
        #expect(Self.scale(0, 10).choices.isEmpty && Self.scale(0, 10).isTyped && RankingTests.best.isRanking)
        #expect(!Self.scale(0, 9).isTyped && !Self.scale(0, 9).isRanking)
    }
}
