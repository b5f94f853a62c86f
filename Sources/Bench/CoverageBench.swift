import Agreement
import Foundation

/// How often intervals of 95 % hold the true value: the table of the article on intervals.
///
/// An item is *yes* with the prevalence, each rater says so with probability .9 and errs else; the truth is the value on a
/// million items. `SLAM_COVERAGE_DRAWS` sets the tables drawn for each line (2,000 in the article, 100 here by default).
enum CoverageBench {
    private struct Setting {
        var items: Int
        var prevalence: Double
        var raters: Int
        var missing: Double
    }

    private static let names = ["percent_agreement", "gwet_ac.identity", "alpha.nominal"]
    private static let methods: [IntervalMethod] = [.percentile, .bca, .closedForm]

    static func run() throws {
        let draws = ProcessInfo.processInfo.environment["SLAM_COVERAGE_DRAWS"].flatMap { Int($0) } ?? 100
        print("coverage of 95 % intervals, \(draws) draws: percentile, BCa, formula for each of \(names)")
        for items in [20, 50, 100, 500] {
            for prevalence in [0.5, 0.9, 0.97] {
                for raters in [2, 5] {
                    for missing in [0, 0.5] {
                        try line(Setting(items: items, prevalence: prevalence, raters: raters, missing: missing), draws)
                    }
                }
            }
        }
    }

    private static func line(_ setting: Setting, _ draws: Int) throws {
        var generator = Generator(seed: 1)
        let truth = figures(try table(setting, items: 1_000_000, &generator), .closedForm, resamples: 0)
            .map { $0?.value ?? .nan }
        var hits = names.map { _ in methods.map { _ in 0 } }
        var defined = hits
        for _ in 0..<draws {
            let table = try table(setting, items: setting.items, &generator)
            for (column, method) in methods.enumerated() {
                for (row, estimate) in figures(table, method, resamples: 500).enumerated() {
                    guard let low = estimate?.low, let high = estimate?.high else { continue }
                    defined[row][column] += 1
                    hits[row][column] += low <= truth[row] + 1e-12 && truth[row] <= high + 1e-12 ? 1 : 0
                }
            }
        }
        let shares = names.indices.map { row in
            methods.indices.map { String(format: "%.3f", Double(hits[row][$0]) / Double(max(1, defined[row][$0]))) }
                .joined(separator: " ")
        }
        let head = [
            "\(setting.items)", "\(setting.prevalence)", "\(setting.raters)", "\(Int(100 * setting.missing)) %",
        ]
        print("| " + (head + shares).joined(separator: " | ") + " |")
    }

    private static func figures(_ table: RatingTable, _ method: IntervalMethod, resamples: Int) -> [Estimate?] {
        let options = IntervalOptions(resamples: resamples, method: method)
        let report = CriterionReport(
            criterion: "score",
            level: .nominal,
            table: table,
            options: options,
            choices: .init(mostRatersForPairs: 0)
        )
        return names.map { report.measures[$0] }
    }

    private static func table(_ setting: Setting, items: Int, _ generator: inout Generator) throws -> RatingTable {
        var columns = RatingTable.Columns(items: [], raters: [], scores: [], values: [0, 1])
        for item in 0..<items {
            let truth = Double.random(in: 0..<1, using: &generator) < setting.prevalence
            for rater in 0..<setting.raters where Double.random(in: 0..<1, using: &generator) >= setting.missing {
                let isRight = Double.random(in: 0..<1, using: &generator) < 0.9
                columns.items.append(Int32(item))
                columns.raters.append(Int32(rater))
                columns.scores.append(truth == isRight ? 1 : 0)
            }
        }
        return try RatingTable(
            items: (0..<items).map { String(10_000_000 + $0) },
            raters: (0..<setting.raters).map { ("r\($0)", .human) },
            columns: columns,
            categories: [0, 1]
        )
    }
}
