import Agreement
import Testing

/// What people gave where a judge gave a score.
struct CalibrationCurveTests {
    /// Six prompts at a judge's 2, four at its 4.
    private static let points = [2.0, 3, 1, 2, 2, 2, 4, 5, 4, 5].enumerated().map { prompt, people in
        CalibrationCurve.Point(prompt: prompt, people: people, judge: prompt < 6 ? 2 : 4)
    }

    @Test func aStepOfFewerThanFivePromptsHasNoInterval() throws {
        let steps = try CalibrationCurve(Self.points, limits: 1...5).steps
        #expect(steps.map(\.judge) == [2, 4] && steps.map(\.itemCount) == [6, 4])
        #expect(steps.map(\.promptCount) == [6, 4])
        let (six, four) = (steps[0].people, steps[1].people)
        // 2 ± t(5) · √(2/5/6).
        #expect(six.value == 2 && abs((six.high ?? 0) - 2.663_721) < 1e-5, "\(six)")
        #expect(four.value == 4.5 && four.low == nil && four.high == nil && four.standardError == nil)
        #expect(four.method == "no interval: 4 of at least 5 prompts")
    }

    /// Twenty answers to four prompts are four.
    @Test func answersOfOnePromptAreOne() throws {
        let points = (0..<20).map { CalibrationCurve.Point(prompt: $0 % 4, people: Double($0 % 3), judge: 1) }
        let curve = try CalibrationCurve(points, options: IntervalOptions(resamples: 50))
        #expect(curve.steps[0].people.low == nil && curve.steps[0].itemCount == 20 && curve.steps[0].promptCount == 4)
        #expect(curve.expectedError.low == nil && curve.expectedError.value != nil)
    }

    /// 6 items off by 0 in the mean, 4 by .5.
    @Test func theErrorIsTheMeanOverItemsOfTheirStep() throws {
        let error = try CalibrationCurve(Self.points, options: IntervalOptions(resamples: 50)).expectedError
        #expect(abs((error.value ?? 0) - 0.2) < 1e-12 && error.itemCount == 10 && error.low != nil, "\(error)")
        let none = try CalibrationCurve([])
        #expect(none.steps.isEmpty && none.expectedError.undefined == "no item")
        #expect(throws: AgreementError.self) {
            try CalibrationCurve([CalibrationCurve.Point(prompt: 0, people: .nan, judge: 0)])
        }
    }

    /// Above eleven scores the steps are tenths of the items.
    @Test func manyScoresAreTenths() throws {
        let points = (0..<100).map { CalibrationCurve.Point(prompt: $0, people: Double($0), judge: Double($0)) }
        let steps = try CalibrationCurve(points).steps
        #expect(steps.count == 10 && steps.allSatisfy { $0.itemCount == 10 && $0.people.low != nil })
        #expect(steps[0].judge == 4.5 && steps[9].people.value == 94.5)
    }
}
