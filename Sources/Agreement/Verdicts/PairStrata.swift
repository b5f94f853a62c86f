/// Counts of verdicts within each unordered pair of models.
///
/// All are whole numbers, so that neither the order of models and rows nor the side of a text changes a digit.
struct PairStrata {
    /// An item's verdicts, counted by category and turned to the order of its models.
    struct Item {
        var stratum: Int
        var prompt: Int
        var counts = SIMD4<Int>.zero
        /// The categories of the first and second rater.
        var pair: (Int, Int)?

        /// Ratings.
        var size: Int { counts.wrappedSum() }
    }

    /// What all items of one pair of models come to.
    struct Stratum {
        var isMirrored = false
        var items = 0
        /// Ratings by category, and of the first and the second rater.
        var totals = SIMD4<Int>.zero
        var first = SIMD4<Int>.zero
        var second = SIMD4<Int>.zero
        /// Sums within items: m², Σ c², Σ c · mirrored c; and both raters alike, or alike when mirrored.
        var sizes = 0
        var equal = 0
        var mirrored = 0
        var alike = 0
        var alikeMirrored = 0
        /// By the number of ratings m of an item: Σ c² and items.
        var equalBySize: [Int: (equal: Int, items: Int)] = [:]

        mutating func add(_ item: Item, _ sign: Int) {
            let counts = item.counts
            let squares = Self.dot(counts, counts)
            items += sign
            totals &+= counts &* sign
            sizes += sign * item.size * item.size
            equal += sign * squares
            mirrored += sign * Self.dot(counts, Self.mirror(counts))
            let before = equalBySize[item.size] ?? (0, 0)
            equalBySize[item.size] = (before.equal + sign * squares, before.items + sign)
            guard let pair = item.pair else { return }
            first[pair.0] += sign
            second[pair.1] += sign
            alike += pair.0 == pair.1 ? sign : 0
            alikeMirrored += pair.0 == Self.mirrored(pair.1) ? sign : 0
        }

        static func dot(_ a: SIMD4<Int>, _ b: SIMD4<Int>) -> Int { (a &* b).wrappedSum() }
        static func mirror(_ counts: SIMD4<Int>) -> SIMD4<Int> { SIMD4(counts[2], counts[1], counts[0], 0) }
        static func mirrored(_ category: Int) -> Int { 2 - category }

        /// The share of equal values among ordered couples of values on different items.
        var chance: Double {
            let total = totals.wrappedSum()
            let couples = Double(total * total - sizes)
            let same = Self.dot(totals, totals) - equal
            guard isMirrored else { return Double(same) / couples }
            return Double(same + Self.dot(totals, Self.mirror(totals)) - mirrored) / (2 * couples)
        }

        /// Gwet's chance agreement with three categories.
        var gwetChance: Double { (1 - chance) / 2 }

        /// The same for the first rater of one item with the second of another.
        var chanceOfTwo: Double {
            let couples = Double(items * (items - 1))
            let same = Self.dot(first, second) - alike
            guard isMirrored else { return Double(same) / couples }
            return Double(same + Self.dot(first, Self.mirror(second)) - alikeMirrored) / (2 * couples)
        }
    }

    private(set) var items: [Item] = []
    private(set) var strata: [Stratum] = []

    /// The items that two raters or more gave a verdict on.
    init(_ table: PairVerdicts) {
        var places: [PairVerdicts.Models?: Int] = [:]
        for (number, row) in table.rows.enumerated() {
            let given = row.verdicts.compactMap(\.self)
            guard given.count > 1 else { continue }
            let key = row.models?.ordered
            let place = places[key] ?? strata.count
            if place == strata.count {
                places[key] = place
                strata.append(Stratum(isMirrored: row.models?.areOne ?? true))
            }
            let isTurned = row.models?.isTurned ?? false
            var item = Item(stratum: place, prompt: row.prompt.map { $0 } ?? -1 - number)
            let categories = given.map { Self.category(isTurned ? $0.turned : $0) }
            for category in categories { item.counts[category] += 1 }
            if table.raterCount == 2 { item.pair = (categories[0], categories[1]) }
            items.append(item)
            strata[place].add(item, 1)
        }
    }

