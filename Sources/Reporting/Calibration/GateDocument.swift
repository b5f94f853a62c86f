import Agreement
package import Ratings
package import Studies

/// What came of a gate's requirements.
package struct GateDocument: Sendable {
    package static let schema = "slam.check.v1"

    private let outcomes: [Gate.Outcome]
    private let head: [(String, JSONValue)]
    private let moved: [String]?
    private let notes: [RatingNote]

    /// `evidence` is what this is compared with, and `moved` the names of what it rested on that changed since.
    package init(
        _ outcomes: [Gate.Outcome],
        head: [(String, JSONValue)],
        moved: [String] = [],
        since evidence: JSONValue? = nil,
        notes: [RatingNote] = []
    ) {
        self.notes = notes
        self.outcomes = outcomes
        self.head = head
        guard let evidence else {
            self.moved = nil
            return
        }
        let settings = Self.settings.filter { name in
            head.first { $0.0 == name }.map { $0.1 != evidence[name] ?? .null } ?? false
        }
        // What labels, verdicts or texts moved, they moved.
        let figures = moved.isEmpty ? Self.figures(Self.table(outcomes).json, since: evidence["requirements"]) : []
        self.moved = moved + settings + figures
    }

    /// What figures hang on besides what was rated.
    private static let settings = ["study", "program", "seed", "resamples", "confidence"]

    /// The requirements, in words, whose figures are others than the evidence has.
    private static func figures(_ rows: JSONValue, since earlier: JSONValue?) -> [String] {
        let known = earlier?.array ?? []
        return (rows.array ?? []).compactMap { row in
            guard let text = row["requirement"], let before = known.first(where: { $0["requirement"] == text }) else {
                return nil
            }
            let isSame = ["outcome", "compared", "value", "interval", "n"].allSatisfy { row[$0] == before[$0] }
            return isSame ? nil : "figure of '\(text.string ?? "")'"
        }
    }

    /// 2 if any fails, else 3 if any cannot be judged, else 0.
    package var status: Int32 {
        if outcomes.contains(where: { $0.state == .fails }) { return 2 }
        return outcomes.contains { $0.state == .open } ? 3 : 0
    }

    private var report: SectionedReport {
        var sentences = notes.map(\.sentence)
        if let moved {
            sentences.append(
                moved.isEmpty
                    ? "Nothing moved since the evidence."
                    : "Moved since the evidence: \(moved.joined(separator: ", "))."
            )
        }
        return SectionedReport(
            schema: Self.schema,
            head: head + [
                ("status", .number(Double(status))),
                ("moved", moved.map { .array($0.map(JSONValue.string)) } ?? .null),
            ],
            sections: [.init("requirements", title: "", Self.table(outcomes))],
            sentences: sentences
        )
    }

    package func written(as format: Format) -> String { report.written(as: format) }

    /// The canonical bytes of the evidence file.
    package var evidence: [UInt8] { report.json.canonicalBytes }

    private static func table(_ outcomes: [Gate.Outcome]) -> Table {
        Table(
            columns: [
                .init("requirement"), .init("outcome"), .init("compared", alignment: .right),
                .init("value", alignment: .right), .init("interval"), .init("n", title: "prompts", alignment: .right),
                .init("reason"),
            ],
            rows: outcomes.map { outcome in
                [
                    .text(outcome.requirement.text), .text(outcome.state.rawValue), .number(outcome.compared),
                    .number(outcome.estimate?.value), outcome.estimate.map(ModelsDocument.interval) ?? .unknown,
                    .count(outcome.estimate?.itemCount), .text(outcome.reason ?? ""),
                ]
            }
        )
    }
}
