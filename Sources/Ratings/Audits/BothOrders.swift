/// How the verdicts on one pair and sample, shown in both orders, stand to each other.
package enum BothOrders {
    /// How many of these verdicts are at odds with the same pair in the other order: they are read, and not used.
    package static func inconsistent<Unit: Hashable, Value: Hashable>(_ verdicts: [(unit: Unit, value: Value)]) -> Int {
        Dictionary(grouping: verdicts, by: \.unit).values.reduce(0) { sum, group in
            sum + (Set(group.map(\.value)).count > 1 ? group.count : 0)
        }
    }
}
