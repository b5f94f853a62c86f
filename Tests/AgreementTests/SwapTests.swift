import Agreement
import Testing

/// The permutation test of two raters beside people.
struct SwapTests {
    /// What is found in shares of agreement of two judges, of which the first is right throughout and the second not on the
    /// first `wrongCount` of so many items.
    private func line(itemCount: Int, wrongCount: Int, resamples: Int) throws -> RaterComparison.Line {
        let rows = (0..<itemCount).map { item -> [Double?] in
            let label = Double(item % 2)
            return [label, label, label, item < wrongCount ? 1 - label : label]
        }
        let table = try RatingTable(rows: rows, kinds: [.human, .human, .judge, .judge])
        let compared = try RaterComparison(
            table: table,
            level: .nominal,
            first: table.raters[2].name,
            second: table.raters[3].name,
            options: IntervalOptions(resamples: resamples)
        )
        return try #require(compared.lines.first { $0.measure == "percent_agreement" })
    }

    /// Two judges that differ on one item of ten: every swap gives the same difference, the one seen.
    @Test func aDifferenceThatEverySwapGivesIsChance() throws {
        let line = try line(itemCount: 10, wrongCount: 1, resamples: 100)
        #expect(abs((line.difference.value ?? 0) - 0.1) < 1e-12)
        #expect(line.pValue == 1)
    }

    /// Six items on which only the first is right: as large a difference comes when all six are dealt to one side,
    /// twice in 64.
    @Test func aDifferenceOfSixItemsIsAsRareAsSixHeads() throws {
        let line = try line(itemCount: 30, wrongCount: 6, resamples: 4000)
        #expect(abs((line.difference.value ?? 0) - 0.2) < 1e-12)
        // 2/64 within four standard errors of 4000 draws, each .0027508, and the one draw that is always counted.
        let value = try #require(line.pValue)
        #expect(abs(value - 0.03125) < 0.0113)
    }
}
