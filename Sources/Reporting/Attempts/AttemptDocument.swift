import SafeText
package import Studies

/// One attempt with the first of what the server said, to be written in any format.
package struct AttemptDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.attempt.v1"

    /// What the server said, where it may be shown.
    private enum Body {
        case none, withheld
        case text(String)
    }

    private let row: AttemptRow
    private let body: Body

    /// `isBlind` is whether who wrote what is not told yet.
    package init(_ row: AttemptRow, isBlind: Bool) {
        self.row = row
        guard let said = row.said else {
            body = .none
            return
        }
        // Below an error's status a body may hold the answer's words, and the model stands above.
        let isAnswer = (row.httpStatus ?? 0) < 300
        body = isBlind && isAnswer ? .withheld : .text(said)
    }

    /// The document in that format.
    package func written(as format: Format) -> String {
        switch format {
        case .json: json.printed
        case .csv: table(cells + [("body", bodyText)]).written(as: .csv)
        case .table: table(cells).written(as: .table) + "\n" + reason + "\n" + (bodyText.map { $0 + "\n" } ?? "")
        case .markdown:
            // An indented block ends where its lines do, whatever they say.
            table(cells).written(as: .markdown) + "\n" + reason + "\n" + (bodyText.map { "\n" + Self.block($0) } ?? "")
        }
    }

    private var cells: [(String, String?)] {
        [
            ("purpose", row.purpose.rawValue), ("asked", row.asked), ("prompt", row.prompt),
            ("sample", "\(row.sample)"), ("attempt", "\(row.number)"), ("class", row.failureClass),
            ("http", row.httpStatus.map(String.init)), ("message", row.message),
        ]
    }

    private func table(_ cells: [(String, String?)]) -> Table {
        Table(
            columns: [.init("what"), .init("value")],
            rows: cells.map { [.text($0), .text($1)] }
        )
    }

    /// What the server said, harmless on a terminal; nil where nothing is kept or shown.
    private var bodyText: String? {
        guard case .text(let said) = body else { return nil }
        return Neutralised(said).text
    }

    private var reason: String {
        switch body {
        case .none: "The server said nothing that was kept."
        case .withheld: "What the server said may hold the answer: shown after 'slam unblind'."
        case .text: "The server said:"
        }
    }

    private static func block(_ text: String) -> String {
        text.textLines.map { "    \($0)\n" }.joined()
    }

    private var json: JSONValue {
        func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
        func count(_ count: Int?) -> JSONValue { count.map { .number(Double($0)) } ?? .null }
        let members: [(String, JSONValue)] = [
            ("schema", .string(Self.schema)), ("id", count(row.id.map(Int.init))),
            ("purpose", .string(row.purpose.rawValue)), ("asked", .string(row.asked)), ("prompt", text(row.prompt)),
            ("sample", count(row.sample)), ("attempt", count(row.number)), ("class", .string(row.failureClass)),
            ("http", count(row.httpStatus)), ("message", text(row.message)), ("body", text(bodyText)),
            ("notes", .array(bodyText == nil ? [.string(reason)] : [])),
        ]
        return .object(members)
    }
}
