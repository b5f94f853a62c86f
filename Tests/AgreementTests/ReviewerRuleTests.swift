import Testing

@testable import Agreement

/// When a reviewer's figure is noted, at its bounds.
struct ReviewerRuleTests {
    private func figure(_ check: String, _ ratings: [ReviewerRating]) -> ReviewerFigure? {
        ReviewerQuality(of: "ana", among: ratings, steps: ["s": 1]).figures.first { $0.check == check }
    }

    private func ratings(
        _ values: [Double],
        isPair: Bool = false,
        purpose: ReviewerRating.Purpose = .blind,
        tooFast: Int? = nil
    ) -> [ReviewerRating] {
        values.enumerated().map { place, value in
            ReviewerRating(
                reviewer: "ana",
                subject: "\(purpose) \(place)",
                criterion: "s",
                value: value,
                isPair: isPair,
                purpose: purpose,
                order: place,
                isTooFast: tooFast.map { place < $0 }
            )
        }
    }

    /// Three of ten leave the true share open; eight do not.
    @Test func tooFastIsNotedWhereItIsClear() {
        let values = (0..<10).map { Double($0 % 3) }
        #expect(figure("too_fast", ratings(values, tooFast: 3))?.isNoted == false)
        #expect(figure("too_fast", ratings(values, tooFast: 8))?.isNoted == true)
    }

    @Test func twoEqualScoresSayNothing() {
        let few = figure("same_score", ratings([3, 3]))
        #expect(few?.isNoted == false && few?.estimate.undefined == "too few scores")
        #expect(figure("same_score", ratings([Double](repeating: 3, count: 20)))?.isNoted == true)
    }

    @Test func degradedCopiesThatWereNotToldAreNoted() {
        let whole = ratings((0..<40).map { Double(1 + $0 % 5) })
        let same = figure("attention", whole + ratings((0..<10).map { Double(1 + $0 % 5) }, purpose: .attention))
        #expect(same?.isNoted == true && same?.words.contains("not told") == true)
        let lower = figure("attention", whole + ratings((0..<10).map { Double(1 + $0 % 2) }, purpose: .attention))
        #expect(lower?.isNoted == false && lower?.words == "degraded copies were noticed")
    }

    @Test func thePreferredSideIsNamed() {
        let left = figure("position", ratings((0..<30).map { $0 < 27 ? 1 : -1 }, isPair: true))
        let right = figure("position", ratings((0..<30).map { $0 < 27 ? -1 : 1 }, isPair: true))
        #expect(left?.words.contains("the left one") == true && right?.words.contains("the right one") == true)
    }
}
