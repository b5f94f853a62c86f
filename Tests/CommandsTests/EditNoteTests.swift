import Testing

/// Whoever reads figures of a study learns that its files were edited since they were taken over.
struct EditNoteTests {
    private static let commands: [[String]] = [
        ["agreement", "--resamples", "0"],
        ["agreement", "compare", "gpt-judge", "ana", "--criterion", "overall", "--resamples", "0"],
        ["rank", "--resamples", "0"],
        ["disagreements", "--limit", "1"],
        ["calibrate", "--resamples", "0", "--criterion", "overall"],
        ["models", "--resamples", "0"],
        ["screen", "--keep", "1", "--resamples", "0"],
        ["check", "--require", "labels(overall) >= 1"],
        ["quality"],
        ["similarity", "audit", "--metric", "lexical-to-reference", "--criterion", "overall"],
        ["judge", "diff", "gpt-judge", "gpt-judge", "--resamples", "0"],
        ["plan", "--labels"],
    ]

    @Test func everyCommandWithFiguresSaysWhatWasEdited() async throws {
        let workspace = try await ExampleWorkspace.make()
        let before = await workspace.slam(["agreement", "--resamples", "0"])
        #expect(!before.words.contains("edited since"), "\(before.output)")
        let yaml = try workspace.text("Prompts/example/study.yaml")
        try workspace.write("Prompts/example/study.yaml", yaml.replacing("How good is this", with: "How bad is this"))
        try workspace.write("Annotations/example/guidelines.md", "# Guidelines\n\nRead twice.\n")
        let note = "edited since they were taken over (criterion 'overall', the guidelines)"
        for command in Self.commands {
            for format in ["json", "csv"] {
                let run = await workspace.slam(command + ["--format", format])
                let words = format == "csv" ? run.errors : run.words
                #expect(words.contains(note), "\(command) \(format): \(run.output)\(run.errors)")
            }
        }
        // Judges' figures take it over themselves, and say so once; from then on nothing is told.
        let taken = "The study's files were edited: taken over."
        #expect(await workspace.slam(["judge", "verdicts", "--resamples", "0"]).errors.contains(taken))
        #expect(await !workspace.slam(["judge", "verdicts", "--resamples", "0"]).errors.contains(taken))
        let after = await workspace.slam(["agreement", "--resamples", "0"])
        #expect(!after.words.contains("edited since") && after.words.contains("under an older question or scale"))
    }

    @Test func whatNoFigureHangsOnIsNotTold() async throws {
        let workspace = try await ExampleWorkspace.make()
        let yaml = try workspace.text("Prompts/example/study.yaml")
        try workspace.write("Prompts/example/study.yaml", yaml.replacing("lease: 30m", with: "lease: 20m"))
        let run = await workspace.slam(["agreement", "--resamples", "0", "--format", "json"])
        #expect(run.status == 0 && !run.output.contains("edited"), "\(run.output)")
        try workspace.write("Prompts/example/study.yaml", yaml + "nonsense: true\n")
        let broken = await workspace.slam(["agreement", "--resamples", "0", "--format", "json"])
        #expect(broken.status == 0 && broken.output.contains("\"kind\":\"unreadable_files\""), "\(broken.output)")
    }
}
