import Testing

@testable import Agreement

/// Models of comparisons, weights of categories and a judge's skill, beside differences, plain loops and sums by hand.
struct FitRuleTests {
    private func near(_ value: Double?, _ expected: Double, _ slack: Double = 1e-9) -> Bool {
        value.map { abs($0 - expected) < slack } ?? false
    }

    /// Slopes are those that small steps of the likelihood show, curves those of the slopes.
    @Test(
        arguments: [(5.0, 3.0, 4.0, 0.7, 0.4), (0, 6, 2, -1.3, 0.9), (4, 0, 1, 2.1, 0.2)],
        [PairedModel.bradleyTerry, .davidson, .raoKupper]
    )
    func aModelsSlopesAreItsDerivatives(
        given: (wins: Double, losses: Double, ties: Double, d: Double, tie: Double),
        model: PairedModel
    ) {
        func term(_ d: Double, _ tie: Double) -> PairedModel.Term {
            model.term(given.wins, given.losses, given.ties, d: d, tie: tie)
        }
        let (step, found) = (1e-5, term(given.d, given.tie))
        func byAbility(_ part: (PairedModel.Term) -> Double) -> Double {
            (part(term(given.d + step, given.tie)) - part(term(given.d - step, given.tie))) / (2 * step)
        }
        func byTie(_ part: (PairedModel.Term) -> Double) -> Double {
            (part(term(given.d, given.tie + step)) - part(term(given.d, given.tie - step))) / (2 * step)
        }
        #expect(near(found.slope, byAbility(\.value), 1e-6) && near(found.curve, -byAbility(\.slope), 1e-6))
        #expect(near(found.tieSlope, byTie(\.value), 1e-6) && near(found.tieCurve, -byTie(\.tieSlope), 1e-5))
        #expect(near(found.mixedCurve, -byTie(\.slope), 1e-6) && near(found.mixedCurve, -byAbility(\.tieSlope), 1e-6))
    }

