/// What a rater is.
public enum RaterKind: String, Sendable, CaseIterable {
    case human, judge, metric
}

/// The level of measurement of the scores.
public enum Level: String, Sendable, CaseIterable {
    case nominal, ordinal, interval, ratio
}

/// Why a table of ratings was refused.
public struct AgreementError: Error, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

/// Scores that raters gave to items: any number of raters, any cells missing; memory grows with the scores alone.
///
/// Items and raters are kept in the order of their names' UTF-8 bytes, so that no figure depends on the order of rows.
public struct RatingTable: Sendable {
    /// One rater and its column.
    public struct Rater: Sendable, Equatable {
        public let name: String
        public let kind: RaterKind
        /// Whether its values are no points of the others' scale, though they are in its units: a judge behind a map.
        public internal(set) var isOffScale = false
        /// How many items the rater scored.
        public internal(set) var count: Int
    }

    /// One score: `item` and `rater` are places in the lists given to the initialiser.
    public struct Score: Sendable {
        public var item: Int
        public var rater: Int
        public var value: Double

        public init(item: Int, rater: Int, value: Double) {
            self.item = item
            self.rater = rater
            self.value = value
        }
    }

    /// The same scores as three columns of numbers: places of items and raters, and places in `values`.
    public struct Columns: Sendable {
        public var items: [Int32]
        public var raters: [Int32]
        public var scores: [Int32]
        public var values: [Double]

        public init(items: [Int32], raters: [Int32], scores: [Int32], values: [Double]) {
            self.items = items
            self.raters = raters
            self.scores = scores
            self.values = values
        }
    }

    /// No score is further from 0: the fourth powers of differences are still numbers, and sums of millions of them.
    public static let largestScore = 1e75

    /// The items' names, sorted by their bytes.
    public let items: [String]
    /// By item its place in the list that was given.
    package let given: [Int32]
    /// The raters, sorted by their names' bytes.
    public let raters: [Rater]
    /// Distinct values, ascending: those declared (then `areCategoriesDeclared`), else those seen.
    public let categories: [Double]
    public let areCategoriesDeclared: Bool
    /// The declared categories, ascending, without what metrics gave besides; nil where none are declared.
    let scale: [Double]?
    /// How many scores there are.
    public let scoreCount: Int
    /// Where each item's scores start in `entryRaters` and `entryCategories`; one more than there are items.
    let starts: [Int]
    /// The rater of each score, ascending within an item.
    let entryRaters: [Int32]
    /// The place in `categories` of each score.
    let entryCategories: [Int32]
    /// For each item the number of its cluster, or nil where there are none.
    let clusters: [Int32]?
    let clusterCount: Int
    /// What clusters are, as methods and warnings of figures beside people call them.
    public var clusterName = "prompts"
    /// A second clustering that crosses the first (for example the model), or nil.
    let crossedClusters: [Int32]?
    let crossedClusterCount: Int

    /// Makes a table; `clusters` names each item's cluster (for example its prompt), `crossedClusters` a second one.
    ///
    /// `offScale` are places of raters whose values need be no points of the scale; `areCategoriesDeclared` is false where the
    /// categories are those seen in a larger table of which this is a part. Throws when a score is not finite or beyond
    /// `largestScore`, outside the declared categories, or given twice by one rater to one item.
    public init(
        items: [String],
        raters: [(name: String, kind: RaterKind)],
        scores: [Score],
        categories: [Double]? = nil,
        clusters: [String]? = nil,
        crossedClusters: [String]? = nil,
        offScale: Set<Int> = [],
        areCategoriesDeclared: Bool = true
    ) throws(AgreementError) {
        let coded = ValueCoding(scores.map(\.value))
        let limit = Int(Int32.max)
        let isInRange = scores.allSatisfy { (0..<limit).contains($0.item) && (0..<limit).contains($0.rater) }
        guard isInRange else { throw AgreementError("a score names an item or rater that is not in the lists") }
        try self.init(
            items: items,
            raters: raters,
            columns: Columns(
                items: scores.map { Int32(truncatingIfNeeded: $0.item) },
                raters: scores.map { Int32(truncatingIfNeeded: $0.rater) },
                scores: coded.codes,
                values: coded.values
            ),
            categories: categories,
            clusters: clusters,
            crossedClusters: crossedClusters,
            offScale: offScale,
            areCategoriesDeclared: areCategoriesDeclared
        )
    }

    /// Makes a table from columns of numbers, which is the fastest way for many scores; throws as the other does.
    public init(
        items: [String],
        raters: [(name: String, kind: RaterKind)],
        columns: Columns,
        categories: [Double]? = nil,
        clusters: [String]? = nil,
        crossedClusters: [String]? = nil,
        offScale: Set<Int> = [],
        areCategoriesDeclared: Bool = true
    ) throws(AgreementError) {
        try columns.check(items: items, raterCount: raters.count)
        let itemOrder = NameOrder(items)
        let raterOrder = NameOrder(raters.map(\.name))
        let allowed = Self.scale(
            columns,
            raters.indices.map { raters[$0].kind == .metric || offScale.contains($0) },
            declared: categories
        )
        let scale = try Scale(columns, declared: allowed, items: items)
        let rows = try TableRows(columns, itemOrder, raterOrder, scale, names: (items, raters.map(\.name)))
        self.items = itemOrder.isIdentity ? items : itemOrder.sorted.map { items[$0] }
        given = itemOrder.sorted.map(Int32.init)
        self.raters = raterOrder.sorted.enumerated().map {
            Rater(
                name: raters[$1].name,
                kind: raters[$1].kind,
                isOffScale: offScale.contains($1),
                count: rows.raterCounts[$0]
            )
        }
        self.categories = scale.categories
        self.areCategoriesDeclared = categories != nil && areCategoriesDeclared
        self.scale = categories.map { list in scale.categories.filter(Set(list).contains) }
        scoreCount = columns.items.count
        starts = rows.starts
        entryRaters = rows.raters
        entryCategories = rows.categories
        let first = try Self.numbered(clusters, itemOrder)
        let second = try Self.numbered(crossedClusters, itemOrder)
        (self.clusters, clusterCount) = first
        (self.crossedClusters, crossedClusterCount) = second
    }

    /// The places of the raters of that kind.
    public func raters(where matches: (Rater) -> Bool) -> [Int] { raters.indices.filter { matches(raters[$0]) } }

    /// The place in `categories` of the score that a rater gave to an item, or nil.
    func category(rater: Int, item: Int) -> Int? {
        var (low, high) = (starts[item], starts[item + 1])
        while low < high {
            let middle = (low + high) / 2
            if Int(entryRaters[middle]) < rater { low = middle + 1 } else { high = middle }
        }
        guard low < starts[item + 1], Int(entryRaters[low]) == rater else { return nil }
        return Int(entryCategories[low])
    }

    /// The score that a rater gave to an item, or nil.
    public func score(rater: Int, item: Int) -> Double? { category(rater: rater, item: item).map { categories[$0] } }

    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// For each item in order the number of its cluster, clusters numbered by their names' bytes.
    private static func numbered(
        _ clusters: [String]?,
        _ order: NameOrder
    ) throws(AgreementError) -> (numbers: [Int32]?, count: Int) {
        guard let clusters else { return (nil, 0) }
        guard clusters.count == order.sorted.count else {
            throw AgreementError("\(clusters.count) clusters for \(order.sorted.count) items: give each item one")
        }
        let names = Set(clusters).sorted { precedes($0, $1) }
        let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
        return (order.sorted.map { numbers[clusters[$0]] ?? 0 }, names.count)
    }
}
