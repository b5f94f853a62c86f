import Testing

/// Worked examples with values from published tables and independent packages.
///
/// Each value was recomputed with at least one of krippendorff 0.9.0, irrCAC 0.4.4, statsmodels 0.15.0, scipy 1.17.1 and
/// scikit-learn 1.9.1; the source names where the data come from.
struct ReferenceCase: Sendable, CustomTestStringConvertible {
    /// A figure of all raters, or of the last two.
    struct Check: Sendable {
        let measure: String
        let isOfPair: Bool
        let value: Double
        let tolerance: Double
    }

    let id: String
    let source: String
    /// Items by raters.
    var rows: [[Double?]] = []
    /// Instead of rows: a table of counts, first rater down, second across.
    var counts: [[Int]] = []
    /// Instead of rows: for each item how many raters chose each category.
    var tallies: [[Int]] = []
    let checks: [Check]

    var testDescription: String { id }
}

extension ReferenceCase {
    // swift-format-ignore
    static let all: [ReferenceCase] = [
        ReferenceCase(
            id: "krippendorff_4x12",
            source: "Krippendorff (2011) Computing Krippendorff's Alpha-Reliability, example C/E",
            rows: [[1, 1, nil, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4], [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [nil, 5, 5, 5], [nil, nil, 1, 1], [nil, 3, nil, nil]],
            checks: [
                Check(measure: "alpha.nominal", isOfPair: false, value: 0.743421052631579, tolerance: 1e-09),
                Check(measure: "alpha.ordinal", isOfPair: false, value: 0.8153875037548813, tolerance: 1e-09),
                Check(measure: "alpha.interval", isOfPair: false, value: 0.8491071428571428, tolerance: 1e-09),
                Check(measure: "alpha.ratio", isOfPair: false, value: 0.7974027747116121, tolerance: 1e-09),
            ]),
        ReferenceCase(
            id: "gwet_raw4raters",
            source: "Gwet (2014) Handbook of Inter-Rater Reliability 4th ed.; irrCAC dataset raw_4raters / cac.raw4raters",
            rows: [[1, 1, nil, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4], [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [nil, 5, 5, 5], [nil, nil, 1, 1], [nil, nil, 3, nil]],
            checks: [
                Check(measure: "fleiss.identity", isOfPair: false, value: 0.7611692754224112, tolerance: 1e-09),
                Check(measure: "percent_agreement", isOfPair: false, value: 0.8181818181818182, tolerance: 1e-09),
                Check(measure: "alpha.nominal", isOfPair: false, value: 0.743421052631579, tolerance: 1e-09),
                Check(measure: "alpha.ordinal", isOfPair: false, value: 0.8153875037548813, tolerance: 1e-09),
                Check(measure: "alpha.interval", isOfPair: false, value: 0.8491071428571428, tolerance: 1e-09),
                Check(measure: "alpha.ratio", isOfPair: false, value: 0.7974027747116121, tolerance: 1e-09),
            ]),
        ReferenceCase(
            id: "krippendorff_3x15",
            source: "krippendorff.py docstring (read); Wikipedia",
            rows: [[nil, 1, nil], [nil, nil, nil], [nil, 2, 2], [nil, 1, 1], [nil, 3, 3], [3, 3, 4], [4, 4, 4], [1, 3, nil], [2, nil, 2], [1, nil, 1], [1, nil, 1], [3, nil, 3], [3, nil, 3], [nil, nil, nil], [3, nil, 4]],
            checks: [
                Check(measure: "alpha.nominal", isOfPair: false, value: 0.691358024691358, tolerance: 1e-09),
                Check(measure: "alpha.interval", isOfPair: false, value: 0.8108448928121059, tolerance: 1e-09),
                Check(measure: "alpha.ordinal", isOfPair: false, value: 0.8067214199413153, tolerance: 1e-09),
                Check(measure: "alpha.ratio", isOfPair: false, value: 0.8089436707842471, tolerance: 1e-09),
            ]),
        ReferenceCase(
            id: "krippendorff_A_binary",
            source: "Krippendorff (2011) example A (data recalled)",
            rows: [[0, 1], [1, 1], [0, 1], [0, 0], [0, 0], [0, 1], [0, 0], [0, 0], [1, 0], [0, 0]],
            checks: [
                Check(measure: "alpha.nominal", isOfPair: false, value: 0.09523809523809534, tolerance: 1e-09),
            ]),
        ReferenceCase(
            id: "krippendorff_B_nominal",
            source: "Krippendorff (2011) example B (data recalled)",
            rows: [[1, 2], [1, 1], [2, 2], [2, 2], [4, 2], [3, 3], [3, 3], [3, 3], [5, 5], [4, 4], [4, 4], [1, 4]],
            checks: [
                Check(measure: "alpha.nominal", isOfPair: false, value: 0.6919642857142858, tolerance: 1e-09),
            ]),
        ReferenceCase(
            id: "fleiss_1971",
            source: "Fleiss (1971); R irr data 'diagnoses' (1 Depression, 2 Personality Disorder, 3 Schizophrenia, 4 Neurosis, 5 Other)",
            rows: [[4, 4, 4, 4, 4, 4], [2, 2, 2, 5, 5, 5], [2, 3, 3, 3, 3, 5], [5, 5, 5, 5, 5, 5], [2, 2, 2, 4, 4, 4], [1, 1, 3, 3, 3, 3], [3, 3, 3, 3, 5, 5], [1, 1, 3, 3, 3, 4], [1, 1, 4, 4, 4, 4], [5, 5, 5, 5, 5, 5], [1, 4, 4, 4, 4, 4], [1, 2, 4, 4, 4, 4], [2, 2, 2, 3, 3, 3], [1, 4, 4, 4, 4, 4], [2, 2, 4, 4, 4, 5], [3, 3, 3, 3, 3, 5], [1, 1, 1, 4, 5, 5], [1, 1, 1, 1, 1, 2], [2, 2, 4, 4, 4, 4], [1, 3, 3, 5, 5, 5], [5, 5, 5, 5, 5, 5], [2, 4, 4, 4, 4, 4], [2, 2, 4, 5, 5, 5], [1, 1, 4, 4, 4, 4], [1, 4, 4, 4, 4, 5], [2, 2, 2, 2, 2, 4], [1, 1, 1, 1, 5, 5], [2, 2, 4, 4, 4, 4], [1, 3, 3, 3, 3, 3], [5, 5, 5, 5, 5, 5]],
            checks: [
                Check(measure: "fleiss.identity", isOfPair: false, value: 0.43024452006014086, tolerance: 1e-09),
                Check(measure: "alpha.nominal", isOfPair: false, value: 0.4334098282820289, tolerance: 1e-09),
            ]),
        ReferenceCase(
            id: "wikipedia_fleiss_10x14",
            source: "Wikipedia Fleiss' kappa; statsmodels tests (read)",
            tallies: [[0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1], [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7]],
            checks: [
                Check(measure: "fleiss.identity", isOfPair: false, value: 0.20993070442195522, tolerance: 1e-09),
            ]),
        ReferenceCase(
            id: "randolph_[[7,1],[3,5]]",
            source: "statsmodels tests: justusrandolph.net/kappa online calculator (read)",
            tallies: [[7, 1], [3, 5]],
            checks: [
                Check(measure: "fleiss.identity", isOfPair: false, value: 0.16190476190476205, tolerance: 1e-09),
            ]),
        ReferenceCase(
            id: "randolph_[[6,1,0],[0,7,0]]",
            source: "statsmodels tests: justusrandolph.net/kappa online calculator (read)",
            tallies: [[6, 1, 0], [0, 7, 0]],
            checks: [
                Check(measure: "fleiss.identity", isOfPair: false, value: 0.7083333333333335, tolerance: 1e-09),
            ]),
        ReferenceCase(
            id: "sas_kappa_3x3",
            source: "SAS PROC FREQ example, statsmodels tests/test_inter_rater.py",
            counts: [[0, 4, 1], [0, 8, 0], [0, 1, 5]],
            checks: [
                Check(measure: "cohen.unweighted", isOfPair: true, value: 0.4841628959276017, tolerance: 1e-09),
                Check(measure: "cohen.linear", isOfPair: true, value: 0.4701195219123504, tolerance: 1e-09),
            ]),
        ReferenceCase(
            id: "irr_anxiety",
            source: "R irr data 'anxiety'; pair = rater2,rater3 for the kappas",
            rows: [[3, 3, 2], [3, 6, 1], [3, 4, 4], [4, 6, 4], [5, 2, 3], [5, 4, 2], [2, 2, 1], [3, 4, 6], [5, 3, 1], [2, 3, 1], [2, 2, 1], [6, 3, 2], [1, 3, 3], [5, 3, 3], [2, 2, 1], [2, 2, 1], [1, 1, 3], [2, 3, 3], [4, 3, 2], [3, 4, 2]],
            checks: [
                Check(measure: "cohen.unweighted", isOfPair: true, value: -0.006289308176100635, tolerance: 1e-09),
                Check(measure: "cohen.linear", isOfPair: true, value: 0.12621359223300985, tolerance: 1e-09),
                Check(measure: "cohen.quadratic", isOfPair: true, value: 0.22979797979797903, tolerance: 1e-09),
            ]),
        ReferenceCase(
            id: "cohen_1960_1968",
            source: "Cohen (1960, 1968); psych man/kappa.Rd: 'cohen reports .492 and .348' (read)",
            counts: [[88, 14, 18], [10, 40, 10], [2, 6, 12]],
            checks: [
                Check(measure: "cohen.unweighted", isOfPair: true, value: 0.49152542372881347, tolerance: 1e-09),
            ]),
        ReferenceCase(
            id: "fleiss_cohen_everitt_1969",
            source: "Fleiss, Cohen & Everitt (1969); psych man/kappa.Rd, DescTools man/CohenKappa.Rd (data read)",
            counts: [[106, 10, 4], [22, 28, 10], [2, 12, 6]],
            checks: [
                Check(measure: "cohen.unweighted", isOfPair: true, value: 0.4285714285714286, tolerance: 1e-09),
            ]),
        ReferenceCase(
            id: "landis_koch_winnipeg",
            source: "Westlund & Kurland 1953 / Landis & Koch 1977; vcd data MSPatients (read)",
            counts: [[38, 5, 0, 1], [33, 11, 3, 0], [10, 14, 5, 6], [3, 7, 3, 10]],
            checks: [
                Check(measure: "cohen.unweighted", isOfPair: true, value: 0.20794246404002503, tolerance: 1e-09),
                Check(measure: "cohen.linear", isOfPair: true, value: 0.37973054798667877, tolerance: 1e-09),
                Check(measure: "cohen.quadratic", isOfPair: true, value: 0.5245764643318392, tolerance: 1e-09),
            ]),
        ReferenceCase(
            id: "landis_koch_new",
            source: "Westlund & Kurland 1953 / Landis & Koch 1977; vcd data MSPatients (read)",
            counts: [[5, 3, 0, 0], [3, 11, 4, 0], [2, 13, 3, 4], [1, 2, 4, 14]],
            checks: [
                Check(measure: "cohen.unweighted", isOfPair: true, value: 0.2965165675446049, tolerance: 1e-09),
                Check(measure: "cohen.linear", isOfPair: true, value: 0.47727272727272724, tolerance: 1e-09),
                Check(measure: "cohen.quadratic", isOfPair: true, value: 0.6255813953488375, tolerance: 1e-09),
            ]),
        ReferenceCase(
            id: "gwet_cont3x3abstractors",
            source: "Gwet (2014); irrCAC",
            counts: [[13, 0, 0], [0, 20, 7], [0, 4, 56]],
            checks: [
                Check(measure: "cohen.unweighted", isOfPair: true, value: 0.796409402183972, tolerance: 1e-09),
            ]),
        ReferenceCase(
            id: "gwet_cont4x4diagnosis",
            source: "Gwet (2014); irrCAC",
            counts: [[40, 4, 4, 17], [6, 25, 2, 13], [4, 1, 21, 12], [15, 5, 9, 45]],
            checks: [
                Check(measure: "cohen.unweighted", isOfPair: true, value: 0.4315007758811794, tolerance: 1e-09),
            ]),
        ReferenceCase(
            id: "sas_tau_2x5",
            source: "SAS PROC FREQ measures of association; DescTools man/KendallTauB.Rd (data read)",
            counts: [[26, 26, 23, 18, 9], [6, 7, 9, 14, 23]],
            checks: [
                Check(measure: "kendall_b", isOfPair: true, value: 0.3372567375343248, tolerance: 1e-09),
                Check(measure: "pearson", isOfPair: true, value: 0.3776477355924178, tolerance: 1e-09),
                Check(measure: "spearman", isOfPair: true, value: 0.3770608813287904, tolerance: 1e-09),
            ]),
        ReferenceCase(
            id: "bland_altman_pefr",
            source: "Bland & Altman (1986); data DescTools man/CCC.Rd (read)",
            rows: [[494, 512], [395, 430], [516, 520], [434, 428], [476, 500], [557, 600], [413, 364], [442, 380], [650, 658], [433, 445], [417, 432], [656, 626], [267, 260], [478, 477], [178, 259], [423, 350], [427, 451]],
            checks: [
                Check(measure: "bias", isOfPair: true, value: -2.1176470588235294, tolerance: 1e-09),
                Check(measure: "pearson", isOfPair: true, value: 0.9432794468909461, tolerance: 1e-09),
            ]),
        ReferenceCase(
            id: "irr_video",
            source: "R irr data 'video'",
            rows: [[4, 4, 3, 4], [4, 4, 4, 5], [4, 4, 5, 5], [4, 4, 4, 4], [4, 3, 2, 4], [4, 4, 3, 4], [4, 3, 2, 5], [4, 4, 3, 4], [4, 3, 3, 4], [4, 3, 3, 4], [4, 4, 3, 4], [4, 3, 3, 4], [4, 4, 4, 4], [4, 4, 4, 4], [4, 4, 3, 4], [4, 4, 4, 4], [4, 4, 4, 4], [4, 4, 4, 4], [4, 4, 4, 4], [4, 5, 5, 4]],
            checks: [
                Check(measure: "percent_agreement", isOfPair: false, value: 0.5916666666666667, tolerance: 1e-09),
            ]),
    ]
}
