import Store
import Studies

/// Replies that were stored to be read later: a paid reply is durable before a pattern is tried on it.
extension JudgeDesk {
    /// How many are read before their verdicts are stored.
    private static let readTogether = 100

    /// The replies that wait to be read by a judgement of today.
    private func waiting() throws -> [(id: Int64, records: () -> [RatingRecord])] {
        try newestReplies().compactMap { stored, question in
            guard stored.parser == Verdict.unread, let judgement = judgement(of: stored.asked, question) else {
                return nil
            }
            return (stored.id, { judgement.records(of: Reply(stored), to: question) })
        }
    }

    /// Reads the replies that wait, and returns how many they were.
    @discardableResult
    package func readWaiting() throws -> Int {
        guard judgements.contains(where: { $0.judge.manner.reply == .pattern }) else { return 0 }
        let waiting = try waiting()
        for start in stride(from: 0, to: waiting.count, by: Self.readTogether) {
            let some = waiting[start..<min(start + Self.readTogether, waiting.count)]
            try store.saveFirstVerdicts(
                some.flatMap { $0.records() },
                of: some.map(\.id),
                parser: Verdict.parserRevision,
                study: study.name
            )
        }
        return waiting.count
    }

    /// That replies are stored whose verdicts are in no figure yet.
    func waitingNotes() throws -> [String] {
        let count = try waiting().count
        guard count > 0 else { return [] }
        return [
            "\(Figures.count(count, "reply", plural: "replies")) of an interrupted run \(count == 1 ? "is" : "are") stored and "
                + "not read yet, in no figure: 'slam judge' reads \(count == 1 ? "it" : "them") for nothing."
        ]
    }
}
