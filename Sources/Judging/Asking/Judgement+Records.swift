package import Studies

/// A judge's reply as it came.
package struct Reply: Sendable {
    package var text: String
    package var logprobs: JSONValue?
    /// Whether the server said that the model refused, or that a filter stopped it.
    package var isRefused: Bool
    /// Whether a filter stopped it.
    package var isFiltered: Bool
    /// Milliseconds UTC.
    package var at: Int64?

    package init(
        text: String,
        logprobs: JSONValue? = nil,
        isRefused: Bool = false,
        isFiltered: Bool = false,
        at: Int64? = nil
    ) {
        self.isFiltered = isFiltered
        self.text = text
        self.logprobs = logprobs
        self.isRefused = isRefused
        self.at = at
    }
}

extension Judgement {
    /// The reason of a verdict that a filter left nothing of.
    package static let filtered = "stopped by a filter"

    /// What a reply says: one record for each criterion and subject.
    package func records(of kept: Reply, to question: Question) -> [RatingRecord] {
        var reply = kept
        // What was kept before the endpoint had its rule.
        if case .tags = endpoint.reasoning, let (_, answer) = endpoint.reasoning.split(kept.text) {
            reply.text = String(answer)
        }
        let subjects = question.subjects
        let verdicts: [[Verdict]]
        if reply.isRefused {
            verdicts = subjects.map { _ in criteria.map { _ in .refused } }
        } else if judge.manner.isRanking {
            verdicts = ranked(reply, question).map { [$0] }
        } else {
            let read = ReplyReader(criteria: criteria, manner: judge.manner).verdicts(in: reply.text)
            verdicts = subjects.map { _ in read }
        }
        return zip(subjects, verdicts).flatMap { subject, verdicts in
            zip(criteria, verdicts).map { criterion, verdict in
                record(verdict, criterion, subject, question, reply)
            }
        }
    }

    /// The verdict on each pair of a ranking, as if the two had been shown alone in the same order.
    private func ranked(_ reply: Reply, _ question: Question) -> [Verdict] {
        switch ReplyReader.ranking(in: reply.text, count: question.items.count) {
        case .failure(let problem):
            let isRefusal = ReplyText.isRefusal(reply.text, of: [])
            return question.subjects.map { _ in isRefusal ? .refused : .unparsed(problem.description) }
        case .success(let places):
            let ranks = places.enumerated().map { rank, place in (question.items[place - 1], rank) }
            let rank = Dictionary(ranks) { first, _ in first }
            return question.pairs.map { pair in
                guard let first = rank[pair.first], let second = rank[pair.second] else {
                    return .unparsed("the pair was not shown")
                }
                let isFirstShown = question.side(of: .pair(pair)) == .first
                return .scored((first < second) == isFirstShown ? 1 : -1, reason: nil)
            }
        }
    }

    private func record(
        _ verdict: Verdict,
        _ criterion: Criterion,
        _ subject: RatingSubject,
        _ question: Question,
        _ reply: Reply
    ) -> RatingRecord {
        var record = RatingRecord(
            study: study.name,
            subject: subject,
            prompt: question.prompt,
            criterion: criterion.name,
            criterionSHA256: criterion.sha256,
            rater: judge.name,
            kind: .judge,
            version: version,
            sample: question.sample,
            at: reply.at,
            side: question.side(of: subject)
        )
        switch verdict {
        case .unparsed(let why):
            record.outcome = .unparsed
            record.reason = why
        case .refused:
            record.outcome = .refused
            record.reason = reply.isFiltered ? Self.filtered : nil
        case .scored(let value, let reason):
            // Shown second first, "first" means the item with the larger id.
            record.value = record.side == .second ? value.map { -$0 + 0 } : value
            record.note = reason
            if judge.manner.isWeighted { weight(&record, criterion, reply) }
        }
        return record
    }

    /// Replaces the point that was said by the mean of all, or says why it cannot: a point in its place would be a guess.
    private func weight(_ record: inout RatingRecord, _ criterion: Criterion, _ reply: Reply) {
        guard case .scale(let scale) = criterion.form else { return }
        do {
            let weights = try TokenWeights(logprobs: reply.logprobs, reply: reply.text, scale: scale)
            record.value = weights.value
            record.flags = RatingRecord.flags(leftOut: weights.leftOut)
        } catch {
            record.value = nil
            record.outcome = .unparsed
            record.reason = "\(error)"
        }
    }
}
