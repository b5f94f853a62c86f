import Fixtures
import Foundation
import GRDBSQLite
import Studies
import Testing

/// The review in a real pseudo-terminal.
struct ReviewTerminalTests {
    private let folder: StudyFolder

    /// A study of one criterion and so many items.
    private init(items: [String]) throws {
        folder = try StudyFolder()
        try folder.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {planted-endpoint: {kind: openai, url: "http://planted-host.example:1/v1"}}
            models:
              planted-large: {endpoint: planted-endpoint, model: planted-id, price: {input: 77.125, output: 78.125}}
            criteria:
              overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}}
            reviewers: [ana, ben]
            """
        )
        try folder.write("Annotations/s/guidelines.md", "# Guide\n\nRead it whole.\n")
        let prompts = items.indices.map { "{\"id\": \"p\($0)\", \"prompt\": \"Ask \($0)\"}\n" }.joined()
        try folder.write("Prompts/s/prompts.jsonl", prompts)
        let lines = items.enumerated().map { place, text in
            JSONValue.object([
                ("prompt", .string("p\(place)")), ("model", .string("planted-large")), ("response", .string(text)),
            ]).canonicalText + "\n"
        }
        try folder.write("responses.jsonl", lines.joined())
        let run = try folder.slam("import", folder.path + "/responses.jsonl")
        #expect(run.status == 0, "\(run.errors)")
    }

    init() throws { try self.init(items: (0..<101).map { "Answer number \($0)" }) }

    private func review(
        _ more: String...,
        reviewer: String = "ana",
        columns: Int = 80,
        rows: Int = 24
    ) throws -> PseudoTerminal {
        try PseudoTerminal(
            Program.path,
            ["review", "--reviewer", reviewer, "--workspace", folder.path] + more,
            columns: columns,
            rows: rows
        )
    }

    /// A session with an item on its screen.
    private func begun(reviewer: String = "ana") throws -> PseudoTerminal {
        let terminal = try review("--no-warm-up", reviewer: reviewer)
        #expect(terminal.wait { $0.text.contains("How good?") && $0.questions > 0 }, "\(terminal.screen.text)")
        return terminal
    }

    /// Rates the item so many have been rated before in this session.
    private func rate(_ terminal: PseudoTerminal, _ place: Int, _ key: String) -> Bool {
        if place == 0, !terminal.type(key, untilUp: "Enter saves") { return false }
        return terminal.type(place == 0 ? "\r" : key, untilUp: " \(place + 1) of ")
    }

    private func ratings(of reviewer: String = "ana") throws -> [JSONValue] {
        #expect(try folder.slam("export").status == 0)
        return try folder.text("Annotations/s/\(reviewer).jsonl").split(separator: "\n").map {
            try JSONValue(parsing: String($0))
        }
    }

    /// The first item of a session waits for Enter, so that a newcomer's first key stores nothing yet.
    @Test func aHundredRatingsTakeAHundredKeysAndOneEnter() throws {
        let terminal = try begun()
        for place in 0..<100 { #expect(rate(terminal, place, "\(place % 5 + 1)")) }
        terminal.type("q")
        #expect(terminal.wait() == 0)
        #expect(try ratings().count == 100)
        #expect(terminal.screen.mistakes.isEmpty)
        #expect(!terminal.screen.usesOtherScreen)
    }

    @Test func theFirstScreenTellsAllAndPracticeCountsNothing() throws {
        let terminal = try review()
        #expect(terminal.wait(for: "three practice items"))
        #expect(terminal.screen.text.contains("Read it whole"))
        for (key, words) in [
            // The same key at once would be one that is held down.
            ("\r", "Practice 1 of 3"), ("4", "Practice 2 of 3"), ("3", "Practice 3 of 3"), ("4", "every rating counts"),
        ] {
            // Escape would end the practice, so that nothing is typed before the item is up.
            let questions = terminal.screen.questions
            terminal.type(key)
            #expect(terminal.waitUp(for: words, after: questions), "\(words)")
        }
        terminal.type("q")
        #expect(terminal.wait() == 0)
        #expect(try folder.slam("export").errors.hasPrefix("0 records"))
        // The practice is offered once.
        let again = try review()
        #expect(again.wait { $0.text.contains("How good?") || $0.text.contains("[Enter]") })
        #expect(!again.screen.text.contains("practice"))
    }

    @Test func aSizeTooSmallRatesNothingAndGrowsBack() throws {
        let terminal = try review("--no-warm-up", columns: 120, rows: 40)
        #expect(terminal.waitUp(for: "How good?"))
        terminal.resize(columns: 39, rows: 10)
        #expect(terminal.wait(for: "40×12 is needed"))
        terminal.type("4")
        // No frame is painted before the keys that wait are read.
        terminal.resize(columns: 39, rows: 11)
        #expect(terminal.wait(for: "39×11"))
        // It would save what the first key answered.
        terminal.type("\r")
        terminal.resize(columns: 38, rows: 11)
        #expect(terminal.wait(for: "38×11"))
        terminal.resize(columns: 60, rows: 18)
        #expect(terminal.wait(for: "0 of 101"))
        terminal.type("q")
        #expect(terminal.wait() == 0)
        #expect(terminal.screen.mistakes.isEmpty)
        #expect(try folder.slam("export").errors.hasPrefix("0 records"))
    }

    @Test func controlCLeavesTheTerminalAsItWas() throws {
        let terminal = try review("--no-warm-up")
        #expect(terminal.waitUp(for: "How good?"))
        #expect(terminal.modes.c_lflag & tcflag_t(ECHO | ICANON) == 0)
        // Ctrl-C throws away what was typed before it: nobody may be about to wait for that.
        #expect(try terminal.readsWithoutWaiting)
        terminal.type("\u{3}")
        #expect(terminal.wait() == 130)
        #expect(!terminal.screen.usesOtherScreen)
        #expect(terminal.bytes.suffix(32).contains(Array("\u{1B}[?25h".utf8)))
    }

    @Test func controlZGivesTheShellBackAndComesAgain() throws {
        let terminal = try PseudoTerminal("/bin/bash", ["--norc", "-i"], columns: 80, rows: 24)
        terminal.type("\(Program.path) review --reviewer ana --no-warm-up --workspace \(folder.path)\n")
        // The answer to its question where the cursor is would be the shell's.
        #expect(terminal.wait { $0.text.contains("How good?") && $0.questions > 0 })
        // A key that comes before the text is up is dropped, and said to be.
        let (stopped, dropped) = (Array("Stopped".utf8), "came before the text was up")
        for _ in 0..<50 where !terminal.bytes.contains(stopped) {
            terminal.type("\u{1A}")
            _ = terminal.wait { terminal.bytes.contains(stopped) || $0.text.contains(dropped) }
            guard !terminal.bytes.contains(stopped) else { break }
            terminal.type("\u{1B}")
            _ = terminal.wait { !$0.text.contains(dropped) }
        }
        #expect(terminal.bytes.contains(stopped))
        #expect(!terminal.screen.usesOtherScreen)
        terminal.type("fg\n")
        // What is typed before the session reads would be the shell's.
        #expect(terminal.wait(forBytes: "\u{1B}[?1049h", times: 2))
        #expect(terminal.type("4", untilUp: "Enter saves"))
        let questions = terminal.screen.questions
        terminal.type("\r")
        #expect(terminal.waitUp(for: " 1 of ", after: questions))
        terminal.type("q")
        #expect(terminal.wait(forBytes: "\u{1B}[?1049l", times: 2))
        terminal.type("exit\n")
        #expect(terminal.wait() == 0)
    }

    @Test func aPasteOfAMegabyteRatesNothingAndIsTold() throws {
        let terminal = try review("--no-warm-up")
        #expect(terminal.waitUp(for: "How good?"))
        terminal.type("\u{1B}[200~" + String(repeating: "4", count: 1_000_000) + "\u{1B}[201~")
        #expect(terminal.wait(for: "a paste of 1000000 bytes was ignored"))
        #expect(terminal.screen.text.contains("0 of 101"))
        terminal.type("q")
        #expect(terminal.wait() == 0)
    }

    @Test func twoSessionsOfOneReviewerNeverShowTheSameItem() throws {
        let terminals = try [review("--no-warm-up"), review("--no-warm-up")]
        var seen: [String] = []
        for terminal in terminals { #expect(terminal.waitUp(for: "How good?")) }
        for round in 0..<10 {
            for terminal in terminals {
                let answer = terminal.screen.text.split(separator: "\n").first { $0.contains("Answer number") }
                seen.append(String(answer ?? "none"))
            }
            for terminal in terminals {
                let key = "\(round % 5 + 1)"
                if round == 0 { #expect(terminal.type(key, until: "Enter saves")) }
                #expect(terminal.type(round == 0 ? "\r" : key, untilUp: "saved, last item: overall \(key)"))
            }
        }
        #expect(Set(seen).count == 20)
    }

    @Test func aLockedDatabaseIsWaitedForAndTold() throws {
        let terminal = try begun()
        #expect(terminal.type("4", until: "Enter saves"))
        var database: OpaquePointer?
        #expect(sqlite3_open(folder.path + "/slam.sqlite", &database) == SQLITE_OK)
        #expect(sqlite3_exec(database, "BEGIN IMMEDIATE", nil, nil, nil) == SQLITE_OK)
        #expect(terminal.type("\r", until: "Waiting for another program"))
        #expect(!terminal.screen.text.contains("saved, last item"))
        #expect(sqlite3_exec(database, "COMMIT", nil, nil, nil) == SQLITE_OK)
        sqlite3_close(database)
        #expect(terminal.wait(for: "saved, last item: overall 4"))
        #expect(terminal.screen.mistakes.isEmpty)
    }

    @Test func nothingOfASessionTellsWhoWroteWhat() throws {
        let terminal = try review()
        #expect(terminal.wait(for: "How good?"))
        for name in ["cmdline", "environ"] {
            let text = try String(contentsOfFile: "/proc/\(terminal.process)/\(name)", encoding: .utf8)
            #expect(!text.contains("planted"))
        }
        let children = "/proc/\(terminal.process)/task/\(terminal.process)/children"
        #expect(try String(contentsOfFile: children, encoding: .utf8).isEmpty)
        #expect(terminal.type("s", until: "PROMPT"))
        #expect(terminal.type("4", untilUp: "Enter saves"))
        let questions = terminal.screen.questions
        terminal.type("\r")
        #expect(terminal.waitUp(for: "1 of 101", after: questions))
        for (keys, words) in [
            ("?", "closes this page"),
            ("q", "PROMPT"), ("g", "Read it whole"), ("q", "PROMPT"), ("v", "view: raw"), ("v", "view: hex"),
            ("<", "changing a rated item"), (">", "1 of 101"),
        ] {
            #expect(terminal.type(keys, until: words), "\(words)")
        }
        #expect(terminal.type("K", untilUp: "Press any key"))
        let text = String(decoding: terminal.bytes, as: UTF8.self)
        for planted in ["planted", "77.125", "78.125", "example:1", "gpt"] { #expect(!text.contains(planted)) }
        // Escape and a key at once would be another key.
        #expect(terminal.type("\u{1B}", until: "PROMPT"))
        terminal.type("q")
        #expect(terminal.wait() == 0)
    }

    @Test func aSetIsRankedByItsNumbersAndAKillKeepsWhatIsBegun() throws {
        try folder.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {e: {kind: openai, url: "http://127.0.0.1:1/v1"}}
            models: {planted-large: {endpoint: e, model: l}, small: {endpoint: e, model: s}, tiny: {endpoint: e, model: t}}
            criteria: {best: {question: "In which order?", ranking: true}}
            reviewers: [ana]
            """
        )
        let others = ["small", "tiny"].map { "p0,\($0),\($0 == "tiny" ? "No" : "A better") answer\n" }
        try folder.write("others.csv", "prompt,model,response\n" + others.joined())
        #expect(try folder.slam("import", folder.path + "/others.csv").status == 0)
        let terminal = try review("--no-warm-up")
        #expect(terminal.waitUp(for: "In which order?"))
        #expect(terminal.type("2", until: "2   next"))
        #expect(terminal.type("=", until: "2 ="))
        terminal.killAtOnce()
        let again = try review("--no-warm-up")
        #expect(again.waitUp(for: "what you had begun is here again"))
        #expect(again.type("3", untilUp: "2=3"), "\(again.screen.text)")
        again.type("1")
        #expect(again.wait { $0.text.contains("[Enter]") || $0.text.contains("Nothing is left to rate") })
        if !again.screen.text.contains("Nothing is left") {
            // The first takes the order, the second saves the first item of a session.
            #expect(again.type("\r", until: "[Enter] saves"))
            #expect(again.type("\r", until: "Nothing is left to rate"))
        }
        again.type("q")
        #expect(again.wait() == 0)
        #expect(again.screen.mistakes.isEmpty && !String(decoding: again.bytes, as: UTF8.self).contains("planted"))
        #expect(
            terminal.screen.mistakes.isEmpty && !String(decoding: terminal.bytes, as: UTF8.self).contains("planted")
        )
        #expect(try ratings().compactMap { $0["value"]?.number }.sorted() == [1, 1, 3])
        // One set is no batch of figures by letter.
        #expect(try folder.slam("rank", "--resamples", "20").output.contains("Figures by letter have 0 of 3"))
        #expect(try folder.slam("unblind", "--yes", "--who", "lead").status == 0)
        let rank = try folder.slam("rank", "--resamples", "20")
        #expect(rank.output.contains("3 comparisons, 1 tie of 3 players"), "\(rank.errors)")
        #expect(try folder.slam("verify").status == 0)
    }

    @Test func noHostileTextReachesTheTerminal() throws {
        let tests = try ReviewTerminalTests(items: hostileTexts)
        let terminal = try tests.review("--no-warm-up")
        #expect(terminal.wait { $0.text.contains("0 of \(hostileTexts.count)") && $0.questions > 0 })
        for place in hostileTexts.indices {
            let next = place + 1 == hostileTexts.count ? "Nothing is left" : " \(place + 1) of \(hostileTexts.count)"
            for view in ["raw", "hex"] {
                #expect(terminal.type("v\u{1B}[6~", until: "view: \(view)"), "\(terminal.screen.text)")
            }
            let isLast = place + 1 == hostileTexts.count
            let questions = terminal.screen.questions
            // The same key at once would be one that is held down.
            #expect(terminal.type(["3", "4"][place % 2], untilUp: next, "[Enter]"))
            // An answer to a text whose end was not on the screen waits for Enter, and so does the first one.
            if !terminal.screen.text.contains(next) { terminal.type("\r") }
            #expect(terminal.waitUp(for: next, after: isLast ? -1 : questions), "\(terminal.screen.text)")
        }
        #expect(terminal.screen.mistakes.isEmpty, "\(terminal.screen.mistakes.prefix(5))")
        #expect(try tests.ratings().count == hostileTexts.count)
    }

    /// A terminal tells of no release: the bytes of a key held down come again and again.
    @Test func aKeyHeldDownAnswersOneQuestionOfItsItem() throws {
        let scale = "scale: {min: 1, max: 5}}"
        try folder.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {e: {kind: openai, url: "http://127.0.0.1:1/v1"}}
            models: {planted-large: {endpoint: e, model: l}}
            criteria:
              overall: {question: "How good?", \(scale)
              exact: {question: "How exact?", \(scale)
              polite: {question: "How polite?", \(scale)
              send: {question: "Send it?", accept: true}
            reviewers: [ana]
            """
        )
        let terminal = try begun()
        #expect(terminal.type("4", until: "2 of 4"), "\(terminal.screen.text)")
        #expect(terminal.type(String(repeating: "4", count: 40), until: "not used again"), "\(terminal.screen.text)")
        #expect(terminal.screen.text.contains("2 of 4"))
        #expect(terminal.type("53", until: "4 of 4"))
        #expect(terminal.type("y", until: "[Enter] saves"))
        #expect(terminal.type("\r", untilUp: " 1 of "))
        terminal.type("q")
        #expect(terminal.wait() == 0)
        #expect(try ratings().compactMap { $0["value"]?.number } == [4, 5, 3, 1])
    }

    /// Thirty kills at random keys: what was told as saved is there once, and the note that was on the screen comes back.
    @Test func thirtyKillsLoseNothing() throws {
        var random: UInt64 = 20
        func next(_ bound: Int) -> Int {
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(random >> 33) % bound
        }
        /// Another answer than the last: the same key at once would be one that is held down.
        var last = 0
        func answer() -> String {
            last = (last + next(4)) % 5 + 1
            return "\(last)"
        }
        var told = 0
        var note: String?
        for round in 0..<30 {
            let terminal = try review("--no-warm-up")
            if let note { #expect(terminal.wait { $0.text.contains("Comment: \(note)") && $0.questions > 0 }) }
            if note != nil { #expect(terminal.type("\r", until: "overall")) }
            #expect(
                terminal.wait { $0.questions > 0 && ($0.text.contains("How good?") || $0.text.contains("Enter saves")) }
            )
            let count = next(3)
            for _ in 0..<count {
                let done = try #require(terminal.screen.text.firstMatch(of: /([0-9]+) of 101/).flatMap { Int($0.1) })
                // The reviewer's first item waits for Enter; what an earlier session began is complete already.
                if done == 0, !terminal.screen.text.contains("Enter saves") {
                    #expect(terminal.type(answer(), untilUp: "Enter saves"))
                }
                let key = terminal.screen.text.contains("Enter saves") ? "\r" : answer()
                #expect(terminal.type(key, untilUp: " \(done + 1) of 101"), "\(terminal.screen.text)")
            }
            told += count
            note = nil
            if next(2) == 0 {
                let words = "odd \(round)"
                #expect(terminal.type("c", untilUp: "Comment:"))
                #expect(terminal.type(words, until: "Comment: \(words)"))
                note = words
            } else {
                // A key that may or may not be on disk when the kill comes.
                terminal.type("3")
            }
            terminal.killAtOnce()
        }
        let records = try ratings()
        #expect(records.count >= told && records.count <= told + 30)
        #expect(Set(records.compactMap { $0["item"]?.string }).count == records.count)
        #expect(try folder.slam("verify").status == 0)
    }
}
