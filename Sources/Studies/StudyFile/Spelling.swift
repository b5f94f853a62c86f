/// Finds the word that was meant.
package enum Spelling {
    /// The known word nearest to `word`, if it is near enough to be a slip, or the only one that begins with it.
    package static func nearest(to word: String, among known: [String]) -> String? {
        let limit = max(1, word.count / 3)
        let near = known.map { ($0, distance(Array(word.utf8), Array($0.utf8))) }
            .filter { $0.1 <= limit && $0.1 < word.count }.min { $0.1 < $1.1 }?.0
        let longer = word.count > 2 ? known.filter { $0.hasPrefix(word) } : []
        return near ?? (longer.count == 1 ? longer[0] : nil)
    }

    /// The edit distance in which two neighbours that change places are one slip (optimal string alignment).
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var (before, row) = ([Int](), Array(0...b.count))
        for i in a.indices {
            var next = [i + 1]
            for j in b.indices {
                var best = min(row[j] + (a[i] == b[j] ? 0 : 1), next[j] + 1, row[j + 1] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
                next.append(best)
            }
            (before, row) = (row, next)
        }
        return row[b.count]
    }
}

extension Spelling {
    /// A message of a mistyped option without a suggestion that is not near, and with one where the program's own options have it.
    package static func corrected(_ message: String) -> String {
        let suggested = message.replacing(/Unknown option '(--?[^']+)'\. Did you mean '(--?[^']+)'\?/) { match in
            let isNear = nearest(to: String(match.1), among: [String(match.2)]) != nil
            return isNear ? String(match.0) : "Unknown option '\(match.1)'. 'slam COMMAND --help' lists the options"
        }
        return suggested.replacing(/Unknown option '(--[^']+)'(\nUsage: slam <subcommand>)/) { match in
            let near = nearest(to: String(match.1), among: ["--version", "--help"])
            return "Unknown option '\(match.1)'\(near.map { ". Did you mean '\($0)'?" } ?? "")\(match.2)"
        }
    }
}

extension Study {
    /// What is wrong with an option that names a model which the study does not have.
    package func unknownModel(_ name: String, in option: String) -> StudiesError {
        let names = models.map(\.name)
        let near = Spelling.nearest(to: name, among: names).map { "did you mean '\($0)'?" }
        return StudiesError(
            "\(option): the study has no model '\(name)': \(near ?? "it has \(names.joined(separator: ", "))")"
        )
    }
}
