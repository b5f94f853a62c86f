import Agreement
import Fixtures
import Studies
import Testing

/// Verdicts on pairs: reference values of `Golden/rules.json` (numpy, and plain loops in exact fractions).
struct PairVerdictTests {
    private static func outcome(_ golden: Golden) -> ComparisonOutcome? {
        switch golden.text {
        case "a": .left
        case "b": .right
        case "tie", "both_bad": .tie
        default: nil
        }
    }

    private static func models(_ left: Golden, _ right: Golden, _ names: inout [String]) -> PairVerdicts.Models? {
        guard let left = left.text, let right = right.text else { return nil }
        for name in [left, right] where !names.contains(name) { names.append(name) }
        return .init(left: names.firstIndex(of: left) ?? 0, right: names.firstIndex(of: right) ?? 0)
    }

    private static func table(_ input: Golden) throws -> PairVerdicts {
        var names: [String] = []
        let prompts = input["prompt"].codes
        return try PairVerdicts(
            input["rows"].list.enumerated().map { place, row in
                PairVerdicts.Row(
                    models: models(row.list[0], row.list[1], &names),
                    prompt: prompts.isEmpty ? nil : prompts[place],
                    verdicts: row.list[2].list.map(outcome)
                )
            }
        )
    }

    @Test func chanceIsComputedWithinEachPairOfModels() throws {
        for golden in try GoldenFile.cases("by_model_pair", in: "rules") {
            let found = ModelPairAgreement(try Self.table(golden.input))
            golden.check(Double(found.itemCount), "n_items")
            golden.check(Double(found.leftOutCount), "n_left_out")
            golden.check(Double(found.modelPairCount), "n_model_pairs")
            for name in golden.expected["jackknife_se"].names {
                golden.check(found.measures[name]?.value, name)
                golden.check(found.measures[name]?.standardError, "jackknife_se", name)
            }
            #expect(found.cohen.value == nil || golden.expected["cohen.by_model_pair"] != nil)
        }
    }

