import Testing

@testable import Studies

/// What is promised before anybody rates, and what stands where a study says nothing.
struct SettledRuleTests {
    private func settled(_ margin: Double?, _ planned: Int? = 40, before: Int = 0) -> SettledChoice {
        SettledChoice(
            criterion: "overall",
            calibration: CalibrationSettings(judgeMargin: margin, altEpsilon: 0.2, plannedCount: planned),
            ratingsBefore: before
        )
    }

    @Test func moreThanWasSettledIsExceededAndTheSameIsNot() {
        let choice = settled(0.1)
        func isExceeded(_ margin: Double, _ epsilon: Double = 0.2, _ planned: Int? = 40) -> Bool {
            choice.isExceeded(margin: margin, usual: 0.05, epsilon: epsilon, plannedCount: planned)
        }
        #expect(!isExceeded(0.1) && !isExceeded(0.08) && isExceeded(0.11))
        #expect(!isExceeded(0.1, 0.1) && isExceeded(0.1, 0.21))
        #expect(!isExceeded(0.1, 0.2, 41) && isExceeded(0.1, 0.2, 39) && isExceeded(0.1, 0.2, nil))
        // Where nothing was said the usual margin counts, and no number of prompts is too few.
        let open = settled(nil, nil)
        #expect(!open.isExceeded(margin: 0.05, usual: 0.05, epsilon: 0.2, plannedCount: 1))
        #expect(open.isExceeded(margin: 0.06, usual: 0.05, epsilon: 0.2, plannedCount: 1))
    }

    @Test func whatWasSettledLastBeforeTheFirstRatingCounts() {
        var other = settled(0.4)
        other.criterion = "other"
        let all = [settled(0.1), settled(0.2), other, settled(0.3, before: 1)]
        #expect(all.beforeRatings(of: "overall")?.judgeMargin == 0.2)
        #expect([settled(0.3, before: 1)].beforeRatings(of: "overall") == nil)
        #expect(settled(0.1).isSame(as: settled(0.1, before: 7)) && !settled(0.1).isSame(as: settled(0.2)))
        #expect(SettledChoice(json: settled(0.1, before: 3).json) == settled(0.1, before: 3))
    }

    @Test func theModelsComparedWithTheBaselineAreSettledWhereAMarginIs() {
        func candidates(_ models: [String]?, _ baseline: String? = "a", margin: Double? = 0.5) -> [String]? {
            SettledChoice(
                criterion: "overall",
                baseline: baseline,
                models: models,
                calibration: CalibrationSettings(margins: margin.map { ["overall": $0] } ?? ["other": 1])
            ).candidates
        }
        let both = ["b", "c"].map(SettledChoice.hash(ofCandidate:)).sorted()
        #expect(candidates(["a", "b", "c"]) == both && candidates(["c", "b", "a"]) == both)
        #expect(candidates(["a", "b"], margin: nil) == [] && candidates(["a", "b"], nil) == [])
        #expect(candidates(nil) == nil)
        #expect(SettledChoice.hash(ofCandidate: "b") != SettledChoice.hash(ofBaseline: "b"))
    }

    @Test func aCriterionsOwnMarginComesBeforeThatOfAll() {
        var settings = CalibrationSettings(judgeMargin: 0.1)
        settings.judgeMargins = ["tone": 0.05]
        #expect(settings.judgeMargin(on: "tone") == 0.05 && settings.judgeMargin(on: "overall") == 0.1)
        #expect(CalibrationSettings(json: settings.json) == settings)
        let look = SequentialLook(
            criterion: "c",
            model: "m",
            promptCount: 50,
            plannedCount: 40,
            margin: 0.1,
            verdict: "not"
        )
        #expect(look.fraction == 1)
    }

    @Test func aResponseIsAcceptedAsTheStudySaysElseByTheFirstCriterionOfAccepting() {
        let scale = Criterion(
            name: "overall",
            question: "?",
            level: .ordinal,
            form: .scale(Scale(min: 1, max: 5, step: 1))
        )
        func accept(_ name: String) -> Criterion {
            Criterion(name: name, question: "?", level: .nominal, form: .accept)
        }
        var study = Study(name: "s", criteria: [scale, accept("send"), accept("keep")])
        #expect(study.acceptance?.criterion == "send" && study.acceptance?.atLeast == 1)
        study.cost.accepted = .init(criterion: "keep", atLeast: nil)
        #expect(study.acceptance?.criterion == "keep" && study.acceptance?.atLeast == 1)
        study.cost.accepted = .init(criterion: "overall", atLeast: 4)
        #expect(study.acceptance?.criterion == "overall" && study.acceptance?.atLeast == 4)
        study.cost.accepted = nil
        study.criteria = [scale]
        #expect(study.acceptance == nil)
    }

