/// What each rater holds of each subject: a judge's samples and orders taken together, and panels beside their jurors.
package struct Opinions: Sendable, Equatable {
    /// The vote over samples of the judges that name one.
    package var votes: [String: Judge.Manner.Vote]
    package var panels: [Panel]

    package init(votes: [String: Judge.Manner.Vote] = [:], panels: [Panel] = []) {
        self.votes = votes
        self.panels = panels
    }

    /// One record for each rater, criterion and subject; `nominal` names the criteria whose values are choices.
    ///
    /// A pair of which a judge was asked in one order only, so far, leaves none: it is missing.
    package func joined(_ ratings: [RatingRecord], nominal: Set<String>) -> [RatingRecord] {
        let groups = Dictionary(grouping: ratings) { [$0.rater, $0.criterion, $0.subject.name] }
        let own = groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { _, records in
            joined(records, isNominal: nominal.contains(records[0].criterion))
        }
        return own + panels.flatMap { panel in verdicts(of: panel, own, nominal) }
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

    private func verdicts(of panel: Panel, _ opinions: [RatingRecord], _ nominal: Set<String>) -> [RatingRecord] {
        let jurors = opinions.filter { panel.judges.contains($0.rater) }
        let groups = Dictionary(grouping: jurors) { [$0.criterion, $0.subject.name] }
        // A juror who is missing on one subject does not make another panel of the rest.
        let versions = Dictionary(grouping: jurors, by: \.criterion).mapValues { Self.version(of: panel, $0) }
        return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { _, jurors in
            var verdict = Self.verdict(of: panel, jurors, isNominal: nominal.contains(jurors[0].criterion))
            verdict?.version = versions[jurors[0].criterion]
            return verdict
        }
    }

    /// The vote of those jurors who gave a verdict; without a quorum what kept it away, or none while jurors are missing.
    private static func verdict(of panel: Panel, _ jurors: [RatingRecord], isNominal: Bool) -> RatingRecord? {
        let votes = jurors.filter { $0.outcome == .rated }
        guard var verdict = votes.first ?? jurors.first else { return nil }
        verdict.rater = panel.name
        verdict.sample = nil
        verdict.side = nil
        verdict.note = nil
        verdict.flags = ["panel"]
        guard votes.count >= panel.quorum else {
            guard jurors.count == panel.judges.count, let other = jurors.first(where: { $0.outcome != .rated }) else {
                return nil
            }
            verdict.value = nil
            verdict.outcome = other.outcome
            verdict.reason = "\(votes.count) of \(panel.judges.count) votes, \(panel.quorum) needed"
            return verdict
        }
        let values = votes.compactMap(\.value)
        if isNominal || panel.vote == .majority || values.count < votes.count {
            return majority(votes, into: verdict, of: votes.count)
        }
        verdict.value = panel.vote == .mean ? mean(values) : median(values)
        verdict.label = nil
        return verdict
    }

    /// The middle value, or the mean of the two in the middle.
    private static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    private static func version(of panel: Panel, _ jurors: [RatingRecord]) -> String {
        let versions = Set(jurors.map { [$0.rater, $0.version ?? ""] }).sorted { $0.lexicographicallyPrecedes($1) }
            .map { JSONValue.array($0.map(JSONValue.string)) }
        return SHA256.hex(
            of: JSONValue.array([
                .string(panel.vote.rawValue), .number(Double(panel.quorum)), .array(panel.judges.map(JSONValue.string)),
                .array(versions),
            ]).canonicalBytes
        )
    }
}

extension Opinions {
    /// As the store keeps them.
    package var json: JSONValue {
        let panels = panels.map { panel in
            JSONValue.object([
                ("name", .string(panel.name)), ("judges", .array(panel.judges.map(JSONValue.string))),
                ("vote", .string(panel.vote.rawValue)), ("quorum", .number(Double(panel.quorum))),
            ])
        }
        let votes = votes.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value.rawValue)) }
        return .object([("votes", .object(votes)), ("panels", .array(panels))])
    }

    package init(json: JSONValue?) {
        let votes = (json?["votes"]?.members ?? []).compactMap { name, vote in
            vote.string.flatMap(Judge.Manner.Vote.init).map { (name, $0) }
        }
        self.init(
            votes: Dictionary(votes) { first, _ in first },
            panels: (json?["panels"]?.array ?? []).compactMap { panel in
                guard let name = panel["name"]?.string, let judges = panel["judges"]?.array?.compactMap(\.string),
                    let vote = panel["vote"]?.string.flatMap(Panel.Vote.init), let quorum = panel["quorum"]?.integer
                else { return nil }
                return Panel(name: name, judges: judges, vote: vote, quorum: quorum)
            }
        )
    }

    /// Those of a study.
    package init(of study: Study) {
        let votes = study.judges.compactMap { judge in judge.manner.vote.map { (judge.name, $0) } }
        self.init(votes: Dictionary(votes) { first, _ in first }, panels: study.panels)
    }
}
