package import Store
import Studies

extension VectorShelf {
    /// The vectors of the embedder with that version in a database.
    package init(in store: Store, version: String) {
        self.init(
            find: { texts in
                let hashes = texts.map { SHA256.digest(of: Array($0.utf8)) }
                return try store.keptVectors(of: hashes, embedder: version).map { kept in
                    kept.map { Embedder.Embedded(vector: .dense($0.vector), isTruncated: $0.isTruncated) }
                }
            },
            keep: { vectors in
                let kept = vectors.compactMap { text, embedded -> Store.KeptVector? in
                    guard case .dense(let vector) = embedded.vector else { return nil }
                    let hash = SHA256.digest(of: Array(text.utf8))
                    return Store.KeptVector(textSHA256: hash, vector: vector, isTruncated: embedded.isTruncated)
                }
                try store.keep(kept, embedder: version)
            }
        )
    }
}
