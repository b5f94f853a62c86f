/// What is wrong with an embedder, its files or its texts, and what to do.
package struct EmbeddingError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
