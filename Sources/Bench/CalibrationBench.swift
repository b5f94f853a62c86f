import Agreement
import Foundation

/// How often corrected means hold the true value, how wide they are beside labels alone, and how often verdicts are wrong:
/// the tables of the article on calibration.
///
/// `SLAM_CALIBRATION_DRAWS` sets the data sets drawn for each line (100 by default), `SLAM_CALIBRATION_PART` which of
/// coverage, verdicts, margin and maps is run (all by default), `SLAM_CALIBRATION_POPULATION` one population.
enum CalibrationBench {
    private enum Population: String, CaseIterable { case binary, skewed, continuous, rare, clustered, noisy }

    /// How near the judge's score is to the truth.
    private enum Judge: Double, CaseIterable { case good = 0.9, middling = 0.5, useless = 0 }

    static func run() throws {
        let environment = ProcessInfo.processInfo.environment
        let draws = environment["SLAM_CALIBRATION_DRAWS"].flatMap { Int($0) } ?? 100
        let (part, wanted) = (environment["SLAM_CALIBRATION_PART"], environment["SLAM_CALIBRATION_POPULATION"])
        if part ?? "coverage" == "coverage" {
            let error = String(format: "%.3f", (0.95 * 0.05 / Double(draws)).squareRoot())
            print("coverage of 95 % intervals, \(draws) draws (se \(error))")
            print(
                "| population | judge | prompts | labels only | corrected | width / Wilson | width / same method | RMSE |"
            )
            for population in Population.allCases where wanted.map({ $0 == population.rawValue }) ?? true {
                for judge in Judge.allCases {
                    for count in [20, 40, 100, 200] { try line(population, judge, count, draws) }
                }
            }
        }
        if part ?? "verdicts" == "verdicts" { try verdicts(draws) }
        if part ?? "margin" == "margin" {
            try nonInferior(draws)
            try lookingAgain(draws)
        }
        if part ?? "maps" == "maps" { try MapBench.run() }
    }

    private static func line(_ population: Population, _ judge: Judge, _ count: Int, _ draws: Int) throws {
        var generator = Generator(seed: UInt64(count) &* 31 &+ UInt64(judge.rawValue * 10))
        let truth = try mean(population)
        var (hits, alone, defined) = (0, 0, 0)
        var (width, widthAlone, widthSame, error, errorAlone) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for _ in 0..<draws {
            let (rows, folds) = rows(population, judge, count, &generator)
            let isShare = population == .binary || population == .rare
            let found = try CorrectedMean.quality(rows, folds: folds, isShare: isShare)
            let labels = rows.filter { $0.label != nil }
            var own = found.corrected.labelsOnly
            if isShare {
                own = try ClusteredShare(labels.compactMap(\.label), clusters: labels.map(\.prompt)).estimate
            }
            guard let low = found.estimate.low, let high = found.estimate.high, let value = found.estimate.value,
                let lowAlone = own.low, let highAlone = own.high, let valueAlone = own.value
            else { continue }
            defined += 1
            hits += low <= truth && truth <= high ? 1 : 0
            alone += lowAlone <= truth && truth <= highAlone ? 1 : 0
            width += high - low
            widthAlone += highAlone - lowAlone
            let same = found.corrected.labelsOnly
            widthSame += found.unused == nil ? (same.high ?? highAlone) - (same.low ?? lowAlone) : highAlone - lowAlone
            error += (value - truth) * (value - truth)
            errorAlone += (valueAlone - truth) * (valueAlone - truth)
        }
        let shares = [alone, hits].map { String(format: "%.3f", Double($0) / Double(max(1, defined))) }
        let ratios = [width / widthAlone, width / widthSame, (error / errorAlone).squareRoot()].map {
            String(format: "%.3f", $0)
        }
        let cells = [population.rawValue, "\(judge)", "\(count)"] + shares + ratios
        print("| " + cells.joined(separator: " | ") + " |")
    }

    /// The mean over prompts like these, from a million.
    private static func mean(_ population: Population) throws -> Double {
        var generator = Generator(seed: 99)
        var sum = 0.0
        let count = 1_000_000
        for _ in 0..<count { sum += value(population, generator.normal(), &generator) }
        return sum / Double(count)
    }

    /// What people give for a latent quality.
    private static func value(_ population: Population, _ latent: Double, _ generator: inout Generator) -> Double {
        switch population {
        case .binary: latent > -0.35 ? 1 : 0
        case .rare: latent > -1.645 ? 1 : 0
        case .skewed, .clustered: LatentQuality.point(latent)
        case .continuous: 3 + latent
        case .noisy:
            (0..<3).reduce(0.0) { sum, _ in sum + LatentQuality.point(latent + 0.7 * generator.normal()) } / 3
        }
    }

