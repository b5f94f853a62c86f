import Testing

/// `slam rank` on a file and on a study.
struct RankTests {
    private let folder: StudyFolder

    init() throws { folder = try StudyFolder() }

    @Test func aFileOfComparisonsIsRanked() throws {
        let rows = ["a,b,left", "b,a,left", "a,b,left", "b,c,left", "c,b,left", "a,c,tie", "a,c,both_bad"]
        try folder.write("c.csv", "left,right,winner\n" + rows.joined(separator: "\n") + "\n")
        let path = "\(folder.path)/c.csv"
        let table = try Program.run("rank", path, "--resamples", "50")
        #expect(table.status == 0, "\(table.errors)")
        #expect(table.output.contains("7 comparisons, 2 ties (1 of them both bad) of 3 players"))
        #expect(table.output.contains("bootstrap over 7 comparisons"))
        let json = try Program.run("rank", path, "--resamples", "50", "--format", "json").output
        #expect(json.hasPrefix("{\"schema\":\"slam.rank.v1\""))
        for name in ["n_comparisons", "n_ties", "davidson_nu", "rao_kupper_theta", "win_rate", "elo", "rank"] {
            #expect(json.contains("\"\(name)\":"))
        }
        #expect(
            try Program.run("rank", path, "--format", "json").output
                == Program.run("rank", path, "--format", "json").output
        )
    }

    /// A player who lost every comparison has Wilson's interval; the others have the bootstrap's.
    @Test func eachKindOfIntervalIsNamedOnce() throws {
        let rows = ["a,b,left", "b,a,left", "a,b,left", "c,a,right", "c,b,right", "b,c,left"]
        try folder.write("c.csv", "left,right,winner\n" + rows.joined(separator: "\n") + "\n")
        let output = try Program.run("rank", "\(folder.path)/c.csv", "--resamples", "50").output
        #expect(output.contains("bootstrap over 6 comparisons"), "\(output)")
        #expect(output.contains("The win rate of c: "), "\(output)")
    }

    /// JSON says it beside each figure; whoever reads the table must see it too.
    @Test func intervalsFromFewUnitsAreCalledNarrow() throws {
        let rows = (0..<60).map { "a,b,\($0 % 3 == 0 ? "right" : "left"),r\($0 % 3),p\($0)" }
        try folder.write("few.csv", "left,right,winner,rater,prompt\n" + rows.joined(separator: "\n") + "\n")
        let path = "\(folder.path)/few.csv"
        let few = try Program.run("rank", path, "--over", "rater", "--resamples", "50").output
        #expect(few.contains("Each player: interval likely too narrow (few raters: 3)."), "\(few)")
        let many = try Program.run("rank", path, "--resamples", "50").output
        #expect(!many.contains("too narrow"), "\(many)")
    }

    @Test func everyBadRowIsTold() throws {
        try folder.write("bad.csv", "left,right,winner\na,a,left\na,b,won\n,b,left\n")
        let run = try Program.run("rank", "\(folder.path)/bad.csv")
        #expect(run.status == 1)
        for line in 2...4 { #expect(run.errors.contains("bad.csv:\(line):")) }
        try folder.write("lacks.csv", "left,righ,winner\na,b,left\n")
        #expect(
            try Program.run("rank", "\(folder.path)/lacks.csv").errors.contains("no column 'right' (is it 'righ'?)")
        )
    }

    @Test func aBlindStudyShowsLetters() throws {
        #expect(try folder.slam("import", folder.path + "/responses.csv").status == 0)
        // All of hers: five pairs are a batch of figures by letter.
        let keys = (1...24).map { $0 % 3 == 0 ? "3\nb\n" : "3\na\n" }.joined()
        #expect(try folder.slam("review", "--reviewer", "ana", input: keys + "q\n").status == 0)
        let run = try folder.slam("rank", "--resamples", "20")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("Models stand as letters until 'slam unblind', without counts"))
        let json = try folder.slam("rank", "--resamples", "20", "--format", "json").output
        #expect(json.contains("\"n\":null,\"wins\":null") && !json.contains("n_items"))
        // How an interval was made names the items of a letter.
        let csv = try folder.slam("rank", "--resamples", "20", "--format", "csv").output
        #expect(!json.contains("\"method\"") && !(csv + run.output).contains("effective items"), "\(csv)")
        #expect(!run.output.contains("planted") && run.output.contains("criterion 'better'"))
        // What waits of another criterion is not of these figures.
        #expect(!(run.output + run.errors).contains("ratings of 'overall'"), "\(run.output)\(run.errors)")
    }
}
