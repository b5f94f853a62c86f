import GRDB
import Studies

/// Which prompts read the same: ratings of one text under several ids are no independent ones.
struct SamePrompts {
    private var places: [String: Int] = [:]

    /// The place of the first prompt that reads as this one, which stands at `place`.
    mutating func first(of text: String, system: String?, at place: Int) -> Int {
        let key = Prompt.plain(text, system: system)
        let found = places[key] ?? place
        places[key] = found
        return found
    }
}

extension Store {
    /// By name of a prompt the first prompt of the study that reads the same; without prompts whose text is their own.
    package func samePrompts(of study: String) throws -> [String: String] {
        try read { database in
            var (same, names, found) = (SamePrompts(), [String](), [String: String]())
            try RowCursor(
                database,
                "SELECT name, text, system FROM prompt WHERE study = ? ORDER BY position, id",
                [try Self.studyID(study, database)]
            ).forEach { row in
                names.append(row.text(0))
                let first = same.first(of: row.text(1), system: row.knownText(2), at: names.count - 1)
                if first != names.count - 1 { found[row.text(0)] = names[first] }
            }
            return found
        }
    }
}
