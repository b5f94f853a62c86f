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

/// Scores that raters gave to items: any number of raters, any cells missing.
///
/// Items and raters are kept in the order of their names' UTF-8 bytes, so that no figure depends on the order of rows.
public struct RatingTable: Sendable {
    /// One rater and its column.
    public struct Rater: Sendable, Equatable {
        public let name: String
        public let kind: RaterKind
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

    /// The items' names, sorted by their bytes.
    public let items: [String]
    /// The raters, sorted by their names' bytes.
    public let raters: [Rater]
    /// Distinct values, ascending: those declared (then `areCategoriesDeclared`), else those seen.
    public let categories: [Double]
    public let areCategoriesDeclared: Bool
    /// How many scores there are.
    public let scoreCount: Int
    /// For each rater and item (`rater * items.count + item`) the place in `categories`, or −1.
    let cells: [Int32]
    /// For each item the number of its cluster, or nil where there are none.
    let clusters: [Int32]?
    let clusterCount: Int

    /// Makes a table; `clusters` names each item's cluster (for example its prompt).
    ///
    /// Throws when a score is not finite, outside the declared categories, or given twice by one rater to one item.
    public init(
        items: [String],
        raters: [(name: String, kind: RaterKind)],
        scores: [Score],
        categories: [Double]? = nil,
        clusters: [String]? = nil
    ) throws(AgreementError) {
        let itemOrder = Self.order(of: items)
        let raterOrder = Self.order(of: raters.map(\.name))
        for score in scores where !score.value.isFinite {
            throw AgreementError("a score of item '\(items[score.item])' is not a finite number")
        }
        let seen = Self.distinct(scores.map(\.value))
        let list = categories.map(Self.distinct) ?? seen
        let places = Dictionary(list.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
        var cells = [Int32](repeating: -1, count: items.count * raters.count)
        var counts = [Int](repeating: 0, count: raters.count)
        for score in scores {
            guard let place = places[score.value] else {
                throw AgreementError("the score \(score.value) of item '\(items[score.item])' is no declared category")
            }
            let rater = raterOrder.places[score.rater]
            let cell = rater * items.count + itemOrder.places[score.item]
            guard cells[cell] < 0 else {
                let names = "rater '\(raters[score.rater].name)' scored item '\(items[score.item])'"
                throw AgreementError("\(names) twice")
            }
            cells[cell] = place
            counts[rater] += 1
        }
        self.items = itemOrder.sorted.map { items[$0] }
        self.raters = raterOrder.sorted.enumerated().map {
            Rater(name: raters[$1].name, kind: raters[$1].kind, count: counts[$0])
        }
        self.categories = list
        areCategoriesDeclared = categories != nil
        scoreCount = scores.count
        self.cells = cells
        let names = clusters.map { names in Set(names).sorted { Self.precedes($0, $1) } } ?? []
        let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
        self.clusters = clusters.map { clusters in itemOrder.sorted.map { numbers[clusters[$0]] ?? 0 } }
        clusterCount = names.count
    }

    /// The places of the raters of that kind.
    public func raters(where matches: (Rater) -> Bool) -> [Int] { raters.indices.filter { matches(raters[$0]) } }

    /// The place in `categories` of the score that a rater gave to an item, or nil.
    func category(rater: Int, item: Int) -> Int? {
        let cell = cells[rater * items.count + item]
        return cell < 0 ? nil : Int(cell)
    }

    /// The score that a rater gave to an item, or nil.
    public func score(rater: Int, item: Int) -> Double? { category(rater: rater, item: item).map { categories[$0] } }

    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// The order of names by bytes, and each name's place in it.
    private static func order(of names: [String]) -> (sorted: [Int], places: [Int]) {
        let sorted = names.indices.sorted { precedes(names[$0], names[$1]) }
        var places = [Int](repeating: 0, count: names.count)
        for (place, index) in sorted.enumerated() { places[index] = place }
        return (sorted, places)
    }

    private static func distinct(_ values: [Double]) -> [Double] {
        var distinct: [Double] = []
        for value in Set(values.map { $0 == 0 ? 0 : $0 }).sorted() { distinct.append(value) }
        return distinct
    }
}
