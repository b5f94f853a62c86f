import Foundation
import Testing

/// From files to an agreement table, with the built binary.
struct StudyTests {
    let folder: StudyFolder

    init() throws {
        folder = try StudyFolder()
        #expect(try folder.slam("import", folder.path + "/responses.csv").status == 0)
    }

    @Test func aReviewedStudyHasAnAgreementTable() throws {
        for (reviewer, keys) in [("ana", "3\na\n"), ("ben", "4\na\n")] {
            let run = try folder.slam(
                "review",
                "--reviewer",
                reviewer,
                input: String(repeating: keys, count: 40) + "q\n"
            )
            #expect(run.status == 0)
            #expect(run.output.contains("Nothing is left to rate"))
        }
        let agreement = try folder.slam("agreement", "--resamples", "50")
        #expect(agreement.status == 0)
        #expect(agreement.output.contains("overall (ordinal): 12 items, 24 ratings by ana 12, ben 12"))
        #expect(agreement.output.contains("alpha.ordinal"))
        #expect(agreement.output.contains("better (nominal): 6 items, 12 ratings"))
        #expect(try folder.slam("status").errors.contains("Next: slam agreement"))
    }

    @Test func aMetricIsCorrelatedWithPeopleAndStoredOnce() throws {
        let yaml = try folder.text("Prompts/s/study.yaml")
        try folder.write(
            "Prompts/s/study.yaml",
            yaml + "\nsimilarity: {like-large: {embedder: lexical, anchor: planted-large}}\n"
        )
        #expect(try folder.slam("similarity", "--format", "csv").output.contains("like-large,6,6,0,0,6"))
        #expect(try folder.slam("similarity", "--format", "csv").output.contains("like-large,6,6,0,0,0"))
        let keys = (1...40).map { "\($0 % 5 + 1)\na\n" }.joined()
        #expect(try folder.slam("review", "--reviewer", "ana", input: keys + "q\n").status == 0)
        // The text without a score is the anchor's: before unblinding the metric stands in no figure, and that is said.
        let blind = try folder.slam("agreement", "--resamples", "50")
        #expect(!blind.output.contains("like-large – people") && !blind.output.contains("planted"))
        #expect((blind.output + blind.errors).contains("like-large has no score of some texts"))
        #expect(try folder.slam("unblind", "--who", "test", "--yes").status == 0)
        #expect(try folder.slam("agreement", "--resamples", "50").output.contains("like-large – people"))
    }

    @Test func noByteOfASessionNamesAModel() throws {
        let run = try folder.slam("review", "--reviewer", "ana", input: String(repeating: "3\na\n", count: 40) + "q\n")
        #expect(try folder.slam("export").status == 0)
        let exported = try folder.text("Annotations/s/ana.jsonl")
        #expect(run.output.contains("Long answer") && exported.contains("overall"), "\(run)")
        for text in [run.output, run.errors, exported] {
            #expect(!text.contains("planted"))
            #expect(!text.utf8.contains(0x1B))
        }
    }

    @Test func exportImportExportGivesTheSameBytes() throws {
        let keys = "3\na\nskip\n2\n4\nu\n5\na\nq\n"
        #expect(try folder.slam("review", "--reviewer", "ana", input: keys).status == 0)
        #expect(try folder.slam("export").status == 0)
        let exported = try folder.text("Annotations/s/ana.jsonl")
        #expect(exported.contains("supersedes") && exported.contains("skipped"))
        let other = try StudyFolder()
        #expect(try other.slam("import", other.path + "/responses.csv").status == 0)
        let imported = try other.slam("import", folder.path + "/Annotations/s/ana.jsonl")
        #expect(imported.status == 0, "\(imported.errors)")
        #expect(try other.slam("export").status == 0)
        #expect(try other.text("Annotations/s/ana.jsonl") == exported)
    }

    @Test func aBadFileChangesNothingAndIsToldWhole() throws {
        try folder.write(
            "bad.csv",
            "prompt,model,rater,criterion,score\np1,planted-large,ana,overall,5\np1,planted-large,ana,overall,9\np9,planted-large,ana,overall,1\np1,planted-large,ana,tone,1\n"
        )
        let run = try folder.slam("import", folder.path + "/bad.csv")
        #expect(run.status == 1)
        for line in [3, 4, 5] { #expect(run.errors.contains("bad.csv:\(line):"), "\(line): \(run.errors)") }
        #expect(try folder.slam("export").errors.hasPrefix("0 records"))
    }

    /// A rating that was told as saved is there after `kill -9`, once.
    @Test func aKilledReviewLosesNothing() throws {
        var told = 0
        for _ in 0..<5 {
            let process = Process()
            process.executableURL = URL(filePath: Program.path)
            process.arguments = ["review", "--reviewer", "ben", "--workspace", folder.path]
            let (input, output) = (Pipe(), Pipe())
            process.standardInput = input
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            try input.fileHandleForWriting.write(contentsOf: Data("3\na\n".utf8))
            var text = ""
            while !text.contains("saved, last item") {
                let data = output.fileHandleForReading.availableData
                guard !data.isEmpty else { break }
                text += String(decoding: data, as: UTF8.self)
            }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            told += text.contains("saved, last item") ? 1 : 0
        }
        #expect(told == 5)
        #expect(try folder.slam("export").status == 0)
        let lines = try folder.text("Annotations/s/ben.jsonl").split(separator: "\n")
        #expect(Set(lines).count == lines.count)
        #expect(lines.count >= told)
    }

    @Test func anUnknownReviewerIsToldTheNearestName() throws {
        let run = try folder.slam("review", "--reviewer", "anna")
        #expect(run.status == 1)
        #expect(run.errors.contains("did you mean 'ana'?"))
    }

    @Test func aLineThatIsBadInOnePlaceStoresNothing() throws {
        let run = try folder.slam("review", "--reviewer", "ana", input: "3a345\nq\n")
        #expect(run.output.contains("nothing of this line was stored") || run.output.contains("Nothing of this line"))
        #expect(try folder.slam("export").errors.hasPrefix("0 records"))
    }
}
