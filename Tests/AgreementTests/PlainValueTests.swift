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

    /// More values than a table is made of: pairs that are tied on both sides are tied once.
    @Test func tausOfManyValuesAreWhatCountingAllPairsGives() throws {
        var generator = Generator(seed: 12)
        let half = (0..<120).map { _ in [Double(generator.index(below: 90)), Double(generator.index(below: 70))] }
        let rows = half + half
        let (x, y) = (rows.map { $0[0] }, rows.map { $0[1] })
        try #require(Set(x + y).count > 64)
        var difference = 0.0
        for i in rows.indices { for j in 0..<i { difference += (x[i] - x[j]).sign() * (y[i] - y[j]).sign() } }
        let report = CriterionReport(
            criterion: "score",
            level: .interval,
            table: try RatingTable(rows: rows),
            options: IntervalOptions(resamples: 0)
        )
        let measures = try #require(report.pairs.first?.measures)
        let (b, c) = (try #require(measures["kendall_b"]?.value), try #require(measures["kendall_c"]?.value))
        #expect(abs(b - (try #require(try KendallTau.b(x, y)))) < 1e-12)
        let (n, classes) = (Double(rows.count), Double(min(Set(x).count, Set(y).count)))
        try #require(Set(x).count != Set(y).count)
        #expect(abs(c - 2 * difference / (n * n * (classes - 1) / classes)) < 1e-12)
    }

    /// A score without a partner is in no coefficient, and moves no rank of the others.
    @Test func aScoreAloneMovesNoAlpha() throws {
        let paired = try ScoreRows(scores: [1, 2, 2, 4, 4, 4], raterCount: 2)
        let more = try ScoreRows(scores: [1, 2, 3, 2, 4, 4, 4], starts: [0, 2, 3, 5, 7])
        #expect(paired.ordinalAlpha() != nil && more.ordinalAlpha() == paired.ordinalAlpha())
        #expect(paired.intervalAlpha() != nil && more.intervalAlpha() == paired.intervalAlpha())
        #expect(more.meanSquares() == nil)
    }

    @Test func rowsOfUnlikeLengthHaveNoMeanSquares() throws {
        #expect(try ScoreRows(scores: [1, 2, 3, 4], starts: [0, 1, 4]).meanSquares() == nil)
        #expect(try ScoreRows(scores: [1, 2, 3, 4], starts: [0, 2, 4]).meanSquares() != nil)
        #expect(try ScoreRows(scores: [1, 2], raterCount: 2).meanSquares() == nil, "one item")
        #expect(try ScoreRows(scores: [1, 2], raterCount: 1).meanSquares() == nil, "one rater")
    }

    @Test func aTableOfCountsIsSquareAndOfCounts() throws {
        for counts in [[[1, 2]], [[1, -1], [0, 1]], [[1, .nan], [0, 1]]] as [[[Double]]] {
            #expect(throws: AgreementError.self, "\(counts)") { try ContingencyTable(counts: counts) }
        }
        let table = try ContingencyTable(counts: [[20, 5], [10, 15]])
        // (.7 − .5) / .5
        #expect(abs((table.kappa().value ?? 0) - 0.4) < 1e-12)
        #expect(throws: AgreementError.self) { try table.kappa(dissimilarity: [[0, 1]]) }
        #expect(throws: AgreementError.self) { try table.kappa(dissimilarity: [[0, .infinity], [1, 0]]) }
        #expect(try ContingencyTable(counts: [[0, 0], [0, 0]]).kappa().undefined == "no item has a score of both")
        let constant = try ContingencyTable(counts: [[4, 0], [0, 0]]).kappa()
        #expect(constant.value == nil && constant.undefined == "no disagreement can be expected by chance")
    }

    /// Names are sorted by their bytes, also where sixteen of these are the same.
    @Test func namesThatBeginAlikeAreSorted() {
        let order = NameOrder(["abcdefghijklmnop-b", "abcdefghijklmnop-a", "abc", "abcdefghijklmnop"])
        #expect(order.sorted == [2, 3, 1, 0] && order.places == [3, 2, 0, 1] && !order.isIdentity)
        let equal = NameOrder(["b", "a", "a"])
        #expect(equal.sorted == [1, 2, 0] && NameOrder(["a", "a", "b"]).isIdentity)
    }

    /// More keys than are sorted at once, which differ in their first bits and in their last.
    @Test func keysThatBeginAlikeAreSorted() {
        var generator = Generator(seed: 14)
        let keys = (0..<2000).map { _ in UInt64(generator.index(below: 4)) << 60 | UInt64(generator.index(below: 900)) }
        let order = Radix.order(keys)
        #expect(order == keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map { Int32($0) })
        let values = [-.infinity, -2, -0.5, 0, 1e-300, 3, .infinity] as [Double]
        #expect(values.map(Radix.key) == values.map(Radix.key).sorted() && Radix.key(-0.0) == Radix.key(0))
    }

    @Test(arguments: [3, 3000]) func noughtBelowNoughtIsNought(count: Int) {
        let coded = ValueCoding((0..<count).map(Double.init) + [-0.0, 1])
        #expect(coded.values.count == count && coded.values.allSatisfy { $0.sign == .plus })
        #expect(coded.codes[count] == coded.codes[0] && coded.codes[count + 1] == coded.codes[1])
    }

    /// An item with more scores than are sorted in place, given by the last rater first.
    @Test func everyScoreOfManyRatersIsFound() throws {
        let table = try RatingTable(
            items: ["x", "y"],
            raters: (0..<70).map { ("r\(100 + $0)", .human) },
            scores: (0..<70).reversed().map { .init(item: 1, rater: $0, value: Double($0 * 7 % 10)) }
        )
        for rater in 0..<70 {
            #expect(table.score(rater: rater, item: 1) == Double(rater * 7 % 10))
            #expect(table.score(rater: rater, item: 0) == nil && table.raters[rater].count == 1)
        }
    }
}

extension Double {
    fileprivate func sign() -> Double { self > 0 ? 1 : self < 0 ? -1 : 0 }
}
