/// What one comparison of two players came to.
public enum ComparisonOutcome: UInt8, Sendable, CaseIterable {
    case left, right, tie
}

/// Comparisons of players in pairs, in the order in which they were made.
public struct ComparisonTable: Sendable {
    /// One comparison: `left` and `right` are places in the list given to the initialiser.
    public struct Row: Sendable {
        public var left: Int
        public var right: Int
        public var outcome: ComparisonOutcome

        public init(left: Int, right: Int, outcome: ComparisonOutcome) {
            self.left = left
            self.right = right
            self.outcome = outcome
        }
    }

    /// The players' names, sorted by their bytes.
    public let players: [String]
    /// The comparisons, with places in `players`.
    let rows: [Row]
    /// For each comparison the number of its cluster, or nil where there are none.
    let clusters: [Int32]?
    let clusterCount: Int

    /// Makes a table; `clusters` names each comparison's cluster (its prompt or its rater).
    ///
    /// Throws when a player is compared with itself, a place is not in the list, or a name stands twice.
    public init(players: [String], rows: [Row], clusters: [String]? = nil) throws(AgreementError) {
        let order = players.indices.sorted { RatingTable.precedes(players[$0], players[$1]) }
        var places = [Int](repeating: 0, count: players.count)
        for (place, index) in order.enumerated() { places[index] = place }
        let sorted = order.map { players[$0] }
        for (one, next) in zip(sorted, sorted.dropFirst()) where one.utf8.elementsEqual(next.utf8) {
            throw AgreementError("the player '\(one)' stands twice in the list")
        }
        for row in rows {
            guard players.indices.contains(row.left), players.indices.contains(row.right) else {
                throw AgreementError("a comparison names a player that is not in the list")
            }
            guard row.left != row.right else {
                throw AgreementError("'\(players[row.left])' is compared with itself")
            }
        }
        guard clusters == nil || clusters?.count == rows.count else {
            throw AgreementError("there must be one cluster for each comparison")
        }
        self.players = sorted
        self.rows = rows.map { Row(left: places[$0.left], right: places[$0.right], outcome: $0.outcome) }
        let names = clusters.map { names in Set(names).sorted { RatingTable.precedes($0, $1) } } ?? []
        let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
        self.clusters = clusters.map { clusters in clusters.map { numbers[$0] ?? 0 } }
        clusterCount = names.count
    }
}
