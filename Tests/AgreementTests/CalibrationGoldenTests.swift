import Agreement
import Fixtures
import Foundation
import Studies
import Testing

/// Calibration: reference values of `Golden/calibration.json`, made with ppi-python, glide, scikit-learn, scipy, statsmodels
/// and the authors' notebooks, each to its tolerance.
struct CalibrationGoldenTests {
    private static func rows(_ name: String) throws -> [[String]] {
        try GoldenFile.text("\(name).csv").split(separator: "\n").dropFirst().map {
            $0.split(separator: ",").map(String.init)
        }
    }

    private static func code(_ label: String, _ codes: inout [String]) -> Double {
        if let number = Double(label) { return number }
        if !codes.contains(label) { codes.append(label) }
        return Double(1000 + (codes.firstIndex(of: label) ?? 0))
    }

    /// People's and the judge's labels by item.
    private static func labels(_ input: Golden) throws -> (people: [[Double?]], judge: [Double?], names: [String]) {
        if input["file"].text != nil {
            let rows = try rows("pandalm")
            let column = input["judge"].text == "gpt_3_5_turbo" ? 3 : 4
            func label(_ text: String) -> Double? { text == "Tie" ? 0 : Double(text) }
            let people = (0..<3).map { person in rows.map { label($0[person]) } }
            return (people, rows.map { label($0[column]) }, ["annotator1", "annotator2", "annotator3"])
        }
        var codes: [String] = []
        let names = input["humans"].names
        let items = Set(names.flatMap { input["humans"][$0].names } + input["judge"].names).sorted()
        func labels(_ list: Golden) -> [Double?] {
            items.map { item in list[item].number ?? list[item].text.map { code($0, &codes) } }
        }
        return (names.map { labels(input["humans"][$0]) }, labels(input["judge"]), names)
    }

    @Test func theAlternativeAnnotatorTestIsTheAuthors() throws {
        for golden in try GoldenFile.cases("alt_test", in: "calibration") {
            let (people, judge, names) = try Self.labels(golden.input)
            let found = try AltTest(
                people: people,
                judge: judge,
                choices: AltTest.Choices(
                    score: golden.input["metric"].text == "accuracy" ? .accuracy : .negativeRMSE,
                    epsilon: try golden.number("epsilon"),
                    falseDiscoveryRate: try golden.number("q"),
                    fewestPeople: Int(try golden.number("min_humans_per_item")),
                    fewestItems: Int(try golden.number("min_items_per_human"))
                )
            )
            golden.check(found.winningRate, "winning_rate")
            golden.check(found.advantageProbability, "advantage_probability")
            golden.check(Double(found.droppedItemCount), "items_dropped")
            #expect(found.passes == golden.expected["passes"].flag, "\(golden.id)")
            for (place, expected) in golden.expected["annotators"].list.enumerated() {
                let person = found.people[
                    try #require(names.firstIndex(of: expected["annotator"].text ?? ""), "\(place)")
                ]
                #expect(person.isSkipped == expected["skipped"].flag)
                #expect(Double(person.itemCount) == expected["n"].number)
                guard !person.isSkipped else { continue }
                let pairs: [(Double?, String)] = [
                    (person.judgeAdvantage, "llm_advantage"), (person.personAdvantage, "human_advantage"),
                    (person.meanDifference, "mean_difference"), (person.deviation, "sd_difference"), (person.t, "t"),
                    (person.p, "p"), (person.adjustedP, "p_by_adjusted"),
                ]
                for (value, name) in pairs { Self.near(value, expected[name].number, golden, "\(name) \(place)") }
                #expect(person.isRejected == expected["rejected"].flag, "\(golden.id) \(place)")
            }
        }
    }

