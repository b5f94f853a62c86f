/// What differs from the plain question: the arms of an audit, each really asked.
package enum Arm: String, Sendable, CaseIterable {
    case plain
    /// The same once more.
    case again
    /// The response with edits that mean nothing.
    case edited
    /// The question in other words.
    case reworded
    /// The scale and its anchors from the other end.
    case reversed
    /// The response with a planted order to the judge.
    case injected

    /// What the arm holds against the plain verdict, in words.
    package var title: String {
        switch self {
        case .plain: "as it stands"
        case .again: "asked again"
        case .edited: "meaningless edits"
        case .reworded: "reworded question"
        case .reversed: "scale from the other end"
        case .injected: "planted injection"
        }
    }
}
