/// A measure of two raters on the items that both scored; differences are the first's score less the second's.
public enum PairMeasure: String, Sendable, CaseIterable {
    /// The share of items with equal scores.
    case percentAgreement = "percent_agreement"
    /// Cohen's kappa (1960).
    case cohenUnweighted = "cohen.unweighted"
    /// Cohen's weighted kappa (1968) with |a − b|.
    case cohenLinear = "cohen.linear"
    /// Cohen's weighted kappa (1968) with (a − b)².
    case cohenQuadratic = "cohen.quadratic"
    /// Scott's pi (1955).
    case scottPi = "scott_pi"
    /// Pearson's product-moment correlation.
    case pearson
    /// Spearman's rank correlation, ties sharing their mean rank.
    case spearman
    /// Kendall's tau-b (1945).
    case kendallB = "kendall_b"
    /// Kendall's and Stuart's tau-c (1953).
    case kendallC = "kendall_c"
    /// Lin's concordance correlation (1989), moments divided by n.
    case linCCC = "lin_ccc"
    /// The mean difference of Bland and Altman (1986).
    case blandAltmanBias = "bland_altman.bias"
    /// The mean difference less 1.96 standard deviations (n − 1).
    case blandAltmanLower = "bland_altman.lower"
    /// The mean difference and 1.96 standard deviations (n − 1).
    case blandAltmanUpper = "bland_altman.upper"
    /// The mean absolute difference.
    case meanAbsoluteError = "mae"
    /// The root of the mean squared difference.
    case rootMeanSquareError = "rmse"
    /// The mean difference.
    case bias
    /// The share of items whose scores differ by at most 1.
    case withinOne = "within_one"

    var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// What a difference between two scores is, for the weighted kappas.
public enum WeightBasis: String, Sendable, CaseIterable {
    /// The difference of the scores' values: unused categories change nothing.
    case value
    /// The difference of the scores' ranks among the labels that the two raters used, as irr and scikit-learn do.
    case rank
}
