import Agreement
import Foundation
import Testing

/// The worked examples of the documentation, computed.
struct DocumentationTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/Agreement/Agreement.docc")

    @Test(
        arguments: [
            "PercentAgreement", "KrippendorffsAlpha", "KappasOfManyRaters", "KappasOfTwoRaters",
            "IntraclassCorrelations",
            "RankCorrelations", "ContinuousScores",
        ]
    )
    func theFiguresOfThePageAreThoseOfTheLibrary(page: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: "\(page).md"), encoding: .utf8)
        let parts = text.components(separatedBy: "```ratings\n")
        let example = try #require(parts.count == 2 ? parts[1].components(separatedBy: "```") : nil)
        let rows = example[0].split(separator: "\n").map { $0.split(separator: " ").map { Double($0) } }
        let report = CriterionReport(
            criterion: "example",
            level: .ratio,
            table: try RatingTable(rows: rows),
            options: IntervalOptions(resamples: 0)
        )
        let lines = example[1].split(separator: "\n").filter { $0.hasPrefix("- `") }
        #expect(!lines.isEmpty)
        for line in lines {
            let fields = line.dropFirst(3).components(separatedBy: "`: ")
            let figure = try #require(Double(fields[1]))
            let value = report.measures[fields[0]]?.value ?? report.pairs.first?.measures[fields[0]]?.value
            #expect(abs(try #require(value, "\(fields[0])") - figure) < 0.000_501, "\(fields[0])")
        }
    }

    /// Compiles as a package of its own would: against the built module alone.
    @Test func theExampleOfTheLibraryCompiles() throws {
        let text = try String(contentsOf: Self.folder.appending(path: "Agreement.md"), encoding: .utf8)
        let code = text.components(separatedBy: "```swift\n").dropFirst().first?.components(separatedBy: "```").first
        let scratch = FileManager.default.temporaryDirectory.appending(path: "agreement-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let file = scratch.appending(path: "main.swift")
        try #require(code).write(to: file, atomically: true, encoding: .utf8)
        let modules = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "Modules").path ?? ""
        let compiler = Process()
        compiler.executableURL = URL(filePath: "/usr/bin/env")
        compiler.arguments = ["swiftc", "-typecheck", "-swift-version", "6", "-I", modules, file.path]
        try compiler.run()
        compiler.waitUntilExit()
        #expect(compiler.terminationStatus == 0)
    }
}
