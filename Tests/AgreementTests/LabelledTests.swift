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
}
