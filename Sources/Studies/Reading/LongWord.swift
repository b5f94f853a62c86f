/// Words of a file that are so long that nobody reads them to their end.
enum LongWord {
    private static let most = 200
    private static let shown = 60
    private static let mostNames = 30

    /// The text with every such word cut, and how long it was.
    static func cut(in text: String) -> String {
        guard text.utf8.count > most else { return text }
        return text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            guard word.utf8.count > most, word.count > most,
                let start = word.firstIndex(where: { !marks.contains($0) }),
                let end = word.lastIndex(where: { !marks.contains($0) })
            else { return String(word) }
            let name = word[start...end]
            let rest = word[word.index(after: end)...]
            return "\(word[..<start])\(name.prefix(shown))…\(rest.first == "'" ? "'" : "") (\(name.count) characters)"
                + rest.drop { $0 == "'" }
        }.joined(separator: " ")
    }

    private static let marks: Set<Character> = ["'", ",", ";", ":", "(", ")", "."]

    /// The names of columns in a row, of very many the first.
    static func list(_ names: [String]) -> String {
        guard names.count > mostNames else { return names.joined(separator: ", ") }
        return names.prefix(mostNames).joined(separator: ", ") + ", … and \(names.count - mostNames) more"
    }
}
