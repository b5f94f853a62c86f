package import Studies

/// Rows under named columns, to be written in any `Format`.
package struct Table: Sendable, Equatable {
    /// A column's name and how its cells stand.
    package struct Column: Sendable, Equatable {
        /// The side to which a column's cells are pushed in text.
        package enum Alignment: Sendable { case left, right }

        /// The name in CSV and JSON.
        package var key: String
        /// The name in text and Markdown.
        package var title: String
        package var alignment: Alignment
        /// Whether it may be left out of text where the width does not suffice.
        package var isLesser: Bool

        package init(_ key: String, title: String? = nil, alignment: Alignment = .left, isLesser: Bool = false) {
            self.key = key
            self.title = title ?? key
            self.alignment = alignment
            self.isLesser = isLesser
        }
    }

    /// One value and how a reader sees it.
    package struct Cell: Sendable, Equatable {
        package var value: JSONValue
        package var text: String
        /// The remarks that the text is made of, where it is made of some.
        package private(set) var remarks: [String]?

        package init(_ value: JSONValue, text: String) {
            self.value = value
            self.text = text
        }

        /// A text, as it stands.
        package static func text(_ text: String) -> Cell { Cell(.string(text), text: text) }

        /// A text; nil is unknown and shows as a dash.
        package static func text(_ text: String?) -> Cell { text.map { Cell(.string($0), text: $0) } ?? .unknown }

        /// An id, of which a reader sees the beginning.
        package static func id(_ id: String) -> Cell { Cell(.string(id), text: String(id.prefix(12))) }

        /// Remarks one after the other, each of which may stand on other rows too.
        package static func remarks(_ remarks: [String]) -> Cell {
            var cell = text(remarks.joined(separator: "; "))
            cell.remarks = remarks
            return cell
        }

        /// A count; nil is unknown and shows as a dash.
        package static func count(_ count: Int?) -> Cell {
            guard let count else { return .unknown }
            return Cell(.number(Double(count)), text: String(count))
        }

        /// A figure with that many decimals in text and all its digits elsewhere; nil is unknown.
        package static func number(_ number: Double?, decimals: Int = 3) -> Cell {
            guard let number, number.isFinite else { return .unknown }
            return Cell(.number(number), text: Figures.fixed(number, decimals: decimals))
        }

        /// What nobody knows.
        package static let unknown = Cell(.null, text: "–")
    }

    package var columns: [Column]
    package var rows: [[Cell]]

    package init(columns: [Column], rows: [[Cell]] = []) {
        self.columns = columns
        self.rows = rows
    }
}
