import Agreement

/// Whether latency goes with the hour of the day, by `ShiftTest`: whole days are shifted. Undefined with fewer than five days.
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
        guard let test = ShiftTest(medians, shifts: shifts) else {
            self.init(undefined: .noHourWithMedian)
            return
        }
        self.init(statistic: test.statistic, p: test.p, undefined: nil)
    }

    /// With 1,999 seeded random shifts.
    package init(medians: [[Double?]], seed: UInt64, shifts count: Int = 1999) {
        let isEnough = medians.count >= Self.fewestDays
        self.init(medians: medians, shifts: ShiftTest.shifts(isEnough ? count : 0, of: medians, seed: seed))
    }

    private init(undefined reason: Figure.Undefined) { self.init(statistic: nil, p: nil, undefined: reason) }

    private init(statistic: Double?, p: Double?, undefined: Figure.Undefined?) {
        (self.statistic, self.p, self.undefined) = (statistic, p, undefined)
    }
}
