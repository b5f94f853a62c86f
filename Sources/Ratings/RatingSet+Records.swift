package import Store
package import Studies

extension RatingSet {
    /// The judges' and panels' opinions as records, by rater, criterion and subject, panels last.
    package func opinionRecords(from store: Store, study: String) throws -> [RatingRecord] {
        let records = try store.recordsByRow(of: study)
        let own = opinions.compactMap { opinion -> (isPanel: Int, record: RatingRecord)? in
            guard raters[Int(opinion.rater)].kind == .judge,
                var record = records[acts[Int(opinion.act)].row]
            else { return nil }
            record.value = opinion.value.isNaN ? nil : opinion.value
            record.outcome = opinion.outcome
            record.reason = opinion.lack.map(Self.reason) ?? record.reason
            guard let version = panelVersions[[opinion.rater, opinion.criterion]] else { return (0, record) }
            record.rater = raters[Int(opinion.rater)].name
            record.version = version
            (record.sample, record.side, record.note) = (nil, nil, nil)
            record.flags = ["panel"]
            return (1, record)
        }
        return own.sorted {
            ($0.isPanel, $0.record.rater, $0.record.criterion, $0.record.subject.name)
                < ($1.isPanel, $1.record.rater, $1.record.criterion, $1.record.subject.name)
        }.map(\.record)
    }

    private static func reason(_ lack: Opinion.Lack) -> String {
        switch lack {
        case .noMajority: "no majority"
        case .noQuorum(let votes, let all, let needed): "\(votes) of \(all) votes, \(needed) needed"
        }
    }
}
