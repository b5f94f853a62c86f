import Fixtures
import Foundation
import Rehearsal

/// The example study, collected, rated and judged as `slam demo` does it.
enum ExampleWorkspace {
    /// Made once for all tests, and removed with the process.
    private static let collected = Task {
        atexit { try? FileManager.default.removeItem(atPath: ExampleWorkspace.path) }
        return try await collect(into: TemporaryWorkspace(path: path))
    }
    private static let path = TemporaryWorkspace.freshPath()

    /// A copy of the example study's workspace.
    static func make() async throws -> TemporaryWorkspace {
        let workspace = TemporaryWorkspace()
        try FileManager.default.copyItem(atPath: try await collected.value.path, toPath: workspace.path)
        return workspace
    }

    private static func collect(into workspace: TemporaryWorkspace) async throws -> TemporaryWorkspace {
        for part in ["Prompts", "Annotations"] {
            let url = URL(filePath: "\(workspace.path)/\(part)")
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: URL(filePath: "\(Checkout.root)/\(part)/example"),
                to: url.appending(path: "example")
            )
        }
        let script = try Script.read(path: "\(workspace.path)/Prompts/example/recorded.jsonl")
        let server = try RehearsalServer(script: Script(lines: script))
        defer { server.stop() }
        // One at a time: what is stored first must not hang on which answer came first.
        let yaml = try workspace.text("Prompts/example/study.yaml")
            .replacing("127.0.0.1:8765", with: "127.0.0.1:\(server.port)")
            .replacing("concurrency: 4", with: "concurrency: 1").replacing("concurrency: 2", with: "concurrency: 1")
        try workspace.write("Prompts/example/study.yaml", yaml)
        try await workspace.done("collect")
        try workspace.fixLetters()
        for reviewer in ["ana", "ben", "cleo"] {
            try await workspace.done("import", "\(workspace.path)/Annotations/example/\(reviewer).jsonl")
        }
        try await workspace.done("judge")
        try await workspace.done("similarity")
        return workspace
    }
}
