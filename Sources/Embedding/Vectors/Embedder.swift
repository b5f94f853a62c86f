/// What turns texts into vectors.
package struct Embedder: Sendable {
    /// A text's vector, and whether the text was longer than the embedder reads.
    package struct Embedded: Sendable, Equatable {
        package var vector: TextVector
        package var isTruncated: Bool

        package init(vector: TextVector, isTruncated: Bool = false) {
            self.vector = vector
            self.isTruncated = isTruncated
        }
    }

    /// Its name for people.
    package let id: String
    /// SHA-256 of all that its vectors depend on besides the text.
    package let version: String
    /// Whether a vector costs more than it takes to keep it.
    package let isKept: Bool
    /// How many texts it takes best at once.
    package let batch: Int
    /// Whether a vector that is not there may come with another run, as one that an endpoint failed to give.
    package let mayComeLater: Bool
    /// The texts' vectors in their order; nil for a text without anything to compare, or whose vector is not there.
    package let vectors: @Sendable (_ texts: [String]) throws -> [Embedded?]

    package init(
        id: String,
        version: String,
        isKept: Bool,
        batch: Int,
        mayComeLater: Bool = false,
        vectors: @escaping @Sendable ([String]) throws -> [Embedded?]
    ) {
        self.id = id
        self.version = version
        self.isKept = isKept
        self.batch = batch
        self.mayComeLater = mayComeLater
        self.vectors = vectors
    }
}

/// A text that is compared by its bytes.
struct TextBytes: Hashable {
    let text: String

    static func == (one: TextBytes, other: TextBytes) -> Bool { one.text.utf8.elementsEqual(other.text.utf8) }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
