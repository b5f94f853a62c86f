import Testing

@testable import Agreement

/// Formulas on six items, reasons of measures, and how an interval is chosen: each by hand or by another program.
struct MeasureBoundTests {
    private func near(_ value: Double?, _ expected: Double, _ slack: Double = 1e-8) -> Bool {
        value.map { abs($0 - expected) < slack } ?? false
    }

    private func measures(_ rows: [[Double?]], _ level: Level = .interval, method: IntervalMethod = .automatic)
        throws -> (group: Measures, pair: Measures?)
    {
        let report = CriterionReport(
            criterion: "s",
            level: level,
            table: try RatingTable(rows: rows),
            options: IntervalOptions(resamples: 50, method: method)
        )
        return (report.measures, report.pairs.first?.measures)
    }

    /// scipy 1.17.1: Student's t and normal quantiles in the formulas' textbook forms.
    @Test(
        arguments: [
            ("bias", 0, -1.327_442_752, 1.327_442_752, "Student, t with 5 degrees of freedom"),
            ("bland_altman.bias", 0, -1.327_442_752, 1.327_442_752, "Student, t with 5 degrees of freedom"),
            ("mae", 1, 0.336_278_624, 1.663_721_376, "Student, t with 5 degrees of freedom"),
            (
                "bland_altman.lower", -2.479_225_686, -4.892_456_734, -0.065_994_637,
                "Bland and Altman (1999), t with 5 degrees of freedom"
            ),
            (
                "bland_altman.upper", 2.479_225_686, 0.065_994_637, 4.892_456_734,
                "Bland and Altman (1999), t with 5 degrees of freedom"
            ),
            ("rmse", 1.154_700_538, 0.533_846_041, 1.775_555_035, "delta method, t with 5 degrees of freedom"),
            ("percent_agreement", 1.0 / 6, 0.030_053_370, 0.563_502_822, "Wilson (1927)"),
            ("within_one", 5.0 / 6, 0.436_497_178, 0.969_946_630, "Wilson (1927)"),
            ("pearson", 0.639_009_650, -0.358_433_758, 0.955_205_609, "Fisher (1921), z"),
            ("spearman", 0.612_008_470, -0.478_375_009, 0.959_938_602, "Bonett and Wright (2000), z"),
        ] as [(String, Double, Double, Double, String)]
    )
    func formulasOfSixItems(name: String, value: Double, low: Double, high: Double, method: String) throws {
        let rows: [[Double?]] = [[1, 2], [2, 2], [3, 4], [4, 5], [5, 4], [3, 1]]
        let found = try #require(try measures(rows, method: .closedForm).pair?[name])
        #expect(near(found.value, value) && near(found.low, low) && near(found.high, high), "\(found)")
        #expect(found.method == method && found.itemCount == 6 && found.ratingCount == 12)
    }

    @Test func whyAPairHasNoFigure() throws {
        func reason(_ rows: [[Double?]], _ name: String) throws -> String? {
            try measures(rows).pair?[name]?.undefined
        }
        let one: [[Double?]] = [[2, 3]]
        for name in ["pearson", "spearman", "kendall_b", "kendall_c", "bland_altman.lower", "bland_altman.upper"] {
            #expect(try reason(one, name) == "fewer than two items have a score of both", "\(name)")
        }
        for name in ["cohen.unweighted", "cohen.linear", "cohen.quadratic", "scott_pi", "lin_ccc"] {
            let equal = "all 4 scores equal (percent agreement 100 %)"
            #expect(try reason([[2, 2], [2, 2]], name) == equal, "\(name)")
        }
        #expect(try reason([[2, 2], [2, 2]], "mae") == nil && reason(one, "bias") == nil)
    }

    @Test func whyManyRatersHaveNoFigure() throws {
        func reason(_ rows: [[Double?]], _ name: String) throws -> String? { try measures(rows).group[name]?.undefined }
        let forms = ["icc.1_1", "icc.A_1", "icc.C_k", "kendall_w"]
        for name in forms {
            #expect(try reason([[1], [2]], name) == "fewer than two raters", "\(name)")
            let few = "fewer than two items that all 2 raters scored"
            #expect(try reason([[1, 2], [3, nil]], name) == few, "\(name)")
        }
        #expect(try reason([[3, 3], [3, 3]], "icc.A_1") == "all 4 ratings equal (percent agreement 100 %)")
        #expect(try reason([[3, 3], [3, 3]], "kendall_w") == "each rater gave all 2 complete items one score")
        #expect(try reason([[1], [2]], "light") == "fewer than two raters")
        #expect(try reason([[1, 1], [1, 1]], "light") == "the kappa of at least one pair of raters is undefined")
        #expect(try reason([[1, nil], [nil, 2]], "icc.1_unbalanced") == "no item has two ratings")
        #expect(try reason([[1, 2]], "icc.1_unbalanced") == "fewer than two items")
        #expect(try reason([[1, nil], [nil, 2]], "conger.identity") == "no item has two ratings")
        #expect(try reason([[1, 1], [1, 1]], "conger.identity") == "all 4 ratings equal (percent agreement 100 %)")
        #expect(try reason([[-1, 1], [0, 1]], "alpha.ratio") == "a ratio scale has no negative scores")
        #expect(try reason([[4, nil], [4, 4]], "fleiss.identity") == "all 3 ratings equal (percent agreement 100 %)")
        #expect(try reason([[4, nil], [4, 4]], "alpha.nominal") == "all 2 ratings equal (percent agreement 100 %)")
    }

