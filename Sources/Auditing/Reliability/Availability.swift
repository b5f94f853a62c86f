/// The share of probes that succeeded, with Wilson's interval on as many as the days, or hours, are worth.
///
/// Blocks are days from five days on, else hours; where none or all failed, the hours are the effective number. Rare
/// outages cover .80 to .86 under any block: the interval warns with fewer than five separate outages or five days.
package struct Availability: Sendable, Equatable {
    package enum Block: String, Sendable { case day, hour }

    package let share: Double?
    package let low: Double?
    package let high: Double?
    package let effectiveCount: Double?
    package let probes: Int
    package let hours: Int
    package let days: Int
    package let blocks: Block
    /// Runs of failures without a success between them.
    package let outages: Int

    /// In the order of time; `hours` since the start.
    package init(_ successes: [Bool], hours: [Double], confidence: Double = 0.95) {
        let whole = hours.map { Int($0.rounded(.down)) }
        let dayOf = whole.map { Int((Double($0) / 24).rounded(.down)) }
        probes = successes.count
        self.hours = Set(whole).count
        days = Set(dayOf).count
        blocks = days >= 5 ? .day : .hour
        outages = successes.indices.count { !successes[$0] && ($0 == 0 || successes[$0 - 1]) }
        guard !successes.isEmpty else {
            (share, low, high, effectiveCount) = (nil, nil, nil, nil)
            return
        }
        let share = Double(successes.count(where: \.self)) / Double(successes.count)
        self.share = share
        if share == 0 || share == 1 {
            effectiveCount = Double(self.hours)
            (low, high) = Wilson.interval(share, count: Double(self.hours), confidence: confidence)
            return
        }
        let clusters = blocks == .day ? dayOf : whole
        effectiveCount = Wilson.effectiveCount(successes, clusters: clusters, confidence: confidence)
        guard let effectiveCount else {
            (low, high) = (nil, nil)
            return
        }
        (low, high) = Wilson.interval(share, count: effectiveCount, confidence: confidence)
    }

    /// Why the interval says less than it seems to; nil where it does not.
    package var warning: String? {
        guard share != nil else { return nil }
        guard low != nil else { return "no interval: one hour only" }
        if days < 5 { return "interval likely too narrow (\(days) of 5 days)" }
        return outages < 5 ? "interval likely too narrow (\(outages) separate outages)" : nil
    }
}
