import Testing

/// The tidy tables of `slam export`.
struct ExportTests {
    private let folder: StudyFolder

    init() throws {
        folder = try StudyFolder()
        #expect(try folder.slam("import", folder.path + "/responses.csv").status == 0)
        #expect(try folder.slam("review", "--reviewer", "ana", input: "3\na\n4\nskip\n1\nq\n").status == 0)
    }

    @Test func theTidyTableHasTextsAndNoModel() throws {
        let csv = try folder.slam("export", "--tidy", "csv")
        #expect(csv.status == 0)
        let lines = csv.output.split(separator: "\n")
        #expect(lines[0].hasPrefix("id,study,item,pair,set,prompt,criterion,"))
        #expect(lines[0].hasSuffix(",text,second_text"))
        #expect(csv.output.contains("answer") || csv.output.contains("Short"))
        #expect(!csv.output.contains("planted"))
        let json = try folder.slam("export", "--tidy", "jsonl")
        #expect(json.output.split(separator: "\n").count == lines.count - 1)
        #expect(json.output.contains("\"outcome\":\"skipped\"") && !json.output.contains("planted"))
    }

    @Test func otherPeoplesScoresAreNotForWhoIsStillToRate() throws {
        #expect(try folder.slam("review", "--reviewer", "ben", input: "3\nq\n").status == 0)
        for command in [["export"], ["export", "--tidy", "csv"], ["disagreements"], ["adjudicate", "--list"]] {
            let run = try Program.run(command + ["--workspace", folder.path], input: "")
            #expect(run.errors.contains("still to rate (ana, ben)"), "\(command): \(run.errors)")
        }
        #expect(try folder.slam("unblind", "--yes", "--who", "lead").status == 0)
        #expect(!(try folder.slam("export").errors.contains("still to rate")))
    }

    @Test func ratingsThatTheDatabaseDoesNotHaveAreNotOverwritten() throws {
        #expect(try folder.slam("export").status == 0)
        let own = try folder.text("Annotations/s/ana.jsonl")
        // The same file again, and after a further rating.
        #expect(try folder.slam("review", "--reviewer", "ana", input: "2\na\nq\n").status == 0)
        #expect(try folder.slam("export").status == 0)
        let other = try StudyFolder()
        #expect(try other.slam("import", other.path + "/responses.csv").status == 0)
        #expect(try other.slam("review", "--reviewer", "ana", input: "5\na\nq\n").status == 0)
        try other.write("Annotations/s/ana.jsonl", own)
        let refused = try other.slam("export")
        #expect(refused.status == 1 && refused.errors.contains("the database does not: 'slam merge'"), "\(refused)")
        #expect(try other.text("Annotations/s/ana.jsonl") == own)
        // Nor is what is no export.
        try other.write("Annotations/s/ana.jsonl", "my own notes\n")
        #expect(try other.slam("export").errors.contains("holds 1 line that"))
        #expect(try other.text("Annotations/s/ana.jsonl") == "my own notes\n")
        try other.write("Annotations/s/ana.jsonl", "")
        #expect(try other.slam("export").status == 0)
    }

    /// A study with every kind of criterion, rated by two people to its end, and unblinded.
    private func unblinded() throws -> EmptyFolder {
        let own = try EmptyFolder()
        let rows = (1...4).flatMap { prompt in
            ["a", "b"].map { "Ask \(prompt),\($0),\($0) says \(prompt),easy;\(prompt)\n" }
        }
        try own.write("x.csv", "prompt,model,response,tags\n" + rows.joined())
        let criteria = ["--criteria", "overall:1-5,send:yes/no,better:pair", "--reviewers", "you,ben"]
        #expect(
            try Program.run(
                ["init", "m", "--from", own.path + "/x.csv", "--workspace", own.path] + criteria,
                input: ""
            ).status == 0
        )
        for reviewer in ["you", "ben"] {
            let keys = String(repeating: "4 y\na\n", count: 20)
            #expect(try own.slam("review", "--reviewer", reviewer, "--line", input: keys + "q\n").status == 0)
        }
        // Only the study's name unblinds.
        let refused = try own.slam("unblind", input: "yes\n")
        #expect(refused.status == 1 && refused.errors.contains("not unblinded"), "\(refused)")
        #expect(try own.slam("unblind", input: "m\n").status == 0)
        return own
    }

    @Test func theTidyTableHasModelsOnceUnblinded() throws {
        let blind = try folder.slam("export", "--tidy", "csv").output
        #expect(!blind.split(separator: "\n")[0].contains("model") && blind.contains(",tags,length,"))
        let own = try unblinded()
        let tidy = try own.slam("export", "--tidy", "csv").output
        #expect(
            tidy.split(separator: "\n")[0].hasSuffix(",model,second_model,tags,length,second_length,text,second_text")
        )
        #expect(tidy.contains(",a,,easy 1,8,,a says 1,"), "\(tidy)")
    }

    /// Player, measure and value of each row; intervals resample in the order of rows.
    private func values(_ csv: String) -> [String] {
        csv.split(separator: "\r\n").filter { !$0.contains(",elo,") }
            .map { $0.split(separator: ",").prefix(3).joined(separator: ",") }.sorted()
    }

    @Test func whatIsExportedIsReadBackWhereverRatingsAreRead() throws {
        let own = try unblinded()
        try own.write("tidy.csv", try own.slam("export", "--tidy", "csv").output)
        try own.write("tidy.jsonl", try own.slam("export", "--tidy", "jsonl").output)
        for name in ["tidy.csv", "tidy.jsonl"] {
            let file = own.path + "/" + name
            let rank = try Program.run("rank", file, "--format", "csv")
            let study = try own.slam("rank", "--format", "csv")
            #expect(rank.status == 0 && values(rank.output) == values(study.output), "\(rank.errors)\(rank.output)")
            let agreement = try Program.run("agreement", file, "--resamples", "0")
            #expect(agreement.output.contains("send (nominal"), "\(agreement.errors)\(agreement.output)")
            #expect(try own.slam("import", file).errors.contains("0 ratings imported"))
            #expect(try Program.run("disagreements", file).status == 0)
        }
        #expect(try own.slam("export").status == 0)
        let bare = try Program.run("rank", own.path + "/Annotations/m/you.jsonl")
        #expect(bare.status == 1 && bare.errors.split(separator: "\n").count == 1)
        #expect(bare.errors.contains("without models: run 'slam rank' on the study itself"), "\(bare.errors)")
    }

    @Test func labelsAreWordsInEveryFormat() throws {
        try folder.write("labels.csv", "item,rater,score\n1,a,Yes\n1,b,yes\n2,a,No\n2,b,No\n")
        for format in ["csv", "json"] {
            let run = try Program.run("disagreements", folder.path + "/labels.csv", "--format", format)
            #expect(run.output.contains(format == "csv" ? ",a,Yes,yes," : "\"score\":\"Yes\""), "\(run.output)")
        }
    }

    @Test func importedTimingsAreKeptInNanoseconds() throws {
        let other = try StudyFolder()
        try other.write(
            "timed.csv",
            "prompt,model,response,input_tokens,output_tokens,first_token_ms,total_ms\np1,planted-large,hi,7,9,12.5,100\n"
        )
        #expect(try other.slam("import", other.path + "/timed.csv").status == 0)
        try other.write("bad.csv", "prompt,model,response,total_ms\np2,planted-large,hi,soon\n")
        let bad = try other.slam("import", other.path + "/bad.csv")
        #expect(bad.status == 1)
        #expect(bad.errors.contains("bad.csv:2: 'total_ms' is 'soon': it must be a number of milliseconds"))
    }
}
