/// How a table of separated values is written: its separator, and whether a decimal comma may stand in it.
package struct CSVDialect: Sendable, Equatable {
    package var separator: UInt8
    /// With a comma between fields a decimal comma is not told from two fields: it must be asked for.
    package var allowsDecimalComma: Bool { separator != Self.comma }

    package static let comma = UInt8(ascii: ",")
    package static let separators = [comma, UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")]

    /// The separator that a line `sep=…` names, as spreadsheets write it before the header.
    static func named(by line: ArraySlice<UInt8>) -> UInt8? {
        let plain = line.filter { $0 != 0x22 }
        guard plain.count == 5, plain.prefix(4).elementsEqual("sep=".utf8, by: { $0 | 0x20 == $1 | 0x20 }) else {
            return nil
        }
        return plain.last
    }

    /// The separator that splits a header into the most known names, or else into the most fields.
    static func guessed(from header: ArraySlice<UInt8>, known: Set<String>) -> UInt8 {
        var best = (separator: comma, names: 0, fields: 0)
        for separator in separators {
            let fields = split(header, by: separator)
            let names = fields.count { known.contains(ColumnName.folded($0)) }
            if (names, fields.count) > (best.names, best.fields) { best = (separator, names, fields.count) }
        }
        return best.separator
    }

    /// The parts of one line, quotes respected and left in place.
    private static func split(_ line: ArraySlice<UInt8>, by separator: UInt8) -> [String] {
        var isQuoted = false
        return line.split(omittingEmptySubsequences: false) { byte in
            if byte == 0x22 { isQuoted.toggle() }
            return byte == separator && !isQuoted
        }.map { String(decoding: $0.filter { $0 != 0x22 }, as: UTF8.self) }
    }
}

/// Names of columns as files spell them.
enum ColumnName {
    /// Without the space around it, in small letters, words joined by `_`.
    static func folded(_ name: String) -> String {
        String(trimmed(name).lowercased().map { $0.isWhitespace || $0 == "-" ? "_" : $0 })
    }

    /// What is said of columns that nobody asked for, each with the known one that may be meant; of very many the first.
    static func unused(_ names: [String], known: [String]) -> [String] {
        guard !names.isEmpty else { return [] }
        let most = 12
        let shown = names.prefix(most).map { name in
            let near = Spelling.nearest(to: folded(name), among: known)
            return "'\(name)'" + (near.map { " (is it '\($0)'?)" } ?? "")
        }
        let more = names.count > most ? " and \(names.count - most) more" : ""
        return ["Not used: \(shown.joined(separator: ", "))\(more)."]
    }

    static func trimmed(_ name: String) -> String {
        guard let start = name.firstIndex(where: { !$0.isWhitespace }),
            let end = name.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(name[start...end])
    }
}
