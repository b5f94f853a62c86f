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
        let above = reached(from: 0, links(isUpwards: true))
        let below = reached(from: 0, links(isUpwards: false))
        if above.contains(false) || below.contains(false) { return separation(above, below, names: names) }
        return nil
    }

    /// Why a model with a parameter for ties has no finite fit where the abilities alone have one; nil where it has.
    ///
    /// It has none where abilities can be ordered so that every winner stands at least one step above the loser, and those
    /// that tied at most one step apart: in that direction the likelihood never falls (its data lie on the edge of what the
    /// exponential family allows). Steps are bounds on differences, refuted by a cycle of negative length (Bellman, 1958).
    var tieObstacle: String? {
        guard tieCount > 0, !pairs.contains(where: { $0.wins > 0 && $0.losses > 0 }) else { return nil }
        var heights = [Int](repeating: 0, count: count)
        var isSettled = false
        while !isSettled {
            isSettled = true
            func lower(_ place: Int, to bound: Int) {
                guard heights[place] > bound else { return }
                heights[place] = bound
                isSettled = false
            }
            for pair in pairs {
                if pair.wins > 0 { lower(pair.j, to: heights[pair.i] - 1) }
                if pair.losses > 0 { lower(pair.i, to: heights[pair.j] - 1) }
                guard pair.ties > 0 else { continue }
                lower(pair.j, to: heights[pair.i] + 1)
                lower(pair.i, to: heights[pair.j] + 1)
            }
            if heights.contains(where: { $0 < -count }) { return nil }
        }
        return "wins and ties follow one order without exception, so that abilities have no limit"
    }

    /// For each player those that it lost to or tied with (`isUpwards`), or that lost to it or tied with it.
    private func links(isUpwards: Bool) -> [[Int]] {
        var links = [[Int]](repeating: [], count: count)
        for pair in pairs {
            if pair.ties > 0 || (isUpwards ? pair.losses : pair.wins) > 0 { links[pair.i].append(pair.j) }
            if pair.ties > 0 || (isUpwards ? pair.wins : pair.losses) > 0 { links[pair.j].append(pair.i) }
        }
        return links
    }

    private func separation(_ above: [Bool], _ below: [Bool], names: [String]) -> String {
        for (player, record) in records.enumerated() {
            if record.losses + record.ties == 0 { return "'\(names[player])' never lost" }
            if record.wins + record.ties == 0 { return "'\(names[player])' never won" }
        }
        let isUpper = above.contains(false)
        let group = (isUpper ? above : below).indices.filter { (isUpper ? above : below)[$0] }.map { names[$0] }
        return
            "the group \(group.joined(separator: ", ")) never \(isUpper ? "lost to" : "won against") one of the others"
    }

    private func reached(from start: Int, _ links: [[Int]]) -> [Bool] {
        var seen = [Bool](repeating: false, count: count)
        var open = [start]
        seen[start] = true
        while let player = open.popLast() {
            for other in links[player] where !seen[other] {
                seen[other] = true
                open.append(other)
            }
        }
        return seen
    }

    /// The players in groups that were compared with each other, directly or over others.
    private var pieces: [[Int]] {
        var links = [[Int]](repeating: [], count: count)
        for pair in pairs where pair.total > 0 {
            links[pair.i].append(pair.j)
            links[pair.j].append(pair.i)
        }
        var (pieces, seen): ([[Int]], [Bool]) = ([], [Bool](repeating: false, count: count))
        for start in 0..<count where !seen[start] {
            var piece: [Int] = []
            var open = [start]
            seen[start] = true
            while let player = open.popLast() {
                piece.append(player)
                for other in links[player] where !seen[other] {
                    seen[other] = true
                    open.append(other)
                }
            }
            pieces.append(piece.sorted())
        }
        return pieces
    }
}
