/// The chance that a standard normal number exceeds `z`.
package func normalUpperTail(_ z: Double) -> Double { Distributions.normal(below: -z) }

/// The quantile of the standard normal distribution that leaves half of the rest on each side of `confidence`.
package func normalQuantile(confidence: Double) -> Double { Distributions.normalQuantile(0.5 + confidence / 2) }
