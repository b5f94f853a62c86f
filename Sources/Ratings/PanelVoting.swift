import Studies

/// A panel's verdicts, made of its jurors' opinions.
struct PanelVoting {
    let panel: Panel
    /// The panel's own number among the raters.
    let rater: Int32
    /// By criterion whether its values are choices.
    let isNominal: [Bool]

    /// Jurors' opinions in the order of their names.
    func verdicts(_ jurors: [Opinion]) -> [Opinion] {
        let sorted = jurors.enumerated().sorted {
            ($0.element.criterion, $0.element.subject, $0.offset) < (
                $1.element.criterion, $1.element.subject, $1.offset
            )
        }.map(\.element)
        var verdicts: [Opinion] = []
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end].criterion == sorted[start].criterion,
                sorted[end].subject == sorted[start].subject
            {
                end += 1
            }
            if let verdict = verdict(Array(sorted[start..<end])) { verdicts.append(verdict) }
            start = end
        }
        return verdicts
    }

    /// The vote of those jurors who gave a verdict; without a quorum what kept it away, or none while jurors are missing.
    private func verdict(_ jurors: [Opinion]) -> Opinion? {
        let votes = jurors.filter { $0.outcome == .rated }
        guard var verdict = votes.first ?? jurors.first else { return nil }
        verdict.lack = nil
        if votes.count >= panel.quorum {
            let values = votes.map(\.value).filter { !$0.isNaN }
            if isNominal[Int(verdict.criterion)] || panel.vote == .majority || values.count < votes.count {
                verdict = OpinionJoining.majority(votes)
            } else {
                verdict.value = panel.vote == .mean ? OpinionJoining.mean(values) : Self.median(values)
            }
        } else {
            guard jurors.count == panel.judges.count, let other = jurors.first(where: { $0.outcome != .rated }) else {
                return nil
            }
            (verdict.value, verdict.outcome) = (.nan, other.outcome)
            verdict.lack = .noQuorum(votes: votes.count, of: panel.judges.count, needed: panel.quorum)
        }
        verdict.rater = rater
        return verdict
    }

    /// The middle value, or the mean of the two in the middle.
    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
