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
    /// By item its place in the table.
    private var numbers: [Int] = []

    init(_ table: RatingTable, judge: Int, isNominal: Bool) {
        self.isNominal = isNominal
        let isPerson = table.raters.indices.map { $0 != judge && table.raters[$0].kind == .human }
        clusters = table.clusters == nil ? nil : []
        var (people, scores): ([Int], [Double]) = ([], [])
        for item in table.items.indices {
            people.removeAll(keepingCapacity: true)
            scores.removeAll(keepingCapacity: true)
            for entry in table.starts[item]..<table.starts[item + 1] where isPerson[Int(table.entryRaters[entry])] {
                people.append(Int(table.entryRaters[entry]))
                scores.append(table.categories[Int(table.entryCategories[entry])])
            }
            guard people.count > 1, let verdict = table.score(rater: judge, item: item) else { continue }
            add(people, scores, verdict)
            numbers.append(item)
            if let numbers = table.clusters { clusters?.append(Int(numbers[item])) }
        }
    }

    /// By number of a person its cells.
    var byPerson: [[Cell]] {
        var groups = [[Cell]](repeating: [], count: (cells.lazy.map(\.person).max() ?? -1) + 1)
        for cell in cells { groups[cell.person].append(cell) }
        return groups
    }

    /// The same of each person's means by group, an item of it being a group: own, the others' and the automatic rater's means
    /// are over the same items. `groups` are those of each item of the table.
    func averaged(over groups: [[GroupMeans.Membership]]) -> CeilingCells {
        struct Key: Hashable {
            var group: Int
            var person: Int
        }
        var sums: [Key: (own: Double, judge: Double, others: Double, weight: Double)] = [:]
        for cell in cells {
            for member in groups[numbers[cell.item]] {
                var sum = sums[Key(group: member.group, person: cell.person)] ?? (0, 0, 0, 0)
                sum.own += member.weight * cell.own
                sum.judge += member.weight * cell.judge
                sum.others += member.weight * cell.others
                sum.weight += member.weight
                sums[Key(group: member.group, person: cell.person)] = sum
            }
        }
        var averaged = self
        (averaged.cells, averaged.items, averaged.clusters, averaged.numbers) = ([], [], nil, [])
        let sorted = sums.sorted { ($0.key.group, $0.key.person) < ($1.key.group, $1.key.person) }
        for (key, sum) in sorted {
            if averaged.numbers.last != key.group {
                averaged.items.append(Item())
                averaged.numbers.append(key.group)
            }
            let place = averaged.items.count - 1
            let (own, judge, others) = (sum.own / sum.weight, sum.judge / sum.weight, sum.others / sum.weight)
            averaged.cells.append(
                Cell(
                    person: key.person,
                    item: place,
                    own: own,
                    judge: judge,
                    others: others,
                    ownFigure: abs(own - others),
                    judgeFigure: abs(judge - others)
                )
            )
            averaged.items[place].person += abs(own - others)
            averaged.items[place].judge += abs(judge - others)
            averaged.items[place].cells += 1
        }
        for place in averaged.items.indices {
            averaged.items[place].person /= Double(averaged.items[place].cells)
            averaged.items[place].judge /= Double(averaged.items[place].cells)
        }
        return averaged
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
