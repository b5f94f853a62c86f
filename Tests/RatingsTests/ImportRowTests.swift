import Foundation
import Store
import Studies
import Testing

@testable import Ratings

/// What cells of an imported table come to.
struct ImportRowTests {
    private func ratings(_ text: String) throws -> [Result<ImportedRating, Mistake>] {
        var read = try file(text)
        var found: [Result<ImportedRating, Mistake>] = []
        while let next = try read.nextRating() { found.append(next) }
        return found
    }

    private func responses(_ text: String) throws -> [Result<ImportedResponse, Mistake>] {
        var read = try file(text)
        var found: [Result<ImportedResponse, Mistake>] = []
        while let next = try read.nextResponse() { found.append(next) }
        return found
    }

    private func file(_ text: String) throws -> ImportFile {
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-rows-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return try ImportFile(path: path, names: ImportNames(RatedStudy().study))
    }

    /// The line and the words of a mistake; nil of a row that is read.
    private static func mistake<Row>(_ row: Result<Row, Mistake>) -> String? {
        if case .failure(let mistake) = row { "\(mistake.line ?? 0): \(mistake.message)" } else { nil }
    }

    @Test func theWinnerIsOneOfFourWords() throws {
        let rows = [("left", 1.0), ("right", -1), ("tie", 0), ("both_bad", nil)] as [(String, Double?)]
        let text = rows.map { "ana,better,p1,a,b,\($0.0)\n" }.joined()
        let found = try ratings("rater,criterion,prompt,left_model,right_model,winner\n" + text)
        #expect(try found.map { try $0.get().record.value } == rows.map(\.1))
        for row in found { #expect(try row.get().sources.map(\.model) == ["a", "b"]) }
        // As 'slam rank' reads them: other tools' words too, and the winner's name; no number, of which one row says nothing.
        let words = [("A", 1.0), ("model_b", -1), ("Draw", 0), ("tie (bothbad)", nil), ("b", -1), ("Left", 1)]
        let others = try ratings(Self.pairs + words.map { "ana,better,p1,c,b,\($0.0)\n" }.joined())
        #expect(try others.map { try $0.get().record.value } == words.map(\.1))
        for word in ["1", "-1", "0", "d", ""] {
            let odd = try ratings(Self.pairs + "ana,better,p1,a,b,\(word)\n")
            #expect(throws: Mistake.self, "\(word)") { try odd[0].get() }
        }
        let same = try ratings(Self.pairs + "ana,better,p1,a,a,left\n")
        #expect(Self.mistake(same[0]) == "2: left and right are the same: nothing is compared")
    }

    private static let pairs = "rater,criterion,prompt,left_model,right_model,winner\n"

    /// A judge's reply may have come to nothing; a person who wrote such a word did not give a score.
    @Test func onlyAJudgeIsRefusedOrUnparsed() throws {
        let head = "rater,kind,criterion,prompt,model,score\n"
        for word in ["refused", "unparsed", "error"] {
            let found = try ratings(head + "robot,judge,overall,p1,a,\(word)\nana,human,overall,p1,a,\(word)\n")
            #expect(try found[0].get().record.outcome.rawValue == word && found[0].get().record.value == nil)
            #expect(throws: Mistake.self, "\(word)") { try found[1].get() }
        }
    }

    /// A score that is not there is none, and never a 0.
    @Test(arguments: ["-", "NA", "n/a", "null", "?", "."]) func aScoreThatIsNoneIsRefused(score: String) throws {
        let found = try ratings("rater,criterion,prompt,model,score\nana,overall,p1,a,\(score)\nana,overall,p1,b,4\n")
        #expect { try found[0].get() } throws: { "\($0)".contains("the score '\(score)' is none: leave the row out") }
        #expect(try found[1].get().record.value == 4)
    }

    @Test func samplesCountFromOneAndTokensFromNone() throws {
        let head = "rater,criterion,prompt,model,sample,score\n"
        let found = try ratings(head + "ana,overall,p1,a,2,4\nana,overall,p1,b,0,4\n")
        #expect(try found[0].get().sources.map(\.sample) == [2])
        #expect(throws: Mistake.self) { try found[1].get() }
        let rows = try responses("prompt,model,response,output_tokens\np1,a,x,0\np1,b,x,-1\n")
        #expect(try rows[0].get().outputTokens == 0)
        #expect(throws: Mistake.self) { try rows[1].get() }
    }

    /// Whatever the columns are called, and of ratings as of responses.
    @Test func anIdBesideTheTextOfAnotherPromptIsRefused() throws {
        let words = "the prompt 'p1' has another text in the study: correct the id, or leave the column of ids out"
        let rows = "p1,ask 2,a,x\np1,ask 1,a,y\np1,p1,b,z\nnew,ask 3,b,w\np2,,c,v\n"
        let found = try responses("prompt_id,prompt,model,response\n" + rows)
        #expect(Self.mistake(found[0]) == "2: \(words)")
        #expect(try found.dropFirst().map { try $0.get().prompt } == ["p1", "p1", "p3", "p2"])
        let table = try responses("question_id,question,model,answer\np1,ask 2,a,x\n")
        #expect(Self.mistake(table[0]) == "2: \(words)")
        let scores = try ratings("rater,criterion,prompt_id,prompt,model,score\nana,overall,p1,ask 2,a,4\n")
        #expect(Self.mistake(scores[0]) == "2: \(words)")
        let pairs = "rater,criterion,prompt_id,left_model,right_model,winner\nana,better,p2,a,b,left\n"
        #expect(try ratings(pairs)[0].get().record.prompt == "p2")
    }

    @Test func millisecondsAreStoredAsNanoseconds() throws {
        let rows = try responses("prompt,model,response,first_token_ms,total_ms\np1,a,x,0.25,1500\n")
        let response = try rows[0].get()
        #expect(response.firstToken == 250_000 && response.total == 1_500_000_000)
    }

    @Test func whatStandsBesideAResponseIsReadAndEveryWrongCellTold() throws {
        let head = "prompt,model,response,sample,finish_reason,input_tokens,output_tokens,first_token_ms,total_ms\n"
        let rows = try responses(
            head + "p1,a,x,2,length,11,22,1.5,3\np1,b,y,,,,,,\np2,a,z,1,stop,many,-3,-0.5,1e13\np2,b,,1,stop,1,2,3,4\n"
        )
        let full = try rows[0].get()
        #expect(full.sample == 2 && full.finishReason == "length" && full.model == "a" && full.prompt == "p1")
        #expect(full.inputTokens == 11 && full.outputTokens == 22)
        #expect(full.firstToken == 1_500_000 && full.total == 3_000_000)
        let plain = try rows[1].get()
        #expect(plain.sample == 1 && plain.finishReason == nil && plain.inputTokens == nil && plain.total == nil)
        let wrong = #expect(throws: Mistake.self) { try rows[2].get() }
        #expect(
            wrong?.message == """
                'input_tokens' is 'many': it must be a whole number; 'output_tokens' is '-3': it must be a whole number; \
                'first_token_ms' is '-0.5': it must be a number of milliseconds; \
                'total_ms' is '1e13': it must be a number of milliseconds
                """
        )
        let empty = #expect(throws: Mistake.self) { try rows[3].get() }
        #expect(empty?.line == 5 && empty?.message.hasPrefix("the response is empty") == true)
    }

