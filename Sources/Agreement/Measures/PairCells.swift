/// The scores of two raters on common items: a list of cells, each with both values.
struct PairCells: Sendable {
    /// Every value that one of the two gave, ascending.
    let values: [Double]
    /// By cell the places of both scores in `values`; cells ascend by the first, then by the second.
    let x: [Int32]
    let y: [Int32]

    /// The cells of those pairs of scores, which must be distinct; `order` tells where each of them came to stand.
    init(_ pairs: [(x: Double, y: Double)], order: inout [Int]) {
        let coded = ValueCoding(pairs.map(\.x) + pairs.map(\.y))
        let sorted = coded.values.indices.sorted { coded.values[$0] < coded.values[$1] }
        var places = [Int32](repeating: 0, count: sorted.count)
        for (place, index) in sorted.enumerated() { places[index] = Int32(place) }
        values = sorted.map { coded.values[$0] }
        let codes = coded.codes.map { places[Int($0)] }
        let first = codes[..<pairs.count]
        let second = codes[pairs.count...]
        let keys = zip(first, second).map { UInt64($0) << 32 | UInt64($1) }
        let ascending = Radix.order(keys)
        x = ascending.map { first[Int($0)] }
        y = ascending.map { second[pairs.count + Int($0)] }
        order = [Int](repeating: 0, count: pairs.count)
        for (place, index) in ascending.enumerated() { order[Int(index)] = place }
    }
}

extension PairCells {
    /// Merges equal pairs; nil stands for an item without both scores. `cells` gives each item's cell, or −1.
    static func merging(_ pairs: [(x: Double, y: Double)?]) -> (cells: PairCells, places: [Int32]) {
        let given = pairs.compactMap(\.self)
        let xs = ValueCoding(given.map(\.x))
        let ys = ValueCoding(given.map(\.y))
        let base = UInt64(max(1, ys.values.count))
        let keys = given.indices.map { UInt64(xs.codes[$0]) * base + UInt64(ys.codes[$0]) }
        let ranking = Ranking(keys, space: UInt64(max(1, xs.values.count)) * base)
        var distinct = [(x: Double, y: Double)](repeating: (0, 0), count: ranking.count)
        for (place, rank) in ranking.ranks.enumerated() { distinct[Int(rank)] = given[place] }
        var order: [Int] = []
        let cells = PairCells(distinct, order: &order)
        var next = 0
        let places = pairs.map { pair -> Int32 in
            guard pair != nil else { return -1 }
            defer { next += 1 }
            return Int32(order[Int(ranking.ranks[next])])
        }
        return (cells, places)
    }
}
