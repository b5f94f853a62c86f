/// The comparisons of a person, and of an automatic rater, with the same other people.
struct CeilingCells {
    /// One person on one item: the own score, the automatic rater's, and what the others gave.
    struct Cell {
        var person: Int
        /// The place of the item in `items`.
        var item: Int
        var own: Double
        var judge: Double
        /// The mean of the others' scores.
        var others: Double
        /// How near the person and the automatic rater come: the share of equals, or the absolute difference.
        var ownFigure: Double
        var judgeFigure: Double
    }

    /// One item: the means over its cells.
    struct Item {
        var person = 0.0
        var judge = 0.0
        var cells = 0
    }

    let isNominal: Bool
    private(set) var cells: [Cell] = []
    private(set) var items: [Item] = []
    /// By item the number of its cluster; nil where the table has none.
    private(set) var clusters: [Int]?

    init(_ table: RatingTable, judge: Int, isNominal: Bool) {
        self.isNominal = isNominal
        let isPerson = table.raters.indices.map { $0 != judge && table.raters[$0].kind == .human }
        clusters = table.clusters == nil ? nil : []
        for item in table.items.indices {
            let range = table.starts[item]..<table.starts[item + 1]
            let people = range.filter { isPerson[Int(table.entryRaters[$0])] }
            guard people.count > 1, let verdict = table.score(rater: judge, item: item) else { continue }
            let scores = people.map { table.categories[Int(table.entryCategories[$0])] }
            add(people.map { Int(table.entryRaters[$0]) }, scores, verdict)
            if let numbers = table.clusters { clusters?.append(Int(numbers[item])) }
        }
    }

    private mutating func add(_ people: [Int], _ scores: [Double], _ verdict: Double) {
        let sum = scores.reduce(0, +)
        let count = Double(scores.count - 1)
        let alike = Double(scores.count { $0 == verdict })
        var item = Item(cells: scores.count)
        for (person, own) in zip(people, scores) {
            let others = (sum - own) / count
            var cell = Cell(
                person: person,
                item: items.count,
                own: own,
                judge: verdict,
                others: others,
                ownFigure: abs(own - others),
                judgeFigure: abs(verdict - others)
            )
            if isNominal {
                cell.ownFigure = Double(scores.count { $0 == own } - 1) / count
                cell.judgeFigure = (alike - (own == verdict ? 1 : 0)) / count
            }
            item.person += cell.ownFigure / Double(scores.count)
            item.judge += cell.judgeFigure / Double(scores.count)
            cells.append(cell)
        }
        items.append(item)
    }
}
