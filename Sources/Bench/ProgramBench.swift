import Foundation

/// The program as its user runs it: start-up, and a table of ratings as one process.
enum ProgramBench {
    static func run() throws {
        let starts = try (0..<11).map { _ in try Child.run(Child.slam, ["--help"]).wall }.sorted()
        report("slam --help, median of 11", seconds: starts[5], against: "limit", limit: 0.05)
        let file = FileManager.default.temporaryDirectory.appending(path: "slam-bench-\(UUID().uuidString).csv")
        try ratings(count: 100_000).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let arguments = ["agreement", file.path, "--level", "ordinal", "--format", "json"]
        let runs = try (0..<3).map { _ in try Child.run(Child.slam, arguments) }
        guard let best = runs.min(by: { $0.wall < $1.wall }), best.status == 0 else {
            throw CocoaError(.executableRuntimeMismatch)
        }
        report("CSV of 100,000 ratings to the JSON report", seconds: best.wall, against: "limit", limit: 0.8)
        print("    \(Int(best.megabytes)) MB at most")
    }

    /// A table of five raters on a scale of five points, the same every time.
    static func ratings(count: Int) -> Data {
        var text = "item,rater,score\n"
        var state: UInt64 = 1
        for row in 0..<count {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            text += "item-\(row / 5),rater-\(row % 5),\(1 + ((state >> 33) % 3 + UInt64(row / 5) % 3))\n"
        }
        return Data(text.utf8)
    }
}