    /// First, tie, second: mirrored about the middle.
    private static func category(_ outcome: ComparisonOutcome) -> Int {
        switch outcome {
        case .left: 0
        case .tie: 1
        case .right: 2
        }
    }

    /// Takes items out, or puts them back.
    mutating func add(_ places: [Int], _ sign: Int) {
        for place in places { strata[items[place].stratum].add(items[place], sign) }
    }

    /// Observed and expected disagreement of each coefficient, over the pairs of models with two items or more.
    var figures: Figures { Figures(strata.filter { $0.items > 1 }) }

    struct Figures {
        let itemCount: Int
        let modelPairCount: Int
        private let used: [Stratum]

        init(_ strata: [Stratum]) {
            used = strata
            itemCount = strata.reduce(0) { $0 + $1.items }
            modelPairCount = strata.count
        }

        /// Sums of a term of each pair of models, in an order of their own.
        private func sum(_ term: (Stratum) -> Double) -> Double { used.map(term).sorted().reduce(0, +) }

        /// Σ over items of weight(m) · Σ c (c − 1), items grouped by their number of ratings m.
        private func equalCouples(_ weight: (Double) -> Double) -> Double {
            var bySize: [Int: (equal: Int, items: Int)] = [:]
            for stratum in used {
                for (size, part) in stratum.equalBySize {
                    let before = bySize[size] ?? (0, 0)
                    bySize[size] = (before.equal + part.equal, before.items + part.items)
                }
            }
            return bySize.sorted { $0.key < $1.key }.reduce(0) { sum, part in
                sum + Double(part.value.equal - part.key * part.value.items) * weight(Double(part.key))
            }
        }

        /// The mean share of equal pairs of ratings.
        var agreement: Double { equalCouples { 1 / ($0 * ($0 - 1)) } / Double(itemCount) }

        /// Σ m D_o over items and Σ m D_e over pairs of models, of so many ratings.
        private var disagreement: (observed: Double, expected: Double, total: Double) {
            let total = sum { Double($0.totals.wrappedSum()) }
            let expected = sum { Double($0.totals.wrappedSum()) * (1 - $0.chance) }
            return (total - equalCouples { 1 / ($0 - 1) }, expected, total)
        }

        /// 1 − Σ m D_o / Σ m D_e.
        var alpha: Double? {
            let sums = disagreement
            return itemCount > 0 && sums.expected > 1e-12 ? 1 - sums.observed / sums.expected : nil
        }

        /// 1 − the mean expected disagreement.
        var alphaChance: Double { 1 - disagreement.expected / disagreement.total }

        /// The mean chance agreement, each item with that of its pair of models.
        func expected(_ chance: (Stratum) -> Double) -> Double {
            sum { Double($0.items) * chance($0) } / Double(itemCount)
        }

        /// (mean agreement − mean chance)/(1 − mean chance).
        func corrected(_ chance: Double) -> Double? {
            guard itemCount > 0, 1 - chance > 1e-12 else { return nil }
            return (agreement - chance) / (1 - chance)
        }

        var gwet: Double? { itemCount > 0 ? corrected(expected(\.gwetChance)) : nil }
        var pi: Double? { itemCount > 0 ? corrected(expected(\.chance)) : nil }

        /// Cohen's, of two raters.
        var cohen: Double? {
            guard itemCount > 0 else { return nil }
            let alike = used.reduce(0) { $0 + $1.alike }
            let chance = expected(\.chanceOfTwo)
            guard 1 - chance > 1e-12 else { return nil }
            return (Double(alike) / Double(itemCount) - chance) / (1 - chance)
        }
    }
}
