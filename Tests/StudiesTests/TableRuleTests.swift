import Fixtures
import Foundation
import Testing

@testable import Studies

/// What a table of responses is read as, and what its reader is told.
struct TableRuleTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func table(_ text: String, map: [String] = [], file: String = "t.csv") throws -> StudyTable {
        try StudyTable.read(path: try folder.write(file, text), map: map)
    }

    private func told(_ text: String, file: String = "t.csv") -> String {
        do {
            _ = try table(text, file: file)
            return ""
        } catch { return "\(error)" }
    }

    /// A turn with a picture or a call of a tool is no text that may be left out.
    @Test(arguments: [
        #"{"role":"tool","content":[{"type":"image","url":"u"}]}"#, #"{"role":"assistant","content":null}"#,
        #"{"role":"user","content":[{"type":"text","text":"a"},{"type":"image","url":"u"}]}"#,
    ])
    func aConversationWithMoreThanTextsIsNotReadInPart(turn: String) {
        let chat = #"{"messages":[{"role":"user","content":"q"},\#(turn),{"role":"assistant","content":"x"}]}"#
        let told = told(chat + "\n", file: "t.jsonl")
        #expect(told.contains("'messages' holds conversations with more than texts"), "\(told)")
    }

    @Test func theLastTurnIsTheResponseAndTheOthersWereAsked() throws {
        let chat =
            #"{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"x"}]}"#
        let read = try table(chat + "\n", file: "t.jsonl")
        #expect(read.prompts.map(\.text) == ["q"] && read.prompts[0].system == "s")
        #expect(read.responses.map(\.text) == ["x"])
    }

    @Test func ofThreeResponsesEachNeedsItsModel() throws {
        let text = "prompt,response_a,response_b,response_c,model_a,model_b\nq,x,y,z,m,n\n"
        #expect(told(text).contains("may be sides whose model differs from row to row"), "\(told(text))")
        let whole = try table("prompt,response_a,response_b,response_c,model_a,model_b,model_c\nq,x,y,z,m,n,o\n")
        #expect(whole.responses.map { "\($0.model) \($0.text)" } == ["m x", "n y", "o z"])
    }

    @Test func twoPromptsOfOneProviderAreCalledByTheirWhole() throws {
        let labels = ["[openai:gpt-4] Answer {{q}}", "[openai:gpt-4] Answer in full {{q}}"]
        let read = try table("q,\(labels.joined(separator: ","))\nask,x,y\n")
        #expect(read.models.map(\.written) == labels && read.responses.map(\.text) == ["x", "y"])
    }

    /// Only a failure has its reason above a rule.
    @Test func aResponseThatPassedKeepsWhatStandsAboveARule() throws {
        let text = "prompt,a,b\nq,\"[PASS] one\n---\ntwo\",\"[FAIL] why\n---\nthree\n---\nfour\"\n"
        #expect(try table(text).responses.map(\.text) == ["one\n---\ntwo", "three\n---\nfour"])
    }

    @Test func responsesOfOtherModelsBesideOneAreAskedAbout() throws {
        let text = "prompt,response,gpt\nq one,an answer,another text\nr two,more of it,and so on\n"
        #expect(told(text).contains("the responses may be in 'response', or a model each in 'gpt'"), "\(told(text))")
        let figures = "prompt,response,score,words\nq one,an answer,1,2\nr two,more of it,0,3\n"
        #expect(try table(figures).models.map(\.name) == ["model"])
    }

    @Test func onlyKnownHeadsMakeMembersOfAName() throws {
        #expect(told("item_text,gpt,llama\nq,x,y\n").contains("--map prompt=COLUMN"))
        #expect(try table("input_text,gpt,llama\nq,x,y\n").prompts.map(\.text) == ["q"])
        #expect(ExportedName("my_output")?.role == nil && ExportedName("output_answer")?.role == .response)
    }

    @Test(arguments: [
        ("example_id", true), ("span.id", true), ("created_at", true), ("latency_ms", true), ("spanId", true),
        ("gpt4_score", true), ("Unnamed: 3", true), ("__x", true), ("id", false), ("gpt-4", false), ("void", false),
        ("format", false),
    ])
    func columnsBesideResponsesAreKnownByTheirNames(column: String, isOne: Bool) {
        #expect(BesideColumn.isOne(column) == isOne)
    }

    @Test func aCommandNamesItsFileAsAShellReadsIt() {
        let header = ["doc", "resps"]
        #expect(ForeignExport.hint(of: header, file: "my file.json")?.contains(" 'my file.json' > table") == true)
        #expect(ForeignExport.hint(of: header, file: "file.json")?.contains(" file.json > table") == true)
        #expect(ForeignExport.hint(of: header, file: "standard input")?.contains("input") == false)
        #expect(ForeignExport.hint(of: ["prompt", "response"], file: "f") == nil)
    }

    @Test(arguments: [
        ("{\"status\":500,\"message\":\"x\"}", true), ("{\"code\":400,\"detail\":\"x\"}", true),
        ("{\"status\":599,\"message\":\"x\"}", true), ("{\"status\":600,\"message\":\"x\"}", false),
        ("{\"status\":399,\"message\":\"x\"}", false), ("{\"status\":500}", false), ("{\"error\":\"x\"}", true),
        ("{\"error\":\"\"}", false), ("503 Service Unavailable", true),
        ("307 of them", false), ("n/a", true), ("Error: timeout", true), ("Errors are common", false),
    ])
    func anErrorIsKnownByItsForm(text: String, isError: Bool) {
        #expect((FailureText.words(of: text) != nil) == isError, "\(text)")
    }

    @Test func theFailuresOfAModelAreToldFromTheMostFrequent() {
        var failures = FailedCells()
        let cells = ["N/A", "-", "-", "null", "null", "null", "none", "fine"]
        for (place, cell) in cells.enumerated() { failures.take(cell, of: "m", line: place + 2) }
        failures.take("N/A", of: "n", line: 20)
        #expect(failures.count == 8)
        #expect(failures.byModel.count == 2)
        #expect(
            failures.byModel[0].hasPrefix(
                "7 responses of 'm' look like failures, not answers: null (3), - (2), N/A (1), …; "
            ),
            "\(failures.byModel)"
        )
        #expect(failures.byModel[1].hasPrefix("1 response of 'n' looks like a failure, not an answer: N/A (1); "))
    }

    @Test func aPromptIsFoundByItsTextAndItsSystemText() throws {
        func prompt(_ id: String, _ text: String, _ system: String?) -> Prompt {
            Prompt(id: id, messages: [Message(role: .user, content: text)], system: system)
        }
        let names = PromptNames([prompt("a", "q", nil), prompt("b", "q", "s"), prompt("c", "r", "s")])
        #expect(try names.id(of: "q", system: "s") == "b" && names.id(of: "q", system: "") == "a")
        #expect(try names.id(of: "r") == "c" && names.id(of: "r", system: "t") == "c" && names.id(of: "b") == "b")
        #expect { try names.id(of: "q") } throws: { "\($0)".contains("2 prompts have the text 'q'") }
        #expect(try PromptNames().id(of: "anything") == "anything")
        #expect(names.has("a", text: "q") && !names.has("a", text: "r") && !names.has("q"))
    }

    @Test func namesThatMakeResponsesAreKnown() {
        #expect(!TableHeader.hasUsualNames(["prompt", "response"]))
        #expect(TableHeader.hasUsualNames(["prompt", "gpt", "llama"]))
        #expect(!TableHeader.hasUsualNames(["prompt", "model", "rater", "score"]))
    }

    @Test func aDatabaseIsNoTable() throws {
        let database = try folder.write("d.sqlite", "SQLite format 3\u{0}rest")
        #expect(try !StudyTable.isTable(database) && !StudyTable.isTable(folder.path + "/none.csv"))
        let table = try folder.write("d.csv", "a,b\n")
        #expect(try StudyTable.isTable(table))
        #expect(throws: Mistakes.self) { try StudyTable.isTable(try folder.write("d.pdf", "%PDF-1.7")) }
    }
}

