import Foundation
import Testing

/// Tables of one's own at the front door: what is refused, and with which words.
struct OwnTableTests {
    private let folder: EmptyFolder

    init() throws { folder = try EmptyFolder() }

    private func making(_ text: String, _ options: String..., file: String = "x.csv") throws -> Program.Outcome {
        try folder.write(file, text)
        return try Program.run(
            ["init", "m", "--from", "\(folder.path)/\(file)", "--workspace", folder.path] + options,
            input: ""
        )
    }

    @Test func anEmptyModelIsRefusedWithItsLine() throws {
        for cell in ["", " ", "\"\""] {
            let run = try making("prompt,model,response\nq,\(cell),y\nq,b,x\n")
            #expect(run.status == 1 && run.errors.contains("x.csv:2: the model is empty"), "\(run.errors)")
        }
        let json = try making("{\"prompt\":\"q\",\"model\":null,\"response\":\"y\"}\n", file: "x.jsonl")
        #expect(json.status == 1 && json.errors.contains("x.jsonl:1: the model is empty"))
        let one = try making("prompt,response\nq,y\nr,x\n")
        #expect(one.status == 0 && one.errors.contains("every response is of one, called 'model'"), "\(one.errors)")
    }

    @Test(arguments: [
        ("question,answer,gpt4,llama\nq,gold,x,y\n", "--map models=gpt4 --map models=llama"),
        ("prompt,a,b,helpful\nq,x,y,4\nr,x,y,5\n", "'helpful' may be a model's responses or figures about them"),
        ("prompt,model,output,answer\nq,a,x,y\nr,,z,w\n", "--map response=output or --map response=answer"),
    ])
    func whatMayBeResponsesTwiceIsRefusedWithTheOptions(text: String, words: String) throws {
        let run = try making(text)
        #expect(run.status == 1 && run.errors.contains("x.csv:1: ") && run.errors.contains(words), "\(run.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.csv"], "nothing is left behind")
    }

    @Test func columnsOfFiguresAreNoModels() throws {
        let text = "prompt,gpt-4,gpt-4_score,gpt-4 latency,llama,annotator,context,Unnamed: 0\nq,x,4,1.2,y,ana,c,0\n"
        let run = try making(text)
        #expect(run.status == 0 && run.errors.contains("a model each ← gpt-4, llama\n"), "\(run.errors)")
        #expect(run.errors.contains("not used: gpt-4_score, gpt-4 latency, annotator, context, Unnamed: 0"))
    }

    @Test func theSameRowTwiceIsRefusedAndASecondSampleIsSaid() throws {
        let twice = try making("prompt,model,response\nq,a,x\nq,b,y\nq,a,x\n")
        #expect(twice.status == 1 && twice.errors.contains("x.csv:4: the same row stands on line 2"), "\(twice.errors)")
        let samples = try making("prompt,model,response\nq,a,x\nq,a,z\n")
        #expect(samples.status == 0 && samples.errors.contains("up to 2 samples of a model for one prompt"))
    }

    @Test(arguments: [
        (
            "{\"doc_id\":0,\"doc\":{\"question\":\"q\"},\"target\":\"a\",\"arguments\":[[\"q\",{}]],\"resps\":[[\"x\"]],\"filtered_resps\":[\"x\"]}\n",
            "lm-evaluation-harness"
        ),
        (
            "{\"evalId\":\"e\",\"results\":{\"results\":[{\"prompt\":{\"raw\":\"q\"},\"provider\":{\"id\":\"m\"},\"response\":{\"output\":\"x\"}}]},\"config\":{}}\n",
            "promptfoo"
        ),
        (
            "{\"results\":{\"results\":[{\"prompt\":{\"raw\":\"q\"},\"provider\":{\"id\":\"m\",\"label\":\"cold\"},\"response\":{\"output\":\"x\"}},{\"prompt\":{\"raw\":\"q\"},\"provider\":{\"id\":\"m\",\"label\":\"\"},\"response\":{\"output\":{\"a\":1}}}]},\"config\":{}}\n",
            "promptfoo"
        ),
        (
            "{\"run_id\":\"r\",\"event_id\":0,\"sample_id\":\"s\",\"type\":\"sampling\",\"data\":{\"prompt\":[{\"role\":\"user\",\"content\":\"q\"}],\"sampled\":[\"x\"]}}\n",
            "OpenAI evals"
        ),
        (
            "[{\"id\":1,\"annotations\":[{\"result\":[]}],\"data\":{\"prompt\":\"q\",\"model\":\"m\",\"response\":\"x\"}}]\n",
            "Label Studio"
        ),
        ("{\"data\": [{\"prompt\":\"q\",\"model\":\"m\",\"response\":\"x\"}]}\n", "the list 'data'"),
    ])
    func anotherToolsExportIsToldWithACommandThatConvertsIt(text: String, tool: String) throws {
        let run = try making(text, file: "e.json")
        #expect(run.status == 1 && run.errors.contains("e.json: ") && run.errors.contains(tool), "\(run.errors)")
        let command = try #require(run.errors.firstMatch(of: /with (jq .*) > table.jsonl, then/)).1
        guard FileManager.default.fileExists(atPath: "/usr/bin/jq") else { return }
        let jq = Process()
        jq.executableURL = URL(filePath: "/bin/sh")
        jq.arguments = ["-c", "cd \(folder.path) && \(command) > table.jsonl"]
        try jq.run()
        jq.waitUntilExit()
        #expect(jq.terminationStatus == 0)
        let table = try folder.text("table.jsonl")
        #expect(table.contains("\"prompt\":\"q\"") && table.contains("\"response\":\"x\""), "\(command): \(table)")
        #expect(try making(table, file: "table.jsonl").status == 0)
    }

