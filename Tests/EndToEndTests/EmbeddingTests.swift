import Rehearsal
import Testing

/// Similarity by an endpoint's vectors, against the rehearsal server.
struct EmbeddingTests {
    private let server: RehearsalServer
    private let folder: StudyFolder

    init() throws {
        server = try RehearsalServer(script: Script(lines: []))
        folder = try StudyFolder()
        try folder.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints:
              api: {kind: openai, url: "http://127.0.0.1:\(server.port)/v1"}
              local: {kind: ollama, url: "http://127.0.0.1:\(server.port)"}
            models:
              planted-large: {endpoint: api, model: l, baseline: true}
              planted-small: {endpoint: api, model: s}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}}}
            reviewers: [ana]
            similarity:
              by-api: {endpoint: api, model: embed-1, anchor: planted-large}
              by-ollama: {endpoint: local, model: embed-1, anchor: planted-large}
            """
        )
    }

    @Test func eachTextIsAskedForOnceAndTheAnchorIsLeftOut() throws {
        defer { server.stop() }
        #expect(try folder.slam("import", "\(folder.path)/responses.csv").status == 0)
        #expect(try folder.slam("similarity", "--dry-run").output.hasPrefix("24 requests"))
        let first = try folder.slam("similarity", "--format", "csv")
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output.contains("by-api,6,6,0,0,6") && first.output.contains("by-ollama,6,6,0,0,6"))
        // The texts of each endpoint go together.
        #expect(server.requestCount == 2)
        let second = try folder.slam("similarity", "--format", "csv")
        #expect(second.output.contains("by-api,6,6,0,0,0"))
        #expect(server.requestCount == 2)
    }

    /// The order of the responses is that of the models, and a text's tokens tell its length.
    @Test func vectorsAreAskedForInAnOrderOfTheirOwn() throws {
        defer { server.stop() }
        #expect(try folder.slam("import", "\(folder.path)/responses.csv").status == 0)
        #expect(try folder.slam("similarity").status == 0)
        let keys = try folder.rows(
            "SELECT key FROM request WHERE purpose = 'embedding' ORDER BY position"
        )
        #expect(keys.count == 24 && Array(keys.prefix(12)) == keys.prefix(12).sorted())
        let listed = try folder.slam("attempts", "--purpose", "embedding", "--limit", "99", "--format", "csv")
        let lines = listed.output.split(whereSeparator: \.isNewline).dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        try #require(lines.count == 24)
        // Neither time, tokens nor number.
        #expect(
            lines.allSatisfy { $0[0].isEmpty && $0[8...10].allSatisfy(\.isEmpty) && $0.last?.isEmpty == true },
            "\(listed.output)"
        )
        _ = try folder.slam("unblind", "--yes", "--who", "lead")
        let told = try folder.slam("attempts", "--purpose", "embedding", "--format", "csv").output
        let times = told.split(whereSeparator: \.isNewline).dropFirst().map { $0.prefix { $0 != "," } }
        #expect(!times.isEmpty && times.allSatisfy { !$0.isEmpty }, "\(told)")
    }

    /// The list of one endpoint's texts fails.
    @Test func whatFailedIsAskedAgainOnPurpose() throws {
        defer { server.stop() }
        let broken = try RehearsalServer(script: Script(lines: [], faults: [.unavailable], faultInterval: 2))
        defer { broken.stop() }
        #expect(try folder.slam("import", "\(folder.path)/responses.csv").status == 0)
        let yaml = try folder.text("Prompts/s/study.yaml")
        try folder.write(
            "Prompts/s/study.yaml",
            yaml.replacing("\(server.port)", with: "\(broken.port)").replacing(
                "kind:",
                with: "limits: {attempts: 1}, kind:"
            )
        )
        #expect(try folder.slam("similarity").status == 1)
        try folder.write("Prompts/s/study.yaml", yaml)
        #expect(try folder.slam("similarity", "--dry-run").output.hasPrefix("0 requests"))
        let wanted = try folder.slam("similarity", "--retry", "failed", "--dry-run").output
        #expect(wanted.hasPrefix("12 requests"), "\(wanted)")
        let again = try folder.slam("similarity", "--retry", "failed", "--format", "csv")
        #expect(again.output.contains("by-api,6,6,0,0,"), "\(again.errors)")
    }

    @Test func anEndpointThatDoesNotAnswerScoresNothing() throws {
        defer { server.stop() }
        #expect(try folder.slam("import", "\(folder.path)/responses.csv").status == 0)
        let yaml = try folder.text("Prompts/s/study.yaml")
        try folder.write(
            "Prompts/s/study.yaml",
            yaml.replacing(":\(server.port)", with: ":1")
                .replacing("kind: openai, ", with: "kind: openai, limits: {attempts: 1}, ")
                .replacing("kind: ollama, ", with: "kind: ollama, limits: {attempts: 1}, ")
        )
        let run = try folder.slam("similarity", "--format", "csv")
        #expect(run.status == 1)
        #expect(run.output.contains("by-api,0,6,0,6,0"))
    }
}
