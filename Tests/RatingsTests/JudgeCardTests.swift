import Agreement
import Foundation
import Studies
import Testing

@testable import Ratings

/// What stands on a judge's card besides its verdict: slices, the own family, the table of confusions.
struct JudgeCardTests {
    /// What two people and a judge say of one model's answer.
    private struct Row {
        var prompt: Int
        var model: String
        var people: [String]
        /// Empty where the file has no row of it.
        var judge: String
    }

    private func card(_ rows: [Row], _ scoring: Scoring, families: JudgeFamilies = JudgeFamilies()) throws -> JudgeCard
    {
        var text = "item,prompt,model,rater,kind,score\n"
        for row in rows {
            let item = "\(row.prompt)-\(row.model),p\(row.prompt),\(row.model)"
            for (person, score) in zip(["ana", "ben"], row.people) { text += "\(item),\(person),human,\(score)\n" }
            if !row.judge.isEmpty { text += "\(item),j,judge,\(row.judge)\n" }
        }
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-card-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        var set = try RatingSet(file: path, scoring: scoring)
        set.modelNames = set.subjects.models
        let options = IntervalOptions(resamples: 20, seed: 3)
        let choices = JudgeCard.Choices(settings: CalibrationSettings(), options: options, families: families)
        return try #require(try JudgeCards(set, selection: RatingSelection(raters: ["j"]), choices: choices).all.first)
    }

    /// A judge of the family of `kin` gives it a point too many on three of four prompts, and `other` one on each fifth.
    private func favour(prompts: Int) throws -> JudgeCard {
        let rows = (0..<prompts).flatMap { prompt in
            ["kin", "other"].map { model in
                let score = 2 + prompt % 3
                let more = model == "kin" ? (prompt % 4 == 0 ? 0 : 1) : prompt % 5 == 0 ? 1 : 0
                return Row(prompt: prompt, model: model, people: ["\(score)", "\(score)"], judge: "\(score + more)")
            }
        }
        return try card(
            rows,
            Scoring(levels: ["ordinal"], categories: ["1,2,3,4,5"]),
            families: JudgeFamilies(judges: ["j": "f"], models: ["kin": "f", "other": "g"])
        )
    }

    /// Of the 24 prompts' differences between the two models, by the formula of a mean's error.
    private static let error: Double = {
        let differences = (0..<24).map { prompt in (prompt % 4 == 0 ? 0.0 : 1) - (prompt % 5 == 0 ? 1 : 0) }
        let squares = differences.reduce(0) { $0 + ($1 - 13.0 / 24) * ($1 - 13.0 / 24) }
        return (squares / 23 / 24).squareRoot()
    }()

    @Test func aJudgeThatFavoursItsFamilyHasABiasAboveNone() throws {
        let family = try #require(try favour(prompts: 24).family)
        let bias = try #require(family.bias)
        #expect(abs((bias.value ?? 0) - 13.0 / 24) < 1e-12 && family.isNamed)
        #expect((bias.low ?? 0) > 0 && (bias.low ?? 0) < 13.0 / 24 && (bias.high ?? 0) > 13.0 / 24)
        // Nine prompts are too few to tell.
        let few = try #require(try favour(prompts: 9).family)
        #expect(few.bias == nil)
        #expect(try favour(prompts: 10).family?.bias != nil)
    }

    /// What is of unknown family is neither its own nor one of the others: it moves no figure and is counted.
    @Test func aTextOfUnknownFamilyIsNotOneOfTheOthers() throws {
        func bias(_ models: [String]) throws -> SameFamily {
            let rows = (0..<24).flatMap { prompt in
                models.map { model in
                    let more = model == "kin" ? (prompt % 4 == 0 ? 0 : 1) : model == "who" ? 2 : 0
                    let score = 2 + prompt % 2
                    return Row(
                        prompt: prompt,
                        model: model,
                        people: ["\(score)", "\(score)"],
                        judge: "\(score + more)"
                    )
                }
            }
            let families = JudgeFamilies(judges: ["j": "f"], models: ["kin": "f", "other": "g"])
            let scoring = try Scoring(levels: ["ordinal"], categories: ["1,2,3,4,5"])
            return try #require(try card(rows, scoring, families: families).family)
        }
        let (whole, known) = (try bias(["kin", "other", "who"]), try bias(["kin", "other"]))
        #expect(whole.unknownCount == 24 && known.unknownCount == 0)
        #expect(abs((whole.bias?.value ?? 9) - 0.75) < 1e-12 && whole.bias?.itemCount == 48)
        #expect(whole.bias?.value == known.bias?.value && whole.bias?.low == known.bias?.low)
        let alone = try bias(["kin", "who"])
        #expect(alone.bias == nil && alone.unknownCount == 24)
    }

    @Test func aJudgeIsWorseInTheSliceInWhichItIsFurtherFromPeople() throws {
        let card = try favour(prompts: 24)
        for (name, difference) in [("kin", -13.0 / 24), ("other", 13.0 / 24)] {
            let slice = try #require(card.slices.first { $0.trait == "model" && $0.name == name })
            let found = try #require(slice.difference)
            #expect(abs((found.value ?? 9) - difference) < 1e-12 && slice.promptCount == 24)
            #expect(abs((found.standardError ?? 0) - Self.error) < 1e-9, "\(found)")
        }
    }

    /// People down, the judge across; where people have no majority nobody is confused.
    @Test func confusionsAreCountedByWhatPeopleSaid() throws {
        let said = [("good", "good", "bad"), ("good", "good", "bad"), ("bad", "bad", "bad"), ("good", "bad", "good")]
        let rows = (0..<40).map { prompt in
            let (one, other, judge) = said[prompt % 4]
            return Row(prompt: prompt, model: "m", people: [one, other], judge: judge)
        }
        let card = try card(rows, Scoring(levels: ["nominal"], categories: []))
        let confusion = try #require(card.confusion)
        let places = Dictionary(uniqueKeysWithValues: card.categories.enumerated().map { (card.word($1), $0) })
        let (good, bad) = (try #require(places["good"]), try #require(places["bad"]))
        #expect(confusion[good][bad] == 20 && confusion[bad][good] == 0 && confusion[bad][bad] == 10)
        #expect(confusion.joined().reduce(0, +) == 30)
    }

    /// A judge that skips what it would get wrong is no better for it: its rows may be empty or not there.
    @Test func aTextThatAJudgeHasNoRowOnIsAMissingVerdict() throws {
        func rows(_ judge: @escaping (Int) -> String) -> [Row] {
            (0..<60).map { prompt in
                let word = prompt % 2 == 0 ? "good" : "bad"
                return Row(prompt: prompt, model: "m", people: [word, word], judge: judge(prompt))
            }
        }
        let scoring = try Scoring(levels: ["nominal"], categories: [])
        let whole = try card(rows { $0 % 2 == 0 ? "good" : "bad" }, scoring)
        #expect(whole.unscoredCount == 0 && whole.calibration.missingCount == 0)
        let easy = try card(rows { $0 % 3 == 0 ? "" : $0 % 2 == 0 ? "good" : "bad" }, scoring)
        #expect(easy.unscoredCount == 20 && easy.counts.missing == 20 && easy.calibration.missingCount == 20)
        #expect(easy.calibration.promptCount == 40 && easy.isOfFile)
        let (value, worst) = (easy.calibration.difference.value, easy.calibration.worstDifference.value)
        #expect((worst ?? 9) < (value ?? -9))
        #expect(easy.calibration.conditions.contains { $0.condition == .worstCase && !$0.holds })
    }
}
