import Agreement
import Foundation
import Studies
import Testing

@testable import Ratings

/// Requirements on the figures of a table in a file: each holds, fails, or cannot be judged.
struct GateTests {
    private static let options = IntervalOptions(resamples: 200, seed: 3)

    /// Forty prompts, or fewer, answered by `base` and `cand`, which is so many points better; two people and a judge.
    private func set(
        prompts: Int = 40,
        better: (Int) -> Int = { $0 % 5 == 0 ? 1 : 0 },
        judge: (Int) -> String = { "\(2 + $0 % 3)" }
    ) throws -> RatingSet {
        var text = "item,prompt,model,rater,kind,score\n"
        for prompt in 0..<prompts {
            for model in ["base", "cand"] {
                let score = 2 + (prompt * 7 / 3) % 3 + (model == "cand" ? better(prompt) : 0)
                for (place, person) in ["ana", "ben"].enumerated() {
                    let own = max(1, min(5, score + (prompt % 4 == 0 ? place : 0)))
                    text += "\(prompt)-\(model),p\(prompt),\(model),\(person),human,\(own)\n"
                }
                text += "\(prompt)-\(model),p\(prompt),\(model),judge,judge,\(judge(prompt))\n"
            }
        }
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-gate-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        var set = try RatingSet(
            file: path,
            scoring: Scoring(levels: ["ordinal"], categories: ["1,2,3,4,5"])
        )
        set.modelNames = set.subjects.models
        return set
    }

    private static func parts(
        _ margin: Double? = 0.5,
        declared: Double? = 0.5,
        before: Int = 0,
        planned: Int? = nil
    ) -> StudyCopyParts {
        let name = "score"
        return StudyCopyParts(
            baseline: "base",
            calibration: CalibrationSettings(plannedCount: planned, margins: margin.map { [name: $0] } ?? [:]),
            declared: declared.map {
                [DeclaredMargin(criterion: name, margin: $0, plannedCount: planned, ratingsBefore: before)]
            } ?? []
        )
    }

    private func outcome(_ text: String, _ set: RatingSet, _ parts: StudyCopyParts = Self.parts()) throws
        -> Gate.Outcome
    {
        let gate = try Gate(
            set,
            parts: parts,
            settings: CalibrationSettings(plannedCount: parts.plannedCount),
            options: Self.options
        )
        return try gate.outcome(of: try Requirement(parsing: text))
    }

    /// What is not said beforehand cannot be judged, and says what to set.
    @Test func withoutAMarginOrABaselineNothingIsNonInferior() throws {
        let set = try set()
        for requirement in ["noninferior(cand)", "noninferior(cand, score)"] {
            let found = try outcome(requirement, set, Self.parts(nil, declared: nil))
            #expect(found.state == .open && found.reason?.hasPrefix("no margin: set criteria.NAME.margin") == true)
            #expect(try outcome(requirement, set).state != .open)
        }
        var parts = Self.parts()
        parts.baseline = nil
        let lost = try outcome("noninferior(cand)", set, parts)
        #expect(lost.state == .open && lost.reason == "the study names no baseline")
        #expect(throws: RatingsError.self) { try outcome("noninferior(base)", set) }
        #expect(throws: (any Error).self) { try outcome("noninferior(nobody)", set) }
    }

