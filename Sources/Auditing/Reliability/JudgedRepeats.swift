package import Agreement

/// How far a judge's scores of several answers to one prompt lie apart: what a repetition is worth in quality.
package struct JudgedRepeats: Sendable, Equatable {
    package let judge: String
    package let criterion: String
    /// Prompts with two judged answers or more.
    package let prompts: Int
    /// Pairs of judged answers to one prompt.
    package let pairs: Int
    /// The mean over prompts of the mean absolute difference of two answers' scores, in points; Student's t over prompts.
    package let difference: Estimate

    /// `scores` of one model's answers by prompt; answers without a score are left out, and prompts with one say nothing.
    package init?(judge: String, criterion: String, scores: [[Double]], confidence: Double) {
        let repeated = scores.filter { $0.count > 1 }
        guard !repeated.isEmpty else { return nil }
        let means = repeated.map { scores in
            var (sum, count) = (0.0, 0.0)
            for left in scores.indices {
                for right in scores.indices where right > left {
                    sum += abs(scores[left] - scores[right])
                    count += 1
                }
            }
            return sum / count
        }
        guard
            let found = try? clusteredMean(
                means,
                clusters: Array(means.indices),
                confidence: confidence,
                unit: "prompts"
            )
        else { return nil }
        (self.judge, self.criterion, difference) = (judge, criterion, found.cut(to: 0...Double.infinity))
        prompts = repeated.count
        pairs = repeated.reduce(0) { $0 + $1.count * ($1.count - 1) / 2 }
    }
}
