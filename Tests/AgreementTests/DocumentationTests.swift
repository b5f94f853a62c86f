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
    @Test(arguments: ["Agreement.md", "../../../README.md"])
    func theExampleOfTheLibraryCompiles(page: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: page).standardized, encoding: .utf8)
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

    private func figures(_ page: String, _ kind: String) throws -> (rows: [[String]], figures: [String: Double]) {
        let text = try String(contentsOf: Self.folder.appending(path: "\(page).md"), encoding: .utf8)
        let parts = text.components(separatedBy: "```\(kind)\n")
        let example = try #require(parts.count == 2 ? parts[1].components(separatedBy: "```") : nil)
        var figures: [String: Double] = [:]
        for line in example[1].split(separator: "\n") where line.hasPrefix("- `") {
            let fields = line.dropFirst(3).components(separatedBy: "`: ")
            figures[fields[0]] = Double(fields[1])
        }
        return (example[0].split(separator: "\n").map { $0.split(separator: " ").map(String.init) }, figures)
    }

    @Test func thePageOfRankingsIsTrue() throws {
        let (rows, figures) = try figures("RankingsFromComparisons", "comparisons")
        let outcomes: [String: ComparisonOutcome] = ["left": .left, "right": .right, "tie": .tie]
        let comparisons = try rows.flatMap { row in
            let outcome = try #require(outcomes[row[3]])
            return [ComparisonTable.Row](
                repeating: .init(left: 0, right: 1, outcome: outcome),
                count: try #require(Int(row[2]))
            )
        }
        let table = try ComparisonTable(players: ["a", "b"], rows: comparisons)
        let player = try #require(RankReport(table, options: IntervalOptions(resamples: 0)).players.first)
        let values = [
            "win_rate": player.winRate, "bradley_terry": player.bradleyTerry, "davidson": player.davidson,
            "rao_kupper": player.raoKupper,
        ]
        #expect(figures.count == values.count)
        for (name, figure) in figures {
            #expect(abs(try #require(values[name]?.value) - figure) < 0.000_501, "\(name)")
        }
    }

    @Test func thePageOfVerdictsIsTrue() throws {
        let (rows, figures) = try figures("BinaryVerdicts", "verdicts")
        let scores = try rows.map { try #require(Double($0[0])) }
        let outcomes = rows.map { $0[1] == "1" }
        let calibration = try ProbabilityCalibration(probabilities: scores, outcomes: outcomes)
        let values = [
            "auc": try areaUnderCurve(scores: scores, outcomes: outcomes), "brier": calibration.brier,
            "ece": calibration.expectedError,
        ]
        #expect(figures.count == values.count)
        for (name, figure) in figures {
            #expect(abs(try #require(values[name]?.value) - figure) < 0.000_501, "\(name)")
        }
        #expect(try IsotonicRegression(x: [1, 2, 3, 4], y: [1, 3, 2, 4]).fitted == [1, 2.5, 2.5, 4])
    }
}
