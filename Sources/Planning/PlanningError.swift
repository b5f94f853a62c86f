/// What cannot be planned, why, and what to change.
package struct PlanningError: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
