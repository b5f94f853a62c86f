import Fixtures
import Foundation
import Testing

@testable import Studies

/// The command of each hint makes a table that is read.
struct ConvertedExportTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [
        #"{"prompt":"q","responses":[{"model":"a","text":"x"},{"model":"b","text":"y"}]}"#,
        #"{"instruction":"q","completions":[{"model":"a","response":"x","rating":4},{"model":"b","response":"y"}]}"#,
        #"{"prompt":{"0":"q","1":"q"},"model":{"0":"a","1":"b"},"response":{"0":"x","1":"y"}}"#,
        #"{"prompt":["q","q"],"model":["a","b"],"response":["x","y"]}"#,
        #"{"columns":["prompt","model","response"],"index":[0,1],"data":[["q","a","x"],["q","b","y"]]}"#,
        #"{"id":"s","model_a":"a","model_b":"b","winner":"model_a","conversation_a":[{"role":"user","content":[{"type":"text","text":"q"}]},{"role":"assistant","content":[{"type":"text","text":"x"}]}],"conversation_b":[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"text","text":"y"}]}]}"#,
        #"[{"id":1,"annotations":[{"result":[]}],"data":{"prompt":"q","a":"x","b":"y"},"predictions":[]}]"#,
    ])
    func theCommandOfTheHintMakesATable(text: String) throws {
        guard let read = try converted(text) else { return }
        #expect(
            read.models.map(\.name) == ["a", "b"] && read.responses.map(\.text) == ["x", "y"] && read.prompts.count == 1
        )
    }

    /// Of one model: a sample that each filter of answers repeats, the likeliest of given answers in two spellings, contents in parts, fields of any name, results in batches.
    @Test(arguments: [
        [
            #"{"doc_id":0,"doc":{"n":1},"arguments":{"gen_args_0":{"arg_0":"q","arg_1":{"until":["z"]}}},"resps":[["x"]],"filtered_resps":["4"],"target":"r","filter":"strict"}"#,
            #"{"doc_id":0,"doc":{"n":1},"arguments":{"gen_args_0":{"arg_0":"q","arg_1":{"until":["z"]}}},"resps":[["x"]],"filtered_resps":["5"],"target":"r","filter":"flexible"}"#,
        ],
        [
            #"{"doc_id":0,"doc":{"n":1},"arguments":{"gen_args_0":{"arg_0":"q","arg_1":" w"},"gen_args_1":{"arg_0":"q","arg_1":" x"}},"resps":[[["-4.5","False"]],[["-1.25","True"]]],"filtered_resps":[["-4.5","False"],["-1.25","True"]],"target":1,"acc":1.0}"#
        ],
        [
            #"{"doc_id":0,"doc":{"n":1},"arguments":[["q","x"],["q","w"]],"resps":[[[-1,true]],[[-11,false]]],"filtered_resps":[[-1,true],[-11,false]],"target":0,"acc":1.0}"#
        ],
        [
            #"{"eval":{"model":"m"},"samples":[{"id":1,"input":[{"role":"user","content":"q"}],"output":{"choices":[{"message":{"content":[{"type":"reasoning","reasoning":"h"},{"type":"text","text":"x"}]}}]}}]}"#
        ],
        [#"[{"id":"u","fields":{"instruction":"q","generation":"x"},"metadata":{},"responses":{"quality":[]}}]"#],
        [
            #"{"testCases":[{"name":"t","input":"q","actualOutput":"x","expectedOutput":"r","metricsData":[]}],"conversationalTestCases":[],"hyperparameters":{}}"#
        ],
        [#"{"answer_id":"a","question_id":1,"model_id":"m","text":"x","metadata":{}}"#],
        [
            #"{"custom_id":"1","result":{"type":"succeeded","message":{"model":"m","content":[{"type":"text","text":"x"}]}}}"#
        ],
        [
            #"{"id":"b","custom_id":"1","response":{"status_code":200,"body":{"model":"m","choices":[{"message":{"content":"x"}}]}},"error":null}"#
        ],
    ])
    func anExportOfOneModelIsConverted(lines: [String]) throws {
        try folder.write("question.jsonl", #"{"question_id":1,"text":"q"}"# + "\n")
        let asked = #"{"messages":[{"role":"user","content":"q"}]}"#
        try folder.write("requests.jsonl", "{\"custom_id\":\"1\",\"params\":\(asked),\"body\":\(asked)}\n")
        guard let read = try converted(lines.joined(separator: "\n")) else { return }
        #expect(read.responses.map(\.text) == ["x"] && read.prompts.map(\.text) == ["q"], "\(read.responses)")
    }

    /// The table that the command of the hint makes; nil without `jq`.
    private func converted(_ text: String) throws -> StudyTable? {
        let path = try folder.write("e.json", text + "\n")
        var words = ""
        do { _ = try StudyTable.read(path: path) } catch { words = "\(error)" }
        let command = try #require(words.firstMatch(of: /with (jq .*> table.jsonl), then/), "\(words)").1
        guard FileManager.default.fileExists(atPath: "/usr/bin/jq") else { return nil }
        let jq = Process()
        jq.executableURL = URL(filePath: "/bin/sh")
        jq.arguments = ["-c", "cd \(folder.path) && \(command)"]
        try jq.run()
        jq.waitUntilExit()
        #expect(jq.terminationStatus == 0)
        return try StudyTable.read(path: folder.path + "/table.jsonl")
    }

    @Test func preferencesOfTrainingNameNoModels() throws {
        let turns = #"[{"role":"user","content":"q"},{"role":"assistant","content":"x"}]"#
        let path = try folder.write("d.jsonl", #"{"chosen":\#(turns),"rejected":\#(turns)}"# + "\n")
        #expect { try StudyTable.read(path: path) } throws: {
            "\($0)".contains("chosen and rejected tell who won") && !"\($0)".contains("jq")
        }
    }

    @Test func aTableInAnotherLanguageIsOfferedWithItsRoles() throws {
        func table(_ header: String) throws -> StudyTable {
            let rows = (0..<6).map { "q \($0 / 2)?;\($0 % 2 == 0 ? "gpt-4o" : "llama");an answer \($0)\n" }.joined()
            return try StudyTable.read(path: folder.write("t.csv", header + "\n" + rows))
        }
        #expect { try table("Frage;Modell;Antwort") } throws: {
            "\($0)".contains("--map prompt=Frage --map model=Modell --map response=Antwort")
                && !"\($0)".contains("--map models=")
        }
    }

    /// Nor does its reason, nor is a message a response.
    @Test func promptfoosVerdictsStandBeforeNoResponse() throws {
        let text = """
            prompt,a,b,__expected
            q,[PASS] x,[FAIL] y,contains: z
            r,"[FAIL] Expected it to be z
            ---
            w
            ---
            v",[PASS] ,contains: z
            t,[ERROR] no key,[PASS] u,contains: z

            """
        let path = try folder.write("p.csv", text)
        let read = try StudyTable.read(path: path)
        #expect(read.responses.map(\.text) == ["x", "y", "w\n---\nv", "u"] && read.emptyCount == 2)
        #expect(!read.prompts.isEmpty && read.prompts.allSatisfy { $0.reference == nil })
        #expect(read.words.contains { $0.contains("at the head of each cell of 'a' is left out") })
    }

    /// Each version's way to name a column of outputs, with what stands behind each of them.
    @Test(arguments: [
        """
        Description,q,[openai:gpt-4] Answer {{q}},Status,Score,Grader Reason,[a:llama] Answer {{q}},Status,Score,Grader Reason
        one,ask,x,PASS,1.00,fine,y,FAIL,0.00,vague
        """,
        #"""
        "{""raw"":""Answer {{q}}"",""display"":""[openai:gpt-4] Answer {{q}}""}","{""raw"":""Answer {{q}}"",""display"":""[a:llama] Answer {{q}}""}",q
        [PASS] (1.00) x,"[FAIL] (0.00) vague
        ---
        y",ask
        """#,
        """
        RESULT,Answer {{q}},Answer in full {{ q }},q
        PASS,x,y,ask
        """,
    ])
    func promptfoosOutputsAreModels(text: String) throws {
        let read = try StudyTable.read(path: folder.write("p.csv", text + "\n"))
        #expect(read.responses.map(\.text) == ["x", "y"] && read.prompts.map(\.text) == ["ask"], "\(read.responses)")
        #expect(Set(read.models.map(\.name)).count == 2)
        if text.contains("gpt-4") { #expect(read.models.map(\.written) == ["openai:gpt-4", "a:llama"]) }
    }

    @Test func aColumnThatStandsTwiceIsRefusedInEveryOtherTable() throws {
        let path = try folder.write("t.csv", "prompt,model,response,response\nq,a,x,y\n")
        #expect { try StudyTable.read(path: path) } throws: { "\($0)".contains("'response' stands twice") }
    }

    /// Battles are exported with the turns as lists; a response that is a list beside a prompt that is none stays as it is.
    @Test func turnsInListsAreTexts() throws {
        let head = "id,model_a,model_b,prompt,response_a,response_b,winner_tie\n"
        let row = #"1,a,b,"[""q""]","[""x""]","[""y"",null]",0"#
        let read = try StudyTable.read(path: folder.write("k.csv", head + row + "\n"))
        #expect(read.prompts.map(\.text) == ["q"] && read.responses.map(\.text) == ["x", "y"])
        let own = try StudyTable.read(
            path: folder.write("l.csv", "prompt,model,response\nlist it,a,\"[\"\"x\"\"]\"\n")
        )
        #expect(own.responses.map(\.text) == [#"["x"]"#])
    }

    /// What a trace or a run is called in every row, and an object beside it, are no responses of other models.
    @Test func whatIsTheSameInEveryRowIsNoRival() throws {
        let rows = (1...3).map {
            #"{"id":"r\#($0)","name":"chat","run_type":"chain","inputs":{"question":"q \#($0)"},"outputs":{"answer":"x \#($0)"},"extra":{"a":{"b":1}}}"#
        }
        let read = try StudyTable.read(path: folder.write("r.jsonl", rows.joined(separator: "\n") + "\n"))
        #expect(read.models.map(\.name) == ["model"] && read.responses.map(\.text) == ["x 1", "x 2", "x 3"])
    }
}
