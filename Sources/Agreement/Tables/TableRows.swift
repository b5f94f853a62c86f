extension RatingTable.Columns {
    /// Refuses columns of different lengths and places outside the lists.
    func check(items names: [String], raterCount: Int) throws(AgreementError) {
        guard items.count == raters.count, items.count == scores.count else {
            throw AgreementError("the columns of items, raters and scores differ in length")
        }
        func isWithin(_ places: [Int32], _ count: Int) -> Bool { places.allSatisfy { $0 >= 0 && Int($0) < count } }
        guard isWithin(items, names.count), isWithin(raters, raterCount), isWithin(scores, values.count) else {
            throw AgreementError("a score names an item, rater or value that is not in the lists")
        }
        guard let bad = values.firstIndex(where: { !($0.magnitude <= RatingTable.largestScore) }),
            let place = scores.firstIndex(where: { Int($0) == bad })
        else { return }
        let why = values[bad].isFinite ? "is beyond ±1e75, too large for sums of squares" : "is not a finite number"
        throw AgreementError("a score of item '\(names[Int(items[place])])' \(why)")
    }
}

/// The categories of a table, and for each value given its place among them.
struct Scale {
    let categories: [Double]
    /// By the value's place; −1 where the value is used by no score and in no list.
    let places: [Int32]

    init(_ columns: RatingTable.Columns, declared: [Double]?, items: [String]) throws(AgreementError) {
        var used = [Bool](repeating: false, count: columns.values.count)
        for score in columns.scores { used[Int(score)] = true }
        if let declared, declared.contains(where: { !$0.isFinite }) {
            throw AgreementError("a declared category is not a finite number")
        }
        let seen = columns.values.indices.filter { used[$0] }.map { columns.values[$0] }
        categories = Self.distinct(declared ?? seen)
        var places = [Int32](repeating: -1, count: columns.values.count)
        for index in columns.values.indices where used[index] {
            let value = columns.values[index]
            let place = Self.place(of: value, in: categories)
            guard place < categories.count, categories[place] == value else {
                let item = columns.scores.firstIndex { Int($0) == index }.map { items[Int(columns.items[$0])] } ?? ""
                throw AgreementError("the score \(value) of item '\(item)' is no declared category")
            }
            places[index] = Int32(place)
        }
        self.places = places
    }

    private static func distinct(_ values: [Double]) -> [Double] {
        var distinct: [Double] = []
        distinct.reserveCapacity(values.count)
        let isSorted = zip(values, values.dropFirst()).allSatisfy { $0 < $1 }
        for value in isSorted ? values : values.sorted() where distinct.last != value {
            distinct.append(value == 0 ? 0 : value)
        }
        return distinct
    }

    /// The first place whose category is not below the value.
    private static func place(of value: Double, in categories: [Double]) -> Int {
        var (low, high) = (0, categories.count)
        while low < high {
            let middle = (low + high) / 2
            if categories[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// The scores sorted by item and, within an item, by rater.
struct TableRows {
    private(set) var starts: [Int]
    private(set) var raters: [Int32]
    private(set) var categories: [Int32]
    private(set) var raterCounts: [Int]

    init(
        _ columns: RatingTable.Columns,
        _ items: NameOrder,
        _ raterOrder: NameOrder,
        _ scale: Scale,
        names: (items: [String], raters: [String])
    ) throws(AgreementError) {
        let count = columns.items.count
        starts = [Int](repeating: 0, count: names.items.count + 1)
        raters = [Int32](repeating: 0, count: count)
        categories = [Int32](repeating: 0, count: count)
        raterCounts = [Int](repeating: 0, count: names.raters.count)
        for item in columns.items { starts[items.places[Int(item)] + 1] += 1 }
        for item in names.items.indices { starts[item + 1] += starts[item] }
        var next = starts
        for index in 0..<count {
            let item = items.places[Int(columns.items[index])]
            let place = next[item]
            next[item] += 1
            let rater = raterOrder.places[Int(columns.raters[index])]
            raters[place] = Int32(rater)
            raterCounts[rater] += 1
            categories[place] = scale.places[Int(columns.scores[index])]
        }
        for item in names.items.indices {
            sortRow(starts[item]..<starts[item + 1])
            for place in starts[item]..<starts[item + 1] where place > starts[item] {
                guard raters[place] != raters[place - 1] else {
                    let rater = names.raters[raterOrder.sorted[Int(raters[place])]]
                    throw AgreementError("rater '\(rater)' scored item '\(names.items[items.sorted[item]])' twice")
                }
            }
        }
    }

    private mutating func sortRow(_ range: Range<Int>) {
        guard range.count > 1 else { return }
        if range.count > 64 {
            let pairs = range.map { (raters[$0], categories[$0]) }.sorted { $0.0 < $1.0 }
            for (place, pair) in zip(range, pairs) { (raters[place], categories[place]) = pair }
            return
        }
        for place in range.dropFirst() {
            let (rater, category) = (raters[place], categories[place])
            var hole = place
            while hole > range.lowerBound, raters[hole - 1] > rater {
                raters[hole] = raters[hole - 1]
                categories[hole] = categories[hole - 1]
                hole -= 1
            }
            raters[hole] = rater
            categories[hole] = category
        }
    }
}
