import Foundation
import Testing

/// Quality, simulation, leaks, adjudication, doctor and backup, with the built binary.
struct UpkeepTests {
    let folder: StudyFolder

    init() throws {
        folder = try StudyFolder()
        #expect(try folder.slam("import", folder.path + "/responses.csv").status == 0)
    }

    private func review(_ reviewer: String, _ keys: String) throws {
        let run = try folder.slam("review", "--reviewer", reviewer, input: String(repeating: keys, count: 40) + "q\n")
        #expect(run.status == 0)
    }

    @Test func simulatedRatingsComeBackInQuality() throws {
        let made = try folder.slam("simulate", "--rater", "ana:severity=-1.5,noise=0.3", "--judge", "gpt:noise=0.5")
        #expect(made.status == 0, "\(made.errors)")
        #expect(!made.output.contains("planted"))
        try folder.write("made-up.jsonl", made.output)
        let imported = try folder.slam("import", folder.path + "/made-up.jsonl", "--new-raters")
        #expect(imported.status == 0, "\(imported.errors)")
        let quality = try folder.slam("quality", "--format", "csv")
        #expect(quality.status == 0, "\(quality.errors)")
        #expect(
            quality.output.contains("ana,severity,overall,-") && quality.output.contains("stricter than the others")
        )
        #expect(try folder.slam("agreement", "--resamples", "20").output.contains("gpt – people"))
    }

    @Test func leaksAreMaskedForReviewersAndBundlesNameNobody() throws {
        let rows =
            "p1,planted-large,I am planted-large and was trained by OpenAI.\np2,planted-small,Google was founded in 1998.\n"
        try folder.write(
            "more.csv",
            "prompt,model,sample,response\n"
                + rows.replacingOccurrences(of: "large,I", with: "large,2,I").replacingOccurrences(
                    of: "small,G",
                    with: "small,2,G"
                )
        )
        #expect(try folder.slam("import", folder.path + "/more.csv").status == 0)
        let leaks = try folder.slam("leaks", "--policy", "mask", "--format", "csv")
        #expect(leaks.status == 0, "\(leaks.errors)")
        #expect(leaks.output.contains("p1") && !leaks.output.contains("p2"))
        let bundle = folder.path + "/ana.slam"
        #expect(try folder.slam("bundle", "ana", "--output", bundle).status == 0)
        let bytes = try Data(contentsOf: URL(filePath: bundle))
        for name in ["planted", "OpenAI", "\"ben\""] { #expect(bytes.range(of: Data(name.utf8)) == nil, "\(name)") }
        let run = try Program.run("review", bundle, input: String(repeating: "3\na\n", count: 40) + "q\n")
        #expect(run.status == 0 && run.output.contains("Nothing is left to rate"), "\(run.errors)")
        #expect(!(run.output + run.errors).contains("planted"))
        let merged = try folder.slam("merge", bundle)
        #expect(merged.status == 0, "\(merged.errors)")
        #expect(try folder.slam("merge", bundle).errors.contains("0 ratings new"))
        #expect(try folder.slam("verify").status == 0)
        #expect(try folder.slam("export").status == 0)
        #expect(!(try folder.text("Annotations/s/ana.jsonl")).contains("planted"))
    }

    @Test func disagreementIsSettledWithoutNames() throws {
        try review("ana", "2\nt\n")
        try review("ben", "4\nt\n")
        let run = try folder.slam("adjudicate", "--by", "ana", input: "3\n\nq\n")
        #expect(run.status == 0, "\(run.errors)")
        #expect(
            run.output.contains("adjudicated") && run.output.contains("unresolved") && run.output.contains("unanimous")
        )
        #expect(!run.output.contains("planted") && !run.errors.contains("ben"))
        #expect(try folder.slam("agreement", "--resamples", "0").output.contains("24 ratings by ana 12, ben 12"))
    }

    @Test func aNormingRoundKeepsBothRatings() throws {
        try review("ana", "2\nt\n")
        try review("ben", "4\nt\n")
        #expect(try folder.slam("plan", "--discuss", "3", "--simulations", "0").errors.hasPrefix("6 rows planned"))
        try review("ana", "3\n")
        try review("ben", "3\n")
        let blind = try folder.slam("agreement", "--resamples", "0").output
        #expect(blind.contains("24 ratings by ana 12, ben 12"))
        #expect(try folder.slam("export").status == 0)
        let lines = try folder.text("Annotations/s/ana.jsonl").split(separator: "\n")
        #expect(lines.count { $0.contains("\"phase\":\"discussed\"") } == 3)
        #expect(try folder.slam("verify").status == 0)
    }

    @Test func theDoctorNamesWhatIsNotInOrderAndABackupHoldsEverything() throws {
        try review("ana", "2\na\n")
        let well = try folder.slam("doctor")
        #expect(well.status == 0, "\(well.output)")
        let yaml = try folder.text("Prompts/s/study.yaml")
        try folder.write("Prompts/s/study.yaml", yaml.replacingOccurrences(of: "How good?", with: "How bad?"))
        let prompts = try folder.text("Prompts/s/prompts.jsonl")
        try folder.write("Prompts/s/prompts.jsonl", prompts.replacingOccurrences(of: "Ask 1", with: "Tell 1"))
        #expect(try folder.slam("plan", "--simulations", "0").status == 0)
        let ill = try folder.slam("doctor", "--format", "csv")
        #expect(ill.status == 2)
        #expect(ill.output.contains("ratings under an older rubric,12"), "\(ill.output)")
        #expect(ill.output.contains("ratings under an edited prompt,3"), "\(ill.output)")
        let copy = folder.path + "/copy.sqlite"
        // How many rows it has would tell what an import found.
        let kept = try folder.slam("backup", copy)
        #expect(kept.status == 0 && kept.errors == "The whole database is in \(copy), checked.\n", "\(kept.errors)")
        #expect(try folder.slam("backup", copy).status == 1)
        #expect(try folder.slam("verify", "--database", copy).status == 0)
    }

    /// What an edit of the files makes stale is told before it is taken over, and nothing is stored by telling it.
    @Test func editsAreToldBeforeTheyAreTakenOver() throws {
        try review("ana", "2\na\n")
        #expect(try folder.slam("plan", "--simulations", "0").status == 0)
        let yaml = try folder.text("Prompts/s/study.yaml")
        let edited = yaml.replacingOccurrences(of: "How good?", with: "How bad?").replacingOccurrences(
            of: "  better:",
            with: "  preferred:"
        )
        try folder.write("Prompts/s/study.yaml", edited)
        try folder.write("Annotations/s/guidelines.md", "Read it twice.")
        let words = [
            "'overall' has another question: 12 ratings of it go stale", "--keep overall --reason TEXT",
            "'better' is called 'preferred' now", "6 ratings of it go stale", "the guidelines read otherwise",
        ]
        for _ in 0..<2 {
            let runs = [
                try folder.slam("plan", "--dry-run", "--simulations", "0"), try folder.slam("status"),
                try folder.slam("doctor", "--format", "csv"),
            ]
            #expect(runs.map(\.status) == [0, 0, 2])
            for run in runs {
                for word in words {
                    #expect((run.output + run.errors).contains(word), "\(word): \(run.output) \(run.errors)")
                }
            }
        }
        // Nothing was taken over: the figures are those of the older files.
        try folder.write("Prompts/s/study.yaml", yaml)
        try folder.write("Annotations/s/guidelines.md", "")
        #expect(try folder.slam("doctor").status == 0)
        #expect(try folder.slam("verify").status == 0)
        try folder.write("Prompts/s/study.yaml", edited)
        let plan = try folder.slam("plan", "--simulations", "0")
        #expect(plan.errors.contains("Taken over from the study's files:"), "\(plan.errors)")
        let status = try folder.slam("status").errors
        #expect(status.contains("12 ratings under an older question or scale"), "\(status)")
        #expect(status.contains("6 ratings of criteria that the study no longer has"), "\(status)")
        try folder.write("Prompts/s/study.yaml", yaml + "\nnonsense: true\n")
        let doctor = try folder.slam("doctor", "--format", "csv")
        #expect(doctor.output.contains("mistakes in the study's files") && doctor.output.contains("nonsense"))
    }

    /// Counting verdicts takes the study's files over, which a copy to be looked at does not let.
    @Test(.enabled(if: geteuid() != 0, "whoever may write everything has no such copy"))
    func aCopyThatCannotBeWrittenHasAStatus() throws {
        let judge = "gpt: {endpoint: api, model: j, criteria: [overall], template: judge.mustache}"
        let yaml = try folder.text("Prompts/s/study.yaml")
        try folder.write("Prompts/s/study.yaml", yaml + "\njudges: {\(judge)}\n")
        try folder.write("Prompts/s/judge.mustache", JudgedStudy.template)
        #expect(try folder.slam("status").errors.contains("Next: slam review"))
        let copy = "\(folder.path)/copy"
        try folder.write("copy/note.txt", "")
        #expect(try folder.slam("backup", "\(copy)/slam.sqlite").status == 0)
        defer { chmod(copy, 0o755) }
        #expect(chmod("\(copy)/slam.sqlite", 0o444) == 0 && chmod(copy, 0o555) == 0)
        for command in ["status", "verify", "export", "agreement"] {
            let run = try folder.slam(command, "--database", "\(copy)/slam.sqlite")
            #expect(run.status == 0, "\(command): \(run.errors)")
            #expect(command != "status" || run.errors.contains("Verdicts are not counted"), "\(run.errors)")
        }
    }

    @Test func unblindingIsWrittenDown() throws {
        #expect(try folder.slam("unblind", input: "no\n").status == 1)
        let run = try folder.slam("unblind", "--yes", "--who", "lead")
        #expect(run.status == 0 && run.errors.contains("by lead"))
        try review("ana", "2\na\n")
        #expect(try folder.slam("export").status == 0)
        #expect(try folder.text("Annotations/s/ana.jsonl").contains("\"phase\":\"unblinded\""))
    }
}
