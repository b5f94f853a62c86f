@testable import Agreement

/// Finds the figure of two raters that a check of the reference file names.
struct ReferencePair {
    private let reference: ReferenceCase
    private let byValue: Measures?
    private let byRank: Measures?
    private let table: RatingTable

    init(_ reference: ReferenceCase, _ byValue: Measures?, _ byRank: Measures?, _ table: RatingTable) {
        self.reference = reference
        self.byValue = byValue
        self.byRank = byRank
        self.table = table
    }

    func value(of measure: String) throws -> Double? {
        switch measure {
        case "cohen.custom_weights":
            return try kappa([[0, 1, 3], [1, 0, 6], [3, 6, 0]]).value
        case "cohen.asymmetric_weights (0,1,4/1,0,6/2,2,0)":
            return try kappa([[0, 1, 4], [1, 0, 6], [2, 2, 0]]).value
        case "cohen.custom": return try fleissCohenEveritt().value
        case "cohen.custom.ase": return try fleissCohenEveritt().standardError
        case "sd_diff": return deviation
        // As in the paper, from figures rounded to one decimal.
        case "loa_low(2sd)":
            return byValue?["bias"]?.value.map { (($0 * 10).rounded() - 2 * (deviation * 10).rounded()) / 10 }
        case "cohen.unweighted.z0": return try nullZ(.unweighted)
        case "cohen.linear.index_observed.z0": return try nullZ(.linear)
        case "cohen.quadratic.index_observed.z0": return try nullZ(.quadratic)
        case "cohen.unweighted.ase0": return try tableKappa(.unweighted).nullStandardError
        case "cohen.linear.ase0": return try tableKappa(.linear).nullStandardError
        // irrCAC's formulas for tables divide by n where those for raw ratings divide by n − 1.
        case "scott.se", "krippendorff.se": return perTable("scott_pi")
        case "gwet.se": return perTable("gwet_ac.identity")
        case "bp.se": return perTable("brennan_prediger.identity")
        default: return named(measure)
        }
    }

    private static let names = [
        "cohen.linear.value": "cohen.linear", "cohen.quadratic.value": "cohen.quadratic", "cohen": "cohen.unweighted",
        "scott": "scott_pi", "pa2": "percent_agreement", "kendall_tau_b": "kendall_b", "stuart_tau_c": "kendall_c",
        "bias(x-y)": "bias", "loa_low(1.96sd)": "bland_altman.lower", "loa_high(1.96sd)": "bland_altman.upper",
        "lin_ccc.ci_low_z": "lin_ccc.ci_low", "lin_ccc.ci_high_z": "lin_ccc.ci_high",
        "gwet": "gwet_ac.identity", "gwet_ac1": "gwet_ac.identity", "bp": "brennan_prediger.identity",
        "brennan_prediger": "brennan_prediger.identity", "krippendorff": "alpha.nominal",
    ]

    private func named(_ measure: String) -> Double? {
        var source = byValue
        var name = measure
        if name.contains(".index_observed") {
            source = byRank
            name = name.split(separator: ".").prefix(2).joined(separator: ".")
        }
        name = Self.names[name] ?? name
        let fields = [".ase", ".se", ".ci_low", ".ci_high"]
        let field = fields.first { name.hasSuffix($0) }
        if let field { name.removeLast(field.count) }
        name = Self.names[name] ?? name
        let group = CriterionReport(
            criterion: "score",
            level: .ratio,
            table: table,
            options: IntervalOptions(resamples: 0)
        ).measures
        guard let estimate = source?[name] ?? (reference.counts.isEmpty ? nil : group[name]) else { return nil }
        switch field {
        case nil: return estimate.value
        case ".ci_low": return estimate.closedForm?.low
        case ".ci_high": return estimate.closedForm?.high
        default: return estimate.closedForm?.standardError
        }
    }

    private var deviation: Double {
        guard let low = byValue?["bland_altman.lower"]?.value, let high = byValue?["bland_altman.upper"]?.value else {
            return .nan
        }
        return (high - low) / (2 * 1.96)
    }

    private func perTable(_ name: String) -> Double? {
        let n = Double(table.items.count)
        return named(name + ".se").map { $0 * ((n - 1) / n).squareRoot() }
    }

    private enum Weights { case unweighted, linear, quadratic }

    /// Kappa of the last two raters with weights by rank among the labels seen.
    private func tableKappa(_ weights: Weights) throws -> ContingencyTable.Kappa {
        let pairs = reference.expandedRows.map { $0.suffix(2).compactMap(\.self) }
        let labels = Set(pairs.flatMap(\.self)).sorted()
        var counts = labels.map { _ in labels.map { _ in 0.0 } }
        for pair in pairs {
            guard let a = labels.firstIndex(of: pair[0]), let b = labels.firstIndex(of: pair[1]) else { continue }
            counts[a][b] += 1
        }
        let distances = labels.indices.map { a in
            labels.indices.map { b -> Double in
                let step = Double(abs(a - b))
                return switch weights {
                case .unweighted: a == b ? 0 : 1
                case .linear: step
                case .quadratic: step * step
                }
            }
        }
        return try ContingencyTable(counts: counts).kappa(dissimilarity: distances)
    }

    private func nullZ(_ weights: Weights) throws -> Double? {
        let kappa = try tableKappa(weights)
        return kappa.value.flatMap { value in kappa.nullStandardError.map { value / $0 } }
    }

    private func kappa(_ dissimilarity: [[Double]]) throws -> ContingencyTable.Kappa {
        try ContingencyTable(counts: reference.counts).kappa(dissimilarity: dissimilarity)
    }

    /// The weights of the paper are similarities.
    private func fleissCohenEveritt() throws -> ContingencyTable.Kappa {
        try kappa([[1, 0, 0.4444], [0, 1, 0.6667], [0.4444, 0.6667, 1]].map { $0.map { 1 - $0 } })
    }
}
