import Testing

@testable import Agreement

/// Why a figure has no value or no interval, and what decides of it: small cases, both sides of each bound.
struct FigureBoundTests {
    private static let options = IntervalOptions(resamples: 60)

    private func near(_ value: Double?, _ expected: Double, _ slack: Double = 1e-9) -> Bool {
        value.map { abs($0 - expected) < slack } ?? false
    }

    private func agreement(
        _ verdicts: [[ComparisonOutcome?]],
        prompts: [Int]? = nil,
        unit: String = "prompts"
    ) throws -> ModelPairAgreement {
        let rows = verdicts.enumerated().map { place, own in
            PairVerdicts.Row(models: .init(left: 0, right: 1), prompt: prompts?[place] ?? place, verdicts: own)
        }
        return ModelPairAgreement(try PairVerdicts(rows), unit: unit)
    }

    @Test func whyVerdictsOnPairsHaveNoFigure() throws {
        let alone = try agreement([[.left, .right], [.left, nil]])
        let none = "no pair of models has two items with two verdicts"
        #expect(alone.alpha.undefined == none && alone.percentAgreement.undefined == none)
        #expect(alone.leftOutCount == 1 && alone.itemCount == 0 && alone.cohenChance == nil)
        let equal = try agreement([[.left, .left], [.left, .left]])
        let all = "all 4 verdicts equal within each pair of models (percent agreement 100 %)"
        #expect(equal.alpha.undefined == all && equal.cohen.undefined == all && equal.percentAgreement.value == 1)
        let two = "it takes two raters with a verdict each on every pair"
        let three = try agreement([[.left, .right, .left], [.right, nil, .right], [.tie, .left, .tie]])
        #expect(three.cohen.undefined == two && three.alpha.value != nil)
        #expect(three.percentAgreement.ratingCount == 8 && three.alpha.ratingCount == 8)
        let missing = try agreement([[.left, .right], [.right, nil], [.tie, .left]])
        #expect(missing.cohen.undefined == two && missing.cohenChance == nil)
    }

    @Test func whyVerdictsOnPairsHaveNoInterval() throws {
        let verdicts: [[ComparisonOutcome?]] = [[.left, .left], [.left, .right], [.right, .right], [.tie, .left]]
        let one = try agreement(verdicts, prompts: [3, 3, 3, 3], unit: "themes").alpha
        #expect(one.value != nil && one.method == "no interval: one theme only" && one.standardError == nil)
        let two = try agreement(Array(verdicts[..<2])).alpha
        #expect(two.value != nil && two.low == nil && two.method == "no interval: undefined without a prompt")
        let four = try agreement(verdicts).alpha
        #expect(four.method == "jackknife over 4 prompts, t with 3 degrees of freedom" && (four.high ?? 2) <= 1)
    }

    private func kappas(
        _ rows: [(ComparisonOutcome, ComparisonOutcome, ComparisonOutcome)],
        prompt: Int? = nil
    ) -> PairedPairKappas {
        PairedPairKappas(
            rows.map { .init(models: .init(left: 0, right: 1), prompt: prompt, first: $0, second: $1, truth: $2) }
        )
    }

    @Test func whyTwoKappasAreNotTold() {
        let empty = kappas([])
        #expect(empty.difference.undefined == "no pair that both judged has a majority" && empty.pValue == nil)
        let flat = kappas([(.left, .right, .left), (.left, .left, .left)])
        #expect(flat.difference.undefined == "the figure of one of the two is undefined")
        #expect(flat.difference.itemCount == 2 && flat.difference.ratingCount == 4)
        let rows: [(ComparisonOutcome, ComparisonOutcome, ComparisonOutcome)] = [
            (.left, .left, .left), (.right, .left, .right), (.left, .left, .left), (.right, .right, .right),
        ]
        let one = kappas(rows, prompt: 5)
        #expect((one.difference.value ?? 0) > 0 && one.difference.method == "no interval: one prompt only")
        let same = kappas(rows.map { ($0.0, $0.0, $0.2) })
        #expect(same.difference.value == 0 && same.difference.method == "no interval: no prompt moves it")
        #expect(same.pValue == nil && one.pValue == nil)
        // Without prompts each pair is one of its own.
        #expect(kappas(rows).difference.method == "jackknife over 4 prompts, t with 3 degrees of freedom")
    }

