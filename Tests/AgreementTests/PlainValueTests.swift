@testable import Agreement
import Testing

/// The measures on plain lists of numbers are those of the tables.
struct PlainValueTests {
    @Test(arguments: [1, 7, 1000] as [Double])
    func rowsOfScoresGiveWhatATableGives(grid: Double) throws {
        var generator = Generator(seed: 4)
        let rows = (0..<400).map { item in
            (0..<4).map { _ in (grid * (Double(item % 9) + 3 * generator.uniform())).rounded() }
        }
        let options = IntervalOptions(resamples: 0)
        let measures = CriterionReport(
            criterion: "score",
            level: .interval,
            table: try RatingTable(rows: rows),
            options: options
        ).measures
        let plain = try ScoreRows(scores: rows.flatMap(\.self), raterCount: 4)
        func isSame(_ value: Double?, _ name: String) -> Bool {
            value.flatMap { value in measures[name]?.value.map { abs($0 - value) < 1e-12 } } ?? false
        }
        #expect(isSame(plain.intervalAlpha(), "alpha.interval"))
        #expect(isSame(plain.ordinalAlpha(), "alpha.ordinal"))
        let squares = try #require(plain.meanSquares())
        for form in ICCForm.allCases { #expect(isSame(squares.estimate(form)?.value, "icc.\(form.rawValue)")) }
    }

    /// By counting all pairs.
    @Test(arguments: [(2, 3), (50, 4), (300, 300), (700, 1_000_000)])
    func tauIsWhatCountingAllPairsGives(count: Int, values: Int) throws {
        var generator = Generator(seed: 9)
        let x = (0..<count).map { _ in Double(generator.index(below: values)) }
        let y = x.map { $0 / 2 + Double(generator.index(below: values)) }
        var (difference, untiedX, untiedY) = (0.0, 0.0, 0.0)
        for i in x.indices {
            for j in 0..<i {
                let (a, b) = ((x[i] - x[j]).sign(), (y[i] - y[j]).sign())
                difference += a * b
                untiedX += a * a
                untiedY += b * b
            }
        }
        let tau = try KendallTau.b(x, y)
        if untiedX == 0 || untiedY == 0 {
            #expect(tau == nil)
        } else {
            #expect(abs(try #require(tau) - difference / (untiedX * untiedY).squareRoot()) < 1e-12)
        }
    }

    @Test func whatDoesNotFitIsRefusedAndWhatIsEmptyIsUndefined() throws {
        #expect(throws: AgreementError.self) { try ScoreRows(scores: [1, 2, 3], raterCount: 2) }
        #expect(throws: AgreementError.self) { try ScoreRows(scores: [1, .nan], raterCount: 2) }
        #expect(throws: AgreementError.self) { try ScoreRows(scores: [1, 2], starts: [0, 3, 2]) }
        #expect(throws: AgreementError.self) { try KendallTau.b([1], [1, 2]) }
        #expect(throws: AgreementError.self) { try KendallTau.b([.infinity, 1], [1, 2]) }
        let empty = try ScoreRows(scores: [], raterCount: 3)
        #expect(empty.intervalAlpha() == nil && empty.ordinalAlpha() == nil && empty.meanSquares() == nil)
        #expect(try ScoreRows(scores: [2, 2, 2, 2], raterCount: 2).intervalAlpha() == nil)
        #expect(try KendallTau.b([], []) == nil)
    }
}

extension Double {
    fileprivate func sign() -> Double { self > 0 ? 1 : self < 0 ? -1 : 0 }
}
