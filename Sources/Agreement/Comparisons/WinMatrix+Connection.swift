extension WinMatrix {
    /// Why abilities cannot be told from these comparisons, or nil.
    ///
    /// They can when every player lost to (or tied with) every other over some chain of comparisons (Ford, 1957).
    func obstacle(names: [String]) -> String? {
        guard count > 1 else { return "fewer than two players" }
        guard winCount + tieCount > 0 else { return "no comparison" }
        let pieces = pieces
        if pieces.count > 1 {
            let lists = pieces.prefix(4).map { piece in piece.map { names[$0] }.joined(separator: ", ") }
            return
                "the players fall into \(pieces.count) groups that were never compared: \(lists.joined(separator: " | "))"
        }
        let above = reached(from: 0) { beaten($0, $1) }
        let below = reached(from: 0) { beaten($1, $0) }
        if above.contains(false) || below.contains(false) { return separation(above, below, names: names) }
        return nil
    }

    /// Whether `i` lost to `j` or tied with it at least once.
    private func beaten(_ i: Int, _ j: Int) -> Bool { wins[j * count + i] > 0 || ties[i * count + j] > 0 }

    private func separation(_ above: [Bool], _ below: [Bool], names: [String]) -> String {
        for player in 0..<count {
            let record = record(of: player)
            if record.losses + record.ties == 0 { return "'\(names[player])' never lost" }
            if record.wins + record.ties == 0 { return "'\(names[player])' never won" }
        }
        let isUpper = above.contains(false)
        let group = (isUpper ? above : below).indices.filter { (isUpper ? above : below)[$0] }.map { names[$0] }
        return
            "the group \(group.joined(separator: ", ")) never \(isUpper ? "lost to" : "won against") one of the others"
    }

    private func reached(from start: Int, _ isLinked: (Int, Int) -> Bool) -> [Bool] {
        var seen = [Bool](repeating: false, count: count)
        var open = [start]
        seen[start] = true
        while let player = open.popLast() {
            for other in 0..<count where !seen[other] && isLinked(player, other) {
                seen[other] = true
                open.append(other)
            }
        }
        return seen
    }

    /// The players in groups that were compared with each other, directly or over others.
    private var pieces: [[Int]] {
        var pieces: [[Int]] = []
        var seen = [Bool](repeating: false, count: count)
        for start in 0..<count where !seen[start] {
            let piece = reached(from: start) { beaten($0, $1) || beaten($1, $0) }
            for player in 0..<count where piece[player] { seen[player] = true }
            pieces.append((0..<count).filter { piece[$0] })
        }
        return pieces
    }
}