    /// Three raters of two items: shares of 1/3 and 2/3, two disagreeing couples of each, 5 1/3 expected in all.
    @Test func fleissByCategory() throws {
        func details(_ rows: [[Double?]], _ raters: [Int] = [0, 1, 2, 9]) throws -> FleissDetails {
            FleissDetails(table: try RatingTable(rows: rows), raters: raters)
        }
        let found = try details([[1, 1, 2], [2, 2, 2], [1, 2, nil]])
        #expect(near(found.kappa, 0.25) && found.categories.map(\.value) == [1, 2])
        #expect(found.categories.allSatisfy { near($0.kappa, 0.25) } && near(found.categories[0].share, 1.0 / 3))
        #expect(near(found.nullStandardError, (1.0 / 6).squareRoot()) && found.unanimous == 0.5)
        #expect(found.unanimousWithinOne == 1)
        #expect(try details([[1, 1, 3], [2, 2, 2]]).unanimousWithinOne == 0.5)
        let none = try details([[1, nil, 2]])
        #expect(none.kappa == nil && none.unanimous == nil && none.unanimousWithinOne == nil)
        #expect(none.nullStandardError == nil && none.categories.allSatisfy { $0.share == 0 && $0.kappa == nil })
        let constant = try details([[2, 2, 2], [2, 2, 2]])
        #expect(constant.kappa == nil && constant.categories[0].share == 1 && constant.unanimous == 1)
    }

    private func kernel(_ names: [String], limit: Int = 20_000, exact: Set<Int> = []) -> Kernel {
        Kernel(
            names: names,
            compute: { weights, values in for place in values.indices { values[place] = weights[0] + Double(place) } },
            reason: { "\(names[$0]) has none" },
            closedForm: { place, value, _ in
                names[place].hasPrefix("form")
                    ? ClosedForm(low: value - 3, high: value + 3, method: "of \(names[place])") : nil
            },
            caution: { [.few($0, names[$0])] },
            carriers: names[0],
            exact: exact,
            limit: limit
        )
    }

    /// What joined kernels say of a place is what its own kernel says.
    @Test func kernelsThatAreJoinedKeepTheirPlaces() {
        let joined = Kernel.joined([
            kernel(["a", "form b"], limit: 9, exact: [1]), kernel(["form c"], limit: 5, exact: [0]),
        ])
        #expect(joined.names == ["a", "form b", "form c"] && joined.limit == 5 && joined.exact == [1, 2])
        #expect((0..<3).map(joined.reason) == ["a has none", "form b has none", "form c has none"])
        #expect((0..<3).map { joined.closedForm($0, 1, 0.95)?.method } == [nil, "of form b", "of form c"])
        #expect((0..<3).map(joined.caution) == [[.few(0, "a")], [.few(1, "form b")], [.few(0, "form c")]])
        #expect(joined.values([7.0]) == [7, 8, 7] && joined.carriers == "a")
        let chosen = joined.selecting([("form c", as: "x"), ("a", as: "y"), ("form b", as: "z")])
        #expect(chosen.names == ["x", "y", "z"] && chosen.exact == [0, 2] && chosen.limit == 5)
        #expect(chosen.values([7.0]) == [7, 7, 8] && (0..<3).map(chosen.reason)[1] == "a has none")
        #expect(chosen.closedForm(0, 1, 0.95)?.method == "of form c" && chosen.caution(2) == [.few(1, "form b")])
    }

    private func method(
        _ name: String,
        _ count: Int = 20,
        limit: Int = 20_000,
        exact: Set<Int> = [],
        using options: IntervalOptions
    ) -> String? {
        let units = Units(counts: [Int](repeating: 1, count: count))
        let intervals = Intervals(units: units, options: options, itemCount: count, ratingCount: count)
        return intervals.estimates(kernel([name], limit: limit, exact: exact)).all[0].estimate.method
    }