    @Test func neitherSidesNorTheOrderOfModelsOrRowsChangesADigit() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<40 {
            let rows = (0..<30).map { _ in
                PairVerdicts.Row(
                    models: .init(left: .random(in: 0..<4), right: .random(in: 0..<4)),
                    prompt: .random(in: 0..<9),
                    verdicts: (0..<3).map { _ in ComparisonOutcome.allCases.randomElement(using: &generator) }
                )
            }
            let names = [3, 0, 2, 1]
            let other = rows.shuffled().map { row in
                var row = row
                guard let models = row.models else { return row }
                row.models = .init(left: names[models.left], right: names[models.right])
                row.prompt = row.prompt.map { 8 - $0 }
                guard Bool.random() else { return row }
                row.models = .init(left: names[models.right], right: names[models.left])
                row.verdicts = row.verdicts.map { $0?.turned }
                return row
            }
            let (one, two) = (ModelPairAgreement(try PairVerdicts(rows)), ModelPairAgreement(try PairVerdicts(other)))
            #expect(one.measures == two.measures)
        }
    }

    @Test func fullAgreementOnPairsHasAWidth() throws {
        let rows = (0..<20).map { number in
            let verdict: ComparisonOutcome = number % 2 == 0 ? .left : .right
            return PairVerdicts.Row(models: .init(left: 0, right: 1), prompt: number, verdicts: [verdict, verdict])
        }
        let found = ModelPairAgreement(try PairVerdicts(rows))
        // Wilson's lower end for 20 of 20 is .838875; chance is 1/2 (Cohen, over different items 90/190 · …).
        let chance = 180.0 / 380
        #expect(found.cohen.value == 1)
        #expect(abs((found.cohen.low ?? 1) - (0.838_875 - chance) / (1 - chance)) < 1e-5)
        #expect(found.cohen.high == 1)
        #expect(found.cohen.method?.contains("Wilson") == true)
    }

    @Test func theBaselineIsTheBetterOfTwoGuesses() throws {
        for golden in try GoldenFile.cases("pair_baseline", in: "rules") {
            var (names, prompts): ([String], [String]) = ([], [])
            let rows = try golden.input["rows"].list.map { row in
                let prompt = try #require(row.list[0].text)
                if !prompts.contains(prompt) { prompts.append(prompt) }
                return PairBaseline.Row(
                    prompt: try #require(prompts.firstIndex(of: prompt)),
                    models: Self.models(row.list[1], row.list[2], &names),
                    people: try #require(Self.outcome(row.list[3])),
                    judge: try #require(Self.outcome(row.list[4]))
                )
            }
            let found = PairBaseline(rows)
            golden.check(found.judge.value, "judge")
            golden.check(found.pairMajority.value, "pair_majority")
            golden.check(found.modelOrder.value, "model_order")
            golden.check(found.baseline.value, "baseline")
            golden.check(found.difference.value, "difference")
            #expect(found.baselineByRow == golden.expected["baseline_by_row"].numbers, "\(golden.id)")
        }
    }

    @Test func theDifferenceToTheBaselineIsClusteredByPrompt() throws {
        // d = 1 0 | 0 1 | 1 ½: mean 7/12; by hand (numpy): sums of d less the mean by prompt, G/(G−1), t with 2 degrees.
        let mean = try clusteredMean([1, 0, 0, 1, 1, 0.5], clusters: [0, 0, 1, 1, 2, 2])
        #expect(abs((mean.standardError ?? 0) - 0.083_333_333_333) < 1e-9)
        #expect(abs((mean.high ?? 0) - (7.0 / 12 + 4.302_652_729_696_1 * 0.083_333_333_333)) < 1e-9)
    }

    /// Cohen's kappa is of two raters, and that nobody says the models is said.
    @Test func ofThreePeopleCohensKappaIsByPairAlone() throws {
        let values: [Double] = [1, -1, 0]
        let rows = (0..<24).map { item -> [Double?] in
            [values[item % 3], values[item % 3], item % 5 == 0 ? 0 : values[item % 3]]
        }
        let table = try RatingTable(rows: rows)
        func report(_ models: [PairVerdicts.Models?]) -> CriterionReport {
            CriterionReport(
                criterion: "v",
                level: .nominal,
                table: table,
                options: IntervalOptions(resamples: 20)
            ).withinPairsOfModels(table, models: models)
        }
        let named = report(rows.indices.map { PairVerdicts.Models(left: 0, right: 1 + $0 % 2) })
        #expect(named.measures["cohen.by_model_pair"] == nil)
        #expect(named.measures["alpha.nominal.by_model_pair"]?.warnings.contains(.modelsUnknown) == false)
        #expect(named.pairs.map { $0.measures["cohen.by_model_pair"]?.value != nil } == [true, true, true])
        let unknown = report([])
        let (alpha, kappa) = ("alpha.nominal.by_model_pair", "cohen.by_model_pair")
        for figure in [unknown.measures[alpha], unknown.pairs[0].measures[kappa]] {
            #expect(figure?.value != nil && figure?.warnings.contains(.modelsUnknown) == true)
        }
    }

    /// A person who is compared is none of those who decide: on ten pairs the other two differ.
    @Test func whoIsComparedDecidesNothing() throws {
        let rows = (0..<30).map { item -> [Double?] in
            let verdict: Double = item % 2 == 0 ? 1 : -1
            return [verdict, verdict, item < 20 ? verdict : -verdict, item % 3 == 0 ? -verdict : verdict]
        }
        let table = try RatingTable(rows: rows, kinds: [.human, .human, .human, .judge])
        let models = rows.indices.map { _ in PairVerdicts.Models(left: 0, right: 1) }
        let compared = try RaterComparison(
            table: table,
            level: .nominal,
            first: "1000000",
            second: "1000003",
            options: IntervalOptions(resamples: 20)
        ).withinPairsOfModels(table, models: models)
        let line = try #require(compared.lines.last)
        #expect(compared.lines.map(\.measure) == ["percent_agreement", "cohen.by_model_pair"])
        #expect(line.first.itemCount == 20 && line.second.itemCount == 20 && line.first.value == 1)
        #expect(line.difference.itemCount == 20 && (line.second.value ?? 1) < 0.5)
    }

    @Test func everyRowHasAVerdictOfEachRaterOrNone() {
        let rows = [PairVerdicts.Row(models: nil, verdicts: [.left, nil]), .init(models: nil, verdicts: [.left])]
        #expect(throws: AgreementError.self) { try PairVerdicts(rows) }
    }
}
