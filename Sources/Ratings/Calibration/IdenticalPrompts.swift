/// Prompts to which two models gave one text: nobody is asked for them, and they are ties.
package struct IdenticalPrompts: Sendable, Equatable {
    package private(set) var count = 0
    /// Prompts to which they gave different texts, and how many of these are rated.
    private var others = 0
    var rated = 0

    mutating func add(areAlike: Bool) { if areAlike { count += 1 } else { others += 1 } }

    /// How many count as ties: as large a share of them as of the others is rated, or a study that is half done would have
    /// all of its ties and half of its differences.
    package var counted: Int {
        guard others > rated else { return rated > 0 ? count : 0 }
        return count * rated / others
    }
}
