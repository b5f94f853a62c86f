import Testing

/// What `slam agreement` and `slam disagreements` say of where raters part, on tables and on a study.
struct DiagnosticsCommandTests {
    private let folder: StudyFolder

    init() throws {
        folder = try StudyFolder()
        let scores = ["5,4,1", "2,1,2", "4,4,4", "1,2,5", "3,3,3", "5,5,4"]
        var text = "item,rater,score,kind,prompt,model,phase\n"
        for (item, row) in scores.enumerated() {
            for (rater, score) in zip(["ana", "ben", "gpt"], row.split(separator: ",")) {
                let kind = rater == "gpt" ? "judge" : "human"
                text += "t\(item),\(rater),\(score),\(kind),p\(item % 3),m\(item / 3),\n"
            }
        }
        text += "t0,ana,3,human,p0,m0,discussed\nt0,ben,3,human,p0,m0,discussed\n"
        try folder.write("r.csv", text)
    }

    private var file: String { "\(folder.path)/r.csv" }

    @Test func diagnosticsNameRatersItemsAndCategories() throws {
        let run = try Program.run("agreement", file, "--level", "ordinal", "--diagnose")
        #expect(run.status == 0, "\(run.errors)")
        for heading in [
            "Each rater beside the other people", "Every pair of raters, cohen.quadratic", "Prevalence and bias",
            "Which categories people confuse", "Which items cost most agreement", "What clustering costs",
        ] {
            #expect(run.output.contains(heading), "\(heading)")
        }
        let json = try Program.run(
            "agreement",
            file,
            "--level",
            "ordinal",
            "--diagnose",
            "--show",
            "counts",
            "--format",
            "json"
        ).output
        for key in ["severity", "balance", "costliest_items", "confusions", "design_effects", "unparsed", "counts"] {
            #expect(json.contains("\"\(key)\":"), "\(key)")
        }
    }

    @Test(arguments: ["prompt", "model", "phase"])
    func groupsAreShown(split: String) throws {
        let run = try Program.run("agreement", file, "--level", "ordinal", "--split", split)
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("By \(split):"))
        #expect(run.output.contains(["prompt": "p2", "model": "m1", "phase": "discussed"][split] ?? "?"))
    }

    @Test func anotherPhaseIsAnotherTable() throws {
        let run = try Program.run("agreement", file, "--level", "ordinal", "--phase", "discussed")
        #expect(run.output.contains("2 ratings by ana 1, ben 1"))
        #expect(run.output.contains("18 rows of another phase than 'discussed': not used."))
        #expect(try Program.run("agreement", file, "--phase", "never").status == 64)
    }

    @Test func theFarthestRatingsAreListed() throws {
        let run = try Program.run("disagreements", file, "--level", "ordinal", "--rater", "gpt", "--limit", "2")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.hasPrefix("2 ratings of 4 that differ from other people"))
        #expect(run.output.contains("ana 5, ben 4, gpt 1") && run.output.contains("ana 1, ben 2, gpt 5"))
        let unknown = try Program.run("disagreements", file, "--rater", "nobody")
        #expect(unknown.status == 1 && unknown.errors.contains("choose one of ana, ben, gpt"))
        #expect(try Program.run("disagreements", file, "--limit", "0").status == 64)
    }

    @Test func aBlindStudyIsReadByLetters() throws {
        // While somebody is to rate, what came by the names of models is withheld.
        let study = try folder.text("Prompts/s/study.yaml").replacing("reviewers: [ana, ben]", with: "reviewers: []")
        try folder.write("Prompts/s/study.yaml", study)
        #expect(try folder.slam("import", folder.path + "/responses.csv").status == 0)
        var rows = "prompt,model,rater,criterion,score\n"
        for prompt in 1...6 {
            for model in ["planted-large", "planted-small"] {
                rows += "p\(prompt),\(model),ana,overall,\(1 + prompt % 5)\n"
                rows += "p\(prompt),\(model),ben,overall,\(1 + (prompt + (model == "planted-large" ? 2 : 1)) % 5)\n"
            }
        }
        try folder.write("ratings.csv", rows)
        let imported = try folder.slam("import", folder.path + "/ratings.csv", "--new-raters")
        #expect(imported.status == 0, "\(imported.errors)")
        for format in ["table", "json", "csv", "markdown"] {
            let run = try folder.slam("disagreements", "--format", format)
            #expect(run.status == 0, "\(run.errors)")
            #expect(!run.output.contains("planted"))
            if format != "json" { #expect(!run.output.utf8.contains(0x1B)) }
        }
        let reading = try folder.slam("disagreements", "--texts", "--limit", "3")
        #expect(reading.output.contains("Response:") && reading.output.contains("Prompt p"))
        #expect(!reading.output.contains("planted") && !reading.output.utf8.contains(0x1B))
        for split in ["model", "length"] {
            let run = try folder.slam("agreement", "--split", split, "--resamples", "20")
            #expect(run.status == 0 && !run.output.contains("planted"), "\(run.errors)")
        }
        #expect(try folder.slam("agreement", "--by", "model", "--resamples", "20").status == 0)
    }

    @Test func hostileNamesInTitlesDoNotReachTheTerminal() throws {
        let input = "item,rater,score\na,\u{1B}[2Jx,1\na,y,2\nb,\u{1B}[2Jx,2\nb,y,1\nb,z,1\n"
        for format in ["table", "markdown"] {
            let run = try Program.run(
                "agreement",
                "-",
                "--diagnose",
                "--show",
                "counts",
                "--format",
                format,
                input: input
            )
            #expect(run.status == 0 && !run.output.utf8.contains(0x1B))
        }
    }

    @Test func tooManyCategoriesHaveNoCounts() throws {
        let rows = (0..<30).map { "i\($0),a,\($0)\ni\($0),b,\($0 * 7 % 30)\n" }.joined()
        let run = try Program.run("agreement", "-", "--show", "counts", input: "item,rater,score\n" + rows)
        #expect(run.status == 0, "\(run.errors)")
    }
}
