import Foundation

/// The interval of a positive figure by the standard error of its logarithm among resamples, x · exp(±t s), with Student's t
/// (Efron and Tibshirani, *An Introduction to the Bootstrap*, 1993, 12.5).
///
/// Resamples that are not positive or not finite are left out; nil where the figure is not positive, or fewer than two are left.
package func logInterval(of value: Double, _ resampled: [Double], degrees: Double, confidence: Double) -> (
    low: Double, high: Double
)? {
    let logarithms = resampled.filter { $0 > 0 && $0.isFinite }.map { log($0) }
    guard value > 0, let error = Dispersion(logarithms)?.deviation else { return nil }
    let half = Distributions.studentQuantile(0.5 + confidence / 2, degrees) * error
    return (value * exp(-half), value * exp(half))
}
