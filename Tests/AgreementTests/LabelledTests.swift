import Foundation
import Testing

@testable import Agreement

/// Scores and labels against published values and those of independent packages.
struct LabelledTests {
    /// pROC's own test values, to twelve decimals.
    @Test func areasWithDeLongsInterval() throws {
        let outcomes = LabelledCases.poorOutcome.map { $0 == 1 }
        let first = try areaUnderCurve(scores: LabelledCases.s100b, outcomes: outcomes)
        #expect(abs(try #require(first.value) - 0.7313685636856369) < 1e-12)
        let second = try areaUnderCurve(scores: LabelledCases.ndka, outcomes: outcomes)
        #expect(abs(try #require(second.value) - 0.611957994579946) < 1e-12)
        #expect(abs(try #require(second.low) - 0.501244999271703) < 1e-12)
        #expect(abs(try #require(second.high) - 0.722670989888189) < 1e-12)
    }

    /// scikit-learn's values on the same data.
    @Test func calibrationOfProbabilities() throws {
        let outcomes = LabelledCases.outcome60.map { $0 == 1 }
        let calibration = try ProbabilityCalibration(probabilities: LabelledCases.probability60, outcomes: outcomes)
        #expect(abs(try #require(calibration.brier.value) - 0.1811) < 1e-12)
        #expect(abs(try #require(calibration.expectedError.value) - 0.19166666666666665) < 1e-12)
        #expect(abs(try #require(calibration.logLoss.value) - 0.5367657486750764) < 1e-12)
        #expect(calibration.bins.reduce(0) { $0 + $1.count } == 60)
        let area = try areaUnderCurve(scores: LabelledCases.probability60, outcomes: outcomes)
        #expect(abs(try #require(area.value) - 0.840625) < 1e-12)
    }

    @Test func isotonicRegressionHasTheLeastSquares() throws {
        let y = LabelledCases.outcome60.map(Double.init)
        let fit = try IsotonicRegression(x: LabelledCases.probability60, y: y)
        let error = zip(LabelledCases.probability60, y).reduce(0) { $0 + pow($1.1 - fit($1.0), 2) }
        #expect(abs(error - 7.4523809523809526) < 1e-12)
        #expect(zip(fit.fitted, fit.fitted.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(fit(-1) == fit.fitted.first && fit(2) == fit.fitted.last)
        let between = (fit.x[0] + fit.x[1]) / 2
        #expect(abs(fit(between) - (fit.fitted[0] + fit.fitted[1]) / 2) < 1e-12)
    }

    /// The anaesthetists of Dawid and Skene: crowd-kit's values after 500 steps.
    @Test func dawidSkeneOnTheAnaesthetists() throws {
        let rows = LabelledCases.anaesthesia
        let labels = stride(from: 0, to: rows.count, by: 3).map {
            DawidSkene.Label(item: rows[$0] - 1, rater: rows[$0 + 1] - 1, category: rows[$0 + 2] - 1)
        }
        let fit = try DawidSkene(
            labels: labels,
            itemCount: 45,
            raterCount: 5,
            categoryCount: 4,
            steps: 500,
            tolerance: 0
        )
        let expected = [0.39996899761933724, 0.4215763205151481, 0.11178801519880953, 0.06666666666670519]
        #expect(fit.prior.count == 4 && zip(fit.prior, expected).allSatisfy { abs($0 - $1) < 1e-9 })
        #expect(abs(fit.logLikelihood - -190.73099659861384) < 1e-6, "\(fit.logLikelihood)")
        #expect(abs(fit.posterior[0][0] - 0.999999971) < 1e-8)
        #expect(fit.posterior[1][3] > 1 - 1e-9)
        let first = fit.errors[0].map { $0.map { ($0 * 1e6).rounded() / 1e6 } }
        #expect(first[0][0] == 0.907426 && first[1][1] == 0.87658, "\(first)")
        let shuffled = try DawidSkene(
            labels: labels.reversed(),
            itemCount: 45,
            raterCount: 5,
            categoryCount: 4,
            steps: 500,
            tolerance: 0
        )
        #expect(shuffled.prior == fit.prior && shuffled.posterior == fit.posterior)
    }

    @Test func matthewsCorrelationOfTwoCategoriesIsPhi() throws {
        // 45, 15, 25, 15: φ = (45 · 15 − 15 · 25) / √(60 · 40 · 70 · 30).
        let cells: [(Double, Double, Int)] = [(1, 1, 45), (1, 0, 15), (0, 1, 25), (0, 0, 15)]
        var rows: [(Double, Double)] = []
        for (first, second, count) in cells { rows += [(Double, Double)](repeating: (first, second), count: count) }
        var scores: [RatingTable.Score] = []
        for (item, row) in rows.enumerated() {
            scores.append(.init(item: item, rater: 0, value: row.0))
            scores.append(.init(item: item, rater: 1, value: row.1))
        }
        let table = try RatingTable(
            items: rows.indices.map { "i\($0)" },
            raters: [("a", .human), ("b", .judge)],
            scores: scores
        )
        let confusion = ConfusionTable(table, first: 0, second: 1)
        #expect(confusion.counts == [[15, 25], [15, 45]])
        let phi: Double = 300 / Double(60 * 40 * 70 * 30).squareRoot()
        let value = try #require(confusion.matthewsCorrelation.value)
        #expect(abs(value - phi) < 1e-12)
        #expect(confusion.prevalenceIndex == 0.3 && confusion.biasIndex == 0.1)
    }

