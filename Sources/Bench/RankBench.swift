import Agreement

/// Abilities from comparisons in memory.
enum RankBench {
    static func run() throws {
        var state: UInt64 = 1
        func next(_ bound: UInt64) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % bound)
        }
        let rows = (0..<1_000_000).map { _ -> ComparisonTable.Row in
            let left = next(20)
            let right = (left + 1 + next(19)) % 20
            let outcome: ComparisonOutcome = next(10) == 0 ? .tie : next(40) < 20 + left - right ? .left : .right
            return .init(left: left, right: right, outcome: outcome)
        }
        let table = try ComparisonTable(players: (10..<30).map { "p\($0)" }, rows: rows)
        let seconds = fastest(of: 3) { _ = bradleyTerry(table) }
        report("Bradley–Terry of 1,000,000 comparisons of 20 models", seconds: seconds, against: "limit", limit: 0.02)
        let whole = fastest(of: 1) { _ = RankReport(table, options: IntervalOptions()) }
        report(
            "the whole ranking, 1,000 resamples, 200 Elo orders",
            seconds: whole,
            against: "evalica's Elo x 200",
            limit: 111
        )
    }
}