/// What is made of a table: counts that are told, and the files of a study.
extension TableRuleTests {
    @Test func whatATableHoldsIsCounted() throws {
        let read = try table("prompt,a,b\nq,x,y\nr,z,\ns,,w\n")
        #expect(read.promptsWithHoles == 2 && read.emptyCount == 2 && read.emptyPlaces == "lines 3, 4")
        #expect(read.prompts.count == 3 && read.responses.count == 4 && read.samples == 1)
        let more = try table("prompt,a,b\n" + (1...7).map { "q\($0),x\($0),\n" }.joined() + "z,x,y\n")
        #expect(more.emptyPlaces == "lines 2, 3, 4, 5, 6, …" && more.emptyCount == 7)
        let tagged = try table("prompt,model,response,tags\nq,a,x,one;two\nq,b,y,two;three\n")
        #expect(tagged.prompts.map(\.tags) == [["one", "two", "three"]] && tagged.samples == 1)
    }

    @Test func theFilesOfAStudySayWhatWasChosen() throws {
        let criteria = try CriteriaList.read("overall:1-7,better:pair,send:yes/no,best:rank")
        #expect(criteria.map(\.level) == [.ordinal, .nominal, .nominal, .ordinal])
        #expect(criteria[1].form == .pairwise(tie: true, bothBad: false))
        #expect(criteria[3].form == .ranking(most: 4, tie: true))
        let read = try table("prompt,tags,model,response\nq,one;two,m 1,x\nq,one,n,y\nq,one,n,z\n")
        let files = Dictionary(read.files(criteria, ["ana"]).map { ($0.name, $0.text) }) { first, _ in first }
        let study = try #require(files["study.yaml"])
        for line in [
            "    scale: {min: 1, max: 7, step: 1}", "    pairwise: {tie: true, both_bad: false}", "    accept: true",
            "    ranking: {most: 4, tie: true}", "  pairs: all", "reviewers: [ana]", "  m-1: {model: \"m 1\"}",
            "  n: {}",
        ] {
            #expect(study.split(separator: "\n").contains(Substring(line)), "\(line)")
        }
        #expect(study.contains("\n  samples: 2  # "))
        #expect(files["prompts.jsonl"] == #"{"id":"p1","prompt":"q","tags":["one","two"]}"# + "\n")
        let single = read.files([criteria[0]], ["ana"])[0].text
        #expect(!single.split(separator: "\n").contains("  pairs: all"))
        #expect(StudyTable.studyName(of: "/x/a.b c.csv") == "a-b-c" && StudyTable.studyName(of: "/x/…") == "study")
    }

