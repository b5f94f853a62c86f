import Agreement

/// The hours of the day of one series: medians by day, whether the hour matters, and where peak and trough are.
package struct DayProfile: Sendable {
    /// Days as they are numbered by the clock, ascending.
    package let days: [Int]
    /// `[day][hour]`: the median, failures as infinite; nil where the hour has no attempt, or half of them failed.
    package let medians: [[Double?]]
    /// Hours of days in which so many failed that they have no median.
    package let unreached: Int
    package let test: HourTest
    /// The highest and the lowest mean of an hour; only where the test finds a difference.
    package let peak: Extreme?
    package let trough: Extreme?

    /// An hour of the day with the mean of its medians.
    package struct Extreme: Sendable, Equatable {
        package let hour: Int
        package let figure: Figure
    }

    /// `values` with nil for a failure, each with its day and its hour from 0 to 23.
    package init(_ values: [Double?], days dayOf: [Int], hours: [Int], _ options: AuditOptions = AuditOptions()) {
        days = Set(dayOf).sorted()
        let places = Dictionary(uniqueKeysWithValues: zip(days, days.indices))
        var cells = [[[Double?]]](repeating: [[Double?]](repeating: [], count: 24), count: days.count)
        for (place, value) in values.enumerated() {
            guard let day = places[dayOf[place]], (0..<24).contains(hours[place]) else { continue }
            cells[day][hours[place]].append(value)
        }
        var unreached = 0
        medians = cells.map { row in
            row.map { cell in
                let median = UsableLatency(cell).quantile(0.5)
                if median == .infinity { unreached += 1 }
                return median.flatMap { $0.isFinite ? $0 : nil }
            }
        }
        self.unreached = unreached
        test = HourTest(medians: medians, seed: options.seed)
        let isFound = test.p.map { $0 <= 1 - options.confidence } ?? false
        peak = isFound ? Self.extreme(medians, options) { $0 > $1 } : nil
        trough = isFound ? Self.extreme(medians, options) { $0 < $1 } : nil
    }

    /// The mean over days of each hour's median.
    package var means: [Double?] { ShiftTest.means(medians) }

    /// The coefficient of variation of the hours' means.
    package var variationOfHours: Double? { Dispersion(means.compactMap(\.self))?.variation }

    private static func extreme(
        _ medians: [[Double?]],
        _ options: AuditOptions,
        _ isBeyond: (Double, Double) -> Bool
    ) -> Extreme? {
        var best: (hour: Int, mean: Double)?
        for (hour, mean) in ShiftTest.means(medians).enumerated() {
            guard let mean else { continue }
            if let found = best, !isBeyond(mean, found.mean) { continue }
            best = (hour, mean)
        }
        guard let best else { return nil }
        let column = medians.compactMap { $0[best.hour] }
        let figure = Figure(best.mean, count: column.count)
        guard column.count > 1 else { return Extreme(hour: best.hour, figure: figure) }
        // Where to look was chosen among 24 hours.
        let confidence = 1 - (1 - options.confidence) / 24
        let draws = BlockBootstrap.draws(of: column.count, resamples: max(4000, options.resamples), seed: options.seed)
        let means = draws.map { times in
            zip(column, times).reduce(0) { $0 + $1.0 * Double($1.1) } / Double(column.count)
        }
        let ends = BlockBootstrap.ends(means, confidence: confidence)
        return Extreme(
            hour: best.hour,
            figure: figure.between(
                ends?.low,
                ends?.high,
                .resamples("over \(column.count) days, Bonferroni over 24 hours")
            )
        )
    }
}

/// Medians of the hours of the day over all days together, for description.
package struct HourMedians: Sendable, Equatable {
    package let medians: [Int: Double]
    package let peak: (hour: Int, median: Double)
    package let trough: (hour: Int, median: Double)

    /// Nil of none.
    package init?(_ values: [Double], hours: [Int]) {
        var groups: [Int: [Double]] = [:]
        for (value, hour) in zip(values, hours) { groups[hour, default: []].append(value) }
        medians = groups.mapValues { $0.sorted().quantile(0.5) }
        let ordered = medians.sorted { $0.key < $1.key }
        guard let first = ordered.first else { return nil }
        let highest = ordered.reduce(first) { $1.value > $0.value ? $1 : $0 }
        let lowest = ordered.reduce(first) { $1.value < $0.value ? $1 : $0 }
        peak = (highest.key, highest.value)
        trough = (lowest.key, lowest.value)
    }

    /// Peak over trough; nil where the trough is not above 0.
    package var ratio: Double? { trough.median > 0 ? peak.median / trough.median : nil }

    package static func == (left: HourMedians, right: HourMedians) -> Bool { left.medians == right.medians }
}
