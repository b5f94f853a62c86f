import Agreement

/// Whether latency goes with the hour of the day: hours are the unit, whole days are shifted.
///
/// m_h is the mean over the days that have hour h, grand their mean, the statistic Σ (m_h − grand)². A shift by k moves each
/// hour h of a day to (h + k) mod 24, missing hours with it; p = (1 + shifts with at least the observed statistic) /
/// (1 + shifts), where what is smaller by less than 1e-9 of it counts. Undefined with fewer than five days.
package struct HourTest: Sendable, Equatable {
    package let statistic: Double?
    package let p: Double?
    package let undefined: Figure.Undefined?

    package static let fewestDays = 5

    /// `medians[day][hour]`, nil is missing; `shifts` gives an offset for each day.
    package init(medians: [[Double?]], shifts: [[Int]]) {
        guard medians.count >= Self.fewestDays else {
            self.init(undefined: .tooFewDays(medians.count, needed: Self.fewestDays))
            return
        }
        var grid = HourGrid(medians)
        guard let observed = grid.statistic([]) else {
            self.init(undefined: .noHourWithMedian)
            return
        }
        let bound = observed * (1 - 1e-9)
        let count = shifts.count { (grid.statistic($0) ?? 0) >= bound }
        self.init(statistic: observed, p: Double(1 + count) / Double(1 + shifts.count), undefined: nil)
    }

    /// With 1,999 seeded random shifts.
    package init(medians: [[Double?]], seed: UInt64, shifts count: Int = 1999) {
        var generator = Generator(seed: seed)
        let hours = max(1, medians.first?.count ?? 1)
        let isEnough = medians.count >= Self.fewestDays
        let shifts = (0..<(isEnough ? count : 0)).map { _ in
            medians.map { _ in Int.random(in: 0..<hours, using: &generator) }
        }
        self.init(medians: medians, shifts: shifts)
    }

    private init(undefined reason: Figure.Undefined) { self.init(statistic: nil, p: nil, undefined: reason) }

    private init(statistic: Double?, p: Double?, undefined: Figure.Undefined?) {
        (self.statistic, self.p, self.undefined) = (statistic, p, undefined)
    }

    /// The mean of each hour over the days that have it.
    static func means(_ medians: [[Double?]], _ shifts: [Int] = []) -> [Double?] {
        let hours = medians.first?.count ?? 0
        var sums = [Double](repeating: 0, count: hours)
        var counts = [Int](repeating: 0, count: hours)
        for (day, row) in medians.enumerated() {
            let shift = day < shifts.count ? shifts[day] : 0
            for (hour, value) in row.enumerated() {
                guard let value else { continue }
                let target = ((hour + shift) % hours + hours) % hours
                sums[target] += value
                counts[target] += 1
            }
        }
        return sums.indices.map { counts[$0] > 0 ? sums[$0] / Double(counts[$0]) : nil }
    }
}

/// The medians that there are, and room for the sums of each hour: one statistic for each shift, without a list of its own.
private struct HourGrid {
    private struct Median {
        let day: Int
        let hour: Int
        let value: Double
    }

    private let medians: [Median]
    private var sums: [Double]
    private var counts: [Double]

    init(_ days: [[Double?]]) {
        medians = days.enumerated().flatMap { day, row in
            row.enumerated().compactMap { hour, value in value.map { Median(day: day, hour: hour, value: $0) } }
        }
        let hours = days.first?.count ?? 0
        (sums, counts) = ([Double](repeating: 0, count: hours), [Double](repeating: 0, count: hours))
    }

    /// Σ (m_h − grand)² with each day moved by its shift; days without one stay.
    mutating func statistic(_ shifts: [Int]) -> Double? {
        let hours = sums.count
        for hour in 0..<hours { (sums[hour], counts[hour]) = (0, 0) }
        for median in medians {
            let shift = median.day < shifts.count ? shifts[median.day] : 0
            let hour = ((median.hour + shift) % hours + hours) % hours
            sums[hour] += median.value
            counts[hour] += 1
        }
        var (grand, known) = (0.0, 0.0)
        for hour in 0..<hours where counts[hour] > 0 {
            sums[hour] /= counts[hour]
            grand += sums[hour]
            known += 1
        }
        guard known > 0 else { return nil }
        grand /= known
        var statistic = 0.0
        for hour in 0..<hours where counts[hour] > 0 { statistic += (sums[hour] - grand) * (sums[hour] - grand) }
        return statistic
    }
}