    @Test(arguments: [(4, true), (5, false)]) func fivePromptsMakeABand(count: Int, isUndefined: Bool) throws {
        let differences = (0..<count).map { $0 == 0 ? 0.1 : 1 }
        let found = try TieBand(
            differences: differences,
            verdicts: differences.map { $0 < 1 ? 0 : 1 },
            clusters: Array(0..<count)
        )
        #expect(found.agreement.undefined == (isUndefined ? "fewer than five prompts" : nil) && found.band == 0.1)
        #expect(found.agreement.itemCount == count && (found.verdict(of: 1, cluster: 9) == nil) == isUndefined)
    }

    /// Of three people two and a judge; the third rater beside them is a metric.
    private func table() throws -> RatingTable {
        try RatingTable(
            rows: [[1, 1, 1, 0.5], [-1, 1, -1, 0.25], [1, 1, -1, 0.75], [-1, -1, -1, 1], [0, 0, 1, 0]],
            kinds: [.human, .human, .judge, .metric]
        )
    }

    @Test func whatIsSaidWithinPairsOfModels() throws {
        let table = try table()
        func judge(_ rater: Int) -> CriterionReport.Automatic? {
            .report(table: table, rater: rater, level: .nominal, options: Self.options)
        }
        #expect(judge(0) == nil && judge(9) == nil && judge(-1) == nil)
        let found = try #require(judge(2))
        #expect(found.itemCount == 4 && found.withoutMajorityCount == 1)
        let models = table.items.map { _ in PairVerdicts.Models?.some(.init(left: 0, right: 1)) }
        let told = found.withinPairsOfModels(table, models: models)
        let own = ["percent_agreement", "cohen.by_model_pair"]
        #expect(told.measures.all.map(\.name) == own + ["baseline", "percent_agreement_less_baseline"])
        let untold = found.withinPairsOfModels(table, models: models, tellsBaseline: false)
        #expect(untold.measures.all.map(\.name) == own && untold.chanceWithinPairs == told.chanceWithinPairs)
        // The judge is right in two of the four pairs that have a majority.
        #expect(told.measures["percent_agreement"]?.value == 0.5 && told.chanceWithinPairs != nil)
        let report = CriterionReport(criterion: "v", level: .nominal, table: table, options: Self.options)
        let shares = report.withoutChanceOfOrder
        #expect(shares.measures.all.map(\.name) == ["percent_agreement", "percent_agreement.identity"])
        #expect(shares.pairs.allSatisfy { $0.measures.all.map(\.name) == ["percent_agreement"] })
        #expect(shares.automatic[0].measures.all.map(\.name) == ["percent_agreement"])
    }

    @Test func whoCannotBeCompared() throws {
        let table = try table()
        func words(_ first: String, _ second: String) -> String {
            do {
                _ = try RaterComparison(table: table, level: .nominal, first: first, second: second)
                return ""
            } catch { return error.description }
        }
        let names = "1000000, 1000001, 1000002, 1000003"
        #expect(words("eve", "1000002") == "no rater 'eve': choose one of \(names)")
        #expect(words("1000002", "eve") == "no rater 'eve': choose one of \(names)")
        #expect(words("1000002", "1000002") == "'1000002' cannot be compared with itself: name two raters")
        let none = try RaterComparison(
            table: table,
            level: .nominal,
            first: "1000002",
            second: "1000000",
            options: IntervalOptions(resamples: 0)
        )
        #expect(none.permutations == 0 && none.lines.allSatisfy { $0.pValue == nil })
        let models = [PairVerdicts.Models?](repeating: nil, count: 2)
        #expect(none.withinPairsOfModels(table, models: models).lines.map(\.measure) == none.lines.map(\.measure))
    }

