import Foundation
import Studies

/// The folder with a sentence encoder's files, as the library sentence-transformers writes it.
package struct ModelFolder: Sendable {
    package let folder: String

    package init(_ folder: String) { self.folder = folder }

    func path(of name: String) -> String { "\(folder)/\(name)" }

    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(of: name)) }

    /// The bytes of a file; nil where it is not there.
    func bytes(_ name: String) throws -> [UInt8]? {
        let path = path(of: name)
        guard has(name) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw EmbeddingError("cannot read '\(path)': check its permissions")
        }
        return Array(data)
    }

    func json(_ name: String) throws -> JSONValue? {
        guard let bytes = try bytes(name) else { return nil }
        do { return try JSONValue(parsing: bytes) } catch {
            throw EmbeddingError("'\(path(of: name))' is not JSON (\(error)): fetch the model again")
        }
    }

    func lines(_ name: String) throws -> [String] {
        guard let bytes = try bytes(name), String(validating: bytes, as: UTF8.self) != nil else {
            throw EmbeddingError("no tokenizer in '\(folder)': tokenizer.json or vocab.txt is needed")
        }
        // By bytes: to Swift a carriage return and the line feed behind it are one character, which is no line feed.
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
        }
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    /// Files that a vector depends on, by name.
    static let files = [
        "config.json", "model.safetensors", "tokenizer.json", "vocab.txt", "tokenizer_config.json",
        "sentence_bert_config.json", "modules.json", "1_Pooling/config.json", "config_sentence_transformers.json",
    ]
}
