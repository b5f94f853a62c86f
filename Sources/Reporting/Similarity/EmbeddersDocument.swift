/// What turns texts into vectors, to be written in any format.
package struct EmbeddersDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.embedders.v1"

    /// A sentence encoder whose files are fetched.
    package struct Encoder: Sendable {
        let name: String
        let title: String
        let folder: String
        let isFetched: Bool

        /// `folder` is where its files are, or would be.
        package init(_ name: String, title: String, folder: String, isFetched: Bool) {
            self.name = name
            self.title = title
            self.folder = folder
            self.isFetched = isFetched
        }
    }

    private let encoders: [Encoder]

    /// `encoders` are those beside what is built in.
    package init(_ encoders: [Encoder]) { self.encoders = encoders }

    /// The document in that format.
    package func written(as format: Format) -> String {
        var table = Table(columns: [.init("embedder"), .init("model"), .init("state"), .init("folder")])
        table.rows.append([.text("lexical"), .text("TF-IDF"), .text("built in"), .unknown])
        table.rows += encoders.map { encoder in
            let state = encoder.isFetched ? "fetched" : "not here: slam embedder fetch \(encoder.name)"
            return [.text(encoder.name), .text(encoder.title), .text(state), .text(encoder.folder)]
        }
        return table.written(as: format, schema: Self.schema)
    }
}
