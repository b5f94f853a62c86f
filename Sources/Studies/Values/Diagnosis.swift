/// One thing that was looked at, and what to do where it is not in order.
package struct Diagnosis: Sendable, Equatable {
    package var check: String
    /// How many are not in order.
    package var count: Int
    package var remedy: String

    package init(check: String, count: Int, remedy: String) {
        self.check = check
        self.count = count
        self.remedy = remedy
    }
}
