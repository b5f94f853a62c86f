import Agreement
import Foundation

/// How often means by a map from the judge's scale, and means of a judge whose verdicts are partly missing, hold the truth:
/// statistics.md 8.7 and 8.9, which were never simulated.
///
/// `SLAM_CALIBRATION_DRAWS` sets the data sets drawn for each line (100 by default).
enum MapBench {
    private enum Population: String, CaseIterable { case skewed, continuous, clustered, noisy }

    private enum Judge: Double, CaseIterable { case good = 0.9, middling = 0.5, useless = 0 }

    static func run() throws {
        let draws = ProcessInfo.processInfo.environment["SLAM_CALIBRATION_DRAWS"].flatMap { Int($0) } ?? 100
        print("| map | judge | prompts | labels only | mapped | width | error | (\(draws) data sets each)")
        for population in Population.allCases {
            for judge in Judge.allCases {
                for count in [30, 40, 100, 200] { try mapped(population, judge, count, draws) }
            }
        }
        print(
            "| missing verdicts | judge | prompts | labels only | corrected | width | all alike | at worst | its width |"
        )
        for population in [Population.skewed, .clustered] {
            for judge in Judge.allCases {
                for count in [40, 100, 200] { try missing(population, judge, count, draws) }
            }
        }
    }

    /// What is summed over the data sets of a line.
    private struct Tally {
        var (defined, own, alone, alike, inside, worst) = (0, 0, 0, 0, 0, 0.0)
        var (width, widthAlone, error, errorAlone) = (0.0, 0.0, 0.0, 0.0)

        mutating func add(_ estimate: Estimate, _ labels: Estimate, truth: Double) {
            guard let low = estimate.low, let high = estimate.high, let value = estimate.value,
                let lowAlone = labels.low,
                let highAlone = labels.high, let valueAlone = labels.value
            else { return }
            defined += 1
            own += low <= truth && truth <= high ? 1 : 0
            alone += lowAlone <= truth && truth <= highAlone ? 1 : 0
            (width, widthAlone) = (width + high - low, widthAlone + highAlone - lowAlone)
            error += (value - truth) * (value - truth)
            errorAlone += (valueAlone - truth) * (valueAlone - truth)
        }

        func share(_ count: Int) -> String { String(format: "%.3f", Double(count) / Double(max(1, defined))) }

        var widths: String { String(format: "%.3f", width / widthAlone) }
        var worstWidth: String { String(format: "%.3f", worst / Double(max(1, defined))) }
        var errors: String { String(format: "%.3f", (error / errorAlone).squareRoot()) }
    }

    private static func mapped(_ population: Population, _ judge: Judge, _ count: Int, _ draws: Int) throws {
        var generator = Generator(seed: UInt64(count) &* 37 &+ UInt64(judge.rawValue * 10))
        let truth = mean(population)
        var tally = Tally()
        for _ in 0..<draws {
            let (rows, folds) = rows(population, judge, count, &generator)
            let labels = rows.filter { $0.label != nil }
            let own = folds.indices.filter { rows[$0].label != nil }.map { folds[$0] }
            let form = try ScoreMap.form(judge: labels.map(\.judge), people: labels.compactMap(\.label), folds: own)
            let found = try mappedMean(rows, folds: folds, form: form)
            let alone = try clusteredMean(labels.compactMap(\.label), clusters: labels.map(\.prompt), unit: "prompts")
            tally.add(found, alone, truth: truth)
        }
        let cells = [population.rawValue, "\(judge)", "\(count)", tally.share(tally.alone), tally.share(tally.own)]
        print("| " + (cells + [tally.widths, tally.errors]).joined(separator: " | ") + " |")
    }

    /// A fifth of the verdicts on poor answers is missing, and one in twenty of the others.
    private static func missing(_ population: Population, _ judge: Judge, _ count: Int, _ draws: Int) throws {
        var generator = Generator(seed: UInt64(count) &* 41 &+ UInt64(judge.rawValue * 10))
        let truth = mean(population)
        var tally = Tally()
        for _ in 0..<draws {
            let (rows, folds) = rows(population, judge, count, &generator)
            let whole = try CorrectedMean(rows, folds: folds)
            let items = zip(rows, folds).map { row, fold in
                let isMissing = generator.uniform() < (row.judge < 3 ? 0.2 : 0.05)
                return QualityItem(
                    model: 0,
                    prompt: row.prompt,
                    fold: fold,
                    labels: row.label.map { [JudgedItem.Label(person: 0, value: $0)] } ?? [],
                    verdicts: [isMissing ? .missing : .score(row.judge)]
                )
            }
            let choices = QualityChoices(scale: 1...5, isShare: false)
            let quality = try ModelQuality.all(items, models: 1, raters: 1, choices: choices)[0]
            guard let corrected = quality.corrected[0] else { continue }
            tally.add(corrected.estimate, quality.people, truth: truth)
            if let value = whole.estimate.value, let worst = corrected.worst {
                tally.alike += worst.alike.contains(value) ? 1 : 0
                tally.inside += worst.apart.contains(value) ? 1 : 0
                tally.worst += worst.apart.upperBound - worst.apart.lowerBound
            }
        }
        let cells = [population.rawValue, "\(judge)", "\(count)", tally.share(tally.alone), tally.share(tally.own)]
        print(
            "| "
                + (cells + [tally.widths, tally.share(tally.alike), tally.share(tally.inside), tally.worstWidth])
                .joined(separator: " | ") + " |"
        )
    }

    private static func mean(_ population: Population) -> Double {
        var generator = Generator(seed: 99)
        let count = 1_000_000
        return (0..<count).reduce(0.0) { sum, _ in sum + value(population, generator.normal(), &generator) }
            / Double(count)
    }

    private static func value(_ population: Population, _ latent: Double, _ generator: inout Generator) -> Double {
        switch population {
        case .continuous: 3 + latent
        case .noisy: (0..<3).reduce(0.0) { sum, _ in sum + LatentQuality.point(latent + 0.7 * generator.normal()) } / 3
        case .skewed, .clustered: LatentQuality.point(latent)
        }
    }

    /// `count` labelled items and four times as many without, a judge a point too low; clustered: five samples a prompt.
    private static func rows(
        _ population: Population,
        _ judge: Judge,
        _ count: Int,
        _ generator: inout Generator
    ) -> ([LabelledRow], [Int]) {
        let size = population == .clustered ? 5 : 1
        var (rows, folds): ([LabelledRow], [Int]) = ([], [])
        for prompt in 0..<(5 * count) {
            let shared = generator.normal()
            for _ in 0..<size {
                let own = generator.normal()
                let latent = size > 1 ? 0.3.squareRoot() * shared + 0.7.squareRoot() * own : own
                let r = judge.rawValue
                let seen = r * latent + (1 - r * r).squareRoot() * generator.normal()
                let score = population == .continuous ? 2 + seen : max(1, LatentQuality.point(seen) - 1)
                let label = prompt < count ? value(population, latent, &generator) : nil
                rows.append(LabelledRow(prompt: prompt, judge: score, label: label))
                folds.append(prompt % 5)
            }
        }
        return (rows, folds)
    }
}
