/// What a table says of each item in one column: one name for each item, on whichever of its rows it stands.
package struct ItemColumn: Sendable {
    /// What became of a name.
    enum Outcome { case noted, differs, isNotUTF8 }

    package private(set) var names = Names()
    /// By item the number of its name, −1 where no row gives one.
    package private(set) var numbers: [Int32] = []

    /// Whether no item has a name.
    package var isEmpty: Bool { names.all.isEmpty }

    /// The item's name, or nil.
    package func name(of item: Int) -> String? {
        item < numbers.count && numbers[item] >= 0 ? names.all[Int(numbers[item])] : nil
    }

    /// Notes the item's name; `differs` when an earlier row gave another.
    mutating func note(_ field: ArraySlice<UInt8>, item: Int32) -> Outcome {
        while numbers.count <= Int(item) { numbers.append(-1) }
        guard let number = names.number(of: field) else { return .isNotUTF8 }
        if numbers[Int(item)] < 0 { numbers[Int(item)] = number }
        return numbers[Int(item)] == number ? .noted : .differs
    }
}
