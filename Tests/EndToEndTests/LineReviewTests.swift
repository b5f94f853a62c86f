import Foundation
import Studies
import Testing

/// The review in lines: what a line does not say is never done.
struct LineReviewTests {
    private let folder: StudyFolder

    init() throws {
        folder = try StudyFolder()
        try folder.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:1/v1"}}
            models:
              planted-large: {endpoint: api, model: l, baseline: true}
            criteria:
              overall:
                question: "How good?"
                scale: {min: 1, max: 5, step: 1}
                confidence: true
                reasons: [too long, wrong]
            reviewers: [ana]
            """
        )
        let rows = (1...6).map { "p\($0),planted-large,Long answer \($0)\n" }
        try folder.write("responses.csv", "prompt,model,response\n" + rows.joined())
        let run = try folder.slam("import", folder.path + "/responses.csv")
        #expect(run.status == 0, "\(run.errors)")
    }

    private func review(_ lines: String...) throws -> String {
        let input = lines.map { $0 + "\n" }.joined()
        return try folder.slam("review", "--reviewer", "ana", "--line", input: input).output
    }

    private func ratings() throws -> [JSONValue] {
        #expect(try folder.slam("export").status == 0)
        return try folder.text("Annotations/s/ana.jsonl").split(separator: "\n").map {
            try JSONValue(parsing: String($0))
        }
    }

    /// Whoever writes into a pipe may keep it open: the session ends with what is to be rated.
    @Test func aPipeThatStaysOpenKeepsNothingFromEnding() throws {
        let (process, input, output) = (Process(), Pipe(), Pipe())
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments =
            ["60", Program.path, "review", "--reviewer", "ana", "--line", "--workspace", folder.path, "--limit", "2"]
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data("4 2 1\n5 2 1\nundo\n3 2 1\n".utf8))
        process.waitUntilExit()
        let said = try String(decoding: output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        #expect(process.terminationStatus == 0, "\(said)")
        // What was there after the last page was obeyed.
        #expect(said.contains("saved, last item: overall 3") && !said.contains("went to others"), "\(said)")
        try input.fileHandleForWriting.close()
    }

    /// Why an item is skipped is what follows 'skip', and no other command's words.
    @Test func anotherCommandsWordsAreNoReasonToSkip() throws {
        let said = try review("skip 99", "comment quite fine")
        #expect(said.contains("'quite fine' was not used"), "\(said)")
        #expect(try folder.slam("export").errors.hasPrefix("0 records"), "\(said)")
        #expect(try review("skip 99", "skip quite fine").contains("skipped"))
        #expect(try folder.slam("export").errors.hasPrefix("1 record"))
    }

    @Test func aWordThatIsNoAnswerPressesNoKeys() throws {
        let said = try review("4", "quite sure", "2.5", "fine", "3", "sqf", "2")
        #expect(said.contains("'quite'"), "\(said)")
        #expect(said.contains("'2.5'"), "\(said)")
        let stored = try ratings()
        #expect(stored.count == 1)
        #expect(stored.first?["confidence"]?.number == 3 && stored.first?["reason"]?.string == "wrong")
        #expect(stored.first?["flags"]?.array?.contains(.string("flagged")) != true)
    }

    @Test func oneLineAnswersTheFurtherQuestionsToo() throws {
        let said = try review("4 2 1")
        #expect(said.contains("overall: 4") && said.contains("sure: 2") && said.contains("too long"), "\(said)")
        #expect(try ratings().count == 1)
        // One that is bad stores none.
        #expect(try review("4 7 1").contains("Nothing of this line"))
        #expect(try ratings().count == 1)
    }

    /// As another system's editor ends them.
    @Test func aReturnAtTheEndOfALineIsNoPartOfIt() throws {
        let said = try review("search answer\r", "comment fine\r", "4 2 1\r", "skip hello world\r", "q\r")
        #expect(said.contains("Response, line 1: Long answer") && said.contains("Comment: fine."), "\(said)")
        #expect(said.contains("skipped, last item: other: hello world"), "\(said)")
        let stored = try ratings()
        #expect(stored.map { $0["value"]?.number } == [4, nil], "\(said)")
        #expect(stored.map { $0["note"]?.string } == ["fine", nil])
        #expect(stored.map { $0["reason"]?.string } == ["too long", "other: hello world"])
    }

    @Test func aSearchSaysWhereTheWordsStandAndEnds() throws {
        let said = try review("search answer", "search zebra", "search", "ANSWER", "4", "1", "1")
        #expect(said.contains("Response, line 1: Long answer"), "\(said)")
        #expect(said.contains("'zebra' is not in the texts"), "\(said)")
        #expect(try ratings().count == 1)
    }

    @Test func aCommentIsReadBackAndASecondOneIsToldFromIt() throws {
        let said = try review("comment first", "comment second", "4 1 1")
        #expect(said.contains("Comment: first."), "\(said)")
        #expect(said.contains("Comment: first · second."), "\(said)")
        #expect(try ratings().first?["note"]?.string == "first · second")
    }

    @Test func aSkipKeepsItsReasonAndSaysIt() throws {
        let said = try review("skip hello world", "skip broken text", "skip 3", "skip nine")
        #expect(said.contains("skipped, last item: other: hello world"), "\(said)")
        #expect(
            try ratings().map { $0["reason"]?.string } == [
                "other: hello world", "broken text", "needs an expert", "other: nine",
            ]
        )
    }

    /// Behind the number of a reason no words of one's own may follow, but behind that of 'other'.
    @Test func wordsBehindTheNumberOfAnotherReasonSkipNothing() throws {
        let said = try review("skip 3 and more")
        #expect(said.contains("'3 and more': a number from 1 to 4, or words. Not skipped yet."), "\(said)")
        #expect(try folder.slam("export").errors.hasPrefix("0 records"))
        #expect(try review("skip 4 and more").contains("skipped, last item: other: and more"))
    }

    @Test func whoLeavesIsToldHowFarItWent() throws {
        let said = try review("4 1 1", "2 1 1")
        #expect(said.hasSuffix("\n2 rated, 0 skipped, 4 left for you. Everything is saved.\n"), "\(said)")
    }

    /// The second digit would rate the next item.
    @Test func aGuessIsOneDigit() throws {
        let text = try folder.text("Prompts/s/study.yaml").replacing(
            "criteria:",
            with: """
                  planted-small: {endpoint: api, model: s}
                review: {guess: {every: 1, labels: {aa: [planted-large], bb: [planted-small]}}}
                criteria:
                """
        )
        try folder.write("Prompts/s/study.yaml", text)
        let said = try review("4 1 1", "12", "3")
        #expect(said.contains("'12' is none of them: nothing was done."), "\(said)")
        #expect(try folder.rows("SELECT count(*) FROM event WHERE kind = 'guessed'") == ["0"])
        #expect(try ratings().map { $0["value"]?.number } == [4])
        #expect(try review("3 1 1", "2").contains("Which kind of model wrote it? 1 aa; 2 bb."))
        #expect(try folder.rows("SELECT count(*) FROM event WHERE kind = 'guessed'") == ["1"])
    }

    /// Esc was named, which a line does not have: only a skip or the end led out.
    @Test func anEmptyLineLeavesWhatIsAskedBesides() throws {
        let said = try review("skip 9", "undo", "", "4", "9", "", "2 1 1")
        #expect(said.contains("An empty line: not skipped.") && said.contains("not skipped."), "\(said)")
        #expect(said.contains("An empty line answers again.") && !said.contains("Esc"), "\(said)")
        let stored = try ratings()
        #expect(stored.map { $0["outcome"]?.string } == ["rated"] && stored.first?["value"]?.number == 2)
    }

    @Test func aBadAnswerIsNotExplainedByWhatWasSaidBefore() throws {
        let said = try folder.slam("review", "--reviewer", "ana", "--line", input: "flag\n7\nFLAG\n7\nquit\n").output
        #expect(said.contains("flagged."))
        #expect(!said.contains("'7': flag") && said.contains("'7' is no answer here"), "\(said)")
    }
}
