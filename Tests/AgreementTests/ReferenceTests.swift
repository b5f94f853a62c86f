@testable import Agreement
import Testing

struct ReferenceTests {
    @Test(arguments: ReferenceCase.manyRaters + ReferenceCase.twoRaters)
    func theReferenceValuesAreReproduced(reference: ReferenceCase) throws {
        let figures = try ReferenceFigures(reference)
        for check in reference.checks {
            let value = try #require(try figures.value(of: check.measure), "\(check.measure)")
            // The reference took the error of tau-b from DescTools, which misplaces a factor; SAS prints .0642.
            let tolerance = check.measure == "kendall_tau_b.ase" ? 5e-5 : 1e-9
            #expect(abs(value - check.value) <= tolerance, "\(check.measure): \(value), not \(check.value)")
        }
    }
}

/// Finds the figure that a check of the reference file names.
struct ReferenceFigures {
    private let reference: ReferenceCase
    private let table: RatingTable
    private let report: CriterionReport
    private let ranked: CriterionReport
    private let counts: CountPatterns
    private let rows: RaterRows
    private let details: FleissDetails

    init(_ reference: ReferenceCase) throws {
        self.reference = reference
        table = try RatingTable(rows: reference.expandedRows, categories: reference.declaredCategories)
        let options = IntervalOptions(resamples: 0, method: .closedForm)
        report = CriterionReport(criterion: "score", level: .ratio, table: table, options: options)
        ranked = CriterionReport(
            criterion: "score",
            level: .ratio,
            table: table,
            options: options,
            choices: .init(basis: .rank)
        )
        let raters = Array(table.raters.indices)
        counts =
            reference.tallies.isEmpty
            ? CountPatterns(table, raters: raters, minimum: 1)
            : CountPatterns(counts: reference.tallies, categories: reference.declaredCategories ?? [])
        rows = RaterRows(table, raters: raters, minimum: raters.count)
        details = FleissDetails(table: table, raters: raters)
    }

    func value(of measure: String) throws -> Double? {
        if measure.hasPrefix("ICC") || measure.hasPrefix("MS") { return intraclass(measure) }
        if !reference.tallies.isEmpty { return count(measure) }
        if !reference.counts.isEmpty || reference.id == "irr_anxiety" || reference.id == "bland_altman_pefr" {
            if let value = try pair(measure) { return value }
        }
        return group(measure)
    }

    private func count(_ measure: String) -> Double? {
        let names = ["fleiss": "fleiss.identity", "randolph": "brennan_prediger.identity"]
        guard let name = names[measure], let place = CountKernel.names.firstIndex(of: name) else { return nil }
        return CountKernel(counts).kernel.values(counts.units.weights)[place]
    }

    /// The measures of all raters, under the names of the packages.
    private func group(_ measure: String) -> Double? {
        switch measure {
        case "fleiss.z": return details.kappa.flatMap { kappa in details.nullStandardError.map { kappa / $0 } }
        case "percent_all_raters_equal(irr::agree)": return details.unanimous.map { 100 * $0 }
        case "percent_within_1(irr::agree tol=1)": return details.unanimousWithinOne.map { 100 * $0 }
        case "kendall_W":
            return RankKernel(rows: rows, correctsTies: false).kernel.values(rows.units.weights).first
        case "kendall_W.ties": return report.measures["kendall_w"]?.value
        default: break
        }
        if measure.hasPrefix("fleiss.category_"), let category = measure.last?.wholeNumberValue {
            return details.categories[category - 1].kappa
        }
        let parts = measure.replacing("_ac1", with: "_ac").replacing("_ac2", with: "_ac")
            .replacing("(exact)", with: "").replacing("fleiss.se_gwet", with: "fleiss.se")
            .split(separator: ".").map(String.init)
        let fields = ["se", "ci_low", "pe"]
        let field = parts.last.flatMap { fields.contains($0) ? $0 : nil }
        let known = [
            "light(mean pairwise Cohen)": "light", "percent_agreement_pairs(Gwet)": "percent_agreement",
        ]
        var name = known[measure] ?? (field == nil ? parts : parts.dropLast()).joined(separator: ".")
        if report.measures[name] == nil { name += ".identity" }
        guard let estimate = report.measures[name], let value = estimate.value else { return nil }
        switch field {
        case "se": return estimate.closedForm?.standardError
        case "ci_low": return estimate.closedForm?.low
        // κ = (p_a − p_e) / (1 − p_e), solved for p_e.
        case "pe": return report.measures["percent_agreement"]?.value.map { ($0 - value) / (1 - value) }
        default: return value
        }
    }

    /// The measures of the last two raters.
    private func pair(_ measure: String) throws -> Double? {
        let last = report.pairs.last { $0.a == table.raters.suffix(2).first?.name }?.measures
        let byRank = ranked.pairs.last { $0.a == table.raters.suffix(2).first?.name }?.measures
        if let value = try ReferencePair(reference, last, byRank, table).value(of: measure) { return value }
        return nil
    }

    private func intraclass(_ measure: String) -> Double? {
        let squares = rows.units.weights.withUnsafeBufferPointer { ICCKernel(rows).meanSquares($0) }
        switch measure {
        case "MSR": return squares.items
        case "MSC": return squares.raters
        case "MSW": return squares.within
        case "MSE": return squares.residual
        default: break
        }
        let form = measure.dropFirst(4).prefix(3).replacing(",", with: "_")
        let estimate = report.measures["icc.\(form)"]
        if measure.hasSuffix("irr_rel_variant") {
            // irr and rel put k times ICC(A,k) where the method wants k times ICC(A,1).
            let variant = squares.agreement(satterthwaite: squares.value(.agreementMean), 0.95)
            let bound = measure.contains("ci_low") ? variant?.low : variant?.high
            return bound.map { squares.k * $0 / (1 + (squares.k - 1) * $0) }
        }
        if measure.hasSuffix("ci_low") { return estimate?.low }
        return measure.hasSuffix("ci_high") ? estimate?.high : estimate?.value
    }
}
