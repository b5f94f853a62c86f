/// Which measures suit which comparison.
enum MeasureNames {
    /// Of two raters on one scale.
    static func pair(_ level: Level) -> [PairMeasure] {
        level == .nominal ? [.percentAgreement, .cohenUnweighted, .scottPi] : PairMeasure.allCases
    }

    /// Of two raters on different scales.
    static let differentScales: [PairMeasure] = [.spearman, .kendallB, .pearson]

    /// Of an automatic rater and the consensus of people.
    static func automatic(_ kind: RaterKind, _ level: Level) -> [PairMeasure] {
        if level == .nominal { return [.percentAgreement, .cohenUnweighted] }
        return differentScales + (kind == .metric ? [] : [.cohenQuadratic, .meanAbsoluteError, .bias])
    }

    /// The coefficients of all raters, under their names at that level.
    static func chosen(_ names: [String], _ level: Level) -> [(name: String, as: String)] {
        let kept = level == .nominal ? names.filter { $0.hasSuffix(".identity") } : names
        return kept.map { ($0, $0) }
    }
}
