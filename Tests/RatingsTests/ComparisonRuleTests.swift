import Foundation
import Store
import Studies
import Testing

@testable import Agreement
@testable import Ratings

/// Which verdicts a ranking takes, who won, and what is resampled together.
struct ComparisonRuleTests {
    private func file(_ rows: [String], kind: Studies.RaterKind? = nil) throws -> Comparisons {
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-rank-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try ("left,right,winner,rater,kind,prompt\n" + rows.map { $0 + "\n" }.joined())
            .write(toFile: path, atomically: true, encoding: .utf8)
        return try Comparisons(file: path, kind: kind)
    }

    private func report(_ comparisons: Comparisons) throws -> RankReport {
        RankReport(try comparisons.table(over: nil).0, options: IntervalOptions(resamples: 0))
    }

    /// A verdict on the first two models for the first, by whoever it is.
    private func win(_ study: RatedStudy, _ models: [String], _ rater: String = "ana", prompt: Int = 1)
        -> RatingRecord
    {
        let isInOrder = study.item(models[0], prompt) < study.item(models[1], prompt)
        let kind: Studies.RaterKind = rater == "judge" ? .judge : .human
        return study.record(
            rater,
            isInOrder ? 1 : -1,
            of: models,
            prompt: prompt,
            kind: kind,
            version: kind == .judge ? "v" : nil
        )
    }

    private func ranked(_ study: RatedStudy, criterion: Int = 1, kind: Studies.RaterKind = .human) throws
        -> Comparisons
    {
        try Comparisons(study.set(), criterion: criterion, kind: kind)
    }

    @Test func onlyTheWantedKindOfRatersCounts() throws {
        let rows = ["x,y,left,ana,human,p", "x,y,right,j,judge,p", "x,y,right,k,judge,q"]
        #expect(try report(file(rows)).comparisonCount == 3)
        let people = try report(file(rows, kind: .human))
        #expect(people.comparisonCount == 1 && people.players.map(\.wins) == [1, 0])
        #expect(try report(file(rows, kind: .judge)).players.map(\.wins) == [0, 2])
        let study = try RatedStudy()
        try study.add([win(study, ["a", "b"]), win(study, ["b", "a"], "judge"), win(study, ["b", "c"], "judge")])
        try study.store.unblind("s", who: "lead", at: 1)
        #expect(try report(ranked(study)).players.map(\.wins) == [1, 0])
        #expect(try report(ranked(study, kind: .judge)).players.map(\.name) == ["a", "b", "c"])
    }

    @Test func comparisonsOfOnePromptAreResampledTogether() throws {
        let some = try file(["x,y,left,ana,human,p", "x,y,right,ben,human,p", "x,y,left,ana,human,q"])
        #expect(try some.table(over: nil).0.clusterCount == 2)
        #expect(try some.table(over: .prompt).0.clusterCount == 2)
        #expect(try some.table(over: .comparisons).0.clusterCount == 0)
        let none = try file(["x,y,left,ana,human,", "x,y,right,ben,human,"])
        #expect(try none.table(over: nil).0.clusterCount == 0)
    }

    /// A prompt that a model did not answer betrays letters: while they stand it is in no ranking.
    @Test func aPromptWithoutLettersIsRankedOnceModelsAreKnown() throws {
        var study = try RatedStudy()
        study.study.prompts.append(Prompt(id: "p5", messages: [Message(role: .user, content: "ask 5")]))
        try study.store.sync(study.study)
        let answers = ["a", "b"].map {
            ImportedResponse(line: 1, prompt: "p5", model: $0, sample: 1, text: "\($0) to p5")
        }
        _ = try study.store.importResponses(answers, study: "s", file: "f", at: 1)
        try study.add([win(study, ["a", "b"]), win(study, ["a", "b"], prompt: 5)])
        #expect(try study.set().opinions.count == 2)
        #expect(try report(ranked(study)).comparisonCount == 1)
        try study.store.unblind("s", who: "lead", at: 2)
        #expect(try report(ranked(study)).comparisonCount == 2)
    }