    @Test func aFigureIsTakenAtTheEndThatSpeaksAgainstIt() throws {
        let set = try set()
        let report = try set.ratings(on: 0).report(by: .pooled, options: Self.options)
        let alpha = try #require(report.measures["alpha.ordinal"])
        let (low, value, high) = (try #require(alpha.low), try #require(alpha.value), try #require(alpha.high))
        let (below, above) = ((low + value) / 2, (value + high) / 2)
        #expect(try outcome("alpha(score) >= \(below)", set).state == .fails)
        #expect(try outcome("alpha(score) > \(below)", set).state == .fails)
        #expect(try outcome("alpha(score).value >= \(below)", set).state == .holds)
        #expect(try outcome("alpha(score) <= \(above)", set).state == .fails)
        #expect(try outcome("alpha(score).low <= \(below)", set).state == .holds)
        #expect(try outcome("alpha(score).value >= \(value)", set).state == .holds)
        #expect(try outcome("alpha(score).value > \(value)", set).state == .fails)
    }

    /// Three Monte Carlo errors of ten times the resamples lie within this limit, which is their own end.
    @Test func anEndTooNearToItsLimitDecidesNothing() throws {
        let set = try set()
        var more = Self.options
        more.resamples *= 10
        let report = try set.ratings(on: 0).report(by: .pooled, options: more)
        let alpha = try #require(report.measures["alpha.ordinal"])
        let low = try #require(alpha.low)
        for limit in [low - 1e-4, low, low + 1e-4] {
            let near = try outcome("alpha(score) >= \(limit)", set)
            #expect(near.state == .open && near.reason?.contains("too near") == true, "\(near)")
        }
        let error = try #require(alpha.standardError)
        #expect(try outcome("alpha(score) >= \(low - 1.5 * error)", set).state == .holds)
        #expect(try outcome("alpha(score) >= \(low + 1.5 * error)", set).state == .fails)
        // A value is no end, and is compared as it stands.
        #expect(try outcome("alpha(score).value >= \(alpha.value ?? 2)", set).state == .holds)
    }

    @Test func fewPromptsDecideNothing() throws {
        let few = try outcome("alpha(score) >= -1", set(prompts: 14))
        #expect(few.state == .open && few.estimate?.itemCount == 14, "\(few)")
        #expect(try outcome("alpha(score) >= -1", set(prompts: 40)).state == .holds)
    }

    @Test func aModelIsHeldToItsMarginAsItWasDeclared() throws {
        #expect(try outcome("noninferior(cand)", set()).state == .holds)
        let worse = try outcome("noninferior(cand)", set { $0 % 5 == 0 ? 0 : -1 })
        #expect(worse.state == .fails, "\(worse)")
        let few = try outcome("noninferior(cand)", set(prompts: 12))
        #expect(few.state == .open && few.reason?.contains("not enough data") == true, "\(few)")
        #expect(throws: RatingsError.self) { try outcome("noninferior(base)", set()) }
        #expect(try outcome("noninferior(cand)", set(), Self.parts(nil)).state == .open)
    }

    /// Tests that were settled in time share the error, also where their margin was taken out since; one that left before
    /// anybody rated never did.
    @Test func whatIsTakenOutAfterDataGoesOnSharingTheError() throws {
        let set = try set()
        func settled(_ names: [String], before: Int) -> SettledChoice {
            let calibration = CalibrationSettings(margins: ["score": 0.5])
            return SettledChoice(
                criterion: "score",
                baseline: "base",
                models: names,
                calibration: calibration,
                ratingsBefore: before
            )
        }
        func count(_ settled: [SettledChoice]) throws -> Int {
            var parts = Self.parts()
            parts.settled = settled
            return try ModelFigures(set, copy: parts, options: Self.options).untestedCount
        }
        let (few, many) = (settled(["base", "cand"], before: 0), settled(["base", "cand", "x", "y"], before: 0))
        #expect(try count([few]) == 0 && count([]) == 0)
        #expect(try count([many]) == 2)
        #expect(try count([many, few]) == 0)
        // Settled in time, and taken out when people had rated.
        #expect(try count([many, settled(["base", "cand"], before: 3)]) == 2)
        var blind = set
        blind.isBlind = true
        #expect(try ModelFigures(blind, copy: Self.parts(), options: Self.options).untestedCount == 0)
    }

    @Test func aMarginChosenLateOrALookBeforeThePlanPassesNoGate() throws {
        let late = [Self.parts(before: 3), Self.parts(declared: 0.6), Self.parts(declared: nil)]
        for parts in late {
            let found = try outcome("noninferior(cand)", set(), parts)
            #expect(found.state == .open && found.reason?.contains("after data") == true, "\(found)")
        }
        let interim = try outcome("noninferior(cand)", set(), Self.parts(planned: 41))
        #expect(interim.state == .open && interim.reason?.contains("interim") == true, "\(interim)")
        #expect(try outcome("noninferior(cand)", set(), Self.parts(planned: 40)).state == .holds)
    }

    @Test func whatIsNoVerdictCountsAsUnparsedAndAPromptOnceAsLabelled() throws {
        let set = try set(judge: { $0 % 4 == 0 ? "" : "3" })
        #expect(try outcome("unparsed(judge).value = .25", set).state == .holds)
        #expect(try outcome("prompts(score) = 40", set).state == .holds)
        #expect(try outcome("labels(score) = 160", set).state == .holds, "as models counts them: each person's rating")
        #expect(try outcome("stale() = 0", set).state == .holds)
    }

    @Test func onlyOlderVersionsOfJudgesAreNoStaleRatings() throws {
        var set = try set(prompts: 2)
        func act(_ staleness: RatingNote.Staleness?) -> Act {
            Act(
                row: 1,
                subject: 0,
                rater: 0,
                criterion: 0,
                version: -1,
                sample: -1,
                outcome: .rated,
                staleness: staleness,
                value: 1
            )
        }
        set.acts = [act(nil), act(.version), act(.question), act(.prompt)]
        #expect(set.staleCount == 2)
    }

    @Test func aJudgeIsHeldToThePlanAsAModelIs() throws {
        let good = try set(judge: { "\(2 + ($0 * 7 / 3) % 3)" })
        for planned in [nil, 40] {
            // Forty prompts are as many as planned; they tell no more than that it may assist.
            let whole = try outcome("replace(judge)", good, Self.parts(planned: planned))
            #expect(whole.reason?.contains("may assist") == true, "\(whole)")
        }
        let interim = try outcome("replace(judge)", good, Self.parts(planned: 41))
        #expect(interim.state == .open && interim.reason?.contains("interim") == true, "\(interim)")
    }

    /// What a judge says of every text alike replaces nobody.
    @Test func aConstantJudgePassesNoGate() throws {
        let constant = try outcome("replace(judge)", set(judge: { _ in "3" }))
        #expect(constant.state != .holds, "\(constant)")
    }

    @Test func aCorrectedFigureOfAModelWithFewLabelsIsRefused() throws {
        let few = try outcome("corrected(cand, judge) >= 1", set(prompts: 20))
        let words = "undefined: refused: labels on 20 of at least 30 prompts of this model"
        #expect(few.state == .open && few.reason == words, "\(few)")
        #expect(try outcome("mean(cand) >= 1", set()).state == .holds)
    }

    @Test func blindNothingIsSaidOfAModel() throws {
        var set = try set()
        set.isBlind = true
        for requirement in ["noninferior(cand)", "mean(cand) >= 1", "corrected(cand, judge) >= 1"] {
            let found = try outcome(requirement, set)
            #expect(found.state == .open && found.reason?.contains("unblind") == true, "\(requirement)")
        }
        // Whose names are letters has no model by its name.
        #expect(throws: RatingsError.self) { try set.selecting(RatingSelection(models: ["gpt-large"])) }
        #expect(try set.selecting(RatingSelection(models: ["cand"])).isOfSomeLetters)
    }

    /// What left fewer prompts behind a figure is said beside it, and nothing of other criteria.
    @Test func aGateSaysWhatItsFiguresRestOn() throws {
        var set = try set(prompts: 2)
        let general: [RatingNote] = [.samePrompts(count: 2, texts: 1), .gonePrompts(count: 1)]
        let own = RatingNote.stale(.prompt, criterion: "score", rater: nil, count: 3)
        let other = RatingNote.unrated(criterion: "other")
        let band = RatingNote.tieBand(rater: "lexical", criterion: "score", band: 0.1, source: .declared)
        set.notes = [other, own] + general + [band]
        let gate = try Gate(set, parts: Self.parts(), settings: CalibrationSettings(), options: Self.options)
        func notes(_ texts: String...) throws -> [RatingNote] {
            gate.notes(on: try texts.map { try Requirement(parsing: $0) })
        }
        for text in ["alpha(score) >= 0", "mean(cand, score) >= 1", "corrected(cand, judge, score) >= 1"] {
            #expect(try notes(text) == [own] + general, "\(text)")
        }
        #expect(try notes("labels() > 0") == [other, own] + general)
        #expect(try notes("alpha(score) > 0", "replace(judge)") == [other, own] + general)
        #expect(try notes("replace(lexical, score)") == [own] + general + [band])
        // Of replaced texts a figure of models alone lacks any.
        set.notes = [.replaced(count: 2)]
        let replaced = try Gate(set, parts: Self.parts(), settings: CalibrationSettings(), options: Self.options)
        func told(_ text: String) throws -> [RatingNote] { replaced.notes(on: [try Requirement(parsing: text)]) }
        #expect(try told("alpha(score) >= 0").isEmpty && told("replace(judge)").isEmpty)
        #expect(try told("mean(cand, score) >= 1") == [.replaced(count: 2)])
        #expect(try told("noninferior(cand)") == [.replaced(count: 2)])
    }

    @Test func countsOfLabelsAndFoldsAreThoseOfTheTable() throws {
        let set = try set(judge: { $0 % 4 == 0 ? "" : "3" })
        let study = try #require(QualityStudy(set, criterion: 0))
        let judge = try #require(set.raters.firstIndex { $0.kind == .judge })
        let counts = study.counts(of: judge)
        #expect(counts.labelled == 60 && counts.unlabelled == 0 && counts.missing == 20, "\(counts)")
        #expect(Set(study.items(seed: 1).map(\.fold)) == [0, 1, 2, 3, 4])
        #expect(!study.items(seed: 1).isEmpty && study.items(seed: 1).allSatisfy { $0.verdicts != [.notAsked] })
    }
}
