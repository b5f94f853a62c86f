import Agreement

/// How much times differ, each figure with its interval; of successes only.
///
/// Intervals are those of a logarithm by bootstrap over hours, in runs of them where an hour is like the one before, with
/// Student's t of as many runs less one. A step from one attempt to the next is of the hour in which it ends. Simulated with
/// six attempts an hour, the mean's covers .97 at 72 independent hours; where hours' levels hang together by .5, .7 and .9
/// from one to the next, .88, .89 and .72 at 72 hours and .89, .93 and .76 at 168; CV .93 to .74, jitter .94 to .84.
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
        guard usable.showsMean, let spread = Dispersion(series.successes) else {
            let reason: Figure.Undefined =
                usable.count == 0 ? .noAttempt : .failed(usable.failures, of: usable.count)
            self.init(undefined: reason, count: usable.count)
            return
        }
        let hours = zip(series.values, series.hours).compactMap { value, hour in value.map { _ in hour } }
        let run = BlockBootstrap.run(of: Self.means(series.successes, by: hours))
        let bootstrap = BlockBootstrap(
            series.successes,
            blocks: hours,
            run: run,
            resamples: options.resamples,
            seed: options.seed
        )
        func figure(_ value: Double?, most: Double = .infinity, _ resampled: () -> [Double]) -> Figure {
            guard let value else { return Figure(nil, count: usable.count, undefined: .singleAttempt) }
            return Figure(value, count: usable.count)
                .between(resampled, hours: bootstrap.blockCount, run: run, most: most, options)
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
                Figure($0, count: usable.count).between(nil, nil, .absent("it stands where the last attempts left it"))
            } ?? Figure(nil, count: usable.count, undefined: .singleAttempt)
        )
    }

    /// Of each hour, in their order.
    private static func means(_ values: [Double], by hours: [Int]) -> [Double] {
        Dictionary(grouping: zip(values, hours), by: \.1).sorted { $0.key < $1.key }.map { _, members in
            members.reduce(0) { $0 + $1.0 } / Double(members.count)
        }
    }
}

extension Figure {
    /// Between the ends of the logarithm's interval, at most `most`; draws of nothing are left out.
    fileprivate func between(
        _ resampled: () -> [Double],
        hours: Int,
        run: Int,
        most: Double,
        _ options: AuditOptions
    ) -> Figure {
        guard let value, hours > 1 else { return between(nil, nil, .oneHour) }
        let runs = Double(hours) / Double(run)
        guard let ends = logInterval(of: value, resampled(), degrees: runs - 1, confidence: options.confidence) else {
            return between(nil, nil, .absent("no spread"))
        }
        let drawn = run > 1 ? " in runs of \(run)" : ""
        return between(
            ends.low,
            min(most, ends.high),
            .resamples(
                "of the logarithm over \(hours) hours\(drawn)",
                few: runs < 20 ? run > 1 ? "runs" : "hours" : nil
            )
        )
    }
}