    /// Whoever relies on a default finds it in the guide: a change of one is a change of figures.
    @Test func whatAStudyDoesNotSayStandsAtItsDefault() {
        let cost = CostSettings()
        #expect([cost.requestsPerDay, cost.peakToMean, cost.utilisation, cost.gpusPerReplica] == [1000, 3, 0.7, 1])
        #expect([cost.operations, cost.batchShare, cost.batchPriceFactor, cost.shareMoved] == [0, 0, 0.5, 0.8])
        #expect([cost.judgeSampleShare, cost.judgePerVerdict, cost.labelsPerMonth, cost.migration] == [0, 0, 0, 0])
        #expect(cost.minutesPerLabel == 1.5 && cost.reviewerHour == 40 && cost.minimumReplicas == 1)
        let limits = Endpoint.Limits()
        #expect(limits.concurrency == 4 && limits.attempts == 5 && limits.longestPause == .seconds(300))
        let timeouts = Endpoint.Timeouts()
        #expect(timeouts.connect == .seconds(10) && timeouts.firstByte == .seconds(120))
        #expect(timeouts.idle == .seconds(60) && timeouts.total == .seconds(600))
        let review = ReviewSettings()
        #expect(review.overlap == nil && review.overlapShare == 1 && review.repeats == 0 && review.attention == 0)
        #expect(review.blocks == 1 && !review.isOpen && review.leaks == .report && review.pairs == .ring)
        #expect(review.lease == .seconds(1800) && review.show == [.truncated] && review.seed == 1)
        #expect(CalibrationSettings().altEpsilon == 0.2 && CalibrationSettings(json: nil).altEpsilon == 0.2)
        #expect(CalibrationSettings.mostOfAgreement == 0.2 && CalibrationSettings.mostEpsilon == 0.3)
        let level = ServiceLevel()
        #expect(level.firstTokenP95 == .seconds(1) && level.perTokenP95 == .milliseconds(60) && level.failures == 0.01)
    }

    @Test func aWordIsTheNearestKnownOneWithinAThirdOfItsLetters() {
        let known = ["overall", "tone", "style"]
        #expect(Spelling.nearest(to: "ovreall", among: known) == "overall", "two neighbours changed places")
        #expect(
            Spelling.nearest(to: "tine", among: known) == "tone" && Spelling.nearest(to: "tin", among: known) == nil
        )
        #expect(Spelling.nearest(to: "over", among: known) == "overall", "the only one that begins so")
        #expect(Spelling.nearest(to: "over", among: known + ["overlap"]) == nil)
        // Of three letters one may be wrong, and two neighbours that changed places are one.
        #expect(Spelling.nearest(to: "toen", among: known) == "tone")
    }

    @Test func aTimeThatPassedIsSaidInItsLargestUnit() {
        let minute: Int64 = 60_000
        let times: [Int64] = [-5, minute - 1, minute, 119 * minute, 120 * minute, 2879 * minute, 2880 * minute]
        #expect(
            times.map { TimePassed.words(milliseconds: $0) } == [
                "less than a minute", "less than a minute", "1 min", "119 min", "2 h", "47 h", "2 days",
            ]
        )
    }

    @Test func figuresAreWrittenInOneWay() {
        #expect(Figures.fixed(-0.0004, decimals: 3) == "0.000" && Figures.fixed(-0.0005001, decimals: 3) == "-0.001")
        #expect([999, 1000, -1_234_567].map(Figures.grouped) == ["999", "1,000", "-1,234,567"])
        let seconds = [
            Duration.milliseconds(59_499), .milliseconds(59_500), .seconds(3599), .seconds(3661), .seconds(-5),
        ]
        #expect(seconds.map(Figures.time) == ["59 s", "1 min 0 s", "59 min 59 s", "1 h 1 min", "0 s"])
        #expect([0, 1, -1_500_000_000].map(Figures.dollars) == ["$0.00", "$0.000000001", "-$1.50"])
        let names = (1...13).map { "m\($0)" }
        #expect(
            Figures.listed(names).hasSuffix("m12 and 1 more")
                && Figures.listed(Array(names.prefix(12))).hasSuffix("m12")
        )
        #expect(Figures.quoted(["a", "b"], most: 2) == "'a', 'b'" && Figures.quoted(["a", "b"], most: 1) == "'a', …")
        #expect(Figures.interval(0, nil) == "–" && Figures.interval(-1, 0.5) == "[-1.000, 0.500]")
    }

    @Test func aProbesPlaceInItsScheduleIsReadAsItIsKept() {
        for load in [nil, Attempt.Load.concurrency(3), .rate(2.5)] {
            let slot = Attempt.Slot(schedule: "h", number: 7, load: load)
            #expect(Attempt.Slot(detail: slot.detail.canonicalText) == slot)
        }
        #expect(Attempt.Slot(detail: #"{"schedule":"h"}"#) == nil)
    }
}
