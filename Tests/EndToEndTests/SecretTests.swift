import Foundation
import Testing

/// A key is sent to its server and stands nowhere else.
struct SecretTests {
    private static let key = "sk-planted-0123456789abcdef"

    @Test func aPlantedKeyStandsInNoFileNoOutputAndNoProcessList() throws {
        let server = try LoopbackServer()
        defer { server.stop() }
        let folder = try StudyFolder()
        // The server answers one model with the key that it was sent.
        try folder.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:\(server.port)/v1", key: SLAM_TEST_KEY, limits: {attempts: 2}}}
            models: {a: {endpoint: api, model: fine}, b: {endpoint: api, model: telltale}, c: {endpoint: api, model: cut}}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5}}}
            reviewers: [ana]
            """
        )
        let environment = ["SLAM_TEST_KEY": Self.key]
        var seen = ""
        for arguments in [["collect"], ["attempts"], ["status"], ["collect", "--retry", "failed"]] {
            let run = try Program.run(arguments + ["--workspace", folder.path], input: "", environment: environment)
            seen += run.output + run.errors
        }
        #expect(server.count(of: "telltale") >= 2)
        #expect(server.hasSeen(Self.key))
        #expect(seen.contains("[key]"), "\(seen)")
        #expect(!seen.contains(Self.key))
        let files = try #require(FileManager.default.enumerator(atPath: folder.path)).compactMap { $0 as? String }
        #expect(files.contains("slam.sqlite"))
        for file in files {
            guard let data = FileManager.default.contents(atPath: "\(folder.path)/\(file)") else { continue }
            #expect(data.range(of: Data(Self.key.utf8)) == nil, "\(file)")
        }
    }
}
