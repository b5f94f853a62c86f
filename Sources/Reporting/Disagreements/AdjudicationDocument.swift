package import Ratings
package import Studies

/// What people disagreed on and how it was settled, to be written in any format.
package struct AdjudicationDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.adjudicate.v1"

    let disputes: [Dispute]
    /// By name, for the words of their values.
    private let criteria: [String: Criterion]

    /// `criteria` are those of the study.
    package init(_ disputes: [Dispute], criteria: [Criterion]) {
        self.disputes = disputes
        self.criteria = Dictionary(criteria.map { ($0.name, $0) }) { first, _ in first }
    }

    /// The document in that format.
    package func written(as format: Format) -> String { table.written(as: format, schema: Self.schema) }

    private var table: Table {
        var table = Table(columns: [
            .init("prompt"), .init("item"), .init("criterion"), .init("scores"), .init("spread", alignment: .right),
            .init("outcome"), .init("agreed", alignment: .right),
        ])
        for one in disputes {
            let scores = one.scores.map(JSONValue.canonicalNumber).joined(separator: " ")
            table.rows.append([
                .text(one.prompt), .id(one.subject.name), .text(one.criterion),
                Table.Cell(.string(scores), text: one.scores.map { word($0, one) }.joined(separator: " ")),
                .number(one.spread, decimals: 2),
                .text(one.outcome.rawValue),
                Table.Cell(
                    one.agreed.map(JSONValue.number) ?? .null,
                    text: one.agreed.map { word($0, one) } ?? "–"
                ),
            ])
        }
        return table
    }

    /// A value in the words of its question; which of two texts by the order of their ids.
    private func word(_ value: Double, _ dispute: Dispute) -> String {
        switch criteria[dispute.criterion]?.form {
        case .accept where value == 0 || value == 1: value == 1 ? "yes" : "no"
        case .pairwise where [-1, 0, 1].contains(value): value == 0 ? "tie" : value > 0 ? "first" : "second"
        default: JSONValue.canonicalNumber(value)
        }
    }

    /// How many disputes were settled since `before`, and how many are left.
    package func progress(since before: [Dispute]) -> String {
        func count(_ disputes: [Dispute]) -> Int { disputes.count { $0.outcome == .unresolved } }
        let (left, settled) = (count(disputes), max(0, count(before) - count(disputes)))
        let all = disputes.count { $0.outcome != .unanimous }
        return
            "\(settled) settled in this session; \(left) of \(Figures.count(all, "disputed rating")) still unresolved. "
            + "'slam adjudicate --list' shows each.\n"
    }
}
