import Ratings
import SafeText
import Studies

/// What became of a judge's verdicts on one criterion, each order of a pair counted by itself.
package struct JudgeAccount: Sendable, Equatable {
    package var judge: String
    package var criterion: String
    /// Read, and in a pair not at odds with the other order.
    package var used = 0
    package var unparsed = 0
    package var refused = 0
    /// Left empty by a filter, of which the judge knows nothing.
    package var filtered = 0
    /// Read, and at odds with the same pair in the other order.
    package var inconsistent = 0
    package var failed = 0
    /// Of the unparsed ones, each reason and how often.
    package var reasons: [String: Int] = [:]
    /// A reply that could not be read, for each reason.
    package var examples: [String: String] = [:]
    /// A reply that refuses.
    package var refusal: String?
    /// What is suspicious in the verdicts that were read.
    package var notes: [String] = []

    package init(judge: String, criterion: String) {
        self.judge = judge
        self.criterion = criterion
    }

    /// Replies that came, whatever they said.
    package var replies: Int { used + unparsed + refused + filtered + inconsistent }

    /// The share of the replies that could not be read; nil where none came.
    package var unparsedShare: Double? { replies == 0 ? nil : Double(unparsed) / Double(replies) }

    /// The share of the replies that gave no verdict, by refusing or by not being read; nil where none came.
    package var verdictlessShare: Double? { replies == 0 ? nil : Double(unparsed + refused) / Double(replies) }

    /// The share of the replies that refuse; nil where none came.
    package var refusedShare: Double? { replies == 0 ? nil : Double(refused) / Double(replies) }

    /// The share of the replies that a filter stopped; nil where none came.
    package var filteredShare: Double? { replies == 0 ? nil : Double(filtered) / Double(replies) }

    /// That a filter stops a judge so often, and what that leaves.
    package var filters: String {
        "\(name): a filter stopped \(filtered) of \(replies) replies: its figures rest on the \(used) used; "
            + "reword its template or take another judge"
    }

    private var name: String { "'\(judge)' on '\(criterion)'" }

    package var words: String {
        let parts = [
            (used, "used"), (unparsed, "unparsed"), (refused, "refused"), (filtered, "filtered"),
            (inconsistent, "inconsistent"), (failed, "failed"),
        ]
        return "\(name): " + parts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    /// That a judge refuses so often, what that leaves, and an example of one line.
    package var refusals: String {
        let all = refused == replies ? "all \(replies)" : "\(refused) of \(replies)"
        let rest = unparsed > 0 ? ", \(unparsed) more could not be read" : ""
        return "\(name): \(all) replies refuse\(rest): its figures rest on the \(used) used; "
            + "change its template or take another judge; for example: \(Self.line(refusal ?? ""))"
    }

    private static func line(_ text: String) -> Substring {
        text.textLines.filter { !$0.isEmpty }.joined(separator: "␊").prefix(200)
    }

    /// The commonest reason why a reply could not be read, with an example of one line.
    package var problem: String {
        let (reason, count) = reasons.max { ($0.value, $1.key) < ($1.value, $0.key) } ?? ("", 0)
        let example = Self.line(examples[reason] ?? "")
        return "\(name): \(unparsed) of \(replies) replies could not be read; \(count) of them: \(reason); "
            + "for example: \(example)"
    }
}

extension Judgement {
    /// The accounts of these judgements on each criterion, of the questions wanted today.
    ///
    /// `failures` are the questions that have failed, with the class of the last attempt.
    package static func accounts(
        of judgements: [Judgement],
        replies: [(judge: String, question: Question, reply: Reply)],
        failures: [(judge: String, question: Question, failureClass: String)]
    ) -> [JudgeAccount] {
        judgements.flatMap { judgement in
            let own = replies.filter { $0.judge == judgement.judge.name && $0.question.asked == judgement.asked }
            let failed = failures.filter { $0.judge == judgement.judge.name && $0.question.asked == judgement.asked }
            return judgement.criteria.map { criterion in
                judgement.account(of: criterion, own.map { ($0.question, $0.reply) }, failed.map(\.failureClass))
            }
        }
    }

    private func account(of criterion: Criterion, _ replies: [(Question, Reply)], _ failures: [String]) -> JudgeAccount
    {
        var account = JudgeAccount(judge: judge.name, criterion: criterion.name)
        account.filtered = failures.count { $0 == "content_filter" }
        account.failed = failures.count - account.filtered
        var rated: [RatingRecord] = []
        for (question, reply) in replies {
            for record in records(of: reply, to: question) where record.criterion == criterion.name {
                switch record.outcome {
                case .rated: rated.append(record)
                case .unparsed:
                    account.unparsed += 1
                    let reason = record.reason ?? "unparsed"
                    account.reasons[reason, default: 0] += 1
                    if account.examples[reason] == nil { account.examples[reason] = reply.text }
                case .refused:
                    if reply.isFiltered {
                        account.filtered += 1
                    } else {
                        account.refused += 1
                        account.refusal = account.refusal ?? reply.text
                    }
                default: account.failed += 1
                }
            }
        }
        account.inconsistent = BothOrders.inconsistent(
            rated.filter { $0.side != nil }.map { record in
                (
                    unit: "\(record.subject.name) \(record.sample ?? 1)",
                    value: record.value.map { "\($0)" } ?? "both_bad"
                )
            }
        )
        account.used = rated.count - account.inconsistent
        account.notes = suspicions(of: rated, on: criterion)
        return account
    }

    /// A small judge repeats its template, or gives all the same score.
    private func suspicions(of rated: [RatingRecord], on criterion: Criterion) -> [String] {
        guard rated.count >= 5 else { return [] }
        var notes: [String] = []
        let name = "'\(judge.name)' on '\(criterion.name)'"
        let echoes = rated.count { record in
            guard let reason = record.note, reason.utf8.count >= 3 else { return false }
            // Of short reasons only a placeholder's word is told from one that happens to stand there.
            let isPlaceholder = reason.allSatisfy { $0.isUppercase || $0 == "_" }
            return (reason.utf8.count >= 8 || isPlaceholder) && template.source.contains(reason)
        }
        if echoes * 2 > rated.count {
            notes.append("\(name): \(echoes) of \(rated.count) reasons stand in its template: it repeats its prompt")
        }
        let values = Set(rated.map { $0.value.map { JSONValue.canonicalNumber($0) } ?? "both_bad" })
        if let value = values.first, values.count == 1 {
            notes.append("\(name): all \(rated.count) verdicts are \(value): they tell no response from another")
        }
        return notes
    }
}
