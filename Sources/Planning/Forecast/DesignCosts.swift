import Agreement
import Studies

/// What each design of pairs costs and tells.
package struct DesignCost: Sendable, Equatable {
    package var design: String
    /// Comparisons over all reviewers.
    package var pairs: Int
    /// Half the width of the interval of a difference of two models, as a share of comparisons won; the mean over all
    /// pairs of models.
    package var halfWidth: Double?
    /// Whether a text of the baseline can be told by its coming back.
    package var showsTheBaseline = false

    /// The designs for a study of that many models whose prompts are compared `blocks` times in all.
    ///
    /// The mean variance of a contrast over all pairs of models, in comparisons of standard deviation 1: (k − 1)/(kn) for a
    /// ring, 2/(nk) for all pairs, k/n for one pair (k models, n blocks), and for a star on the baseline
    /// (1/n)(2(k − 1)/k): a ring takes k comparisons where a star takes k − 1. From the pseudo-inverse of the design's
    /// Laplacian (David, *The Method of Paired Comparisons*, 1988). Standard deviation .5 of a share is its worst case.
    package static func designs(models: Int, blocks: Int, confidence: Double = 0.95) -> [DesignCost] {
        guard models > 1, blocks > 0 else { return [] }
        let (k, n) = (Double(models), Double(blocks))
        let quantile = Distributions.normalQuantile(0.5 + confidence / 2)
        func cost(_ design: String, _ each: Int, _ variance: Double, shows: Bool = false) -> DesignCost {
            DesignCost(
                design: design,
                pairs: each * blocks,
                halfWidth: quantile * 0.5 * variance.squareRoot(),
                showsTheBaseline: shows
            )
        }
        let ring = models == 2 ? 1 : models
        return [
            cost("ring", ring, models == 2 ? 1 / n : (k - 1) / (k * n)),
            cost("spread", 1, (k - 1) / n),
            cost("all", models * (models - 1) / 2, 2 / (k * n)),
            cost("baseline", models - 1, 2 * (k - 1) / (k * n), shows: models > 2),
        ]
    }
}
