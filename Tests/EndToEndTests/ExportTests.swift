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
        #expect(bad.errors.contains("bad.csv:2: 'total_ms' must be a number of milliseconds"))
    }
}
