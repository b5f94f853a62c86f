@testable import Agreement
import Testing

/// When a judge has a part in a model's quality, and how many labels it is worth.
struct CorrectedQualityTests {
    private static func normal(_ generator: inout Generator) -> Double { generator.normal() }

    /// Scores of 1 to 5 by people and by a good judge; the first `labelled` prompts have a label.
    private static func rows(_ labelled: Int, _ others: Int, _ generator: inout Generator) -> [LabelledRow] {
        func point(_ value: Double) -> Double { min(5, max(1, value.rounded())) }
        return (0..<labelled + others).map { prompt in
            let quality = 3 + normal(&generator)
            let judge = point(quality + 0.7 * normal(&generator))
            let label = point(quality + 0.5 * normal(&generator))
            return LabelledRow(prompt: prompt, judge: judge, label: prompt < labelled ? label : nil)
        }
    }

    private static func folds(_ rows: [LabelledRow]) -> [Int] { rows.map { $0.prompt % 5 } }

    /// Of a symmetric scale the mean is 3. Corrected by one response, 95 % covered .36; by two, .73; by three, .85.
    @Test(arguments: [1, 2, 3, 5, 9])
    func withFewUnlabelledResponsesTheJudgeHasNoPart(others: Int) throws {
        var generator = Generator(seed: UInt64(others))
        var covered = 0
        for _ in 0..<200 {
            let rows = Self.rows(40, others, &generator)
            let found = try CorrectedMean.quality(rows, folds: Self.folds(rows), isShare: false)
            #expect(found.unused == .fewUnlabelled(responses: others, prompts: others))
            #expect(found.estimate.value == found.corrected.labelsOnly.value)
            let (low, high) = (found.estimate.low ?? 9, found.estimate.high ?? -9)
            covered += low <= 3 && 3 <= high ? 1 : 0
        }
        #expect(covered >= 182, "\(covered) of 200")
    }

    @Test func withManyUnlabelledResponsesItHasOne() throws {
        var generator = Generator(seed: 7)
        var covered = 0
        for _ in 0..<200 {
            let rows = Self.rows(40, 10, &generator)
            let found = try CorrectedMean.quality(rows, folds: Self.folds(rows), isShare: false)
            #expect(found.unused == nil)
            covered += (found.estimate.low ?? 9) <= 3 && 3 <= (found.estimate.high ?? -9) ? 1 : 0
        }
        #expect(covered >= 182, "\(covered) of 200")
    }

    /// Twice as many prompts made a constant judge worth half a label.
    @Test func aConstantJudgeIsWorthNothingAndChangesNoDigit() throws {
        let items = (0..<40).map { prompt in
            QualityItem(
                model: 0,
                prompt: prompt,
                fold: prompt % 5,
                labels: prompt < 20 ? [.init(person: 0, value: Double(1 + prompt % 3))] : [],
                verdicts: [.score(5)]
            )
        }
        let found = try ModelQuality.all(items, models: 1, raters: 1, choices: .init(scale: 1...5, isShare: false))[0]
        let corrected = try #require(found.corrected[0])
        #expect(corrected.unused == .noWeight)
        #expect(corrected.worth.value == 0 && corrected.worth.low == nil)
        #expect(corrected.estimate.value == found.people.value)
        #expect(corrected.estimate.low == found.people.low && corrected.estimate.high == found.people.high)
    }

    @Test func withNothingUnlabelledAJudgeIsWorthExactlyNothing() throws {
        var generator = Generator(seed: 5)
        let items = Self.rows(40, 0, &generator).map { row in
            QualityItem(
                model: 0,
                prompt: row.prompt,
                fold: row.prompt % 5,
                labels: [.init(person: 0, value: row.label ?? .nan)],
                verdicts: [.score(row.judge)]
            )
        }
        let found = try ModelQuality.all(items, models: 1, raters: 1, choices: .init(scale: 1...5, isShare: false))[0]
        let corrected = try #require(found.corrected[0])
        #expect(corrected.unused?.description == "nothing is unlabelled" && corrected.worth.value == 0)
    }

    @Test func whatAJudgeIsWorthHasAnIntervalOverPrompts() throws {
        var generator = Generator(seed: 11)
        let rows = Self.rows(50, 200, &generator)
        let (folds, options) = (Self.folds(rows), IntervalOptions(resamples: 400, seed: 3))
        let found = try CorrectedMean(rows, folds: folds)
        let worth = found.worth(rows, folds: folds, options: options)
        let alone = try #require(found.labelsOnly.standardError)
        let used = try #require(found.estimate.standardError)
        // One factor G/(G − 1) for both.
        let same = alone * alone * 49 / 50 * 250 / 249
        let expected = try #require(labelsWorth(labels: 50, labelsVariance: same, usedVariance: used * used))
        #expect(abs((worth.value ?? -99) - expected) < 1e-6)
        let (low, high) = (try #require(worth.low), try #require(worth.high))
        #expect(low < expected && expected < high && low > 0)
        #expect(worth == found.worth(rows, folds: folds, options: options))
        // Where scales begin is nothing to it.
        let far = rows.map { LabelledRow(prompt: $0.prompt, judge: $0.judge - 1e6, label: $0.label.map { $0 + 1e6 }) }
        let moved = try CorrectedMean(far, folds: folds).worth(far, folds: folds, options: options)
        #expect(abs((moved.low ?? 0) - low) < 1e-6 && abs((moved.high ?? 0) - high) < 1e-6)
    }

    @Test func aUselessJudgeIsWorthNothingThatItsIntervalLeavesOut() throws {
        var generator = Generator(seed: 13)
        let rows = (0..<200).map { prompt in
            LabelledRow(
                prompt: prompt,
                judge: Double(generator.index(below: 5)),
                label: prompt < 60 ? Double(generator.index(below: 5)) : nil
            )
        }
        let folds = Self.folds(rows)
        let worth = try CorrectedMean(rows, folds: folds).worth(rows, folds: folds)
        #expect((worth.low ?? 9) < 0 && (worth.high ?? -9) > 0, "\(worth)")
    }

    /// Many prompts that are alike are drawn by binomials, few by themselves: both are one bootstrap.
    @Test func promptsThatAreAlikeAreDrawnTogether() throws {
        func rows(_ jitter: Double) -> [LabelledRow] {
            (0..<600).map { prompt in
                let truth = Double((prompt * 7) % 5)
                let judge = Double((prompt * 7 + (prompt % 3 == 0 ? 1 : 0)) % 5) + jitter * Double(prompt)
                return LabelledRow(prompt: prompt, judge: judge, label: prompt % 4 == 0 ? truth : nil)
            }
        }
        let options = IntervalOptions(resamples: 2000)
        let (merged, apart) = (rows(0), rows(1e-9))
        let one = try CorrectedMean(merged, folds: Self.folds(merged))
            .worth(merged, folds: Self.folds(merged), options: options)
        let other = try CorrectedMean(apart, folds: Self.folds(apart))
            .worth(apart, folds: Self.folds(apart), options: options)
        let width = (one.high ?? 0) - (one.low ?? 0)
        #expect(abs((one.value ?? 0) - (other.value ?? 9)) < 1e-3 && width > 0)
        #expect(abs((one.low ?? 0) - (other.low ?? 99)) < 0.15 * width)
        #expect(abs((one.high ?? 0) - (other.high ?? 99)) < 0.15 * width)
    }
}
