import Testing

@testable import Agreement

/// Prompts that all say the same: a bootstrap over them is certain of everything, by two as by two hundred.
struct StillRankTests {
    /// Of each prompt b loses to c and to a, and a loses to c but ties b: win rates of .5, .25 and .75.
    private func report(_ prompts: Int, resamples: Int = 100) throws -> RankReport {
        let rows = (0..<prompts).flatMap { _ in
            [
                ComparisonTable.Row(left: 0, right: 1, outcome: .left), .init(left: 0, right: 2, outcome: .right),
                .init(left: 1, right: 2, outcome: .tie),
            ]
        }
        let table = try ComparisonTable(
            players: ["a", "b", "c"],
            rows: rows,
            clusters: rows.indices.map { "p\($0 / 3)" }
        )
        return RankReport(table, options: IntervalOptions(resamples: resamples), unit: "prompts")
    }

    /// Wilson's intervals of .5, .25 and .75: of 20 [.299, .701], [.112, .469] and [.531, .888], of 60 none overlap.
    @Test(
        arguments: [
            (2, [["b", "c"], ["a", "c"], ["a", "b"]], [[1, 3], [1, 3], [1, 3]]),
            (20, [["b", "c"], ["a"], ["a"]], [[1, 3], [2, 3], [1, 2]]),
            (60, [[], [], []], [[2, 2], [3, 3], [1, 1]]),
        ] as [(Int, [[String]], [[Double]])]
    )
    func ranksAreAsNearAsWinRatesLieApart(prompts: Int, close: [[String]], ranks: [[Double]]) throws {
        let players = try report(prompts).players
        #expect(players.map(\.indistinguishable) == close)
        #expect(players.map { [$0.rank.low ?? 0, $0.rank.high ?? 0] } == ranks)
        #expect(players.map(\.rank.value) == [2, 3, 1])
        #expect(players[0].rank.method == "players whose win rates' intervals are apart: no resample differs")
    }

    @Test func oneResampleTellsNobodyApart() throws {
        #expect(try report(20, resamples: 1).players.map(\.indistinguishable) == [nil, nil, nil])
    }
}