    /// Only what two scales share is compared: with a metric three correlations, off the scale no share of equals.
    @Test func whatIsComparedOnOtherScales() throws {
        let table = try RatingTable(
            items: ["x", "y", "z"],
            raters: [("a", .human), ("j", .judge), ("m", .metric), ("n", .metric)],
            scores: (0..<12).map { .init(item: $0 / 4, rater: $0 % 4, value: Double(1 + $0 * 7 % 5)) },
            offScale: [1]
        )
        let report = CriterionReport(criterion: "s", level: .ordinal, table: table, options: Self.options)
        func names(_ a: String, _ b: String) -> [String]? {
            report.pairs.first { $0.a == a && $0.b == b }?.measures.all.map(\.name)
        }
        let shared = ["spearman", "kendall_b", "pearson"]
        #expect(names("a", "j") == shared + ["cohen.quadratic", "mae", "bias"])
        #expect(names("a", "m") == shared && names("j", "m") == shared)
        #expect(names("m", "n") == PairMeasure.allCases.map(\.rawValue))
    }

    @Test func countsAreKeptOfSmallTables() throws {
        func report(_ rows: [[Double?]], keeps: Bool = true) throws -> CriterionReport {
            let choices = CriterionReport.Choices(keepsCounts: keeps)
            let table = try RatingTable(rows: rows)
            return CriterionReport(
                criterion: "s",
                level: .nominal,
                table: table,
                options: IntervalOptions(resamples: 0),
                choices: choices
            )
        }
        let rows: [[Double?]] = [[1, 2, nil], [2, 2, nil], [1, nil, 3]]
        let found = try report(rows)
        #expect(found.marginals == [[2, 1, 0], [0, 2, 0], [0, 0, 1]] && found.counted.map(\.count) == [3, 2, 1])
        // The second and the third share no item.
        #expect(found.confusions.map { "\($0.a)\($0.b)" } == ["10000001000001", "10000001000002"])
        #expect(try report(rows, keeps: false).counted.isEmpty)
        let people = (0..<11).map { Double?.some(Double($0 % 2)) }
        #expect(try report([people]).counted.isEmpty && report([Array(people[..<10])]).counted.count == 10)
        let many = (0..<21).map { [Double?.some(Double($0)), 0] }
        #expect(try report(many).confusions.isEmpty && report(Array(many[..<20])).confusions.count == 1)
    }

    @Test func aMeanOverPartsSaysOfHowMany() throws {
        func report(_ rows: [[Double?]]) throws -> CriterionReport {
            CriterionReport(
                criterion: "s",
                level: .nominal,
                table: try RatingTable(rows: rows),
                options: Self.options
            )
        }
        let (equal, mixed): ([[Double?]], [[Double?]]) = ([[1, 1], [1, 1]], [[1, 1], [2, 2]])
        let part = try report(equal + mixed).averaged(
            over: [report(equal), report(mixed)],
            named: "prompts",
            options: Self.options
        )
        let alpha = try #require(part.measures["alpha.nominal"])
        #expect(alpha.value == 1 && alpha.method == "mean over 1 of 2 prompts (undefined in the others)")
        #expect(alpha.low == nil && alpha.warnings == [.few(1, "prompts")] && alpha.itemCount == 4)
        // Two equal values move in no resample.
        let percent = try #require(part.pairs[0].measures["percent_agreement"])
        #expect(percent.value == 1 && percent.method == "mean over 2 of 2 prompts" && percent.low == nil)
        let none = try report(equal + mixed).averaged(
            over: [report(equal), report(equal)],
            named: "themes",
            options: Self.options
        )
        #expect(none.measures["alpha.nominal"]?.undefined == "undefined within each of the 2 themes")
    }

    @Test func groupsHaveNamesAndWeights() throws {
        let table = try RatingTable(rows: [[1], [2]])
        func words(_ groups: [[GroupMeans.Membership]]) -> String {
            do {
                _ = try GroupMeans(table, names: ["a"], groups: groups)
                return ""
            } catch { return error.description }
        }
        #expect(words([[.init(group: 0)], []]).isEmpty)
        #expect(words([[.init(group: 0)]]) == "1 lists of groups for 2 items: give each item one")
        let nameless = "an item lies in a group that has no name"
        #expect(words([[.init(group: 1)], []]) == nameless && words([[.init(group: -1)], []]) == nameless)
        #expect(words([[.init(group: 0, weight: 0)], []]) == nameless)
    }

