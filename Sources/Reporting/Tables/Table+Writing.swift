import Foundation
import SafeText
package import Studies

extension Table {
    /// The table as text in that format; JSON is an array of objects with the column keys, and part of a document with a
    /// schema: outside of this module `written(as:schema:)` is the only way.
    func written(as format: Format) -> String {
        switch format {
        case .table: TableLayout(self, limit: PageWidth.columns).text
        case .csv: csv
        case .markdown: markdown
        case .json: json.printed
        }
    }

    /// The rows as JSON objects; where a cell is empty there is nothing to know.
    package var json: JSONValue {
        .array(
            rows.map { row in
                .object(zip(columns, row).map { ($0.key, $1.value == .string("") ? .null : $1.value) })
            }
        )
    }

    private var csv: String {
        func line(_ cells: [String]) -> String { cells.joined(separator: ",") + "\r\n" }
        let body = rows.map { row in
            line(
                row.map { cell in
                    switch cell.value {
                    case .null: ""
                    case .string(let text): CSVText.field(TerminalText.block(text))
                    case .number(let number): JSONValue.canonicalNumber(number)
                    default: CSVText.field(cell.value.canonicalText)
                    }
                }
            )
        }
        return line(columns.map { CSVText.field($0.key) }) + body.joined()
    }

    private var markdown: String {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        func safe(_ text: String) -> String {
            TerminalText.line(text)
                .replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "|", with: "\\|")
                .replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
                // A text must not make its reader load an image.
                .replacingOccurrences(of: "](", with: "]&#40;")
        }
        let rule = columns.map { $0.alignment == .left ? ":--" : "--:" }
        return line(columns.map { safe($0.title) }) + line(rule) + rows.map { line($0.map { safe($0.text) }) }.joined()
    }
}
