import Agreement
import Studies

/// Takes a judge's samples and orders together, and makes panels of the jurors: one opinion for each rater, criterion and
/// subject.
struct OpinionJoining {
    let acts: [Act]
    let raters: [RatingSet.Rater]
    /// By criterion whether its values are choices.
    let isNominal: [Bool]
    /// By rater how its samples vote, where it says so.
    let votes: [Judge.Manner.Vote?]
    /// By version whether it is one of ours, which is always asked in both orders.
    let isOurs: [Bool]

    /// The opinions of the acts at these places, which ascend; sorted by criterion, rater and subject.
    func joined(_ places: [Int32]) -> [Opinion] {
        // Packed, so that as few digits as possible decide.
        let subjectCount = UInt64(acts.map(\.subject).max() ?? 0) + 1
        let keys = places.map { place -> UInt64 in
            let act = acts[Int(place)]
            let pair = UInt64(act.criterion) * UInt64(raters.count) + UInt64(act.rater)
            return pair * subjectCount + UInt64(act.subject)
        }
        let order = Radix.order(keys)
        var opinions: [Opinion] = []
        opinions.reserveCapacity(keys.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, keys[Int(order[end])] == keys[Int(order[start])] { end += 1 }
            let place = places[Int(order[start])]
            if end == start + 1, acts[Int(place)].side == nil {
                opinions.append(opinion(place))
            } else if let opinion = joined(order[start..<end].map { places[Int($0)] }) {
                opinions.append(opinion)
            }
            start = end
        }
        return opinions
    }

    private func joined(_ places: [Int32]) -> Opinion? {
        guard let first = places.first else { return nil }
        let own = acts[Int(first)]
        guard raters[Int(own.rater)].kind == .judge, places.count > 1 || own.side != nil else { return opinion(first) }
        let nominal = isNominal[Int(own.criterion)]
        let vote = votes[Int(own.rater)] ?? (nominal ? .majority : .mean)
        let sides = RatingRecord.Side.allCases.map { side in places.filter { acts[Int($0)].side == side } }
        guard sides.contains(where: { !$0.isEmpty }) else { return voted(places, vote) }
        // Only what came in a file, without a version of ours, may have one order.
        if sides.contains(where: \.isEmpty) {
            return own.version >= 0 && isOurs[Int(own.version)] ? nil : voted(places, vote)
        }
        let orders = sides.compactMap { voted($0, vote) }
        if let other = orders.first(where: { $0.outcome != .rated }) { return other }
        var joined = orders[0]
        if nominal {
            if !Self.areEqual(orders.map(\.value)) { (joined.outcome, joined.value) = (.inconsistent, .nan) }
        } else {
            let values = orders.map(\.value).filter { !$0.isNaN }
            joined.value = values.isEmpty ? .nan : Self.mean(values)
        }
        return joined
    }

    private func opinion(_ place: Int32) -> Opinion {
        let act = acts[Int(place)]
        return Opinion(
            subject: act.subject,
            rater: act.rater,
            criterion: act.criterion,
            act: place,
            outcome: act.outcome,
            value: act.value
        )
    }

    /// One order's samples as one opinion: more than half of them must be verdicts.
    private func voted(_ places: [Int32], _ vote: Judge.Manner.Vote) -> Opinion? {
        let all = places.map(opinion)
        guard all.count > 1 else { return all.first }
        let rated = all.filter { $0.outcome == .rated }
        guard rated.count * 2 > all.count else { return all.first { $0.outcome != .rated } }
        if vote == .mean, !rated.contains(where: { $0.value.isNaN }) {
            var voted = rated[0]
            voted.value = Self.mean(rated.map(\.value))
            return voted
        }
        return Self.majority(rated)
    }

    /// The value that more than half of the votes have, or `inconsistent`.
    static func majority(_ votes: [Opinion]) -> Opinion {
        func isSame(_ one: Opinion, _ other: Opinion) -> Bool { areEqual([one.value, other.value]) }
        if let winner = votes.first(where: { vote in votes.count { isSame($0, vote) } * 2 > votes.count }) {
            return winner
        }
        var none = votes[0]
        (none.outcome, none.value, none.lack) = (.inconsistent, .nan, .noMajority)
        return none
    }

    /// Whether all are the same, where both bad, which has no number, is the same as both bad.
    private static func areEqual(_ values: [Double]) -> Bool {
        values.allSatisfy { $0 == values[0] || $0.isNaN && values[0].isNaN }
    }

    static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
