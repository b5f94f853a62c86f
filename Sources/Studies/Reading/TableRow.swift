/// One row of a table: its cells by the columns that its reader knows.
package struct TableRow: Sendable {
    /// The line that it starts on, from 1.
    package let line: Int

    /// The bytes of each field.
    private let fields: [ArraySlice<UInt8>]
    /// By known column the index of its field, −1 where the table has none.
    private let places: [Int]
    /// What is no plain text or number.
    private let nested: [Int: JSONValue]
    /// Names of members that no known column has; of separated values none.
    let others: [String]

    /// A record of separated values, or an object without a list or an object in it.
    init(line: Int, fields: [ArraySlice<UInt8>], places: [Int], others: [String] = []) {
        self.line = line
        self.fields = fields
        self.places = places
        nested = [:]
        self.others = others
    }

    /// An object.
    init(line: Int, members: [JSONMember], names: [String: Int], count: Int) {
        var (fields, places): ([ArraySlice<UInt8>], [Int]) = ([], Array(repeating: -1, count: count))
        var (nested, others): ([Int: JSONValue], [String]) = ([:], [])
        for member in members {
            guard let column = names[member.name] else {
                others.append(member.name)
                continue
            }
            places[column] = fields.count
            switch member.value {
            case .null: fields.append([])
            case .string(let text): fields.append(ArraySlice(Array(text.utf8)))
            case .number, .bool: fields.append(ArraySlice(Array(member.spelling)))
            case .array, .object:
                fields.append([])
                nested[column] = member.value
            }
        }
        self.line = line
        self.fields = fields
        self.places = places
        self.nested = nested
        self.others = others
    }

    /// Whether the row has that column, empty or not.
    package func has(_ column: Int) -> Bool { places[column] >= 0 }

    /// The bytes of a cell; nil where the row lacks it or it is empty. A number stands as it is spelt.
    package subscript(column: Int) -> ArraySlice<UInt8>? {
        let place = places[column]
        guard place >= 0 else { return nil }
        let field = fields[place]
        return field.isEmpty ? nil : field
    }

    /// The list or object of a cell.
    package func nested(_ column: Int) -> JSONValue? { nested[column] }

    /// The text of a cell; nil where the row lacks it or it is empty; throws where it is not UTF-8.
    package func text(_ column: Int) throws -> String? {
        guard let field = self[column] else { return nil }
        guard let text = String(validating: field, as: UTF8.self) else {
            throw StudiesError("not UTF-8: save the file as UTF-8")
        }
        return text
    }

    /// The columns with a list or an object in them.
    var nestedColumns: [Int] { nested.isEmpty ? [] : nested.keys.sorted() }
}
