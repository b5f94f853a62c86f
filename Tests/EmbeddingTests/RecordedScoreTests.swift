import Embedding
import Foundation
import Studies
import Testing

/// The example study's recorded scores, which the program made from the model's weights.
struct RecordedScoreTests {
    /// Who computes them by the line in study.yaml gets scores of the same version: a change of the encoder records anew.
    @Test func theExamplesRecordedScoresAreOfThisEncoder() throws {
        let model = KnownModel.minilm
        let digests = JSONValue.object(model.files.map { ($0.name, .string($0.sha256)) }.sorted { $0.0 < $1.0 })
        let encoder: [(String, JSONValue)] = [
            ("encoder", .string("bert.1")), ("files", digests), ("length", .number(256)), ("pooling", .string("mean")),
            ("prefix", .string("")),
        ]
        let scorer: [(String, JSONValue)] = [
            ("embedder", .string(SHA256.hex(of: JSONValue.object(encoder).canonicalBytes))),
            ("aggregate", .string("max")),
        ]
        let metric: [(String, JSONValue)] = [("scorer", .object(scorer)), ("target", .string("reference"))]
        let version = SHA256.hex(of: JSONValue.object(metric).canonicalBytes)
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appending(path: "Annotations/example/minilm-to-reference.jsonl")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 40)
        for line in lines {
            let record = try JSONValue(parsing: String(line))
            #expect(record["version"]?.string == version && record["kind"]?.string == "metric")
            #expect(record["model"] == nil && record["rater"]?.string == "minilm-to-reference")
        }
    }
}
