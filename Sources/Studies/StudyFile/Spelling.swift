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
