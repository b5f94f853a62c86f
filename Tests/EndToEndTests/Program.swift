import Fixtures
import Foundation

/// The built binary, run as a user would.
struct Program {
    /// What a run printed and how it ended.
    struct Outcome {
        let output: String
        let errors: String
        let status: Int32
    }

    /// Lies beside the test bundle.
    static let path: String = {
        let bundle = ProcessInfo.processInfo.arguments.first { $0.contains(".xctest") }
        let folder = bundle.map { URL(filePath: $0).deletingLastPathComponent().path }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        return "\(folder ?? root + "/.build/debug")/slam"
    }()

    /// Runs the program with that standard input and waits for its end.
    static func run(_ arguments: String..., input: String = "") throws -> Outcome {
        try run(arguments, input: input)
    }

    /// Runs the program with that standard input and waits for its end.
    static func run(_ arguments: [String], input: String, environment: [String: String] = [:]) throws -> Outcome {
        // Tables are as wide as what is piped, wherever the tests run.
        let own = ProcessInfo.processInfo.environment.filter { $0.key != "COLUMNS" }
        let folder = FileManager.default.temporaryDirectory.appending(path: "slam-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Files, not pipes: a pipe fills and stops a child that nobody reads.
        let names = ["in", "out", "err"].map { folder.appending(path: $0) }
        try Data(input.utf8).write(to: names[0])
        for name in names[1...] { try Data().write(to: name) }
        let status = try Spawn.run(
            [path] + arguments,
            own.merging(environment) { $1 },
            input: names[0].path,
            output: names[1].path,
            errors: names[2].path
        )
        return Outcome(
            output: String(decoding: try Data(contentsOf: names[1]), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: names[2]), as: UTF8.self),
            status: status
        )
    }
}
