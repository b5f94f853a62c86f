import Studies

/// Turns sides of new rows until what stays is evened out: in every pair and for every reviewer within one, and over all.
///
/// A row is an edge between a pair and a reviewer. Turning it changes both ends; what that upsets is set right by turning
/// another row there, and so on along a path that ends where the change does good or no harm.
struct SideRepair {
    /// An end of rows.
    private enum Node: Hashable {
        case pair(Unit.Subject)
        case reviewer(Int)
    }

    /// A node that is to change by two, up (1) or down (−1).
    private struct Need: Hashable {
        var node: Node
        var change: Int
    }

    private let rows: [Sides.Row]
    /// 1 where the first stands on the left, −1 where the second does.
    private var colours: [Int]
    private var excess: [Node: Int] = [:]
    /// The rows of each node that may be turned.
    private var free: [Node: [Int]] = [:]
    private var nodes: [Node] = []
    private var total = 0

    init(_ rows: [Sides.Row], _ sides: [RatingRecord.Side]) {
        self.rows = rows
        colours = sides.map { $0 == .first ? 1 : -1 }
        for (place, row) in rows.enumerated() {
            total += colours[place]
            for node in Self.ends(row) {
                if excess[node] == nil { nodes.append(node) }
                excess[node, default: 0] += colours[place]
                if row.fixed == nil { free[node, default: []].append(place) }
            }
        }
        repair()
    }

    var sides: [RatingRecord.Side] { colours.map { $0 > 0 ? .first : .second } }

    private static func ends(_ row: Sides.Row) -> [Node] { [.pair(row.unit.subject), .reviewer(row.reviewer)] }

    private mutating func repair() {
        for node in nodes {
            while let excess = excess[node], abs(excess) > 1,
                let path = path(from: [node], change: -excess.signum(), changesTotal: false)
            { turn(path) }
        }
        while abs(total) > 1 {
            let change = -total.signum()
            let starts = nodes.filter { accepts($0, change) }
            guard let path = path(from: starts, change: change, changesTotal: true) else { return }
            turn(path)
        }
    }

    private func accepts(_ node: Node, _ change: Int) -> Bool {
        let excess = excess[node] ?? 0
        return abs(excess + 2 * change) < max(2, abs(excess))
    }

    private mutating func turn(_ path: [Int]) {
        for place in path {
            let change = -2 * colours[place]
            colours[place] = -colours[place]
            total += change
            for node in Self.ends(rows[place]) { excess[node, default: 0] += change }
        }
    }

    /// The rows to be turned so that a start changes by two and no other node is worse off; breadth first.
    private func path(from starts: [Node], change: Int, changesTotal: Bool) -> [Int]? {
        var cameBy: [Need: (row: Int, from: Need)?] = [:]
        var queue = starts.map { Need(node: $0, change: change) }
        for need in queue { cameBy[need] = .some(nil) }
        var next = 0
        while next < queue.count {
            let need = queue[next]
            next += 1
            let path = rowsTo(need, cameBy)
            for place in free[need.node] ?? [] where colours[place] == -need.change && !path.contains(place) {
                guard let other = Self.ends(rows[place]).first(where: { $0 != need.node }) else { continue }
                if accepts(other, need.change), !changesTotal || need.change == change { return path + [place] }
                let back = Need(node: other, change: -need.change)
                guard cameBy[back] == nil else { continue }
                cameBy[back] = .some((place, need))
                queue.append(back)
            }
        }
        return nil
    }

    private func rowsTo(_ need: Need, _ cameBy: [Need: (row: Int, from: Need)?]) -> [Int] {
        var (path, current): ([Int], Need) = ([], need)
        while case let step?? = cameBy[current] {
            path.append(step.row)
            current = step.from
        }
        return path
    }
}