    static func near(_ value: Double?, _ expected: Double?, _ golden: GoldenCase, _ name: String) {
        guard let value, let expected else {
            #expect(value == nil && expected == nil, "\(golden.id) \(name): \(String(describing: value))")
            return
        }
        #expect(
            abs(value - expected) <= max(golden.tolerance, 1e-12) * max(1, abs(expected)),
            "\(golden.id) \(name): \(value)"
        )
    }

    @Test func severalTestsAreAdjusted() throws {
        for golden in try GoldenFile.cases("benjamini_yekutieli", in: "calibration") {
            let found = benjaminiYekutieli(
                golden.input["p"].numbers.compactMap(\.self),
                q: try golden.number("q")
            )
            let rejected = found.isRejected.indices.filter { found.isRejected[$0] }
            #expect(rejected.map(Double.init) == golden.expected["rejected_indices"].numbers.compactMap(\.self))
            for (place, value) in golden.expected["adjusted"].numbers.enumerated() {
                Self.near(found.adjusted[place], value, golden, "\(place)")
            }
        }
        for golden in try GoldenFile.cases("alt_test_small_n", in: "calibration") {
            let epsilon = try golden.number("epsilon")
            let differences = golden.input["differences"].numbers.compactMap(\.self)
            let found = try #require(wilcoxonBelow(differences.map { $0 - epsilon }))
            golden.check(found.statistic, "statistic")
            golden.check(found.p, "p")
        }
        for golden in try GoldenFile.cases("holm", in: "rules") {
            let found = holm(
                golden.input["p"].numbers.compactMap(\.self),
                level: try golden.number("alpha")
            )
            for (place, value) in golden.expected["adjusted"].numbers.enumerated() {
                Self.near(found.adjusted[place], value, golden, "\(place)")
            }
            #expect(found.isRejected == golden.expected["pass"].list.map(\.flag))
        }
    }

    private static func check(_ found: PredictionPowered, _ expected: Golden, _ golden: GoldenCase, _ name: String) {
        guard expected.map({ $0 != .null }) == true else { return }
        near(found.estimate.value, expected["estimate"].number, golden, name)
        near(found.estimate.low, expected["interval"].list[0].number, golden, "\(name) low")
        near(found.estimate.high, expected["interval"].list[1].number, golden, "\(name) high")
        if let error = expected["se"].number { near(found.estimate.standardError, error, golden, "\(name) se") }
        if let lambda = expected["lambda"].number { near(found.lambda, lambda, golden, "\(name) lambda") }
        if let count = expected["effective_labels"].number {
            #expect(found.effectiveLabels == Int(count), "\(golden.id) \(name)")
        }
    }

    @Test func predictionPoweredMeansAreThoseOfBothPackages() throws {
        for golden in try GoldenFile.cases("ppi_mean", in: "calibration") {
            let labels = golden.input["labels"].numbers.compactMap(\.self)
            let judge = golden.input["judge_on_labelled"].numbers.compactMap(\.self)
            let others = golden.input["judge_on_unlabelled"].numbers.compactMap(\.self)
            let confidence = try golden.number("confidence")
            func found(_ convention: PPIConvention, _ lambda: Double? = nil) throws -> PredictionPowered {
                try predictionPowered(
                    labels: labels,
                    judge: judge,
                    unlabelled: others,
                    lambda: lambda,
                    convention: convention,
                    confidence: confidence
                )
            }
            Self.check(try found(.ppiPy), golden.expected["ppi_py"], golden, "ppi_py")
            Self.check(try found(.glide), golden.expected["glide"], golden, "glide")
            Self.check(try found(.ppiPy, 1), golden.expected["ppi_lambda1"], golden, "lambda 1")
            // Ours has glide's error with Student's quantile.
            let ours = try found(.sample)
            #expect(ours.estimate.standardError == (try found(.glide)).estimate.standardError)
            #expect((ours.estimate.low ?? 0) < (try found(.glide).estimate.low ?? 0))
            let alone = try clusteredMean(labels, clusters: Array(labels.indices), confidence: confidence)
            golden.check(alone.value, "labels_only", "mean")
            golden.check(alone.standardError, "labels_only", "se_ddof1")
            Self.near(alone.low, golden.expected["labels_only"]["t_interval"].list[0].number, golden, "t low")
        }
        for golden in try GoldenFile.cases("ppi_paired_difference", in: "calibration") {
            func list(_ name: String) -> [Double] { golden.input[name].numbers.compactMap(\.self) }
            for (convention, name) in [(PPIConvention.ppiPy, "ppi_py"), (.glide, "glide")] {
                let found = try predictionPoweredDifference(
                    labels: (list("labels_a"), list("labels_b")),
                    judge: (list("judge_a"), list("judge_b")),
                    convention: convention,
                    confidence: try golden.number("confidence")
                )
                Self.check(found, golden.expected[name], golden, name)
            }
        }
    }

    private static func checkStrata(_ strata: [PPIStratum], _ golden: GoldenCase) throws {
        let confidence = try golden.number("confidence")
        let glide = try predictionPoweredStratified(strata, convention: .glide, confidence: confidence)
        let ppiPy = try predictionPoweredStratified(strata, convention: .ppiPy, confidence: confidence)
        check(glide.whole, golden.expected["glide"], golden, "glide")
        check(ppiPy.whole, golden.expected["ppi_py_per_stratum"], golden, "ppi_py")
        for (place, expected) in golden.expected["strata"].list.enumerated() {
            near(glide.strata[place].lambda, expected["lambda_glide"].number, golden, "lambda \(place)")
            near(ppiPy.strata[place].lambda, expected["lambda_ppi_py"].number, golden, "lambda \(place)")
            near(glide.strata[place].estimate.standardError, expected["se_glide"].number, golden, "se \(place)")
        }
    }

    @Test func strataAndClustersHaveTheirOwnForms() throws {
        for golden in try GoldenFile.cases("ppi_stratified_mean", in: "calibration") {
            let strata = golden.input["strata"].list.map { stratum in
                PPIStratum(
                    labels: stratum["labels"].numbers.compactMap(\.self),
                    judge: stratum["judge_on_labelled"].numbers.compactMap(\.self),
                    unlabelled: stratum["judge_on_unlabelled"].numbers.compactMap(\.self)
                )
            }
            try Self.checkStrata(strata, golden)
        }
        for golden in try GoldenFile.cases("ppi_stratified_mean_file", in: "calibration") {
            let rows = try Self.rows("llmbar").filter { $0[0] == golden.input["evaluator"].text }
            let strata = golden.input["strata"].list.map { name in
                var stratum = PPIStratum(labels: [], judge: [], unlabelled: [])
                for row in rows where row[1] == name.text {
                    guard let winner = Int(row[4]), let item = Int(row[2]), winner == 1 || winner == 2 else { continue }
                    if item % 4 == 0 {
                        stratum.labels.append(row[3] == "1" ? 1 : 0)
                        stratum.judge.append(winner == 1 ? 1 : 0)
                    } else {
                        stratum.unlabelled.append(winner == 1 ? 1 : 0)
                    }
                }
                return stratum
            }
            try Self.checkStrata(strata, golden)
        }
        for golden in try GoldenFile.cases("ppi_clustered_mean", in: "calibration") {
            let found = try predictionPoweredClusterMeans(
                labels: golden.input["labels"].numbers,
                judge: golden.input["judge"].numbers.compactMap(\.self),
                clusters: golden.input["cluster"].codes,
                convention: .glide,
                confidence: try golden.number("confidence")
            )
            Self.check(found, golden.expected, golden, "clusters")
        }
    }

    @Test func ratesAreCorrectedInEveryForm() throws {
        for golden in try GoldenFile.cases("corrected_rate", in: "calibration") {
            func count(_ name: String) throws -> Int { Int(try golden.number(name)) }
            let rate = try CorrectedRate(
                .init(
                    truePositive: try count("tp"),
                    falseNegative: try count("fn"),
                    falsePositive: try count("fp"),
                    trueNegative: try count("tn"),
                    unlabelledPass: try count("unlabelled_pass"),
                    unlabelled: try count("unlabelled_n")
                ),
                confidence: try golden.number("confidence")
            )
            for (estimate, name) in [(rate.naive, "naive"), (rate.labelsOnly, "labels_only")] {
                golden.check(estimate.value, name, "estimate")
                Self.near(estimate.low, golden.expected[name]["wilson"].list[0].number, golden, name)
                Self.near(estimate.high, golden.expected[name]["wilson"].list[1].number, golden, name)
            }
            golden.check(rate.sensitivity, "tpr")
            golden.check(rate.specificity, "tnr")
            golden.check(rate.youden, "youden")
            let rogan = golden.expected["rogan_gladen"]
            #expect(rate.roganGladen.undefined == rogan["undefined"].text)
            golden.check(rate.roganGladen.value, "rogan_gladen", "estimate")
            golden.check(rate.roganGladenUncut, "rogan_gladen", "unclipped")
            golden.check(rate.roganGladen.standardError, "rogan_gladen", "se_delta")
            let post = golden.expected["post_stratified"]
            golden.check(rate.postStratified.value, "post_stratified", "estimate")
            golden.check(rate.postStratified.standardError, "post_stratified", "se")
            #expect(rate.postStratified.undefined == post["undefined"].text)
            golden.check(rate.jointLikelihood, "joint_mle", "estimate")
            let intervals: [(Estimate, Golden)] = [
                (rate.roganGladen, rogan["interval_delta_clipped"]),
                (rate.langReiczigel, golden.expected["lang_reiczigel"]["interval"]),
                (rate.postStratified, post["interval_normal"]),
            ]
            for (estimate, interval) in intervals where !interval.list.isEmpty {
                Self.near(estimate.low, interval.list[0].number, golden, "low")
                Self.near(estimate.high, interval.list[1].number, golden, "high")
            }
            let ppi = golden.expected["ppi_pp"]
            guard ppi.map({ $0 != .null }) == true else { continue }
            Self.check(rate.predictionPowered(convention: .ppiPy), ppi["ppi_py"], golden, "ppi_py")
            Self.check(rate.predictionPowered(convention: .glide), ppi["glide"], golden, "glide")
            Self.check(rate.predictionPowered(lambda: 1, convention: .ppiPy), ppi["ppi_lambda1"], golden, "lambda 1")
        }
    }

    /// The example of Lee et al.'s README, in sufficient statistics.
    @Test func langAndReiczigelsIntervalIsThatOfLee() throws {
        let rate = try CorrectedRate(
            .init(
                truePositive: 180,
                falseNegative: 20,
                falsePositive: 60,
                trueNegative: 140,
                unlabelledPass: 400,
                unlabelled: 1000
            )
        )
        #expect(abs((rate.roganGladenUncut ?? 0) - 1.0 / 6) < 1e-9)
        #expect(abs((rate.langReiczigel.low ?? 0) - 0.056_351) < 1e-6)
        #expect(abs((rate.langReiczigel.high ?? 0) - 0.262_733) < 1e-6)
    }

    @Test func labelsArePlanned() throws {
        for golden in try GoldenFile.cases("label_allocation", in: "calibration") {
            let found = try #require(
                labelAllocation(
                    labels: Int(try golden.number("labels")),
                    judgePassRate: try golden.number("judge_pass_rate"),
                    specificity: try golden.number("specificity"),
                    sensitivity: try golden.number("sensitivity"),
                    pilotPerSide: Int(try golden.number("pilot_per_side"))
                )
            )
            golden.check(Double(found.failed), "m0")
            golden.check(Double(found.passed), "m1")
        }
        for golden in try GoldenFile.cases("labels_needed", in: "calibration") {
            let found = try #require(
                labelsNeeded(
                    halfWidth: try golden.number("half_width"),
                    variance: try golden.number("label_variance"),
                    correlation: try golden.number("correlation"),
                    unlabelled: Int(try golden.number("unlabelled")),
                    confidence: try golden.number("confidence")
                )
            )
            golden.check(Double(found.withJudge), "n")
            golden.check(Double(found.labelsOnly), "labels_only")
        }
        for golden in try GoldenFile.cases("ppi_power", in: "calibration") {
            let aim: PPIPower.Aim =
                try golden.input["budget"].number.map { .budget($0) }
                ?? .effectiveLabels(Int(golden.number("effective_n")))
            let found = try #require(
                PPIPower(
                    correlation: try golden.number("correlation"),
                    costs: .init(
                        label: try golden.number("cost_label"),
                        verdict: try golden.number("cost_verdict"),
                        item: try golden.number("cost_item")
                    ),
                    aim: aim,
                    mostItems: golden.input["n_max"].number.map { Int($0) }
                )
            )
            golden.check(Double(found.labels), "n")
            golden.check(Double(found.unlabelled), "N")
            golden.check(found.cost, "cost")
            golden.check(Double(found.effectiveLabels), "effective_n")
        }
        for golden in try GoldenFile.cases("label_share", in: "calibration") {
            let found = try #require(
                try labelShare(
                    labels: golden.input["labels"].numbers.compactMap(\.self),
                    judge: golden.input["judge"].numbers.compactMap(\.self),
                    labelCost: try golden.number("cost_label"),
                    verdictCost: try golden.number("cost_verdict")
                )
            )
            golden.check(found.share, "share")
            golden.check(found.meanSquaredError, "mse")
            golden.check(found.variance, "label_variance")
        }
    }

    @Test func mapsAreThoseOfScikitLearn() throws {
        for golden in try GoldenFile.cases("score_map", in: "calibration") {
            let judge = golden.input["judge"].numbers.compactMap(\.self)
            let people = golden.input["people"].numbers.compactMap(\.self)
            let line = try ScoreMap(judge: judge, people: people, form: .line)
            golden.check(line.intercept, "linear", "intercept")
            golden.check(line.slope, "linear", "slope")
            let isotonic = try ScoreMap(judge: judge, people: people, form: .isotonic)
            for point in golden.expected["isotonic"]["at"].list {
                Self.near(isotonic(point.list[0].number ?? 0), point.list[1].number, golden, "at")
            }
            let folds = judge.indices.map { $0 % 5 }
            for (form, name) in [
                (ScoreMap.Form.raw, "raw"), (.shift, "shift"), (.line, "linear"), (.isotonic, "isotonic"),
            ] {
                let map = try ScoreMap(judge: judge, people: people, form: form)
                golden.check(map.error(judge: judge, people: people), "rmse_in_sample", name)
                let error = try ScoreMap.crossValidatedError(judge: judge, people: people, folds: folds, form: form)
                golden.check(error, "rmse_cross_validated", name)
            }
            let mean = judge.map { line($0) }.reduce(0, +) / Double(judge.count)
            #expect(abs(mean - people.reduce(0, +) / Double(people.count)) < 1e-9)
        }
    }

    @Test func pairedDifferencesAndRatesAreThoseOfTheField() throws {
        for golden in try GoldenFile.cases("non_inferiority_paired", in: "calibration") {
            let baseline = golden.input["baseline"].numbers.compactMap(\.self)
            let candidate = golden.input["candidate"].numbers.compactMap(\.self)
            let found = try #require(
                try PairedDifference(
                    zip(candidate, baseline).map { $0 - $1 },
                    margin: try golden.number("margin"),
                    confidence: try golden.number("confidence")
                )
            )
            golden.check(found.mean, "mean_difference")
            golden.check(found.standardError, "se")
            Self.near(found.interval?.lowerBound, golden.expected["interval95"].list[0].number, golden, "low")
            golden.check(found.lowerBound, "lower_one_sided95")
            golden.check(found.p, "p_noninferior")
            golden.check(found.equivalenceP, "p_equivalent_tost")
        }
        for golden in try GoldenFile.cases("paired_rates", in: "calibration") {
            func count(_ name: String) throws -> Int { Int(try golden.number(name)) }
            let rates = PairedRates(
                both: try count("both"),
                onlyBaseline: try count("only_baseline"),
                onlyCandidate: try count("only_candidate"),
                neither: try count("neither")
            )
            golden.check(rates.difference, "difference_candidate_minus_baseline")
            golden.check(rates.mcNemarP, "mcnemar_exact_p")
            let interval = golden.expected["newcombe10_candidate_minus_baseline"].list
            Self.near(rates.interval()?.lowerBound, interval[0].number, golden, "low")
            Self.near(rates.interval()?.upperBound, interval[1].number, golden, "high")
        }
        for golden in try GoldenFile.cases("calibration_curve", in: "calibration") {
            let found = try ProbabilityCalibration(
                probabilities: golden.input["score"].numbers.compactMap(\.self),
                outcomes: golden.input["passed"].numbers.map { $0 == 1 }
            )
            golden.check(found.expectedError.value, "ece")
            golden.check(found.brier.value, "brier")
            for bin in golden.expected["bins"].list {
                let own = found.bins[Int(try #require(bin["bin"].number))]
                Self.near(own.meanProbability, bin["mean_score"].number, golden, "mean")
                Self.near(own.outcomeShare, bin["share_pass"].number, golden, "share")
            }
        }
    }

    /// Sixteen runs of ppi_py 0.2.3 on real verdicts, as six counts.
    @Test func predictionPoweredRatesAreThoseOfPPIPy() throws {
        for fixture in try PPIFixtures.all() {
            func count(_ part: String, _ name: String) throws -> Int { Int(try #require(fixture[part][name].number)) }
            let rate = try CorrectedRate(
                .init(
                    truePositive: try count("labelled", "tp"),
                    falseNegative: try count("labelled", "fn"),
                    falsePositive: try count("labelled", "fp"),
                    trueNegative: try count("labelled", "tn"),
                    unlabelledPass: try count("unlabelled", "judge_pass"),
                    unlabelled: try count("unlabelled", "n")
                )
            )
            for (found, name) in [
                (rate.predictionPowered(convention: .ppiPy), "ppi_pp"),
                (rate.predictionPowered(lambda: 1, convention: .ppiPy), "ppi_lambda1"),
            ] {
                let expected = fixture[name]
                #expect(abs((found.estimate.value ?? 0) - (expected["estimate"].number ?? 9)) < 1e-9)
                #expect(abs((found.estimate.low ?? 0) - (expected["ci95"].list[0].number ?? 9)) < 1e-9)
                #expect(abs((found.estimate.high ?? 0) - (expected["ci95"].list[1].number ?? 9)) < 1e-9)
            }
        }
    }
}

/// The fixtures of `Golden/ppi.json`.
enum PPIFixtures {
    static func all() throws -> [Golden] { try GoldenFile.value("ppi")["fixtures"].list }
}
