import Foundation

/// A sentence encoder that the program knows by name, with the hashes of its files.
package struct KnownModel: Sendable {
    /// One file of a model.
    package struct File: Sendable {
        package var name: String
        package var size: Int
        package var sha256: String
    }

    package let name: String
    /// What it is, for people.
    package let title: String
    /// Where its files are, one revision of them; not reachable from the machine on which this program is tested.
    package let home: String
    package let files: [File]

    /// Every model that is known.
    package static let all = [minilm]

    /// The model of that name; throws the names that there are.
    package static func named(_ name: String) throws -> KnownModel {
        guard let model = all.first(where: { $0.name == name }) else {
            throw EmbeddingError("no embedder '\(name)' is known: use \(all.map(\.name).joined(separator: ", "))")
        }
        return model
    }

    /// all-MiniLM-L6-v2 of sentence-transformers (Apache 2.0), six layers, 384 numbers a text.
    package static let minilm = KnownModel(
        name: "minilm",
        title: "all-MiniLM-L6-v2",
        home: "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/"
            + "c9745ed1d9f207416be6d2e6f8de32d1f16199bf",
        files: [
            File(
                name: "config.json",
                size: 612,
                sha256: "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"
            ),
            File(
                name: "model.safetensors",
                size: 90_868_376,
                sha256: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
            ),
            File(
                name: "tokenizer.json",
                size: 466_247,
                sha256: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
            ),
            File(
                name: "sentence_bert_config.json",
                size: 53,
                sha256: "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7"
            ),
            File(
                name: "modules.json",
                size: 349,
                sha256: "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf"
            ),
            File(
                name: "1_Pooling/config.json",
                size: 190,
                sha256: "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23"
            ),
        ]
    )

    /// Where the program keeps the model's files: the user's cache folder (XDG).
    package var folder: ModelFolder {
        let environment = ProcessInfo.processInfo.environment
        let cache =
            environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
            ?? "\(environment["HOME"] ?? NSHomeDirectory())/.cache"
        return ModelFolder("\(cache)/slam/embedders/\(name)")
    }

    /// The first file whose bytes are no longer those that were fetched; nil where all are.
    package func damaged(_ digests: ModelDigests) -> String? {
        let found = Dictionary(digests.files.map { ($0.name, $0.sha256) }) { first, _ in first }
        return files.first { found[$0.name] != $0.sha256 }?.name
    }

    /// Whether every file is there with its size.
    package var isFetched: Bool {
        files.allSatisfy { file in
            let attributes = try? FileManager.default.attributesOfItem(atPath: folder.path(of: file.name))
            return (attributes?[.size] as? Int) == file.size
        }
    }
}