    /// A share of twenty items is corrected, of nineteen it is not; what is undefined in a resample is counted.
    @Test func theBootstrapSaysWhatItIs() throws {
        func found(_ count: Int, resamples: Int = 200, losing: Bool = false) -> (estimate: Estimate, lost: Int) {
            var (calls, lost) = (0, 0)
            let kernel = Kernel(
                names: ["mean"],
                compute: { weights, values in
                    calls += 1
                    let isLost = losing && weights[0] == 0
                    lost += isLost && calls <= 1 + resamples ? 1 : 0
                    let sum = weights.enumerated().reduce(0) { $0 + Double($1.offset * $1.offset) * $1.element }
                    values[0] = isLost ? .nan : sum / weights.reduce(0, +)
                },
                reason: { _ in "" }
            )
            let intervals = Intervals(
                units: Units(counts: [Int](repeating: 1, count: count)),
                options: IntervalOptions(resamples: resamples),
                itemCount: count,
                ratingCount: count
            )
            return (intervals.estimates(kernel).all[0].estimate, lost)
        }
        #expect(found(20).estimate.method == "BCa bootstrap over items, 200 resamples")
        #expect(found(19).estimate.method == "percentile bootstrap over items, 200 resamples")
        let losing = found(10, losing: true)
        try #require(losing.lost > 20 && losing.lost < 180)
        let end = "\(losing.lost) of them undefined and left out"
        #expect(losing.estimate.method == "percentile bootstrap over items, 200 resamples, \(end)")
        let none = found(10, resamples: 0).estimate
        #expect(none.value == 28.5 && none.low == nil && none.method == nil)
        #expect(found(1).estimate.method == "no interval: fewer than two items")
    }

    @Test func aWarningBeginsBelowItsBound() {
        #expect(Coverage.warnings(count: 19, unit: "prompts") == [.few(19, "prompts")])
        #expect(Coverage.warnings(count: 20, unit: "prompts").isEmpty)
        #expect(Coverage.warnings(agreeingElsewhere: 4) == [.fewAgreedElsewhere(4)])
        #expect(Coverage.warnings(agreeingElsewhere: 5).isEmpty)
        let few = "interval likely too narrow ("
        #expect(EstimateWarning.few(3, "prompts").description == "\(few)few prompts: 3)")
        let commonest = "with agreement on another category than the commonest)"
        #expect(EstimateWarning.fewAgreedElsewhere(1).description == "\(few)only 1 item \(commonest)")
        #expect(EstimateWarning.fewAgreedElsewhere(2).description == "\(few)only 2 items \(commonest)")
        #expect(EstimateWarning.undefinedResamples(2).description == "\(few)abilities are undefined in 2 resamples)")
    }

    /// Three clusters of 1, 2 and 6: means of 4, 3.5 and 1.5 without one, an error of √(3.5 · 2/3).
    @Test func whatTakesTooLongLeavesGroupsOut() {
        let options = IntervalOptions(resamples: 50)
        let bootstrap = ClusterBootstrap([7, 3, 5], itemCount: 3, options: options, unit: "prompts")
        #expect(bootstrap.places == [2, 0, 1] && bootstrap.clusterCount == 3)
        #expect(bootstrap.sums([1, 2, 6]) == [2, 6, 1])
        func found(work: Int) -> Estimate {
            bootstrap.estimates(itemCount: 9, ratingCount: 18, reason: "nothing", work: work) { weights in
                let total = weights.reduce(0, +)
                return [total > 0 ? zip(weights, [2.0, 6, 1]).reduce(0) { $0 + $1.0 * $1.1 } / total : nil]
            }[0]
        }
        let slow = found(work: 400_001)
        #expect(slow.value == 3 && near(slow.standardError, (7.0 / 3).squareRoot()))
        #expect(slow.method == "jackknife over 3 random groups of prompts, t with 2 degrees of freedom")
        #expect(near(slow.high, 3 + 4.302_652_729_696 * (7.0 / 3).squareRoot()) && slow.itemCount == 9)
        let quick = found(work: 400_000)
        #expect(quick.method == "percentile bootstrap over 3 prompts, 50 resamples" && quick.value == 3)
        #expect(quick.warnings == [.few(3, "prompts")] && quick.isResampled && quick.ratingCount == 18)
    }