    /// A text that two models wrote is each one's, and none's against itself.
    @Test func noModelIsComparedWithItself() throws {
        let study = try RatedStudy()
        try study.add([win(study, ["a", "b"])])
        try study.store.unblind("s", who: "lead", at: 1)
        let text = ImportedResponse(line: 1, prompt: "p1", model: "b", sample: 2, text: "a to p1")
        _ = try study.store.importResponses([text], study: "s", file: "g", at: 2)
        let found = try report(ranked(study))
        #expect(found.comparisonCount == 1 && found.players.map(\.wins) == [1, 0])
    }

    @Test func theFirstOfARankingBeatsTheOthers() throws {
        let best = Studies.Criterion(
            name: "best",
            question: "Which?",
            level: .ordinal,
            form: .ranking(most: 3, tie: true)
        )
        let study = try RatedStudy(criteria: [best])
        let ranks: [(String, Double)] = [("a", 1), ("b", 2), ("c", 2)]
        let records = (1...2).flatMap { prompt in
            let items = ranks.map { study.item($0.0, prompt) }
            return zip(items, ranks).map { item, rank in
                RatingRecord(
                    study: "s",
                    subject: .member(item, of: SetID(items)),
                    prompt: "p\(prompt)",
                    criterion: "best",
                    value: rank.1,
                    rater: "ana",
                    kind: .human
                )
            }
        }
        try study.add(records)
        try study.store.unblind("s", who: "lead", at: 1)
        let comparisons = try ranked(study, criterion: 0)
        let found = try report(comparisons)
        #expect(found.players.map(\.name) == ["a", "b", "c"] && comparisons.notes.contains(.rankings))
        #expect(found.players.map(\.wins) == [4, 0, 0] && found.players.map(\.losses) == [0, 2, 2])
        #expect(found.players.map(\.ties) == [0, 2, 2])
    }

    private func replace(_ study: RatedStudy) throws {
        var rows = [ImportedResponse(line: 1, prompt: "p1", model: "a", sample: 1, text: "a anew")].makeIterator()
        _ = try study.store.importResponses(study: "s", file: "f", at: 2, replacing: true) {
            rows.next().map { .success($0) }
        }
    }

    /// Once models stand by name a verdict on a response that was replaced is none on them, and that is said.
    @Test func whatWasReplacedIsComparedNoMore() throws {
        let study = try RatedStudy()
        try study.add([win(study, ["a", "b"]), win(study, ["a", "b"], prompt: 2)])
        try study.store.unblind("s", who: "lead", at: 1)
        #expect(try report(ranked(study)).comparisonCount == 2)
        try replace(study)
        let found = try ranked(study)
        #expect(try report(found).comparisonCount == 1 && found.notes.contains(.replaced(count: 1)))
        #expect(try study.set().subjects.hasReplaced)
    }

    /// While letters stand it moves no figure: the one that moved would be the letter's.
    @Test func aReplacementMovesNothingWhileLettersStand() throws {
        let study = try RatedStudy()
        try study.add([win(study, ["a", "b"])])
        try replace(study)
        let subjects = try study.set().subjects
        #expect(!subjects.hasReplaced && !subjects.isReplaced(0))
        #expect(subjects.figuredWriters(of: 0) == subjects.letteredWriters(of: 0))
        #expect(!(try ranked(study).notes.contains(.replaced(count: 1))))
    }

    @Test func aRankingOfNothingSaysSo() throws {
        func sentences(_ rows: [String], raters: [String] = [], models: [String] = []) throws -> [RatingNote] {
            try file(rows).only(raters: raters, models: models).notes
        }
        let rows = ["x,y,left,ana,human,p", "x,z,left,ben,human,q"]
        #expect(try sentences(rows).isEmpty && sentences(rows, models: ["x", "y"]).isEmpty)
        #expect(try sentences([]) == [.remark("No comparison: the table has no row that counts.")])
        let none = [RatingNote.remark("No comparison by these raters between these models.")]
        #expect(try sentences(rows, models: ["x"]) == none)
        #expect(try sentences(rows, raters: ["ana"], models: ["x", "z"]) == none)
    }
}
