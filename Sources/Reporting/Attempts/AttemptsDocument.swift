import Foundation
package import Studies

/// Attempts with what came of them, to be written in any format.
package struct AttemptsDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.attempts.v1"

    private let rows: [AttemptRow]

    /// `rows` hold nothing that is withheld.
    package init(_ rows: [AttemptRow]) { self.rows = rows }

    /// The document in that format.
    package func written(as format: Format) -> String {
        table.written(as: format, schema: Self.schema, notes: words.notes)
    }

    /// What is withheld of them and why, or that there is none.
    package var words: String {
        guard !rows.isEmpty else { return "no attempt is like that.\n" }
        guard rows.contains(where: \.isWithheld) else { return "" }
        var words =
            "Times, tokens and ends of responses and probes, and times and tokens of verdicts and vectors, are withheld "
            + "until 'slam unblind'.\n"
        let (mute, hidden) = (rows.count(where: \.isMute), rows.count(where: \.isOfHiddenPrompt))
        if mute > 0 {
            words += "What the server said is withheld until then for \(Figures.count(mute, "attempt")), "
            words += "as it may hold the text that is rated.\n"
        }
        if hidden > 0 {
            words += "The prompt is withheld until then for \(Figures.count(hidden, "attempt")), "
            words += "as a model failed on it: who knows which one knows who wrote the others. "
            words += "They stand last, in no order of time.\n"
        }
        return words
    }

    private var table: Table {
        var table = Table(columns: [
            .init("at", isLesser: true), .init("purpose"), .init("asked"), .init("prompt"),
            .init("sample", alignment: .right, isLesser: true), .init("attempt", alignment: .right), .init("class"),
            .init("http", alignment: .right, isLesser: true), .init("total_ms", title: "ms", alignment: .right),
            .init("input_tokens", title: "in", alignment: .right, isLesser: true),
            .init("output_tokens", title: "out", alignment: .right, isLesser: true), .init("finish", isLesser: true),
            .init("said"),
            .init("id", alignment: .right),
        ])
        for row in rows {
            table.rows.append([
                .text(row.at.map(Self.time)), .text(row.purpose.rawValue), .text(row.asked), .text(row.prompt),
                .count(row.sample), .count(row.number), .text(row.failureClass), .count(row.httpStatus),
                .number(row.totalNanoseconds.map { Double($0) / 1e6 }, decimals: 1), .count(row.inputTokens),
                .count(row.outputTokens), .text(row.finishReason), .text(row.message),
                .count(row.id.map(Int.init)),
            ])
        }
        return table
    }

    /// UTC with milliseconds; made from whole seconds, since the formatter would cut the fraction.
    private static func time(_ milliseconds: Int64) -> String {
        let seconds = Date(timeIntervalSince1970: Double(milliseconds.quotientFloor(1000)))
        let fraction = String(1000 + milliseconds - milliseconds.quotientFloor(1000) * 1000).dropFirst()
        return seconds.formatted(.iso8601).replacing("Z", with: ".\(fraction)Z")
    }
}

extension Int64 {
    fileprivate func quotientFloor(_ divisor: Int64) -> Int64 {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}