    @Test func aListOrObjectIsNoText() throws {
        let row = "{\"prompt\":[{\"question\":\"q\"},1],\"model\":\"a\",\"response\":\"x\"}\n"
        let run = try making(row, file: "x.jsonl")
        #expect(run.status == 1 && run.errors.contains("x.jsonl:1: 'prompt' is a list or an object"), "\(run.errors)")
    }

    @Test func rowsThatArePassedOverAreCounted() throws {
        let run = try making("prompt,model,response,date\nq,a,x,1\n,,,2\n,b,,3\n")
        #expect(run.status == 0 && run.errors.contains("2 rows without prompt and response left out"), "\(run.errors)")
    }

    @Test func whatInitReadsImportReadsToo() throws {
        #expect(try making("question,model,output\nq 1,a,x\nq 1,b/c,y\nq 2,a,z\n").status == 0)
        for (name, text) in [
            ("long.csv", "Question;Generator;Answer;total_ms\nq 2;b/c;new;12\n"),
            ("wide.csv", "prompt,a,b/c\nq 2,z,new\n"),
            ("plain.csv", "prompt,model,response\nq 2,b-c,new\n"), ("ids.csv", "prompt,model,response\np2,b-c,new\n"),
            ("mapped.csv", "frage,modell,antwort\nq 2,b/c,new\n"),
            ("rows.jsonl", "{\"question\":\"q 2\",\"model\":\"b/c\",\"completion\":\"new\"}\n"),
        ] {
            try folder.write(name, text)
            let map = name == "mapped.csv" ? ["prompt=frage", "model=modell", "response=antwort"] : []
            let words =
                ["import", "\(folder.path)/\(name)", "--workspace", folder.path] + map.flatMap { ["--map", $0] }
            let run = try Program.run(words, input: "")
            #expect(run.status == 0 && run.errors.contains("read, 0 refused"), "\(name): \(run.errors)")
        }
        #expect(try folder.slam("status", "--format", "csv").output.contains("responses of,b-c,2,"))
        try folder.write("bad.csv", "question,model,output\nq 3,a,x\nq 1,nobody,y\n")
        let bad = try folder.slam("import", folder.path + "/bad.csv")
        #expect(bad.errors.contains("bad.csv:2: no prompt 'q 3' in the study, by id or by text"), "\(bad.errors)")
        #expect(bad.errors.contains("bad.csv:3: no model 'nobody' in the study"))
    }

    @Test func aTextThatTwoPromptsHaveMustBeNamedByItsId() throws {
        #expect(try making("prompt,system,model,response\nq,s,a,x\nq,t,a,y\n").status == 0)
        try folder.write("two.csv", "prompt,model,response,sample\nq,a,z,2\n")
        let run = try folder.slam("import", folder.path + "/two.csv")
        #expect(run.status == 1 && run.errors.contains("2 prompts have the text 'q': name one by its id (p1, p2)"))
        try folder.write("two.csv", "prompt,system,model,output,sample\nq,t,a,z,2\n")
        #expect(try folder.slam("import", folder.path + "/two.csv").status == 0)
    }

    @Test func aComparisonNeedsTwoResponses() throws {
        let text = "prompt,model,response\nq,a,x\nr,a,y\n"
        let run = try making(text, "--criteria", "better:pair")
        #expect(run.status == 1 && run.errors.contains("'better' compares responses, and no prompt"), "\(run.errors)")
        #expect(try making(text, "--criteria", "better:1-5").status == 0)
    }

    @Test func aTableWithHolesIsReviewedAllTheSame() throws {
        let run = try making("prompt,a,b\nq,x,y\nr,z,\n")
        #expect(run.status == 0 && run.errors.contains("1 prompt without a response of some model"), "\(run.errors)")
        #expect(!run.errors.contains("not planned"))
        #expect(try folder.slam("status", "--format", "csv").output.contains("reviews by,you,0,3,0"))
    }

    @Test func whatIsNoBundleIsRefusedAndLeavesNothing() throws {
        for (name, bytes) in [
            ("s.xlsx", "PK\u{3}\u{4}rest"), ("s.parquet", "PAR1rest"), ("s.pdf", "%PDF-1.7"),
            ("s.slam", "SQLite format 3\u{0}broken"),
        ] {
            try folder.write(name, bytes)
            let run = try Program.run("review", "\(folder.path)/\(name)", "--line")
            #expect(
                run.status == 1 && !run.errors.contains(".work") && !run.errors.contains("--database"),
                "\(run.errors)"
            )
            #expect(run.errors.contains("\(folder.path)/\(name)"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix(".") } == [])
        }
    }
}