    @Test func whyClustersHaveNoInterval() {
        func found(_ clusters: [Int]?, resamples: Int = 20, _ figure: @escaping ([Double]) -> Double?) -> Estimate {
            let options = IntervalOptions(resamples: resamples)
            let bootstrap = ClusterBootstrap(clusters, itemCount: 3, options: options, unit: "prompts")
            return bootstrap.estimates(itemCount: 3, ratingCount: 3, reason: "nothing") { [figure($0)] }[0]
        }
        #expect(found([1, 1, 1]) { _ in 1 }.method == "no interval: fewer than two prompts")
        #expect(found(nil) { _ in 1 }.method == "no interval: every resample over items gives the same")
        #expect(found(nil, resamples: 1) { $0[0] }.method == "no interval")
        #expect(found(nil) { _ in nil }.undefined == "nothing" && found(nil) { _ in .nan }.undefined == "nothing")
        var lost = 0
        let part = found(nil, resamples: 300) { weights in
            lost += weights[0] == 0 ? 1 : 0
            return weights[0] == 0 ? nil : weights[1]
        }
        let method = "percentile bootstrap over 3 items, 300 resamples, \(lost) of them undefined and left out"
        #expect(lost > 40 && part.method == method)
    }

    @Test func aQuantileLiesBetweenItsNeighbours() {
        #expect([0.0, 10].quantile(0.25) == 2.5 && [0.0, 10].quantile(-1) == 0 && [0.0, 10].quantile(2) == 10)
        #expect([4.0].quantile(0.5) == 4 && [Double]().quantile(0.5) == 0)
        #expect(near(normalUpperTail(1.959_963_984_540), 0.025) && near(normalUpperTail(-1.959_963_984_540), 0.975))
        #expect(near(normalQuantile(confidence: 0.9), 1.644_853_626_951))
        #expect(Moments.median([3, 1]) == 2 && Moments.median([9, 1, 2]) == 2 && Moments.median([]) == nil)
    }

    @Test func sharesAtTheEndsOfTheirScale() throws {
        #expect(wilson(share: 0.5, count: 0) == (0, 1) && wilson(share: 0, count: 9).low == 0)
        #expect(wilson(share: 1, count: 9).high == 1 && wilson(share: 0, count: 9).high < 0.3)
        let none = clopperPearson(0, of: 10)
        // 1 − .025^(1/10), and the other way about.
        #expect(none.low == 0 && near(none.high, 0.308_497_108, 1e-8))
        let all = clopperPearson(10, of: 10, confidence: 0.9)
        #expect(all.high == 1 && near(all.low, 0.741_134_449, 1e-8))
        #expect(ruleOfThree(3) == 1 && ruleOfThree(4) == 0.75)
        let one = try ClusteredShare([1, 0], clusters: [4, 4])
        #expect(one.estimate.method == "no interval: one cluster only" && one.value == 0.5 && one.low == nil)
        #expect(try ClusteredShare([]).estimate.undefined == "no item")
        let mean = try clusteredMean([1, 2], clusters: [4, 4], unit: "prompts")
        #expect(mean.method == "no interval: one of the prompts only" && mean.value == 1.5)
        let chance = kappaAtTheEdge(observed: try ClusteredShare([1, 1]), expected: 1)
        #expect(chance.undefined == "chance alone would always agree" && chance.ratingCount == 4)
        #expect(kappaAtTheEdge(observed: try ClusteredShare([]), expected: 0).undefined == "no item")
    }

    /// Mean and variance of four thousand draws, each within five standard errors: by gaps, by rejection, and turned.
    @Test(arguments: [(20, 0.3), (100, 0.3), (400, 0.1), (100, 0.8)])
    func binomialDrawsHaveTheirMeanAndVariance(n: Int, p: Double) {
        var generator = Generator(seed: 17)
        let draws = (0..<4000).map { _ in Double(generator.binomial(n, p)) }
        let (mean, variance) = (Double(n) * p, Double(n) * p * (1 - p))
        #expect(abs(Moments.mean(draws) - mean) < 5 * (variance / 4000).squareRoot())
        #expect(abs(Moments.variance(draws) / variance - 1) < 5 * (2.0 / 4000).squareRoot())
        #expect(draws.allSatisfy { (0...Double(n)).contains($0) })
        #expect(generator.binomial(n, 0) == 0 && generator.binomial(n, 1) == n && generator.binomial(0, p) == 0)
    }
}
