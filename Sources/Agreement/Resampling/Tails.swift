import Foundation

/// The chance that a standard normal number exceeds `z`.
package func normalUpperTail(_ z: Double) -> Double { Distributions.normal(below: -z) }

/// The quantile of the standard normal distribution that leaves half of the rest on each side of `confidence`.
package func normalQuantile(confidence: Double) -> Double { Distributions.normalQuantile(0.5 + confidence / 2) }

/// How far an end of a bootstrap's interval is from that of endless resamples, of a figure that is about normal:
/// √(p (1 − p)/B)/φ(z_p) standard errors, with p = (1 − confidence)/2 beyond the end (Serfling, 1980, 2.3.3).
package func errorOfEnd(standardError: Double, confidence: Double, resamples: Int) -> Double {
    let tail = (1 - confidence) / 2
    let z = Distributions.normalQuantile(tail)
    let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
    return standardError * (tail * (1 - tail) / Double(max(1, resamples))).squareRoot() / density
}
