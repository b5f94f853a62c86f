import Agreement
import Testing

/// Agreement of items that lie in prompts: Wilson's interval with as many items as the prompts are worth.
struct SharesInClustersTests {
    /// Twelve prompts of three items: eight agree on all, two on none, two on one.
    private func table(_ kinds: [RaterKind]) throws -> RatingTable {
        let counts = [3, 3, 3, 3, 3, 3, 3, 3, 0, 0, 1, 1]
        let rows = (0..<36).map { item -> [Double?] in
            let own = Double(item % 2)
            return [own, item % 3 < counts[item / 3] ? own : 1 - own, own]
        }
        return try RatingTable(
            rows: rows.map { Array($0.prefix(kinds.count)) },
            kinds: kinds,
            clusters: rows.indices.map { "p\(100 + $0 / 3)" }
        )
    }

    /// The formula of ClusteredShare, computed with numpy and scipy: 10.7 effective items.
    private func check(_ figure: Estimate?, _ who: String) {
        #expect(abs((figure?.value ?? 0) - 0.7222222222222222) < 1e-12, "\(who)")
        #expect(abs((figure?.low ?? 0) - 0.42590914085510134) < 1e-9, "\(who)")
        #expect(abs((figure?.high ?? 0) - 0.9011069087447833) < 1e-9, "\(who)")
        #expect(figure?.method == "Wilson (1927) with 10.7 effective items", "\(who)")
    }

    @Test(arguments: [Level.nominal, .ordinal])
    func peopleAndPairsHaveTheIntervalOfTheirCeiling(level: Level) throws {
        let report = CriterionReport(criterion: "s", level: level, table: try table([.human, .human]))
        check(report.measures["percent_agreement"], "people")
        check(report.measures["percent_agreement.identity"], "identity")
        check(report.pairs[0].measures["percent_agreement"], "pair")
        #expect(report.measures["alpha.nominal"]?.method?.contains("bootstrap over 12 clusters") == true)
    }

    @Test func judgesAndComparisonsHaveItToo() throws {
        let table = try table([.human, .judge, .judge])
        let report = CriterionReport(criterion: "s", level: .nominal, table: table)
        check(report.automatic[0].measures["percent_agreement"], "judge")
        let names = table.raters.map(\.name)
        let compared = try RaterComparison(table: table, level: .nominal, first: names[1], second: names[2])
        check(compared.lines.first { $0.measure == "percent_agreement" }?.first, "compared")
    }

    /// What was asked for by name is made.
    @Test func anotherMethodIsTaken() throws {
        let options = IntervalOptions(resamples: 50, method: .percentile)
        let report = CriterionReport(
            criterion: "s",
            level: .nominal,
            table: try table([.human, .human]),
            options: options
        )
        #expect(report.measures["percent_agreement"]?.method?.contains("percentile bootstrap") == true)
    }
}