    @Test func howAnIntervalIsChosen() {
        func options(_ method: IntervalMethod, resamples: Int = 50) -> IntervalOptions {
            IntervalOptions(resamples: resamples, method: method)
        }
        let percentile = "percentile bootstrap over items, 50 resamples"
        // A formula is taken where it is exact or asked for, and where there are too many patterns to draw.
        #expect(method("form", using: options(.closedForm)) == "of form")
        #expect(method("plain", using: options(.closedForm)) == percentile)
        #expect(method("form", using: options(.percentile)) == percentile)
        #expect(method("form", exact: [0], using: options(.percentile)) == "of form")
        #expect(method("form", limit: 19, using: options(.percentile)) == "of form")
        #expect(method("form", limit: 20, using: options(.percentile)) == percentile)
        let groups = "jackknife over 100 random groups of items, t with 99 degrees of freedom"
        #expect(method("plain", limit: 19, using: options(.percentile)) == groups)
        #expect(method("plain", limit: 19, using: options(.percentile, resamples: 0)) == nil)
        #expect(method("form", limit: 19, using: options(.percentile, resamples: 0)) == "of form")
        // Leaving each of more than two thousand out would take too long.
        #expect(method("plain", 2001, using: options(.bca)) == percentile)
    }

    /// What no resample moves has no interval, unless it is a share of agreement.
    @Test func whatStandsStillIsWidenedByItsAgreement() {
        func found(_ value: Double, agreement: Double, expected: Double) -> Estimate {
            var kernel = Kernel(names: ["still"], compute: { $1[0] = value }, reason: { _ in "" })
            kernel.edge = { _ in Kernel.KappaEdge(agreement: { _ in agreement }, expected: expected) }
            let units = Units(counts: [Int](repeating: 1, count: 30))
            let options = IntervalOptions(resamples: 20)
            return Intervals(units: units, options: options, itemCount: 30, ratingCount: 60).estimates(kernel).all[0]
                .estimate
        }
        let kappa = found(1, agreement: 1, expected: 0.5)
        // Wilson's lower end for 30 of 30.
        #expect(near(kappa.low, (0.886_482 - 0.5) / 0.5, 1e-5) && kappa.high == 1)
        #expect(kappa.method == "Wilson (1927) with 30.0 effective items, carried over to kappa")
        let share = found(1, agreement: 1, expected: 0)
        #expect(near(share.low, 0.886_482, 1e-5) && share.method == "Wilson (1927) with 30.0 effective items")
        let none = found(0.7, agreement: 1, expected: 0)
        #expect(none.low == nil && none.method == "no interval: every resample gives the same")
    }

    /// The share of items that were drawn is 1 on the data and less in every resample: its formula stands in.
    @Test func aFormulaStandsInWhereTheBootstrapMissesTheFigure() {
        func found(_ low: Double) -> Estimate {
            let kernel = Kernel(
                names: ["drawn"],
                compute: { weights, values in values[0] = Double(weights.count { $0 > 0 }) / Double(weights.count) },
                reason: { _ in "" },
                closedForm: { _, value, _ in ClosedForm(low: low, high: 1.5, method: "formula") }
            )
            let units = Units(counts: [Int](repeating: 1, count: 40))
            let options = IntervalOptions(resamples: 100, method: .percentile)
            return Intervals(units: units, options: options, itemCount: 40, ratingCount: 40).estimates(kernel).all[0]
                .estimate
        }
        let formula = found(0.5)
        #expect(formula.low == 0.5 && formula.high == 1.5 && !formula.isResampled)
        #expect(formula.method == "formula; the bootstrap's interval leaves the figure out")
        // A formula that misses it, too, is none.
        #expect(found(1.2).high == 1 && found(1.2).method?.contains(", stretched to the figure") == true)
    }

    @Test func whyACeilingHasNoFigure() throws {
        let table = try RatingTable(
            rows: [[1, nil, 2], [nil, 2, 2], [3, nil, nil]],
            kinds: [.human, .human, .judge]
        )
        let options = IntervalOptions(resamples: 20)
        let found = HumanCeiling(table: table, judge: 2, level: .ordinal, options: options)
        let none = "no item has two people and the automatic rater"
        #expect(found.person.undefined == none && found.judge.undefined == none && found.difference.undefined == none)
        #expect(found.itemCount == 0 && found.byPerson.map(\.cellCount) == [0, 0])
        #expect(found.byPerson.allSatisfy { $0.value.undefined == "no item with another person" })
        let one = try RatingTable(rows: [[1, 2], [nil, 2]], kinds: [.human, .judge])
        let beside = CriterionReport(criterion: "s", level: .ordinal, table: one, options: options).automatic[0]
        #expect(beside.itemCount == 1 && beside.measures["mae"]?.value == 1)
        #expect(beside.measures["mae"]?.method == "no interval: fewer than two items with a consensus")
    }
}
