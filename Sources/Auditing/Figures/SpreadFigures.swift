import Agreement
import Foundation

/// How much times differ, each figure with its interval; of successes only.
///
/// Intervals are those of a logarithm by bootstrap over hours, with Student's t of as many hours less one, as neighbouring
/// attempts depend on each other. A step from one attempt to the next is of the hour in which it ends. Simulated with six
/// attempts an hour: at 72 independent hours they cover .91 (CV) to .95; where hours' levels hang together (.7 from one to the
/// next) QCD .93, jitter .83, CV .82 and the mean .62.
package struct SpreadFigures: Sendable, Equatable {
    package let mean: Figure
    /// The coefficient of variation, s / mean.
    package let variation: Figure
    /// (Q3 − Q1) / (Q3 + Q1).
    package let quartileDispersion: Figure
    /// The mean step between one and the next in time.
    package let jitter: Figure
    /// RFC 3550's: where a running average stands after the last attempt, so that hours drawn anew are none of it.
    package let smoothedJitter: Figure
}

extension SpreadFigures {
    /// The same reason for each.
    package init(undefined: Figure.Undefined, count: Int) {
        let figure = Figure(nil, count: count, undefined: undefined)
        self.init(mean: figure, variation: figure, quartileDispersion: figure, jitter: figure, smoothedJitter: figure)
    }

    /// None where a hundredth or more failed; a single attempt has a mean and no more.
    init(_ series: LatencySeries, _ options: AuditOptions) {
        let usable = series.usable
        guard usable.showsMean, let spread = Spread(series.successes) else {
            let reason: Figure.Undefined =
                usable.count == 0 ? .noAttempt : .failed(usable.failures, of: usable.count)
            self.init(undefined: reason, count: usable.count)
            return
        }
        let hours = zip(series.values, series.hours).compactMap { value, hour in value.map { _ in hour } }
        let bootstrap = BlockBootstrap(
            series.successes,
            blocks: hours,
            resamples: options.resamples,
            seed: options.seed
        )
        func figure(_ value: Double?, most: Double = .infinity, _ resampled: () -> [Double]) -> Figure {
            guard let value else { return Figure(nil, count: usable.count, undefined: .singleAttempt) }
            return Figure(value, count: usable.count)
                .between(resampled, hours: bootstrap.blockCount, most: most, options)
        }
        self.init(
            mean: figure(spread.mean, bootstrap.means),
            variation: figure(spread.variation, bootstrap.variations),
            quartileDispersion: figure(spread.count > 1 ? spread.quartileDispersion : nil, most: 1) {
                let quartiles = bootstrap.quantiles([0.25, 0.75])
                return zip(quartiles[0], quartiles[1]).map { ($1 - $0) / ($1 + $0) }
            },
            jitter: figure(spread.jitter) { bootstrap.steps(series.successes, blocks: hours) },
            smoothedJitter: spread.smoothedJitter.map {
                Figure($0, count: usable.count).between(nil, nil, "none: it stands where the last attempts left it")
            } ?? Figure(nil, count: usable.count, undefined: .singleAttempt)
        )
    }
}

extension Figure {
    /// Between the ends of the logarithm's interval, at most `most`; draws of nothing are left out.
    fileprivate func between(
        _ resampled: () -> [Double],
        hours: Int,
        most: Double,
        _ options: AuditOptions
    ) -> Figure {
        guard let value, hours > 1 else { return between(nil, nil, "none: one hour only") }
        let logarithms = resampled().filter { $0 > 0 && $0.isFinite }.map { log($0) }
        guard value > 0, let error = Spread(logarithms)?.deviation else { return between(nil, nil, "none: no spread") }
        let half = Distributions.studentQuantile(0.5 + options.confidence / 2, Double(hours - 1)) * error
        let warning = hours < 20 ? "; interval likely too narrow (few hours)" : ""
        return between(
            value * exp(-half),
            min(most, value * exp(half)),
            "bootstrap of the logarithm over \(hours) hours\(warning)"
        )
    }
}
