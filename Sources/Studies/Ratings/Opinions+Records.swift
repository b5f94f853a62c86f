extension Opinions {
    /// One record for each rater, criterion and subject; `nominal` names the criteria whose values are choices.
    ///
    /// A pair of which a judge was asked in one order only, so far, leaves none: it is missing.
    func joined(_ ratings: [RatingRecord], nominal: Set<String>) -> [RatingRecord] {
        let groups = Dictionary(grouping: ratings) { [$0.rater, $0.criterion, $0.subject.name] }
        return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { _, records in
            joined(records, isNominal: nominal.contains(records[0].criterion))
        }
    }

    private func joined(_ records: [RatingRecord], isNominal: Bool) -> RatingRecord? {
        guard let first = records.first, first.kind == .judge else { return records.first }
        let vote = votes[first.rater] ?? (isNominal ? .majority : .mean)
        let sides = RatingRecord.Side.allCases.map { side in records.filter { $0.side == side } }
        guard sides.contains(where: { !$0.isEmpty }) else { return Self.voted(records, vote) }
        // Only what came in a file, without a version of ours, may have one order.
        if sides.contains(where: \.isEmpty) {
            return first.version?.utf8.count == 64 ? nil : Self.voted(records, vote)
        }
        let orders = sides.compactMap { Self.voted($0, vote) }
        if let other = orders.first(where: { $0.outcome != .rated }) { return other }
        var joined = orders[0]
        guard isNominal else {
            joined.value = Self.mean(orders.compactMap(\.value))
            return joined
        }
        if Set(orders.map(\.value)).count > 1 {
            joined.outcome = .inconsistent
            joined.value = nil
        }
        return joined
    }

    /// One order's samples as one record: more than half of them must be verdicts.
    private static func voted(_ records: [RatingRecord], _ vote: Judge.Manner.Vote) -> RatingRecord? {
        guard var voted = records.first, records.count > 1 else { return records.first }
        let rated = records.filter { $0.outcome == .rated }
        guard rated.count * 2 > records.count else { return records.first { $0.outcome != .rated } }
        voted = rated[0]
        if vote == .mean, !rated.contains(where: { $0.value == nil }) {
            voted.value = mean(rated.compactMap(\.value))
            return voted
        }
        return majority(rated, into: voted, of: rated.count)
    }

    /// The value that more than half of the votes have, or `inconsistent`.
    private static func majority(_ votes: [RatingRecord], into record: RatingRecord, of count: Int) -> RatingRecord {
        var record = record
        let winner = votes.first { vote in votes.count { $0.value == vote.value } * 2 > count }
        if let winner {
            record.value = winner.value
            record.label = winner.label
        } else {
            record.outcome = .inconsistent
            record.value = nil
            record.reason = "no majority"
        }
        return record
    }

    private static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
}
