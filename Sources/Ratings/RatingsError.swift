/// Why ratings cannot be used so, in words.
package struct RatingsError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
