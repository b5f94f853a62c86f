/// Whether two groups differ in their means, whatever their variances (Welch, 1947; degrees of freedom by Satterthwaite, 1946).
package struct WelchTest: Sendable, Equatable {
    /// Two-sided; where neither group varies 1 for equal means and 0 for unlike ones.
    package let p: Double

    /// Nil where a group has fewer than two values.
    package init?(_ left: [Double], _ right: [Double]) {
        guard let left = Dispersion(left), let right = Dispersion(right), let one = left.deviation,
            let other = right.deviation
        else { return nil }
        let errors = (one * one / Double(left.count), other * other / Double(right.count))
        let error = errors.0 + errors.1
        guard error > 0 else {
            p = left.mean == right.mean ? 1 : 0
            return
        }
        let t = (right.mean - left.mean) / error.squareRoot()
        let degrees =
            error * error
            / (errors.0 * errors.0 / Double(left.count - 1) + errors.1 * errors.1 / Double(right.count - 1))
        p = Distributions.incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5)
    }
}
