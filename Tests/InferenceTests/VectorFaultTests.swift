import Inference
import Studies
import Testing

/// Vectors are matched to their texts by their numbers, and what is wrong with them is said.
struct VectorFaultTests {
    private func ask(_ data: String, texts: Int) async throws -> Result<Embeddings, Failure> {
        let server = try ScriptedServer(.body("200 OK", "{\"data\":[\(data)]}"))
        defer { server.stop() }
        let endpoint = Endpoint(name: "e", kind: .openai, url: "http://127.0.0.1:\(server.port)")
        let names = (0..<texts).map { "text \($0)" }
        return await ModelClient().embed(EmbeddingRequest(endpoint: endpoint, model: "m", texts: names))
    }

    private static func entry(_ index: Int, _ vector: String) -> String {
        "{\"index\":\(index),\"embedding\":[\(vector)]}"
    }

    @Test func vectorsAreInTheOrderOfTheirTexts() async throws {
        let found = try await ask("\(Self.entry(1, "0,2")),\(Self.entry(0, "3,0"))", texts: 2).get()
        #expect(found.vectors == [[1, 0], [0, 1]])
    }

    @Test(arguments: [
        (entry(0, "1,null"), 1, "something that is no number"), (entry(0, ""), 1, "or with nothing"),
        (entry(0, "0,0"), 1, "a vector that is zero"), (entry(0, "1e400,1"), 1, "too large"),
        (entry(1, "1,2"), 1, "whose numbers are not those of the texts"),
        ("\(entry(0, "1,2")),\(entry(0, "1,2"))", 2, "whose numbers are not those of the texts"),
        ("\(entry(0, "1,2")),\(entry(1, "1,2,3"))", 2, "of several sizes"),
        (entry(0, "1,2"), 2, "1 vector for 2 texts"),
        ("\(entry(0, "1,2")),\(entry(1, "1,2"))", 1, "2 vectors for one text"),
    ])
    func whatIsWrongWithVectorsIsSaid(data: String, texts: Int, words: String) async throws {
        guard case .failure(let failure) = try await ask(data, texts: texts) else {
            Issue.record("became vectors")
            return
        }
        #expect(failure.kind == .malformed && failure.message.contains(words), "\(failure)")
    }
}
