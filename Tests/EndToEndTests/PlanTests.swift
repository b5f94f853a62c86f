import Foundation
import Testing

/// `slam plan`, and claims by several processes at once.
struct PlanTests {
    let folder: StudyFolder

    init() throws { folder = try StudyFolder() }

    private func setReview(_ review: String, pairs: Bool = true) throws {
        var yaml = try folder.text("Prompts/s/study.yaml")
        if !pairs {
            yaml = yaml.replacingOccurrences(
                of: "  better: {question: \"Which one?\", pairwise: {tie: true}}\n",
                with: ""
            )
        }
        try folder.write("Prompts/s/study.yaml", yaml + "\nreview: \(review)\n")
    }

    @Test func aPlanSaysWhatItCostsAndKeepsWhatWasRated() throws {
        #expect(try folder.slam("import", folder.path + "/responses.csv").status == 0)
        let keys = "3\na\n3\na\n3\na\nq\n"
        #expect(try folder.slam("review", "--reviewer", "ana", input: keys).status == 0)
        #expect(try folder.slam("export").status == 0)
        let before = try folder.text("Annotations/s/ana.jsonl")
        try setReview("{overlap: 2, overlap_share: 0.5, repeats: 0.1, attention: 0.1, seed: 3}")
        let dry = try folder.slam("plan", "--dry-run", "--simulations", "20", "--format", "csv")
        #expect(dry.status == 0, "\(dry.errors)")
        #expect(dry.output.hasPrefix("reviewer,items,pairs,sets,checks,ratings,hours"))
        let plan = try folder.slam("plan", "--simulations", "20")
        #expect(plan.status == 0, "\(plan.errors)")
        #expect(plan.output.contains("alpha ±") && plan.output.contains("points"))
        #expect(plan.errors.contains("kept"))
        #expect(try folder.slam("export").status == 0)
        #expect(try folder.text("Annotations/s/ana.jsonl") == before)
        // Twelve items, six by both, and six pairs, three by both: 27 blind rows.
        let rows = try folder.slam("plan", "--dry-run", "--format", "csv").output.split(separator: "\r\n").dropFirst()
        var blind = 0
        for row in rows {
            let cells = row.split(separator: ",").map(String.init)
            blind += (Int(cells[1]) ?? 0) + (Int(cells[2]) ?? 0)
        }
        #expect(blind == 27)
    }

    @Test func aPlanThatCannotBeKeptIsRefused() throws {
        #expect(try folder.slam("import", folder.path + "/responses.csv").status == 0)
        try setReview("{overlap: 3}")
        let run = try folder.slam("plan")
        #expect(run.status == 1)
        #expect(run.errors.contains("an overlap of 3 needs 3 reviewers"))
    }

    /// Four processes claim from one open plan and are killed at random: every slot is filled once, nothing is lost.
    @Test func killedProcessesNeitherLoseNorDoubleARating() throws {
        let rows = (1...6).flatMap { prompt in (1...5).map { "p\(prompt),planted-small,\($0),Short \(prompt) \($0)\n" }
        }
        try folder.write("responses.csv", "prompt,model,sample,response\n" + rows.joined())
        try setReview("{overlap: 1, assign: open, seed: 2}", pairs: false)
        #expect(try folder.slam("import", folder.path + "/responses.csv").status == 0)
        // The other model has no answers.
        #expect(try folder.slam("plan", "--partial").status == 0)
        for round in 0..<2 {
            let runs = try ["ana", "ben", "ana", "ben"].map { try start($0) }
            for (place, run) in runs.enumerated() {
                read(run.output, untilItem: (round + place) % 3 + 1)
                kill(run.process.processIdentifier, SIGKILL)
                run.process.waitUntilExit()
            }
        }
        for reviewer in ["ana", "ben"] {
            let run = try folder.slam(
                "review",
                "--reviewer",
                reviewer,
                input: String(repeating: "4\n", count: 40) + "q\n"
            )
            #expect(run.status == 0)
        }
        #expect(try folder.slam("export").status == 0)
        let text = ["ana", "ben"].map { (try? folder.text("Annotations/s/\($0).jsonl")) ?? "" }.joined()
        let items = text.components(separatedBy: "\"item\":\"").dropFirst().map { $0.prefix(64) }
        #expect(items.count == 30 && Set(items).count == 30)
    }

    private func start(_ reviewer: String) throws -> (process: Process, output: FileHandle) {
        let process = Process()
        process.executableURL = URL(filePath: Program.path)
        process.arguments = ["review", "--reviewer", reviewer, "--workspace", folder.path]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(String(repeating: "3\n", count: 3).utf8))
        return (process, output.fileHandleForReading)
    }

    /// Reads until so many items were begun; the count that stands beside them is that of all sessions of a reviewer.
    private func read(_ output: FileHandle, untilItem number: Int) {
        var text = ""
        while text.components(separatedBy: "Item. ").count <= number, !text.contains("Nothing is left") {
            let data = output.availableData
            guard !data.isEmpty else { return }
            text += String(decoding: data, as: UTF8.self)
        }
    }
}

extension PlanTests {
    /// What was skipped, rated as a check or revoked is planned around, not into.
    @Test func planningAgainAfterSkipsChecksAndARevokedBundleWorks() throws {
        #expect(try folder.slam("import", folder.path + "/responses.csv").status == 0)
        try setReview("{repeats: 0.3, distance: 1, attention: 0.5, seed: 3}")
        #expect(try folder.slam("plan", "--simulations", "0").status == 0)
        let keys = (0..<14).map { $0 % 2 == 0 ? "skip 1\n" : "3\na\n" }.joined()
        #expect(try folder.slam("review", "--reviewer", "ana", "--line", input: keys).status == 0)
        let bundle = "\(folder.path)/ben.slam"
        #expect(try folder.slam("bundle", "ben", "--output", bundle).status == 0)
        for _ in 0..<2 {
            let plan = try folder.slam("plan", "--simulations", "0")
            #expect(plan.status == 0, "\(plan.errors)")
        }
        #expect(try folder.slam("bundle", "ben", "--revoke").status == 0)
        let plan = try folder.slam("plan", "--simulations", "0")
        #expect(plan.status == 0, "\(plan.errors)")
        // The one who lost the file can begin anew.
        let session = try folder.slam("review", "--reviewer", "ben", "--line", input: "3\na\n3\na\nq\n")
        #expect(session.output.contains("saved"))
        #expect(try folder.slam("verify").status == 0)
    }
}
