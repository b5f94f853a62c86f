import Testing

@testable import Agreement

/// Adjusted kappa, prevalence and bias with intervals that another program (scipy) computed by the same formulas.
struct PairBalanceTests {
    /// Two raters' 2 × 2 counts, as items in that order; `width` items that follow each other are a cluster.
    private func balance(_ counts: [Int], width: Int? = nil, options: IntervalOptions = .init()) throws -> PairBalance {
        let cells = [(0.0, 0.0), (0, 1), (1, 0), (1, 1)]
        var scores: [RatingTable.Score] = []
        var item = 0
        for (cell, count) in zip(cells, counts) {
            for _ in 0..<count {
                scores.append(.init(item: item, rater: 0, value: cell.0))
                scores.append(.init(item: item, rater: 1, value: cell.1))
                item += 1
            }
        }
        let table = try RatingTable(
            items: (0..<item).map { "i\($0)" },
            raters: [("a", .human), ("b", .human)],
            scores: scores,
            clusters: width.map { width in (0..<item).map { "c\($0 / width)" } }
        )
        return try #require(table.balance(first: 0, second: 1, options: options))
    }

    private func ends(_ balance: PairBalance) -> [Double] {
        [balance.prevalenceIndex, balance.biasIndex, balance.adjustedKappa].flatMap {
            [$0.low ?? .nan, $0.high ?? .nan]
        }
    }

    @Test(
        arguments: [
            ([80, 10, 5, 5], nil, [0.617946238, 0.834729183, 0, 0.133225877, 0.53101829, 0.815434808]),
            ([80, 10, 5, 5], 10, [0.142480277, 0.928593001, 0, 0.397677784, 0.024100387, 0.93670837]),
            ([30, 0, 0, 0], nil, [.nan, .nan, .nan, .nan, .nan, .nan]),
            ([25, 0, 0, 5], nil, [0.304969419, 0.860287136, 0, 0.113513393, 0.772973214, 1]),
            ([10, 8, 2, 10], nil, [0, 0.292923201, 0, 0.403065363, -0.046053314, 0.628681591]),
        ] as [([Int], Int?, [Double])]
    )
    func intervalsAreThoseOfAnotherProgram(counts: [Int], width: Int?, expected: [Double]) throws {
        for (found, wanted) in zip(ends(try balance(counts, width: width)), expected) {
            #expect(wanted.isNaN ? found.isNaN : abs(found - wanted) < 1e-8, "\(counts): \(found), not \(wanted)")
        }
    }

    @Test func eachNamesItsMethodAndWhatItRestsOn() throws {
        let found = try balance([80, 10, 5, 5])
        #expect(found.prevalenceIndex.method?.hasPrefix("Newcombe (1998) with ") == true)
        #expect(found.adjustedKappa.method?.hasSuffix("carried over to kappa") == true)
        #expect(abs((found.adjustedKappa.standardError ?? 0) - 0.071774056) < 1e-8)
        #expect(found.biasIndex.itemCount == 100 && found.adjustedKappa.ratingCount == 200)
        let one = try balance([3, 1, 0, 2], width: 6)
        #expect(one.biasIndex.low == nil && one.biasIndex.method == "no interval: one cluster only")
        #expect(one.adjustedKappa.low == nil && one.adjustedKappa.method == "no interval: one cluster only")
        let none = try balance([80, 10, 5, 5], options: IntervalOptions(resamples: 0))
        #expect(none.prevalenceIndex.value == 0.75 && ends(none).allSatisfy(\.isNaN))
        let wide = try balance([80, 10, 5, 5], options: IntervalOptions(confidence: 0.99))
        #expect((wide.prevalenceIndex.low ?? 1) < 0.6 && (wide.adjustedKappa.low ?? 1) < 0.5)
    }

    /// Of three categories kappa is adjusted, (3 p − 1)/2, and there is no index.
    @Test func threeCategoriesHaveNoIndex() throws {
        let table = try RatingTable(
            items: ["x", "y", "z", "w"],
            raters: [("a", .human), ("b", .human)],
            scores: [(1, 1), (2, 2), (3, 3), (3, 1)].enumerated().flatMap { item, pair in
                [
                    RatingTable.Score(item: item, rater: 0, value: pair.0),
                    RatingTable.Score(item: item, rater: 1, value: pair.1),
                ]
            }
        )
        let found = try #require(table.balance(first: 0, second: 1))
        #expect(found.adjustedKappa.value == 0.625)
        #expect(found.prevalenceIndex.undefined == "3 categories are in use: it is of two")
        #expect(found.biasIndex.value == nil)
    }
}
