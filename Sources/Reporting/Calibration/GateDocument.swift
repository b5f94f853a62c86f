import Agreement
package import Ratings
package import Studies

/// What came of a gate's requirements.
package struct GateDocument: Sendable {
    package static let schema = "slam.check.v1"

    private let outcomes: [Gate.Outcome]
    private let head: [(String, JSONValue)]
    private let moved: [String]?

    /// `moved` are the names of what changed since the evidence that this was compared with.
    package init(_ outcomes: [Gate.Outcome], head: [(String, JSONValue)], moved: [String]?) {
        self.outcomes = outcomes
        self.head = head
        self.moved = moved
    }

    /// 2 if any fails, else 3 if any cannot be judged, else 0.
    package var status: Int32 {
        if outcomes.contains(where: { $0.state == .fails }) { return 2 }
        return outcomes.contains { $0.state == .open } ? 3 : 0
    }

    private var report: SectionedReport {
        var sentences: [String] = []
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
            sections: [.init("requirements", title: "", table)],
            sentences: sentences
        )
    }

    package func written(as format: Format) -> String { report.written(as: format) }

    /// The canonical bytes of the evidence file.
    package var evidence: [UInt8] { report.json.canonicalBytes }

    private var table: Table {
        Table(
            columns: [
                .init("requirement"), .init("outcome"), .init("compared", alignment: .right),
                .init("value", alignment: .right), .init("interval"), .init("n", alignment: .right), .init("reason"),
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
