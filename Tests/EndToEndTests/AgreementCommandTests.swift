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
        #expect(run.output.contains("alpha.interval     0.849"))
        #expect(run.output.contains("7 rows without a score: counted as missing."))
        #expect(run.errors.isEmpty)
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
}
