import Testing

struct AgreementCommandTests {
    /// Four people and a judge on Krippendorff's (2011) 12 units; alpha ordinal .815, interval .849 as published there.
    static let table = { () -> String in
        let rows = [
            "1,1,,1", "2,2,3,2", "3,3,3,3", "3,3,3,3", "2,2,2,2", "1,2,3,4", "4,4,4,4", "1,1,2,1", "2,2,2,2", ",5,5,5",
            ",,1,1", ",,3,",
        ]
        var text = "item,rater,score,kind\n"
        for (item, row) in rows.enumerated() {
            for (rater, score) in row.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
                text += "u\(item),\(["A", "B", "C", "D"][rater]),\(score),human\n"
            }
        }
        return text
    }()

    @Test func thePublishedFiguresArePrinted() throws {
        let run = try Program.run("agreement", "-", "--level", "ordinal", input: Self.table)
        #expect(run.status == 0)
        #expect(run.output.contains("alpha.ordinal      0.815"))
        let all = try Program.run("agreement", "-", "--level", "ordinal", "--format", "csv", input: Self.table).output
        #expect(all.contains("alpha.interval,0.849107142857142"))
        #expect(run.output.contains("7 rows without a score: counted as missing."))
        #expect(run.errors.isEmpty)
    }

    @Test(arguments: [50, 80]) func everyLineFitsItsWidth(columns: Int) throws {
        let (words, width) = (["--resamples", "50"], ["COLUMNS": "\(columns)"])
        let long = ["A", "B", "C", "D"].reduce(Self.table) {
            $0.replacing(",\($1),", with: ",a-rater-called-\($1),")
        }
        let comparisons = "left,right,winner\na-player-of-a-long-name,another-player-of-a-long-name,left\n"
        for (command, table) in [("agreement", Self.table), ("agreement", long), ("rank", comparisons)] {
            let run = try Program.run([command, "-"] + words, input: table, environment: width)
            #expect(run.status == 0, "\(run.errors)")
            for line in run.output.split(separator: "\n") { #expect(line.count <= columns, "\(line)") }
        }
    }

    @Test func theSameSeedPrintsTheSameBytes() throws {
        let runs = try (0..<2).map { _ in
            try Program.run("agreement", "-", "--format", "json", "--seed", "9", input: Self.table).output
        }
        #expect(runs[0] == runs[1])
        #expect(runs[0].hasPrefix("{\"schema\":\"slam.agreement.v1\""))
        #expect(runs[0].contains("\"level_source\":\"guessed\""))
    }

    @Test func anUndefinedFigureIsAResult() throws {
        let input = "item,rater,score\na,x,1\na,y,1\nb,x,1\nb,y,1\n"
        let run = try Program.run("agreement", "-", "--level", "nominal", input: input)
        #expect(run.status == 0)
        #expect(run.output.contains("undefined: all 4 ratings equal (percent agreement 100 %)"))
    }

    @Test func everyBadRowIsListedAndNothingIsPrinted() throws {
        let input = "item,rater,score\na,x,1\na,x,2\n,y,1\nb,y\n"
        let run = try Program.run("agreement", "-", input: input)
        #expect(run.status == 1)
        #expect(run.output.isEmpty)
        for line in ["standard input:3:", "standard input:4:", "standard input:5:"] {
            #expect(run.errors.contains(line))
        }
    }

    @Test(arguments: [("--level", "best"), ("--format", "xml"), ("--confidence", "2"), ("--resamples", "-1")])
    func wrongUsageExitsWith64(option: String, value: String) throws {
        let run = try Program.run("agreement", "-", "\(option)=\(value)", input: Self.table)
        #expect(run.status == 64)
        #expect(run.output.isEmpty)
    }

    @Test func wordsNeedALevelOrAnOrder() throws {
        let input = "item,rater,score\na,x,good\na,y,bad\nb,x,bad\nb,y,bad\n"
        #expect(try Program.run("agreement", "-", "--level", "ordinal", input: input).status == 1)
        let ordered = try Program.run(
            "agreement",
            "-",
            "--level",
            "ordinal",
            "--categories",
            "bad,good",
            input: input
        )
        #expect(ordered.status == 0)
        #expect(ordered.output.contains("cohen.quadratic"))
    }

    @Test func hostileNamesDoNotReachTheTerminal() throws {
        let input = "item,rater,score\na,\u{1B}[2Jx,1\na,y,2\n"
        for format in ["table", "markdown", "csv"] {
            let run = try Program.run("agreement", "-", "--format", format, input: input)
            #expect(!run.output.utf8.contains(0x1B))
        }
    }

    private static let grouped = { () -> String in
        var text = "item,rater,kind,score,prompt,model\n"
        for prompt in 0..<6 {
            for model in 0..<3 {
                let truth = 1 + (prompt + 2 * model) % 5
                let scores = [
                    ("ana", "human", truth), ("ben", "human", min(5, truth + prompt % 2)), ("gpt", "judge", 6 - truth),
                ]
                for (rater, kind, score) in scores {
                    text += "p\(prompt)m\(model),\(rater),\(kind),\(score),p\(prompt),m\(model)\n"
                }
            }
        }
        return text
    }()

    @Test func theUnitIsNamedAndChangesTheFigures() throws {
        func run(_ unit: String) throws -> String {
            let run = try Program.run(
                "agreement",
                "-",
                "--level",
                "ordinal",
                "--by",
                unit,
                "--resamples",
                "50",
                input: Self.grouped
            )
            #expect(run.status == 0, "\(run.errors)")
            return run.output
        }
        #expect(try run("prompt").contains("Unit: the mean over prompts of the value within each."))
        #expect(try run("model").contains("Unit: models, by their means."))
        #expect(try run("model").contains("score (interval"))
        #expect(try Program.run("agreement", "-", "--by", "model", input: Self.table).errors.contains("column 'model'"))
        #expect(
            try Program.run("agreement", "-", "--by", "prompt", input: Self.table).errors.contains("column 'prompt'")
        )
    }

    /// What a person would reach is of all items together: beside a mean over prompts it was another figure's.
    @Test func noPooledFigureStandsBesideAMeanOverPrompts() throws {
        func words(_ unit: String) throws -> String {
            let arguments = ["agreement", "-", "--level", "ordinal", "--by", unit, "--resamples", "50"]
            let run = try Program.run(arguments, input: Self.grouped)
            return String(run.output.split(separator: "\n\n").first ?? "").replacing("\n  ", with: " ")
        }
        #expect(try words("pooled").contains("beside the others of each person"))
        #expect(try !words("prompt").contains("beside the others of each person"))
    }

    /// A criterion, or a rater, of one phase alone is no mistake in another.
    @Test(arguments: [[], ["--criterion", "q"], ["--rater", "ana", "--rater", "ben"]])
    func aPhaseMayLackWhatAnotherHas(more: [String]) throws {
        let folder = try StudyFolder()
        var text = "item,rater,criterion,score,phase\n"
        for item in 0..<12 {
            for rater in ["ana", "ben"] {
                text += "t\(item),\(rater),q,\(1 + item % 5),blind\nt\(item),\(rater),ok,\(item % 2),blind\n"
            }
            text += "t\(item),ana,q,\(1 + item % 4),repeat\n"
        }
        try folder.write("p.csv", text)
        let path = "\(folder.path)/p.csv"
        let levels = ["--level", "q=ordinal", "--level", "ok=nominal", "--resamples", "20"]
        let run = try Program.run(["agreement", path] + levels + ["--split", "phase"] + more, input: "")
        #expect(run.status == 0 && run.output.contains("By phase"), "\(run.errors)")
        let unknown = try Program.run(["agreement", path, "--level", "oh=nominal"], input: "")
        #expect(unknown.status == 1 && unknown.errors.contains("no criterion 'oh' in the table: it has q, ok"))
    }

    @Test func twoRatersAreComparedOnTheSameItems() throws {
        let folder = try StudyFolder()
        let judges =
            Self.grouped
            + (0..<6).flatMap { prompt in
                (0..<3).map { "p\(prompt)m\($0),good,judge,\(1 + (prompt + 2 * $0) % 5),p\(prompt),m\($0)\n" }
            }.joined()
        try folder.write("t.csv", judges)
        func compared(_ more: String...) throws -> Program.Outcome {
            let file = ["--file", "\(folder.path)/t.csv", "--level", "ordinal"]
            return try Program.run(["agreement", "compare", "good", "gpt"] + file + more, input: "")
        }
        let run = try compared()
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("spearman") && run.errors.contains("the consensus of ana, ben on 18 items"))
        #expect(run.errors.contains("Difference: interval likely too narrow (few clusters: 6)."), "\(run.errors)")
        // Of each figure its interval, and what the table's reader remarked.
        try folder.write("t.csv", judges + "p9m9,ana,human,,p9,m0\n")
        let csv = try compared("--format", "json").output
        #expect(csv.contains("\"first_interval\":[") && csv.contains("\"second_interval\":["), "\(csv)")
        #expect(csv.contains("1 row without a score: counted as missing."), "\(csv)")
        let unknown = try Program.run("agreement", "compare", "good", "nobody", "--file", "\(folder.path)/t.csv")
        #expect(unknown.status == 1 && unknown.errors.contains("no rater 'nobody'"))
    }

    @Test func theCountsOfEveryFigureCanBeShown() throws {
        let run = try Program.run(
            "agreement",
            "-",
            "--level",
            "ordinal",
            "--show",
            "counts",
            "--words",
            input: Self.table
        )
        #expect(run.output.contains("A ↓  B →") && run.output.contains("Landis and Koch (1977)"))
    }
}