    /// `count` labelled items and four times as many without; clustered: five samples a prompt with ICC .3.
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
                let score = value(population == .noisy ? .skewed : population, seen, &generator)
                let label = prompt < count ? value(population, latent, &generator) : nil
                rows.append(LabelledRow(prompt: prompt, judge: score, label: label))
                folds.append(prompt % 5)
            }
        }
        return (rows, folds)
    }

    /// How often each class of judge is said to be fit to replace a person: binary labels, three people right in 85 of 100.
    private static func verdicts(_ draws: Int) throws {
        print("| judge | prompts | may replace a person (\(max(1, draws / 4)) draws) |")
        let classes = ["as good as a person", "constant", "coin", "knows only the model", "one .1 worse", "lopsided"]
        for name in classes {
            for count in [60, 200] {
                var generator = Generator(seed: UInt64(count))
                var passed = 0
                for _ in 0..<max(1, draws / 4) {
                    let items = (0..<count).map { judged(name, $0, &generator) }
                    let options = IntervalOptions(resamples: 200)
                    let found = JudgeCalibration(items, kind: .nominal, choices: .init(options: options))
                    passed += found.verdict == .mayReplace ? 1 : 0
                }
                let share = String(format: "%.3f", Double(passed) / Double(max(1, draws / 4)))
                print("| \(name) | \(count) | \(share) |")
            }
        }
    }

    private static func judged(_ name: String, _ prompt: Int, _ generator: inout Generator) -> JudgedItem {
        func isRight(_ share: Double) -> Bool { generator.uniform() < share }
        // Two models, of which one is accepted in three quarters of its answers and the other in less than half.
        let truth = isRight(name == "knows only the model" ? (prompt % 2 == 0 ? 0.75 : 0.45) : 0.6)
        let labels = (0..<3).map { JudgedItem.Label(person: $0, value: truth == isRight(0.85) ? 1 : 0) }
        let verdict: Bool
        switch name {
        case "constant": verdict = true
        case "knows only the model": verdict = prompt % 2 == 0
        case "coin": verdict = isRight(0.5)
        // A person agrees with another in .745; this one in .645.
        case "one .1 worse": verdict = truth == isRight(0.707)
        case "lopsided": verdict = truth ? isRight(0.98) : !isRight(0.6)
        default: verdict = truth == isRight(0.85)
        }
        return JudgedItem(prompt: prompt, labels: labels, verdict: verdict ? 1 : 0, author: prompt % 2)
    }

    /// How often a model that is worse by exactly the margin, and one that is as good, is called non-inferior.
    private static func nonInferior(_ draws: Int) throws {
        print("| difference | prompts | called non-inferior |")
        for (name, shift) in [("exactly the margin", -0.25), ("none", 0.0)] {
            for count in [30, 100, 200] {
                var generator = Generator(seed: UInt64(count))
                var passed = 0
                for _ in 0..<(draws * 4) {
                    let differences = (0..<count).map { _ in shift + 0.8 * generator.normal() }
                    passed += try NonInferiority(.scores(differences), margin: 0.25).verdict == .nonInferior ? 1 : 0
                }
                let share = String(format: "%.3f", Double(passed) / Double(draws * 4))
                print("| \(name) | \(count) | \(share) |")
            }
        }
    }

    /// How often a model that is worse by exactly the margin is called non-inferior at any look, from 30 prompts to 200 every
    /// ten: at the plain level each time, and at O'Brien and Fleming's bounds.
    private static func lookingAgain(_ draws: Int) throws {
        print("| looking again, difference exactly the margin | called non-inferior |")
        let looks = stride(from: 30, through: 200, by: 10).map { $0 }
        let bounds = try SequentialBounds(fractions: looks.map { Double($0) / 200 })
        var (plain, spent) = (0, 0)
        var generator = Generator(seed: 17)
        for _ in 0..<(draws * 4) {
            let differences = (0..<200).map { _ in -0.25 + 0.8 * generator.normal() }
            let p = try looks.map { count in
                try NonInferiority(.scores(Array(differences.prefix(count))), margin: 0.25).p ?? 1
            }
            plain += p.contains { $0 < 0.05 } ? 1 : 0
            spent += zip(p, bounds.p).contains { $0 < $1 } ? 1 : 0
        }
        for (name, count) in [("every ten prompts at .05", plain), ("every ten prompts, --sequential", spent)] {
            print("| \(name) | \(String(format: "%.3f", Double(count) / Double(draws * 4))) |")
        }
    }
}