    /// An id that the study lacks gives way to the text beside it, and alone is a mistake.
    @Test func aPromptIsFoundByItsIDElseByItsText() throws {
        let found = try responses("prompt_id,prompt,model,response\np1,ask 1,a,x\nq9,ask 3,a,y\n,ask 2,a,z\n")
        #expect(try found.map { try $0.get().prompt } == ["p1", "p3", "p2"])
        let alone = try responses("prompt_id,model,response\np2,a,x\nq9,a,y\n")
        #expect(try alone[0].get().prompt == "p2")
        #expect(throws: Mistake.self) { try alone[1].get() }
    }

    @Test func aRatingSaysWhoseAndOfWhichTimeItIs() throws {
        let head = "rater,kind,version,phase,criterion,item,score,note\n"
        let found = try ratings(
            head + "ana,human,v1,,overall,abc,4,why\ngpt,judge,v1,gold,overall,abc,3,\nlex,metric,v2,,lex,abc,0.5,\n"
        ).map { try $0.get() }
        #expect(
            found.map(\.record.kind) == [.human, .judge, .metric] && found.map(\.record.rater) == ["ana", "gpt", "lex"]
        )
        // A person has no version.
        #expect(found.map(\.record.version) == [nil, "v1", "v2"] && found.map(\.record.note) == ["why", nil, nil])
        #expect(
            found.map(\.record.phase) == [.blind, .gold, .blind] && found.map(\.isPhaseStated) == [false, true, false]
        )
        #expect(found.allSatisfy { $0.sources.isEmpty && $0.record.subject == .item(ItemID(rawValue: "abc")) })
        for row in ["ana,robot,,,overall,abc,4,", "ana,human,,never,overall,abc,4,", "a b,human,,,overall,abc,4,"] {
            let refused = try ratings(head + row + "\n")
            #expect(throws: Mistake.self, "\(row)") { try refused[0].get() }
        }
    }

    /// Of one line both may be: nobody can tell which came first.
    @Test func aFileHasOneDecimalMark() throws {
        var marks = Decimals(.point, mayBeEither: true)
        let (comma, point) = (try marks.read("4,5", line: 2).value, try marks.read("2.5", line: 2).value)
        #expect(comma == 4.5 && point == 2.5)
        #expect { try marks.read("1.5", line: 3) } throws: {
            "\($0)" == "'1.5' has a decimal point, line 2 a decimal comma: write one kind"
        }
        var settled = Decimals(.point, mayBeEither: false)
        let (none, one) = (try settled.read("4,5", line: 2).value, try settled.read("2.5", line: 3).value)
        #expect(none == nil && one == 2.5)
    }

    /// A mark that is named holds for every number, whatever separates the columns.
    @Test func aNamedDecimalMarkHolds() throws {
        func values(_ cell: String, _ decimal: NumberText.Decimal?) throws -> [Double?] {
            let path = FileManager.default.temporaryDirectory.appending(path: "slam-mark-\(UUID().uuidString).csv").path
            defer { try? FileManager.default.removeItem(atPath: path) }
            let text = "rater;criterion;prompt;model;score\nana;overall;p1;a;\(cell)\n"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            var read = try ImportFile(path: path, names: ImportNames(RatedStudy().study), decimal: decimal)
            return try read.allRatings().map(\.record.value)
        }
        #expect(try values("4,0", nil) == [4] && values("4,0", .comma) == [4] && values("4.0", .point) == [4])
        #expect(throws: (any Error).self) { try values("4,0", .point) }
    }

    @Test func responsesAndRatingsAreNotTakenForEachOther() throws {
        func all(_ text: String) throws -> [ImportedRating] {
            var read = try file(text)
            return try read.allRatings()
        }
        #expect(throws: StudiesError.self) { try all("prompt,model,response\np1,a,x\n") }
        let lines = try ratings(
            #"{"rater":"ana","criterion":"overall","prompt":"p1","model":"a","score":4}"# + "\n"
                + #"{"prompt":"p1","model":"a","response":"x"}"# + "\n"
        )
        #expect(try lines.count == 2 && lines[0].get().record.value == 4)
        #expect { try lines[1].get() } throws: { "\($0)".contains("has 'response', which the rows before lack") }
    }

    /// A model goes by its name, or by an id that no other has and that is nobody's name.
    @Test func anIdOfTwoModelsNamesNeither() throws {
        var study = try RatedStudy().study
        for (place, id) in ["m", "m", "own"].enumerated() { study.models[place].model = id }
        let names = ImportNames(study)
        #expect(["a", "m", "own", "new"].map { names.model($0) } == ["a", "m", "c", "new"])
        #expect(names.model("m", or: "b") == "b" && names.model("new", or: "newer") == "new")
        study.models[2].model = "a"
        #expect(ImportNames(study).model("a") == "a")
    }

    @Test func aWordIsItsPointInAnyCase() throws {
        var study = try RatedStudy().study
        let anchors = [Scale.Anchor(point: 1, label: "Poor"), .init(point: 5, label: "Good")]
        study.criteria[0].form = .scale(Scale(min: 1, max: 5, step: 1, anchors: anchors))
        let names = ImportNames(study)
        #expect(try names.value(ofWord: "gOOD", on: "overall") == 5 && names.value(ofWord: "Poor", on: "overall") == 1)
        #expect { try names.value(ofWord: "fine", on: "overall") } throws: {
            "\($0)" == "the score 'fine' is no number: 'overall' is rated from 1 to 5"
        }
        #expect(throws: StudiesError.self) { try names.value(ofWord: "yes", on: "better") }
        #expect(try names.value(ofWord: "Yes", on: "other") == 1 && names.value(ofWord: "REJECT", on: "other") == 0)
        #expect(names.onlyCriterion == nil && ImportNames(study: "s").onlyCriterion == nil)
    }

    /// Of a table of one's own an id is the study's where it has the study's text; one that the study lacks is none.
    @Test func anIDOfOnesOwnTableStandsForItsText() throws {
        let text = """
            id,question,model,answer,Finish_Reason,mood
            p1,ask 1,a,x,stop,glad
            p2,ask anew,a,y,stop,sad
            q9,ask 3,b,z,length,sad

            """
        #expect(try file(text).others == ["mood"] && file(text).recognised?.contains("answer") == true)
        let rows = try responses(text)
        #expect(try rows.count == 3 && rows[0].get().prompt == "p1" && rows[2].get().prompt == "p3")
        #expect(try [rows[0], rows[2]].map { try $0.get().finishReason } == ["stop", "length"])
        let mistake = #expect(throws: Mistake.self) { try rows[1].get() }
        #expect(mistake?.line == 3 && mistake?.message.contains("'p2' has another text in the study") == true)
    }

    /// Columns that are read are none of the others.
    @Test func aTableOfResponsesIsReadByItsColumnsAndIDs() throws {
        let head = "prompt_id,prompt,model,response,finish_reason,mood\n"
        #expect(try file(head + "p1,ask 1,a,x,stop,glad\n").others == ["mood"])
        #expect(try responses(head + "p1,ask 1,a,x,stop,glad\n").map { try $0.get().prompt } == ["p1"])
    }
}
