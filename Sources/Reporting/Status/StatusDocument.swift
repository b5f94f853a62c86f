package import Studies

/// What is collected, rated and judged, and what to run next, to be written in any format.
package struct StatusDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.status.v1"

    let study: Study
    /// Of each model, or of all: which of them lacks responses is withheld while blind, as a prompt without a text is seen in
    /// the review, and whose it is follows from whose are missing.
    let responses: [CollectedResponses]
    /// Imported models that lack responses, with how many they have.
    let gaps: [String]
    /// Whether responses are to be asked for, are to be imported, or failed.
    let isMissing, isAbsent, isFailed: Bool

    /// How far each reviewer is.
    package var reviews: [ReviewProgress] = []
    /// How far each judge is.
    package var verdicts: [VerdictProgress] = []
    /// How many responses each metric scored.
    package var scores: [String: Int] = [:]
    /// What is beside the counts.
    package var remarks = Remarks()

    /// `isBlind` is whether a blind plan stands.
    package init(of study: Study, responses: [CollectedResponses], isBlind: Bool) {
        self.study = study
        isMissing = responses.contains { !$0.isImported && $0.left > 0 }
        isAbsent = responses.contains { $0.gap == .all && $0.left > 0 }
        isFailed = responses.contains { $0.failed > 0 }
        let lacking = responses.filter { $0.gap == .some }
        guard isBlind, Self.isLacking(responses) || !lacking.isEmpty else {
            self.responses = responses
            gaps = lacking.map { "'\($0.model)' \($0.done)" }
            return
        }
        self.responses = [Self.together(responses)]
        gaps = lacking.isEmpty ? [] : ["which models lack some is withheld until 'slam unblind'"]
    }

    /// Whether some model has fewer responses than it is to have.
    private static func isLacking(_ responses: [CollectedResponses]) -> Bool {
        responses.contains { $0.left + $0.failed > 0 }
    }

    private static func together(_ responses: [CollectedResponses]) -> CollectedResponses {
        responses.reduce(into: CollectedResponses("all models", done: 0, left: 0)) { sum, own in
            (sum.done, sum.left, sum.failed) = (sum.done + own.done, sum.left + own.left, sum.failed + own.failed)
        }
    }

    /// The document in that format.
    package func written(as format: Format) -> String { written(as: format) { $0 } }

    /// The same; `naming` gives the commands in its sentences what they need besides.
    package func written(as format: Format, naming: (String) throws -> String) rethrows -> String {
        guard format == .json else { return table.written(as: format) }
        return JSONValue.object([
            ("schema", .string(Self.schema)), ("rows", table.json), ("next", .string(try naming(next))),
            ("notes", .array(try naming(remarkWords).notes.map(JSONValue.string))),
        ]).printed
    }

    private var table: Table {
        var table = Table(columns: [
            .init("what"), .init("name"), .init("done", alignment: .right), .init("left", alignment: .right),
            .init("failed", alignment: .right), .init("skipped", alignment: .right),
        ])
        func add(_ what: String, _ name: String, _ counts: [Int?]) {
            table.rows.append([.text(what), .text(name)] + counts.map { .count($0) })
        }
        for model in responses { add("responses of", model.model, [model.done, model.left, model.failed, nil]) }
        for own in reviews { add("reviews by", own.reviewer, [own.done, own.left, 0, own.skipped]) }
        for judge in verdicts { add("verdicts of", judge.judge, [judge.done, judge.left, judge.failed, nil]) }
        for metric in study.similarities { add("scores by", metric.name, [scores[metric.name] ?? 0, nil, nil, nil]) }
        return table
    }
}
