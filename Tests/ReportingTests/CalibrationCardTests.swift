import Foundation
import Studies
import Testing

@testable import Agreement
@testable import Ratings
@testable import Reporting

/// What a card prints besides its verdict.
struct CalibrationCardTests {
    /// Forty items by three people and a judge, who are off by a point on every fourth, third and second; `lacks` are the
    /// first items that somebody has not rated.
    private func document(lacks: [String: Int] = [:]) throws -> CalibrationDocument {
        var text = "item,prompt,rater,kind,score\n"
        for item in 0..<40 {
            let (good, other) = (item % 5 + 1, (item % 5 + 1) % 5 + 1)
            for (rater, every) in [("ana", 99), ("ben", 4), ("cleo", 3), ("j", 2)] where item >= lacks[rater] ?? 0 {
                let score = every < 99 && item % every == 0 ? other : good
                text += "i\(item),p\(item),\(rater),\(rater == "j" ? "judge" : "human"),\(score)\n"
            }
        }
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-card-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let set = try RatingSet(file: path, scoring: Scoring(levels: ["ordinal"], categories: ["1,2,3,4,5"]))
        let options = IntervalOptions(resamples: 20, seed: 3)
        let choices = JudgeCard.Choices(settings: CalibrationSettings(), options: options)
        let cards = try JudgeCards(set, selection: RatingSelection(raters: ["j"]), choices: choices)
        return CalibrationDocument(cards.all, options: options, notes: [], uncovered: [])
    }

    @Test func withoutACardItIsSaidWhy() {
        let none = CalibrationDocument([], options: IntervalOptions(), notes: [], uncovered: [])
        for format in [Format.table, .json] {
            #expect(none.written(as: format).contains("Nothing to calibrate: no judge, panel or metric"))
        }
    }

    /// Each condition is called what it is, and those that are not met are named with the verdict.
    @Test func whatIsNotMetIsNamed() throws {
        let words: [JudgeCalibration.Condition: String] = [
            .altTest: "the alternative annotator test", .people: "three people with 30 pairs each",
            .classes: "ten pairs in each of two classes, and no class far below a person",
            .skill: "better than a constant",
            .reading: "beside people within each model, not only between models",
            .ceiling: "within the margin of a person", .peopleAgree: "people's alpha above .2",
            .noRefusal: "no refusal", .worstCase: "still so with missing verdicts at their worst",
        ]
        for condition in JudgeCalibration.Condition.allCases {
            #expect(CalibrationDocument.words(condition, unit: "pair") == words[condition])
        }
        let document = try document()
        let card = try #require(document.cards.first)
        let (found, unit) = (card.calibration, card.unit)
        let lacking = found.conditions.filter { !$0.holds }.map { CalibrationDocument.words($0.condition, unit: unit) }
        #expect(!lacking.isEmpty && lacking.count < found.conditions.count)
        let said = document.written(as: .table).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(said.contains(". Not met: \(lacking.joined(separator: "; "))."), "\(said.prefix(400))")
    }

    private func rows(_ key: String, lacks: [String: Int] = [:]) throws -> [[String: Any]] {
        let text = try document(lacks: lacks).written(as: .json)
        let json = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try #require((json as? [String: Any])?[key] as? [[String: Any]])
    }

    /// Figures of scipy's t distribution and its Benjamini–Yekutieli adjustment.
    @Test func theAlternativeAnnotatorTestStandsOnTheCard() throws {
        let people = try rows("alt_test")
        #expect(people.compactMap { $0["person"] as? String } == ["person 1", "person 2", "person 3"])
        #expect(people.compactMap { $0["n"] as? Int } == [40, 40, 40])
        let near = people.compactMap { $0["judge_near"] as? Double }
        let adjusted = people.compactMap { $0["adjusted_p"] as? Double }
        for (found, wanted) in zip(near + adjusted, Self.near + Self.adjusted) { #expect(abs(found - wanted) < 1e-6) }
        #expect(near.count + adjusted.count == 6)
        let figures = try rows("figures")
        func value(_ name: String) -> Double? {
            figures.first { $0["figure"] as? String == "alternative annotator test: \(name)" }?["value"] as? Double
        }
        #expect(value("winning rate") == Self.winningRate)
        #expect(abs((value("advantage probability") ?? 0) - Self.near.reduce(0, +) / 3) < 1e-9)
    }

    private static let near: [Double] = [0.825, 0.825, 0.825]
    private static let adjusted: [Double] = [0.193356809, 0.626451549, 0.113347347]
    private static let winningRate: Double = 0.0

    /// Who has fewer than thirty items is not among those tested.
    @Test func whoIsNotTestedIsNotCountedAsTested() throws {
        let lacks = ["cleo": 20]
        #expect(try rows("alt_test", lacks: lacks).compactMap { $0["n"] as? Int } == [40, 40, 20])
        func words(_ document: CalibrationDocument) -> [String] {
            document.cards.flatMap { CalibrationDocument.altTest($0) }.map { $0.estimate.method ?? "" }
        }
        let (some, all) = (words(try document(lacks: lacks)), words(try document()))
        #expect(some.count == 2 && some.allSatisfy { $0.contains("2 people tested") }, "\(some)")
        #expect(all.count == 2 && all.allSatisfy { $0.contains("3 people tested") }, "\(all)")
    }

    @Test func missingVerdictsAreAlsoTakenAtTheirWorst() throws {
        func hasWorst(_ lacks: [String: Int]) throws -> Bool {
            try rows("figures", lacks: lacks).contains { row in
                (row["figure"] as? String)?.contains("missing verdicts at their worst") == true
            }
        }
        #expect(try hasWorst(["j": 4]) && !hasWorst([:]))
    }

    @Test func aStepOfTheCurveStandsWhereItIs() {
        let people = Estimate(value: 4, itemCount: 9, ratingCount: 18)
        let step = CalibrationCurve.Step(judge: 2, people: people, itemCount: 9, promptCount: 9)
        #expect(CalibrationDocument.picture(step, 1, 5) == "·····○·········●·····")
    }

    @Test func aRefusalHasItsOwnName() {
        #expect(CalibrationDocument.name(.copyOfJudge(person: 0)) == "copy_of_judge")
        #expect(CalibrationDocument.name(.samePerson(0, 1)) == "same_person")
    }

    @Test func everyIntervalOfACardSaysHowItWasMade() throws {
        for key in ["figures", "people"] {
            for row in try rows(key) where row["interval"] is [Double] {
                #expect((row["method"] as? String)?.isEmpty == false, "\(row)")
            }
        }
        #expect(!(try document().written(as: .table)).contains("bootstrap over"))
    }
}
