package import Agreement
import SafeText
import Studies

/// The largest disagreements with other people, ready to be read and rated again.
package struct DisagreementDocument: Sendable {
    /// One rating, with what is known of its item.
    package struct Row: Sendable {
        package let criterion: String
        package let disagreement: Disagreement
        /// The score and the people's consensus, in words.
        package let score: String
        package let people: String?
        /// Whether the scale has words, which then stand in the place of numbers everywhere.
        package let hasWords: Bool
        /// Everybody's scores of the item, each with its rater, in words.
        package let scores: String
        package let prompt: String?
        /// Nil while the study is blind.
        package let model: String?
        /// The prompt's text, then the response or both responses of a pair.
        package let texts: [(title: String, text: String)]

        package init(
            criterion: String,
            disagreement: Disagreement,
            score: String,
            people: String?,
            hasWords: Bool,
            scores: String,
            prompt: String?,
            model: String?,
            texts: [(title: String, text: String)]
        ) {
            self.criterion = criterion
            self.disagreement = disagreement
            self.score = score
            self.people = people
            self.hasWords = hasWords
            self.scores = scores
            self.prompt = prompt
            self.model = model
            self.texts = texts
        }
    }

    package static let schema = "slam.disagreements.v1"

    package var source: String
    package var rows: [Row]
    /// How many ratings differ from other people's at all.
    package var count: Int
    package var notes: [String]

    package init(source: String, rows: [Row], count: Int, notes: [String]) {
        self.source = source
        self.rows = rows
        self.count = count
        self.notes = notes
    }

    /// The document as text in that format.
    package func written(as format: Format) -> String {
        switch format {
        case .json: json.printed
        case .csv: table(hasTexts: true).written(as: .csv)
        case .table, .markdown:
            summary + "\n" + table(hasTexts: false).written(as: format)
                + (notes.isEmpty ? "" : "\n") + PageWidth.lines(notes)
        }
    }

    /// Each item to be read in full, its texts safe and wrapped.
    package func reading(columns: Int) -> String {
        var text = summary
        for (place, row) in rows.enumerated() {
            let own = row.disagreement
            text += "\n── \(place + 1) ── " + TerminalText.line("\(row.criterion), \(Self.short(own.item))")
            text += row.model.map { ", model \(TerminalText.line($0))" } ?? ""
            text += "\n" + TerminalText.line(row.scores) + "\n"
            for (title, body) in row.texts {
                let lines = Wrapping.lines(TerminalText.block(body), columns: columns - 2)
                text += "\n\(TerminalText.line(title)):\n" + lines.map { "  \($0)\n" }.joined()
            }
        }
        return text + (notes.isEmpty ? "" : "\n")
            + PageWidth.lines(notes)
    }

    private var summary: String {
        "\(Figures.count(rows.count, "rating")) of \(count) that differ from other people's, from \(TerminalText.line(source)).\n"
    }

    private static func short(_ item: String) -> String {
        item.count > 40 ? "\(item.prefix(12))…" : item
    }

    private func table(hasTexts: Bool) -> Table {
        let hasPrompts = rows.contains { $0.prompt != nil }
        let hasModels = rows.contains { $0.model != nil }
        // A prompt and a model name an item too.
        var columns: [Table.Column] = [.init("criterion"), .init("item", isLesser: hasPrompts && hasModels)]
        if hasPrompts { columns.append(.init("prompt")) }
        if hasModels { columns.append(.init("model")) }
        columns += [
            .init("rater"), .init("score", alignment: .right), .init("people", alignment: .right),
            .init("n_people", title: "of", alignment: .right, isLesser: true),
            .init("distance", alignment: .right, isLesser: true), .init("scores"),
        ]
        if hasTexts { columns.append(.init("text")) }
        return Table(
            columns: columns,
            rows: rows.map { row in
                let own = row.disagreement
                var cells = [Table.Cell.text(row.criterion), Table.Cell(.string(own.item), text: Self.short(own.item))]
                if hasPrompts { cells.append(row.prompt.map(Table.Cell.text) ?? .unknown) }
                if hasModels { cells.append(row.model.map(Table.Cell.text) ?? .unknown) }
                cells += [
                    .text(own.rater), Table.Cell(row.scoreValue, text: row.score),
                    Table.Cell(row.peopleValue, text: row.people ?? "–"),
                    .count(own.peopleCount), .number(own.distance), .text(row.scores),
                ]
                if hasTexts { cells.append(.text(row.texts.dropFirst().map(\.text).joined(separator: "\n\n"))) }
                return cells
            }
        )
    }

    private var json: JSONValue {
        .object([
            ("schema", .string(Self.schema)), ("source", .string(source)), ("n", .number(Double(count))),
            ("notes", .array(notes.map(JSONValue.string))), ("disagreements", .array(rows.map(\.json))),
        ])
    }
}

extension DisagreementDocument.Row {
    fileprivate var scoreValue: JSONValue { hasWords ? .string(score) : .number(disagreement.score) }

    fileprivate var peopleValue: JSONValue {
        hasWords ? people.map(JSONValue.string) ?? .null : disagreement.consensus.map(JSONValue.number) ?? .null
    }

    fileprivate var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("criterion", .string(criterion)), ("item", .string(disagreement.item)),
        ]
        if let prompt { members.append(("prompt", .string(prompt))) }
        if let model { members.append(("model", .string(model))) }
        members += [
            ("rater", .string(disagreement.rater)), ("kind", .string(disagreement.kind.rawValue)),
            ("score", scoreValue), ("people", peopleValue),
            ("n_people", .count(disagreement.peopleCount)), ("distance", .number(disagreement.distance)),
            ("scores", .string(scores)),
        ]
        if !texts.isEmpty {
            members.append(
                ("texts", .array(texts.map { .object([("title", .string($0.title)), ("text", .string($0.text))]) }))
            )
        }
        return .object(members)
    }
}
