/// Means by group of items (by model, say) over the items that raters share, so that no figure compares other items.
///
/// Two raters are compared by their means over the items that both scored, an automatic rater and people by those that it and a
/// person scored (the consensus being the mean of the people of each item), a person and the others by those of both. An item
/// may lie in several groups and count more than once in each.
public struct GroupMeans: Sendable {
    /// A group that an item lies in, by its place in `names`, and how often the item counts there.
    public struct Membership: Sendable {
        public var group: Int
        public var weight: Double

        public init(group: Int, weight: Double = 1) {
            self.group = group
            self.weight = weight
        }
    }

    let table: RatingTable
    let names: [String]
    /// By item of the table.
    let groups: [[Membership]]
    private let columns: [[Int32]]

    /// The groups of each item of `table`, in its order; throws when there are more or fewer, or one is none of `names`.
    public init(_ table: RatingTable, names: [String], groups: [[Membership]]) throws(AgreementError) {
        guard groups.count == table.items.count else {
            throw AgreementError("\(groups.count) lists of groups for \(table.items.count) items: give each item one")
        }
        guard groups.joined().allSatisfy({ names.indices.contains($0.group) && $0.weight > 0 }) else {
            throw AgreementError("an item lies in a group that has no name")
        }
        self.table = table
        self.names = names
        self.groups = groups
        columns = table.columns(Array(table.raters.indices))
    }

    func score(_ rater: Int, _ item: Int) -> Double? {
        let code = columns[rater][item]
        return code < 0 ? nil : table.categories[Int(code)]
    }

    /// The mean of the people's scores of an item; nil where nobody scored it.
    func consensus(_ people: [Int], _ item: Int) -> Double? {
        Consensus.of(people.compactMap { score($0, item) }, level: .interval)
    }

    /// By group the mean of each side over the items of which every side has a value.
    func means(_ sides: [(Int) -> Double?]) -> [(group: Int, values: [Double])] {
        var sums = [[Double]](repeating: [Double](repeating: 0, count: sides.count), count: names.count)
        var weights = [Double](repeating: 0, count: names.count)
        for item in table.items.indices {
            let values = sides.compactMap { $0(item) }
            guard values.count == sides.count else { continue }
            for member in groups[item] {
                weights[member.group] += member.weight
                for (side, value) in values.enumerated() { sums[member.group][side] += member.weight * value }
            }
        }
        return names.indices.filter { weights[$0] > 0 }.map { group in
            (group, sums[group].map { $0 / weights[group] })
        }
    }

    /// A table of the groups, in which each rater has the mean of one side.
    func makeTable(_ raters: [(name: String, kind: RaterKind)], _ sides: [(Int) -> Double?]) throws(AgreementError)
        -> RatingTable
    {
        let scores = means(sides).flatMap { group, values in
            values.enumerated().map { RatingTable.Score(item: group, rater: $0, value: $1) }
        }
        return try RatingTable(items: names, raters: raters, scores: scores)
    }

    /// A table of the groups with every rater's mean: people's over the items that all of them scored, where there are any,
    /// everybody else's over all items of its own.
    func tableOfMeans(_ isComplete: [Bool]) throws(AgreementError) -> RatingTable {
        let isAny = isComplete.contains(true)
        let scores = table.raters.indices.flatMap { rater in
            let isHeld = isAny && table.raters[rater].kind == .human
            return means([{ isHeld && !isComplete[$0] ? nil : score(rater, $0) }])
                .map { RatingTable.Score(item: $0.group, rater: rater, value: $0.values[0]) }
        }
        return try RatingTable(items: names, raters: table.raters.map { ($0.name, $0.kind) }, scores: scores)
    }

    /// By item of the table whether everybody scored it who scored anything, and how many these are.
    var completeItems: (isComplete: [Bool], counts: CriterionReport.CompleteItems) {
        let people = table.raters { $0.kind == .human && $0.count > 0 }
        let scored = table.items.indices.map { item in people.count { columns[$0][item] >= 0 } }
        let isComplete = scored.map { $0 > 0 && $0 == people.count }
        let counts = CriterionReport.CompleteItems(
            count: isComplete.count { $0 },
            ratedCount: scored.count { $0 > 0 },
            personCount: people.count
        )
        return (isComplete, counts)
    }
}
