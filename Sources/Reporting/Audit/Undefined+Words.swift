import Auditing

extension Figure.Undefined {
    /// The reason as a sentence's part.
    var words: String {
        switch self {
        case .noAttempt: "no attempt"
        case .allFailed(let count): "all \(count) attempts failed: there is no latency"
        case .failed(let failures, let count): "\(failures) of \(count) attempts failed"
        case .tooFew(let count, let needed): "\(count) attempts are too few: \(needed) needed"
        case .singleAttempt: "a single attempt has no spread"
        case .tooFewSlots(let count, let needed): "\(count) slots with both are too few: \(needed) needed"
        case .oneHour: "all slots lie in one hour"
        case .cachedUnlike(let one, let other):
            "not compared: \(Self.percent(one)) and \(Self.percent(other)) of the prompts came from a cache"
        case .crowdedUnlike(let one, let other):
            "not compared: \(Self.tenths(one)) and \(Self.tenths(other)) requests were under way"
        case .medianNotReached: "a median is not reached: half of the probes failed"
        case .noTimes: "no times"
        case .withheld: "withheld until 'slam unblind'"
        case .noStream: "no stream told it"
        case .imported: "imported: not measured"
        case .noProbe: "no probe: run slam probe"
        case .tooFewDays(let count, let needed):
            "\(count == 1 ? "1 day is" : "\(count) days are") too few: \(needed) needed"
        case .noHourWithMedian: "no hour has a median"
        }
    }

    /// In as few words as a cell holds.
    var cell: String {
        switch self {
        case .tooFew: "n too small"
        case .allFailed: "all failed"
        case .failed: "too many failed"
        case .withheld: "withheld"
        default: "–"
        }
    }

    private static func percent(_ share: Double?) -> String {
        share.map { "\(Int(($0 * 100).rounded())) %" } ?? "an unknown share"
    }

    private static func tenths(_ count: Double) -> String { "\((count * 10).rounded() / 10)" }
}
