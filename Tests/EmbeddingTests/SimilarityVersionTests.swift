import Collecting
import Embedding
import Store
import Studies
import Testing

/// What moves a similarity's version and the key of a text's vector: else scores of two kinds would stand under one name.
struct SimilarityVersionTests {
    private let study = Study(
        name: "s",
        endpoints: [
            Endpoint(name: "e", kind: .openai, url: "http://127.0.0.1:1"),
            Endpoint(name: "f", kind: .openai, url: "http://127.0.0.1:1"),
        ],
        models: ["a", "b"].map { Model(name: $0, endpoint: "e", model: $0) },
        prompts: [Prompt(id: "p", messages: [Message(role: .user, content: "q")], reference: "words")]
    )

    private func version(_ embedder: Similarity.Embedder, _ target: Similarity.Target) throws -> String {
        let store = try Store.inMemory()
        try store.sync(study)
        let similarity = Similarity(name: "m", embedder: embedder, target: target)
        return similarity.version(of: try similarity.scorer(study: study, store: store, studyFolder: "."), study: study)
    }

    @Test func everyPartOfASimilarityMovesItsVersion() throws {
        let f1 = Similarity.Embedder.text(.init(.tokenF1))
        let versions = try [
            version(f1, .reference), version(f1, .anchor(model: "a")), version(f1, .anchor(model: "b")),
            version(.text(.init(.exact)), .reference), version(.text(.init(.rougeL)), .reference),
            version(.lexical, .reference), version(.endpoint(name: "e", model: "x"), .reference),
            version(.endpoint(name: "e", model: "y"), .reference),
            version(.endpoint(name: "f", model: "x"), .reference),
        ]
        #expect(Set(versions).count == versions.count)
        #expect(try version(f1, .reference) == versions[0])
    }

    private func embedder(_ endpoint: String, _ model: String) throws -> EndpointEmbedder {
        let similarity = Similarity(name: "m", embedder: .endpoint(name: endpoint, model: model), target: .reference)
        return try #require(EndpointEmbedder(similarity, study: study))
    }

    @Test func aVectorIsOfOneTextByOneModelOfOneEndpoint() throws {
        let keys = try [
            embedder("e", "x").key(of: "one"), embedder("e", "y").key(of: "one"), embedder("f", "x").key(of: "one"),
            embedder("e", "x").key(of: "two"),
        ]
        #expect(Set(keys).count == 4)
        let lexical = Similarity(name: "m", embedder: .lexical, target: .reference)
        #expect(EndpointEmbedder(lexical, study: study) == nil)
    }

    @Test func eachTextIsAskedForOnceAndAnEmptyOneNever() throws {
        let work = try embedder("e", "x").work(for: [("p", "one"), ("p", ""), ("p", "two"), ("p", "one")])
        let keys = try ["one", "two"].map { try embedder("e", "x").key(of: $0) }
        #expect(work.map(\.draft.key) == keys.sorted())
    }

    /// Both sides of each comparison, each under the prompt that it is charged to.
    @Test func theTextsOfBothSidesAreAskedFor() throws {
        var study = study
        study.prompts[0].otherReferences = ["more"]
        study.exemplars["e.jsonl"] = [
            Exemplar(text: "x", isGood: true), Exemplar(text: "y", isGood: false, prompt: "other"),
        ]
        let store = try Store.inMemory()
        try store.sync(study)
        let own = StoredResponse(item: ItemID(rawValue: "i"), prompt: "p", model: "a", sample: 1, text: "own")
        func texts(_ embedder: Similarity.Embedder, _ target: Similarity.Target) throws -> [String] {
            let similarity = Similarity(name: "m", embedder: embedder, target: target)
            return try similarity.endpointTexts(study: study, responses: [own], store: store)
                .map { "\($0.prompt) \($0.text)" }
        }
        let endpoint = Similarity.Embedder.endpoint(name: "e", model: "x")
        #expect(try texts(endpoint, .anchor(model: "a")) == ["p own"])
        #expect(try texts(endpoint, .reference) == ["p own", "p words", "p more"])
        #expect(try texts(endpoint, .exemplars(file: "e.jsonl")) == ["p own", "p x", "other y"])
        #expect(try texts(.lexical, .reference).isEmpty)
    }
}