    @Test func degenerateInputHasWords() throws {
        #expect(try areaUnderCurve(scores: [1, 2], outcomes: [true, true]).undefined == "all 2 outcomes are the same")
        #expect(try areaUnderCurve(scores: [], outcomes: []).undefined == "no item")
        #expect(throws: AgreementError.self) { try areaUnderCurve(scores: [.nan], outcomes: [true]) }
        #expect(throws: AgreementError.self) { try areaUnderCurve(scores: [1], outcomes: []) }
        #expect(throws: AgreementError.self) { try ProbabilityCalibration(probabilities: [1.5], outcomes: [true]) }
        #expect(try ProbabilityCalibration(probabilities: [], outcomes: []).brier.undefined == "no item")
        #expect(throws: AgreementError.self) { try IsotonicRegression(x: [], y: []) }
        #expect(throws: AgreementError.self) {
            try DawidSkene(labels: [], itemCount: 1, raterCount: 1, categoryCount: 2)
        }
        let single = try DawidSkene(
            labels: [.init(item: 0, rater: 0, category: 1)],
            itemCount: 2,
            raterCount: 1,
            categoryCount: 2
        )
        #expect(single.posterior.count == 2 && single.posterior.joined().allSatisfy(\.isFinite))
    }

    /// ppi_py 0.2.3, with lambda 1 and power-tuned.
    @Test func predictionPoweredMeans() throws {
        func estimate(_ lambda: Double?) throws -> Estimate {
            try predictionPoweredMean(
                people: PredictionPoweredCase.people,
                judge: PredictionPoweredCase.judge,
                unlabelled: PredictionPoweredCase.unlabelled,
                lambda: lambda
            )
        }
        func isNear(_ value: Double?, _ expected: Double) throws -> Bool { abs(try #require(value) - expected) < 1e-9 }
        let whole = try estimate(1)
        #expect(try isNear(whole.value, 3.00316))
        #expect(try isNear(whole.low, 2.846996157217461))
        #expect(try isNear(whole.high, 3.1593238427825385))
        let tuned = try estimate(nil)
        #expect(try isNear(tuned.low, 2.86266035264758))
        #expect(try isNear(tuned.high, 3.168449842956355))
        let none = try predictionPoweredMean(people: [1], judge: [1], unlabelled: [])
        #expect(none.undefined != nil)
    }

    @Test func aMonotoneMapIsStraightBetweenItsPoints() throws {
        let fit = try IsotonicRegression(x: [1, 2, 4], y: [1, 2, 6])
        #expect([0, 1, 1.5, 2, 3, 3.5, 4, 9].map { fit($0) } == [1, 1, 1.5, 2, 4, 5, 6, 6])
        // What falls is pooled by its weights, and what has one x is one point.
        #expect(try IsotonicRegression(x: [1, 2, 3], y: [2, 1, 3]).fitted == [1.5, 1.5, 3])
        #expect(try IsotonicRegression(x: [1, 2], y: [3, 1], weights: [3, 1]).fitted == [2.5, 2.5])
        let equal = try IsotonicRegression(x: [2, 1, 1], y: [5, 1, 3])
        #expect(equal.x == [1, 2] && equal.fitted == [2, 5])
        #expect(throws: AgreementError.self) { try IsotonicRegression(x: [1], y: [1], weights: [0]) }
    }

    /// Nearly apart: DeLong's normal interval would end beyond 1, or below 0; a tie is half won.
    @Test func anAreaEndsAtOneAndAtNone() throws {
        let scores = [1.0, 2, 3, 4, 5, 6]
        let outcomes = [false, false, true, false, true, true]
        let near = try areaUnderCurve(scores: scores, outcomes: outcomes)
        #expect(abs(try #require(near.value) - 8.0 / 9) < 1e-12 && near.high == 1 && (near.low ?? 0) > 0.5)
        let far = try areaUnderCurve(scores: scores, outcomes: outcomes.map { !$0 })
        #expect(abs(try #require(far.value) - 1.0 / 9) < 1e-12 && far.low == 0 && (far.high ?? 1) < 0.5)
        #expect(try areaUnderCurve(scores: [1, 2, 2, 3], outcomes: [false, false, true, true]).value == 0.875)
    }

    @Test func aProbabilityOnABoundBelongsBelowIt() throws {
        let found = try ProbabilityCalibration(
            probabilities: [0, 0.5, 0.6, 1],
            outcomes: [false, true, false, true],
            binCount: 2
        )
        #expect(found.bins.map(\.count) == [2, 2])
        #expect(found.bins.map(\.meanProbability) == [0.25, 0.8] && found.bins.map(\.outcomeShare) == [0.5, 0.5])
        #expect(found.bins.map(\.low) == [0, 0.5] && found.bins.map(\.high) == [0.5, 1])
        // One of two happened where .5 in all were expected, and where 1.6 were: neither makes up for the other.
        #expect(abs(try #require(found.expectedError.value) - (0.5 + 0.6) / 4) < 1e-12)
        let surprise = try ProbabilityCalibration(probabilities: [0, 1], outcomes: [true, true])
        #expect(surprise.logLoss.undefined == "what was given the probability 0 happened")
        #expect(surprise.brier.value == 0.5 && surprise.logLoss.itemCount == 2)
    }

    @Test func anItemWithoutALabelHasTheSharesOfAll() throws {
        let labels = [0, 0, 1].enumerated().map { DawidSkene.Label(item: $0, rater: 0, category: $1) }
        let fit = try DawidSkene(labels: labels, itemCount: 4, raterCount: 1, categoryCount: 2)
        #expect(fit.posterior[3] == fit.prior && abs(fit.prior[0] - 2.0 / 3) < 1e-6)
        #expect(fit.posterior[0][0] > 0.99 && fit.posterior[2][1] > 0.99)
    }
}
