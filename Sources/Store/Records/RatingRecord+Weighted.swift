import Studies

extension RatingRecord {
    /// Whether the value is a judge's score weighted by probabilities, which lies anywhere on the scale.
    func isWeighted(on criterion: Criterion) -> Bool {
        guard kind == .judge, hasWeights, let value, case .scale(let scale) = criterion.form else {
            return false
        }
        return value >= scale.min && value <= scale.max
    }
}