    @Test(arguments: [
        (
            "prompt,model,response,reference\nq,a,x,r\nq,b,y,s\n",
            ["3: the prompt of this row has another reference on line 2"]
        ),
        ("prompt,model,response\nq,a,x\nq,a,x\n", ["3: the same row stands on line 2: remove one"]),
        (
            "prompt,model,response,sample\nq,a,x,0\nq,a,y,2\nq,a,z,2\n",
            ["2: 'sample' must be a whole number from 1", "4: that model, prompt and sample stand on an earlier line"]
        ),
        (
            "id,prompt,model,response\n1,q,a,x\n1,r,b,y\n2,s,a,z\n2,s,b,w\n",
            ["3: the id '1' has another prompt on line 2"]
        ),
        ("prompt,model,response\nq,,x\n", ["2: the model is empty"]),
        ("prompt,model,response\n ,a,x\n", ["2: the prompt is empty"]),
    ])
    func whatIsWrongWithARowIsTold(text: String, words: [String]) {
        let told = told(text).split(separator: "\n")
        #expect(told.count == words.count, "\(told)")
        for (line, words) in zip(told, words) { #expect(line.contains("t.csv:\(words)"), "\(line)") }
    }

    @Test func anIdOfTwoLinesIsNone() {
        let told = told(#"{"id":"a\nb","prompt":"q","model":"m","response":"x"}"# + "\n", file: "t.jsonl")
        #expect(told.contains("t.jsonl:1: the id holds a line feed"), "\(told)")
    }

    @Test func whatIsAlikeOrLeftOutIsSaid() throws {
        let alike = try table("prompt,model,response\nq a,GPT,x\nQ  a,gpt,y\n").words.joined(separator: "\n")
        #expect(alike.contains("the prompts on lines 2 and 3 differ only by blanks or capitals: each"), "\(alike)")
        #expect(alike.contains("the models 'GPT' and 'gpt' differ only by capitals"), "\(alike)")
        let three = try table("prompt,model,response\nq a,m,x\nQ a,m,y\nr,m,z\nR,m,w\n").words.joined()
        #expect(
            three.contains("on lines 2 and 3 differ only by blanks or capitals, and 1 more such prompts"),
            "\(three)"
        )
        let notes = try table("prompt,model,response,x\n,,,note\nq,a,x,\n,,,\n")
        #expect(notes.otherCount == 1 && notes.responses.count == 1)
        #expect(notes.summary.contains(", 1 row without prompt and response left out."), "\(notes.summary)")
        let failed = try table("prompt,model,response\nq,a,N/A\nr,a,fine\n")
        #expect(failed.failurePlaces == "line 2" && failed.summary.contains("1 response looks like a failure"))
    }

    @Test(arguments: ["overall:1-102", "overall:3-3", "x:1-5,x:yes/no", ":pair", "x:", "x:0.5-2"])
    func noListOfCriteriaIsRead(list: String) {
        #expect(throws: StudiesError.self) { try CriteriaList.read(list) }
    }

    /// Names of columns count for more than how many there seem to be.
    @Test func theSeparatorIsTheOneThatMakesTheNamesOfColumns() throws {
        let text = "item;rater;score;a note, of more, words than, columns, in all\na;x;3,5;n\n"
        let read = try BareTable.read(path: folder.write("t.csv", text))
        #expect(read.items.all == ["a"] && read.criteria[0].values == [3.5])
        let quoted = "\"item\"\t\"rater\"\t\"score\"\na\tx\t1\n"
        #expect(try BareTable.read(path: folder.write("q.csv", quoted)).criteria[0].values == [1])
    }

    @Test func whereRowsStandOnOneLineAMistakeHasTheNumberOfItsRow() throws {
        func words(_ text: String) -> String {
            do {
                var rows = try NamedRows(ByteSource(name: "t.json", bytes: Array(text.utf8)), columns: ["a"])
                try rows.each { row in
                    if try row.text("a") == "bad" { throw StudiesError("no") }
                }
                return ""
            } catch { return "\(error)" }
        }
        #expect(words(#"[{"a":"good"},{"a":"bad"}]"#) == "t.json, row 2: no")
        #expect(words("{\"a\":\"good\"}\n{\"a\":\"bad\"}\n") == "t.json:2: no")
    }
}