    @Test func aModelBeginsWithItsOddsOfTies() {
        #expect(
            PairedModel.bradleyTerry.start(ties: 3, wins: 6) == nil
                && PairedModel.davidson.start(ties: 0, wins: 6) == nil
        )
        #expect(
            near(PairedModel.davidson.start(ties: 3, wins: 6), 0)
                && near(PairedModel.raoKupper.start(ties: 3, wins: 6), 0.693_147_181, 1e-8)
        )
        #expect(near(PairedModel.raoKupper.start(ties: 1, wins: 0), 1.609_437_912, 1e-8))
    }

    @Test func aMatrixIsSolvedAndInverted() throws {
        var matrix = SymmetricMatrix(size: 2)
        (matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1]) = (4, 1, 1, 3)
        let solved = try #require(matrix.solving([1, 2]))
        #expect(near(solved[0], 1.0 / 11) && near(solved[1], 7.0 / 11))
        let inverse = try #require(matrix.inverted())
        for (found, expected) in zip(inverse.cells, [3.0, -1, -1, 4]) { #expect(near(found, expected / 11)) }
        matrix[1, 1] = 0.25
        #expect(matrix.solving([1, 2]) == nil && matrix.inverted() == nil)
    }

    @Test func winsAreCountedFromEitherSide() {
        var matrix = WinMatrix(count: 3)
        matrix.add(2, 0, .left, weight: 2)
        matrix.add(0, 1, .right, weight: 1)
        matrix.add(0, 2, .left, weight: 3)
        matrix.add(2, 1, .tie, weight: 4)
        #expect(matrix.pairs.map { [$0.i, $0.j] } == [[0, 1], [0, 2], [1, 2]])
        #expect(matrix.records.map { [$0.wins, $0.ties, $0.losses] } == [[3, 0, 3], [1, 4, 0], [2, 4, 3]])
        #expect(matrix.winCount == 6 && matrix.tieCount == 4 && matrix.winRates == [0.5, 0.6, 4.0 / 9])
    }

    /// Of scores 1, 2 and 4: distances by one, by steps of three, their squares, and couples of ranks of three.
    @Test func dissimilaritiesAreThoseOfALoop() {
        let categories = [1.0, 2, 4]
        let (a, b) = ([3.0, 1, 2], [1.0, 0, 5])
        func distances(_ k: Int, _ l: Int) -> [Double] {
            let (step, places) = (abs(categories[k] - categories[l]) / 3, Double(abs(k - l)))
            return [k == l ? 0 : 1, step, step * step, places * (places + 1) / 6]
        }
        func sum(_ weight: (Int, Int) -> Double) -> [Double] {
            var sums = [0.0, 0, 0, 0]
            for k in 0..<3 {
                for l in 0..<3 {
                    for (place, distance) in distances(k, l).enumerated() { sums[place] += weight(k, l) * distance }
                }
            }
            return sums
        }
        func isNear(_ found: SIMD4<Double>, _ expected: [Double]) -> Bool {
            (0..<4).allSatisfy { near(found[$0], expected[$0]) }
        }
        let weights = Dissimilarity(categories)
        let (sums, means) = a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in (weights.sums(a, b), weights.means(b)) }
        }
        #expect(isNear(sums, sum { a[$0] * b[$1] }) && isNear(weights.total(), sum { _, _ in 1 }))
        for k in 0..<3 { #expect(isNear(means[k], sum { $0 == k ? b[$1] : 0 }), "\(k)") }
        // Of one item twice the first, three times the last.
        let counts = [2.0, 0, 3]
        let own = weights.within([0, 2], [2, 3], size: 5)
        #expect(isNear(own, sum { $0 == $1 ? 0 : counts[$0] * counts[$1] / 20 }))
        #expect(weights.within([1], [1], size: 1) == .zero && Dissimilarity([7]).total() == .zero)
    }

    private func judged(
        _ kind: VerdictKind,
        _ rows: [(truth: Double, verdict: Double?)],
        models: [PairVerdicts.Models]? = nil
    ) -> JudgedItems {
        let items = rows.enumerated().map { prompt, row in
            JudgedItem(
                prompt: prompt,
                labels: [.init(person: 0, value: row.truth)],
                verdict: row.verdict,
                models: models?[prompt]
            )
        }
        return JudgedItems(items: items, kind: kind, options: IntervalOptions(resamples: 50))
    }

    /// Three of four of one class and two of six of the other; what has no verdict is in neither.
    @Test func skillIsTheMeanRecallLessChance() throws {
        let rows =
            (0..<4).map { (truth: 0.0, verdict: Double?.some($0 < 3 ? 0 : 1)) }
            + (0..<6).map { (truth: 1.0, verdict: Double?.some($0 < 2 ? 1 : 0)) } + [(truth: 1, verdict: nil)]
        let two = judged(.nominal, rows).skill()
        #expect(near(two.value, (0.75 + 1.0 / 3) / 2 - 0.5) && two.itemCount == 10)
        let three = judged(.nominal, rows + [(truth: 2, verdict: 2)]).skill()
        #expect(near(three.value, (1.75 + 1.0 / 3) / 3 - 1.0 / 3))
        // All right: z² / (40 + z²) below one half, where chance ends it.
        let all = judged(.nominal, (0..<40).map { (truth: Double($0 % 2), verdict: Double($0 % 2)) }).skill()
        #expect(all.value == 0.5 && all.high == 0.5 && near(all.low, 0.5 - 0.087_621_592, 1e-7))
        #expect(all.method == "Wilson (1927): no resample differs, cut at -0.5 and 0.5")
    }

    /// The median of 1, 2 and 5 is 2: it errs by 1, 0 and 3, the judge by 0, 1 and 2.
    @Test func skillOfScoresIsWhatTheMedianErrsMore() {
        let found = judged(.scores(1...5), [(1, 1), (2, 3), (5, 3), (4, nil)]).skill()
        #expect(near(found.value, 1.0 / 3) && found.itemCount == 3)
        #expect(found.method == "cluster-robust over 3 prompts, t with 2 degrees of freedom")
    }

    /// Sides that are turned are turned back, and the mean of each pair of models is taken off; of one model none is.
    @Test func verdictsOnPairsAreAssociatedWithinTheirModels() {
        let pairs: [(Int, Int)] = [(0, 1), (1, 0), (0, 1), (0, 2), (2, 0), (0, 2), (1, 1), (1, 1)]
        let truths: [Double] = [1, 1, 0, -1, -1, 0, 1, -1]
        let verdicts: [Double] = [1, -1, 1, 0, -1, 1, 1, 0]
        let models = pairs.map { PairVerdicts.Models(left: $0.0, right: $0.1) }
        let found = judged(.pairs, zip(truths, verdicts).map { ($0, $1) }, models: models).association()
        var (xy, xx, yy) = (0.0, 0.0, 0.0)
        for group in [[0, 1], [0, 2], [1, 1]] {
            let own = pairs.indices.filter { [min(pairs[$0].0, pairs[$0].1), max(pairs[$0].0, pairs[$0].1)] == group }
            let signs = own.map { pairs[$0].0 > pairs[$0].1 ? -1.0 : 1 }
            let (x, y) = (zip(own, signs).map { $1 * verdicts[$0] }, zip(own, signs).map { $1 * truths[$0] })
            let isOne = group[0] == group[1]
            let (meanX, meanY) = (isOne ? 0 : Moments.mean(x), isOne ? 0 : Moments.mean(y))
            for (a, b) in zip(x, y) {
                xy += (a - meanX) * (b - meanY)
                xx += (a - meanX) * (a - meanX)
                yy += (b - meanY) * (b - meanY)
            }
        }
        #expect(near(found.value, xy / (xx * yy).squareRoot()) && found.itemCount == 8)
        let flat = judged(.pairs, truths.map { ($0, 0) }, models: models).association()
        #expect(flat.undefined == "judge or labels do not vary")
    }

    @Test func aMissingVerdictAgreesWithNobody() {
        for kind in [VerdictKind.nominal, .pairs] {
            let worst = judged(kind, [(1, nil), (0, 1)]).atWorst.items.map(\.verdict)
            #expect(worst == [RatingTable.largestScore, 1])
        }
        // At the middle of the scale both ends are as far.
        #expect(judged(.scores(1...5), [(3, nil), (2.9, nil)]).atWorst.items.map(\.verdict) == [1, 5])
    }

    /// .5 · 3 + 5/6, with the variances of n: .25 · 1 / 2 + (1/18) / 3.
    @Test func aPredictionPoweredMeanByHand() throws {
        func found(_ judge: [Double], _ lambda: Double?) throws -> Estimate {
            try predictionPoweredMean(
                people: [1, 2, 3],
                judge: judge,
                unlabelled: [2, 4],
                lambda: lambda,
                confidence: 0.9
            )
        }
        let half = try found([1, 2, 4], 0.5)
        let error = (0.125 + 1.0 / 54).squareRoot()
        #expect(near(half.value, 7.0 / 3) && near(half.standardError, error))
        #expect(
            near(half.low, 7.0 / 3 - 1.644_853_626_951 * error) && near(half.high, 7.0 / 3 + 1.644_853_626_951 * error)
        )
        #expect(half.method == "prediction-powered, lambda 0.5, normal" && half.itemCount == 5 && half.ratingCount == 8)
        // Who goes the other way has no weight.
        #expect(try found([4, 2, 1], nil).method == "prediction-powered, power-tuned lambda 0.0, normal")
        let few = try predictionPoweredMean(people: [1], judge: [1], unlabelled: [1, 2])
        #expect(few.undefined == "fewer than two items with or without people's scores" && few.ratingCount == 4)
    }

    @Test func labelsAreOfWhatThereIs() throws {
        func fit(_ item: Int, _ rater: Int, _ category: Int, steps: Int = 500) throws -> DawidSkene {
            let labels = [(0, 0, 0), (1, 0, 1), (0, 1, 0), (1, 1, 1), (item, rater, category)]
            return try DawidSkene(
                labels: labels.map { .init(item: $0.0, rater: $0.1, category: $0.2) },
                itemCount: 3,
                raterCount: 2,
                categoryCount: 2,
                steps: steps
            )
        }
        let found = try fit(2, 1, 1)
        #expect(found.hasConverged && found.steps < 500 && near(found.prior[0], 1.0 / 3, 1e-6))
        let one = try fit(2, 1, 1, steps: 1)
        #expect(one.steps == 1 && !one.hasConverged)
        for (item, rater, category) in [(3, 0, 0), (0, 2, 0), (0, 0, 2), (-1, 0, 0)] {
            #expect(throws: AgreementError.self) { try fit(item, rater, category) }
        }
    }

    /// Tails of the binomial distribution and of chi-squared, on both sides of where series and fractions meet.
    @Test func tailsOfBetaAndChiSquared() {
        #expect(
            near(Distributions.incompleteBeta(0.3, 2, 3), 0.3483)
                && near(Distributions.incompleteBeta(0.7, 3, 2), 0.6517)
        )
        #expect(Distributions.incompleteBeta(0, 2, 3) == 0 && Distributions.incompleteBeta(1, 2, 3) == 1)
        #expect(
            near(ChiSquared.above(20.483_177_350_8, 10), 0.025) && near(ChiSquared.above(3.246_972_780_2, 10), 0.975)
        )
        #expect(ChiSquared.above(0, 3) == 1 && ChiSquared.quantile(0, 3) == 0 && ChiSquared.quantile(1, 3) == .infinity)
        #expect(
            near(ChiSquared.quantile(0.95, 1), 3.841_458_820_7) && near(ChiSquared.quantile(0.025, 10), 3.246_972_780_2)
        )
    }
}
