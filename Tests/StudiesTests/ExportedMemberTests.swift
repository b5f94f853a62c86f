import Fixtures
import Testing

@testable import Studies

/// Exports of evaluation tools, whose columns are members of objects, are read as they stand.
struct ExportedMemberTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(_ text: String) throws -> StudyTable {
        try StudyTable.read(path: try folder.write("e.txt", text))
    }

    @Test(arguments: [
        // LangSmith
        """
        inputs.question,outputs.answer,error,reference.answer,feedback.correctness,execution_time,example_id,id
        q,x,,r,1,.8,e1,u1
        p,y,,r,0,.9,e2,u2

        """,
        """
        id,inputs,outputs,reference_outputs,status,start_time,feedback.correctness
        e1,"{""question"": ""q"", ""context"": ""c""}","{""answer"": ""x""}","{""answer"": ""r""}",success,2026,1
        e2,"{""question"": ""p"", ""context"": ""c""}","{""answer"": ""y""}","{""answer"": ""r""}",success,2026,0

        """,
        "input_question,output_answer,reference_output\nq,x,r\np,y,r\n",
        // MLflow, and an evaluation on Azure
        "inputs/question,outputs/answer,expectations/expected_response\nq,x,r\np,y,r\n",
        """
        {"inputs.query":"q","inputs.response":"x","inputs.ground_truth":"r","outputs.coherence.coherence":4}
        {"inputs.query":"p","inputs.response":"y","inputs.ground_truth":"r","outputs.coherence.coherence":3}

        """,
        // DeepEval, and Ragas
        "input,actual_output,expected_output,retrieval_context\nq,x,r,c\np,y,r,c\n",
        "{\"input\":\"q\",\"actualOutput\":\"x\",\"expectedOutput\":\"r\"}\n"
            + "{\"input\":\"p\",\"actualOutput\":\"y\",\"expectedOutput\":\"r\"}\n",
        "user_input,retrieved_contexts,response,reference,faithfulness\nq,c,x,r,.8\np,c,y,r,1\n",
        // Braintrust
        """
        {"id":"s1","input":[{"role":"user","content":"q"}],"output":[{"role":"assistant","content":"x"}],"expected":"r"}
        {"id":"s2","input":[{"role":"user","content":"p"}],"output":{"role":"assistant","content":"y"},"expected":"r"}

        """,
        // OpenAI's evals
        """
        {"item":{"question":"q","ideal":"r"},"sample":{"output_text":"x","finish":{"reason":"stop"}}}
        {"item":{"question":"p","ideal":"r"},"sample":{"output_text":"y","finish":{"reason":"stop"}}}

        """,
    ])
    func itsRolesAreKnownByTheirNames(text: String) throws {
        let read = try read(text)
        #expect(read.prompts.map(\.text) == ["q", "p"] && read.responses.map(\.text) == ["x", "y"], "\(read.words)")
        #expect(read.prompts.map(\.reference) == ["r", "r"] && read.models.map(\.name) == ["model"])
    }

    @Test(arguments: [
        "example_id,inputs.text,inputs.context,outputs.output,experiment\ne,q,c,x,a\ne,q,c,y,b\n",
        "inputs.model,inputs.example.question,output.answer,output.scores.correct\na,q,x,true\nb,q,y,false\n",
        "context.span_id,attributes.input.value,attributes.output.value,attributes.llm.model_name\n1,q,x,a\n2,q,y,b\n",
        """
        id,traceId,name,input,output,modelId
        1,t1,gen,"[{""role"":""user"",""content"":""q""}]","{""role"":""assistant"",""content"":""x""}",a
        2,t2,gen,"[{""role"":""user"",""content"":""q""}]","{""role"":""assistant"",""content"":""y""}",b

        """,
        """
        {"prompt":{"raw":"q","label":"l"},"provider":{"id":"a","label":""},"response":{"output":"x","cached":true}}
        {"prompt":{"raw":"q","label":"l"},"provider":{"id":"b","label":""},"response":{"output":"y","cached":true}}

        """,
        "id,input,output,metadata\n1,q,x,\"{\"\"model\"\": \"\"a\"\"}\"\n2,q,y,\"{\"\"model\"\": \"\"b\"\", \"\"k\"\": 1}\"\n",
        "input,reference_output,a,b\nq,r,x,y\n",
    ])
    func itsModelsAreKnownToo(text: String) throws {
        let read = try read(text)
        #expect(read.prompts.map(\.text) == ["q"] && read.responses.map(\.text) == ["x", "y"], "\(read.words)")
        #expect(read.models.map(\.name) == ["a", "b"])
    }

    /// Two settings of one server's model are two models.
    @Test func aProviderIsCalledByItsLabel() throws {
        func rows(_ labels: [String]) -> String {
            labels.map {
                #"{"prompt":{"raw":"q"},"provider":{"id":"m","label":"\#($0)"},"response":{"output":"of \#($0)"}}"#
                    + "\n"
            }.joined()
        }
        let read = try read(rows(["hot", "cold"]))
        #expect(read.models.map(\.name) == ["hot", "cold"] && read.samples == 1)
        #expect(try self.read(rows(["hot", ""])).models.map(\.name) == ["hot", "m"])
        // A label that two providers share names neither.
        let shared = rows(["hot"]) + rows(["hot"]).replacing("\"m\"", with: "\"n\"").replacing("of hot", with: "x")
        #expect(try self.read(shared).models.map(\.name) == ["m", "n"])
    }

    @Test func aChatInAMemberIsReadAsItsTurns() throws {
        let chat = #"[{\"role\":\"system\",\"content\":\"be brief\"},{\"role\":\"user\",\"content\":\"q\"}]"#
        let list = #"[\"a\",\"b\"]"#
        let read = try read(#"{"prompt":{"raw":"\#(chat)"},"provider":{"id":"m"},"response":{"output":"x"}}"# + "\n")
        #expect(read.prompts.map(\.text) == ["q"] && read.prompts.map(\.system) == ["be brief"])
        let other = try self.read(
            #"{"prompt":{"raw":"\#(list)"},"provider":{"id":"m"},"response":{"output":"\#(chat)"}}"# + "\n"
        )
        #expect(other.prompts.map(\.text) == [#"["a","b"]"#] && other.responses[0].text.hasPrefix("[{"))
    }

    /// A task may ask for JSON, and its prompts may be JSON.
    @Test func aTextOfJSONIsATextWhereverNoExportIsMeant() throws {
        let (json, other) = (#"{"answer":"x"}"#, #"{"answer":"y"}"#)
        func cell(_ text: String) -> String { "\"\(text.replacing("\"", with: "\"\""))\"" }
        let rows = "prompt,model,response\n\(cell(json)),a,\(cell(json))\n\(cell(json)),b,\(cell(other))\n"
        let read = try read(rows)
        #expect(read.prompts.map(\.text) == [json] && read.responses.map(\.text) == [json, other])
    }

    @Test func whatItsNamesDoNotSayIsAsked() throws {
        for text in ["inputs.a,inputs.b,outputs.answer\nq,r,x\n", "prompt,response.a,feedback\nq,r,x\n"] {
            let told = (try? read(text))?.words.joined() ?? ""
            #expect(!told.contains("prompt ← inputs") && !told.contains("response ← response.a"), "\(told)")
        }
        #expect { try read("inputs.question,outputs.answer,outputs.text\nq,x,y\n") } throws: {
            "\($0)".contains("--map response=outputs.answer or --map response=outputs.text")
        }
        // A model's name before the member's makes a column of that model.
        let wide = try read("prompt,gpt.output,llama.output\nq,x,y\n")
        #expect(wide.models.map(\.name) == ["gpt.output", "llama.output"])
    }
}
