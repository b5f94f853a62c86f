import Agreement

/// Whether latency goes with the hour of the day: hours are the unit, whole days are shifted.
///
/// m_h is the mean over the days that have hour h, grand their mean, the statistic Σ (m_h − grand)². A shift by k moves each
/// hour h of a day to (h + k) mod 24, missing hours with it; p = (1 + shifts with at least the observed statistic) /
/// (1 + shifts), where what is smaller by less than 1e-9 of it counts. Undefined with fewer than five days.
package struct HourTest: Sendable, Equatable {
    package let statistic: Double?
    package let p: Double?
    package let undefined: String?

    package static let fewestDays = 5

    /// `medians[day][hour]`, nil is missing; `shifts` gives an offset for each day.
    package init(medians: [[Double?]], shifts: [[Int]]) {
        guard medians.count >= Self.fewestDays else {
            let days = medians.count == 1 ? "1 day is" : "\(medians.count) days are"
            self.init(undefined: "\(days) too few: \(Self.fewestDays) needed")
            return
        }
        guard let observed = Self.statistic(medians, []) else {
            self.init(undefined: "no hour has a median")
            return
        }
        let bound = observed * (1 - 1e-9)
        let count = shifts.count { (Self.statistic(medians, $0) ?? 0) >= bound }
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

    private init(undefined words: String) { self.init(statistic: nil, p: nil, undefined: words) }

    private init(statistic: Double?, p: Double?, undefined: String?) {
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

    private static func statistic(_ medians: [[Double?]], _ shifts: [Int]) -> Double? {
        let means = means(medians, shifts).compactMap(\.self)
        guard !means.isEmpty else { return nil }
        let grand = means.reduce(0, +) / Double(means.count)
        return means.reduce(0) { $0 + ($1 - grand) * ($1 - grand) }
    }
}
