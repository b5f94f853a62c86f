import Agreement
import Foundation

/// How intervals of the audit are made.
package struct AuditOptions: Sendable, Equatable {
    package var confidence: Double
    package var resamples: Int
    package var seed: UInt64

    package init(confidence: Double = 0.95, resamples: Int = 1000, seed: UInt64 = 1) {
        self.confidence = confidence
        self.resamples = resamples
        self.seed = seed
    }
}

/// One time of some attempts in the order in which they were to start, with the hour of a day that each lies in; nil is a
/// failure.
package struct LatencySeries: Sendable {
    package let values: [Double?]
    /// The hour since some beginning, of each.
    package let hours: [Int]

    package init(values: [Double?], hours: [Int]) {
        self.values = values
        self.hours = hours
    }

    package var usable: UsableLatency { UsableLatency(values) }

    /// The successes in the order of time.
    package var successes: [Double] { values.compactMap(\.self) }

    /// The rank correlation of each value with the next, failures as the largest.
    package var lagOne: Double? { Ranks.lagOne(values.map { $0 ?? .infinity }) }

    /// Quantiles over successes and failures with their intervals; undefined where so few attempts bound nothing.
    package func quantiles(_ shares: [Double], _ options: AuditOptions = AuditOptions()) -> [Figure] {
        let usable = usable
        guard usable.count > 0 else {
            return shares.map { _ in Figure(nil, count: 0, undefined: .noAttempt) }
        }
        guard !usable.successes.isEmpty else {
            return shares.map { _ in
                Figure(nil, count: usable.count, undefined: .allFailed(usable.count))
            }
        }
        let depends = (lagOne ?? 0) >= 0.1
        let ends = depends ? blockEnds(shares, options) : rankEnds(shares, usable, options)
        return shares.indices.map { place in
            let fewest = QuantileRanks.fewest(for: shares[place], confidence: options.confidence)
            guard usable.count >= fewest else {
                return Figure(nil, count: usable.count, undefined: .tooFew(usable.count, needed: fewest))
            }
            let figure = Figure(usable.quantile(shares[place]), count: usable.count)
            let (low, high, basis) = ends[place]
            return figure.between(low, high, basis)
        }
    }

    private typealias Ends = (low: Double?, high: Double?, basis: FigureBasis)

    private func rankEnds(_ shares: [Double], _ usable: UsableLatency, _ options: AuditOptions) -> [Ends] {
        func value(_ rank: Int?) -> Double? {
            rank.map { $0 <= usable.successes.count ? usable.successes[$0 - 1] : .infinity }
        }
        return shares.map { share in
            let ranks = QuantileRanks(count: usable.count, share: share, confidence: options.confidence)
            let places = "\(ranks.low.map(String.init) ?? "–") and \(ranks.high.map(String.init) ?? "–")"
            return (value(ranks.low), value(ranks.high), .formula("order statistics \(places) of \(usable.count)"))
        }
    }

    private func blockEnds(_ shares: [Double], _ options: AuditOptions) -> [Ends] {
        let blocks = Set(hours).count
        guard blocks > 1, options.resamples > 0 else {
            let reason = "attempts depend on each other within \(blocks == 1 ? "the one hour" : "hours")"
            return shares.map { _ in (nil, nil, .absent(reason)) }
        }
        let bootstrap = BlockBootstrap(
            values.map { $0 ?? .infinity },
            blocks: hours,
            resamples: options.resamples,
            seed: options.seed
        )
        let basis = FigureBasis.resamples(
            "over \(blocks) hours, \(options.resamples) resamples",
            few: blocks < 20 ? "hours" : nil
        )
        return bootstrap.quantiles(shares).map { draws in
            let ends = BlockBootstrap.ends(draws, confidence: options.confidence)
            return (ends?.low, ends?.high, basis)
        }
    }
}
