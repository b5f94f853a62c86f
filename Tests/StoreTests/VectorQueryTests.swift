import Studies
import Testing

@testable import Store

/// What is kept of vectors and told of those who made them.
struct VectorQueryTests {
    private static let owner = LeaseOwner(rawValue: "x:1:1")
    private let store: Store

    init() throws {
        store = try Store.inMemory()
        try store.sync(Example.study)
    }

    /// Vectors of one embedding model at endpoints, by the name under which it answered.
    private func embed(_ answers: [(endpoint: String, served: String, vector: [Float])]) throws {
        let drafts = answers.enumerated().map { place, answer in
            RequestDraft(
                key: "k\(place)",
                purpose: .embedding,
                asked: "mini",
                prompt: "",
                sample: 1,
                detail: .object([("endpoint", .string(answer.endpoint))])
            )
        }
        try store.enqueue(drafts, study: "s")
        _ = try store.want(drafts.map(\.key), lane: "l")
        let claim = try store.claim(lane: "l", limit: 99, owner: Self.owner, lease: .seconds(60), study: "s", at: 0)
        let tries = try claim.requests.map { request in
            let answer = answers[try #require(drafts.firstIndex { $0.key == request.key })]
            var attempt = AttemptDraft(startedAt: 1, failureClass: "ok", isStreamed: false)
            attempt.serverModel = answer.served
            return FinishedTry(attempt, of: request, result: .vector(answer.vector))
        }
        _ = try store.record(tries, study: "s", owner: Self.owner)
    }

    /// Two endpoints may call different models by one name.
    @Test func anEmbeddingModelIsToldWhereOneEndpointAnsweredUnderTwoNames() throws {
        try embed([("e1", "mini-a", [1]), ("e2", "mini-b", [1]), ("e1", "mini-a", [1])])
        #expect(try store.changedEmbedders(of: "s").isEmpty)
    }

    @Test func itsNamesAreToldOnceEach() throws {
        try embed([("e1", "b", [1]), ("e1", "a", [1]), ("e1", "b", [1]), ("e2", "c", [1])])
        let changed = try store.changedEmbedders(of: "s")
        #expect(changed.map(\.asked) == ["mini"] && changed.map(\.served) == [["a", "b"]])
    }

    @Test func aVectorComesBackNumberByNumberAndIsMeasuredInNumbers() throws {
        let vector: [Float] = [0.5, -0.25, 1e-30]
        try embed([("e1", "a", vector), ("e1", "a", [1, 0])])
        #expect(try store.vectors(of: ["k0", "none"], study: "s") == ["k0": vector])
        #expect(try store.vectorSize(of: ["none", "k0"], study: "s") == 3)
        #expect(try store.vectorSize(of: ["k1"], study: "s") == 2 && store.vectorSize(of: ["none"], study: "s") == nil)
    }

    @Test func aKeptVectorIsThatOfItsEmbedderAndItsText() throws {
        func kept(_ text: UInt8, _ number: Float, isTruncated: Bool = false) -> Store.KeptVector {
            Store.KeptVector(textSHA256: [text], vector: [number, 0], isTruncated: isTruncated)
        }
        try store.keep([kept(1, 0.5, isTruncated: true), kept(2, 0.25)], embedder: "v1")
        try store.keep([kept(1, 9)], embedder: "v1")
        try store.keep([kept(1, 7)], embedder: "v2")
        let found = try store.keptVectors(of: [[2], [3], [1]], embedder: "v1")
        #expect(found.map { $0?.vector } == [[0.25, 0], nil, [0.5, 0]])
        #expect(found.map { $0?.isTruncated } == [false, nil, true])
        #expect(try store.keptVectors(of: [[1], [2]], embedder: "v2").map { $0?.vector } == [[7, 0], nil])
        #expect(try store.keptVectors(of: [[1]], embedder: "v3").map { $0?.vector } == [nil])
    }
}
