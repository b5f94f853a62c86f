import Agreement
import Foundation
import Store
import Studies
import Testing

@testable import Ratings

/// What figures by model show, and what a look at them leaves to the next.
struct FigureRuleTests {
    private static let options = IntervalOptions(resamples: 20, seed: 3)

    /// Forty prompts answered by two models, and hundred more that judges alone scored; `bad` says what nobody else says.
    private func set(extra: Int = 0) throws -> RatingSet {
        var text = "item,prompt,model,rater,kind,score\n"
        for prompt in 0..<(40 + extra) {
            for model in ["base", "cand"] {
                let (item, score) = ("\(prompt)-\(model),p\(prompt),\(model)", 1 + prompt * 7 % 5)
                if prompt < 40 { for person in ["ana", "ben"] { text += "\(item),\(person),human,\(score)\n" } }
                text += "\(item),bad,judge,\(1 + prompt * 3 % 4)\n"
                text += "\(item),good,judge,\(prompt % 10 == (model == "base" ? 0 : 5) ? 3 : score)\n"
            }
        }
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-rule-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        var set = try RatingSet(file: path, scoring: Scoring(levels: ["ordinal"], categories: ["1,2,3,4,5"]))
        set.modelNames = set.subjects.models
        return set
    }

    private func parts(looks: [(count: Int, margin: Double)] = [], planned: Int? = nil) -> StudyCopyParts {
        StudyCopyParts(
            baseline: "base",
            calibration: CalibrationSettings(plannedCount: planned, margins: ["score": 0.5]),
            declared: [
                DeclaredMargin(criterion: "score", margin: 0.5, plannedCount: planned, ratingsBefore: 0)
            ],
            looks: looks.map {
                SequentialLook(
                    criterion: "score",
                    model: "cand",
                    promptCount: $0.count,
                    plannedCount: planned ?? 0,
                    margin: $0.margin,
                    verdict: "not enough"
                )
            },
            isSequential: planned != nil
        )
    }

    @Test func aLookIsAtItsShareAndOnceAndUnderItsMargin() throws {
        let set = try set()
        func shares(_ looks: [(count: Int, margin: Double)]) throws -> [Double] {
            let figures = try ModelFigures(set, copy: parts(looks: looks, planned: 80), options: Self.options)
            return try #require(figures.criteria.first?.comparisons.first).looks
        }
        #expect(try shares([]) == [0.5])
        #expect(try shares([(20, 0.5)]) == [0.25, 0.5])
        #expect(try shares([(20, 0.5), (20, 0.5)]) == [0.25, 0.5])
        #expect(try shares([(20, 0.6)]) == [0.5])
    }

    @Test func whatWasSettledOtherwiseIsLate() {
        func late(_ margin: Double, _ planned: Int?) -> [String] {
            StudyCopyParts(
                baseline: "base",
                calibration: CalibrationSettings(plannedCount: 40, margins: ["score": 0.5]),
                declared: [
                    DeclaredMargin(criterion: "score", margin: margin, plannedCount: planned, ratingsBefore: 0)
                ]
            ).lateNumbers("score")
        }
        #expect(late(0.5, 40).isEmpty && late(0.4, 40) == ["margin"] && late(0.5, 60) == ["planned_n"])
        #expect(late(0.4, nil) == ["margin", "planned_n"])
    }

