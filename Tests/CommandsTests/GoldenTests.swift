import Fixtures
import Foundation
import Studies
import Testing

/// What the commands that print figures print, beside what was recorded before.
///
/// `SLAM_GOLDENS=record swift test --filter GoldenTests` records anew; then say why in `Tests/Goldens/differences.txt`.
/// `SLAM_GOLDENS=/a/folder` writes every output there, to be compared with those of another build.
struct GoldenTests {
    private static let mode = ProcessInfo.processInfo.environment["SLAM_GOLDENS"]
    private static let folder = "\(Checkout.root)/Tests/Goldens"

    /// What is printed of a random study, each kept as a hash.
    private static let commands: [[String]] = [
        ["agreement", "--resamples", "60"],
        ["agreement", "--resamples", "60", "--format", "json", "--by", "prompt"],
        ["agreement", "--resamples", "0", "--format", "csv", "--by", "model", "--phase", "blind"],
        ["agreement", "--resamples", "30", "--split", "model", "--format", "json"],
        ["agreement", "--resamples", "30", "--split", "tag", "--diagnose"],
        [
            "agreement", "compare", "judge-a", "judge-b", "--criterion", "overall", "--resamples", "40", "--format",
            "csv",
        ],
        ["disagreements", "--limit", "30", "--format", "csv"],
        ["rank", "--resamples", "60", "--format", "json"],
        ["judge", "verdicts", "--resamples", "60", "--format", "json"],
        ["judge", "verdicts", "--resamples", "60"],
        ["judge", "audit", "--resamples", "60", "--format", "json"],
        ["judge", "versions", "--format", "json"],
        ["judge", "diff", "judge-a", "judge-b", "--resamples", "40", "--format", "json"],
        ["judge", "export", "--opinions"],
        ["quality", "--format", "csv"],
        ["adjudicate", "--list", "--format", "csv"],
        ["export", "--tidy", "csv"],
        ["status", "--format", "json"],
        ["doctor", "--format", "json"],
    ]

    /// What is printed of the example study, kept as text.
    private static let examples: [[String]] = [
        ["agreement", "--resamples", "40"],
        ["agreement", "--split", "tag", "--diagnose", "--words", "--resamples", "0"],
        ["agreement", "--by", "model", "--resamples", "0"],
        ["disagreements"],
        ["rank", "--resamples", "40"],
        ["judge", "verdicts", "--resamples", "40"],
        ["judge", "verdicts", "--format", "csv", "--resamples", "40"],
        ["judge", "audit", "--resamples", "40"],
        ["judge", "versions"],
        ["quality"],
        ["status"],
    ]

    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func aRandomWorkspacePrintsWhatItPrinted(seed: UInt64) async throws {
        var study = RandomWorkspace(seed: seed)
        let workspace = try await study.make()
        var lines: [String] = []
        for command in Self.commands {
            let text = await Self.text(workspace, command)
            try Self.keep(text, "random-\(seed)", command)
            lines.append("\(SHA256.hex(of: text).prefix(16)) \(command.joined(separator: " "))")
        }
        try Self.compare(lines, "random-\(seed)")
    }

    @Test func theExamplePrintsWhatItPrinted() async throws {
        let workspace = try await ExampleWorkspace.make()
        var text = ""
        for command in Self.examples {
            let own = await Self.text(workspace, command)
            try Self.keep(own, "example", command)
            text += "$ slam \(command.joined(separator: " "))\n\(own)\n"
        }
        try Self.compare(text.components(separatedBy: "\n"), "example")
    }

    private static func text(_ workspace: TemporaryWorkspace, _ command: [String]) async -> String {
        let run = await workspace.slam(command)
        return (run.output + run.errors + "exit \(run.status)").replacing(workspace.path, with: "WORKSPACE")
    }

    private static func keep(_ text: String, _ study: String, _ command: [String]) throws {
        guard let mode, mode != "record" else { return }
        let name = command.joined(separator: " ").replacing("--", with: "")
        try FileManager.default.createDirectory(atPath: "\(mode)/\(study)", withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: "\(mode)/\(study)/\(name).txt"))
    }

    /// Every line must be as recorded.
    private static func compare(_ lines: [String], _ name: String) throws {
        let url = URL(filePath: "\(folder)/\(name).txt")
        if mode == "record" { return try Data(lines.joined(separator: "\n").utf8).write(to: url) }
        let known = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
        let changed = lines.difference(from: known)
        let hint: Comment = "record anew with SLAM_GOLDENS=record and say why in Tests/Goldens/differences.txt"
        #expect(changed.isEmpty, hint)
        for change in changed { print("golden \(name): \(change)") }
    }
}