    /// Which letter is the baseline's, or lacks a similarity, tells a model.
    @Test func whileLettersStandNoBaselineMetricOrModelIsShown() throws {
        var set = try set()
        let choices = JudgeCard.Choices(settings: CalibrationSettings(), options: Self.options)
        func traits(_ set: RatingSet) throws -> Set<String> {
            let cards = try JudgeCards(set, selection: RatingSelection(raters: ["good"]), choices: choices)
            return Set(try #require(cards.all.first).slices.map(\.trait))
        }
        let metric = try #require(set.raters.firstIndex { $0.name == "bad" })
        set.raters[metric].kind = .metric
        let known = try ModelFigures(set, copy: parts(), options: Self.options)
        #expect(known.baseline != nil && known.criteria[0].automatic == ["bad", "good"])
        #expect(try traits(set).contains("model"))
        set.isBlind = true
        let blind = try ModelFigures(set, copy: parts(), options: Self.options)
        #expect(blind.baseline == nil && blind.criteria[0].comparisons.isEmpty)
        #expect(blind.criteria[0].automatic == ["good"])
        #expect(try !traits(set).contains("model"))
    }

    @Test func theJudgeThatSavesMostLabelsIsNamed() throws {
        let set = try set(extra: 100)
        let figures = try ModelFigures(set, copy: parts(), options: Self.options)
        let labels = try LabelFigures(set, lettered: set, figures: figures, halfWidth: 0.1, next: 0)
        #expect(labels.lines.count == 2)
        // A lower coverage takes fewer labels: Student's quantiles of .975 and .75 are almost three to one.
        let half = try ModelFigures(set, copy: parts(), options: IntervalOptions(resamples: 10, confidence: 0.5))
        let fewer = try LabelFigures(set, lettered: set, figures: half, halfWidth: 0.1, next: 0)
        for (line, less) in zip(labels.lines, fewer.lines) {
            #expect(9 * (less.labelsOnly ?? .max / 9) < 2 * (line.labelsOnly ?? 0), "\(line) \(less)")
        }
        for line in labels.lines {
            let judge = try #require(line.withJudge)
            #expect(judge.rater == "good" && judge.count < (line.labelsOnly ?? 0), "\(judge)")
        }
    }

    @Test func aTagHasFiguresFromTenPromptsOn() throws {
        var study = try RatedStudy(prompts: 12)
        for prompt in 0..<12 { study.study.prompts[prompt].tags = prompt < 9 ? ["nine"] : [] }
        for prompt in 2..<12 { study.study.prompts[prompt].tags.append("ten") }
        try study.store.sync(study.study)
        try study.add((1...12).map { study.record("ana", Double(1 + $0 % 5), prompt: $0) })
        try study.store.unblind("s", who: "lead", at: 1)
        let set = try study.set()
        let parts = StudyCopyParts(baseline: nil, calibration: CalibrationSettings(), declared: [])
        let found = try ModelFigures(set, copy: parts, options: Self.options)
        let model = try #require(set.modelNames.firstIndex(of: "a"))
        let tags = try #require(found.criteria.first { $0.name == "overall" }).tags
        #expect(tags.map(\.name) == ["nine", "ten"] && tags.map(\.promptCount) == [9, 10])
        #expect(tags.map { $0.people[model] != nil } == [false, true])
        let choices = JudgeCard.Choices(settings: CalibrationSettings(), options: Self.options)
        #expect(try JudgeCards(set, choices: choices).uncoveredTags == ["nine"])
    }

    /// Whoever has seen the ratings could have replaced the worst answers.
    @Test func aMeanWithoutTheReplacedAnswersDecidesNothing() throws {
        let study = try RatedStudy()
        try study.add((1...4).map { study.record("ana", $0 == 1 ? 1 : 5, prompt: $0) })
        try study.store.unblind("s", who: "lead", at: 1)
        let parts = StudyCopyParts(baseline: "a", calibration: CalibrationSettings(), declared: [])
        func reason() throws -> String {
            let gate = try Gate(study.set(), parts: parts, settings: CalibrationSettings(), options: Self.options)
            return try gate.outcome(of: try Requirement(parsing: "mean(a, overall) >= 1")).reason ?? ""
        }
        #expect(try !reason().contains("changed since"))
        var rows = [ImportedResponse(line: 1, prompt: "p1", model: "a", sample: 1, text: "a anew")].makeIterator()
        _ = try study.store.importResponses(study: "s", file: "f", at: 2, replacing: true) {
            rows.next().map { .success($0) }
        }
        #expect(try reason().contains("1 rating of a response or prompt that was changed since"))
    }
}
