import Fixtures
import Studies
import Testing

/// A study from a table of responses, by the usual names of columns.
struct StudyTableTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(_ text: String, map: [String] = []) throws -> StudyTable {
        try StudyTable.read(path: try folder.write("t.csv", text), map: map)
    }

    private func words(_ text: String, map: [String] = []) -> String {
        do {
            _ = try read(text, map: map)
            return ""
        } catch { return "\(error)" }
    }

    private func brief(_ table: StudyTable) -> [String] {
        table.responses.map { "\($0.prompt) \($0.model) \($0.sample) \($0.text)" }
    }

    @Test(arguments: [
        "prompt,model,response\nq1,a,x\nq1,b,y\nq2,a,z\n",
        "Question;Generator;Output;date\nq1;a;x;1\nq1;b;y;2\nq2;a;z;3\n",
        "instruction\tanswer\tmodel_name\nq1\tx\ta\nq1\ty\tb\nq2\tz\ta\n", "input,a,b\nq1,x,y\nq2,z,\n",
        "[{\"question\":\"q1\",\"completion\":\"x\",\"model\":\"a\"},{\"question\":\"q1\",\"completion\":\"y\",\"model\":\"b\"},{\"question\":\"q2\",\"completion\":\"z\",\"model\":\"a\"}]",
        "id,prompt,model,response\np1,q1,a,x\np1,q1,b,y\np2,q2,a,z\n",
        "id,prompt,model,response\n1,q1,a,x\n2,q1,b,y\n3,q2,a,z\n",
    ])
    func theUsualNamesAreRecognised(text: String) throws {
        let table = try read(text)
        #expect(brief(table) == ["p1 a 1 x", "p1 b 1 y", "p2 a 1 z"])
        #expect(table.prompts.map(\.text) == ["q1", "q2"])
    }

    @Test(arguments: [("[]", "no rows"), (" [ ]\n", "no rows"), ("{}\n", "no members"), ("[{},{}]", "no members")])
    func whatHoldsNothingIsTold(text: String, word: String) {
        let told = words(text)
        #expect(
            told.contains(word) && told.contains("'prompt', 'model' and 'response'") && !told.contains("--map"),
            "\(told)"
        )
    }

    @Test func aSlipInAColumnIsNamedBesideTheOneMeant() throws {
        let rows =
            #"{"prompt":"q","model":"a","response":"x"}"# + "\n" + #"{"prompt":"q","model":"b","respnse":"y"}"# + "\n"
        let table = try StudyTable.read(path: folder.write("t.jsonl", rows))
        #expect(table.roles.words.joined().contains("not used: respnse (is it 'response'?)"))
        let timed = try read("prompt,model,response,response_ms,date\nq,a,x,1,2\n")
        #expect(timed.roles.words.joined().contains("not used: response_ms, date"))
    }

    @Test func aWrongLineOfTheSeparatorIsTold() {
        let told = words("sep=;\nprompt,model,response\nq,a,x\n")
        #expect(told.contains("t.csv:2: has one column, as the line 'sep=' above says that ';'"), "\(told)")
    }

    @Test(arguments: [
        ("Unknown option '--verson'\nUsage: slam <subcommand>", "'--verson'. Did you mean '--version'?"),
        ("Unknown option '--overlap'\nUsage: slam plan <options>", "'--overlap'\n"),
        ("Unknown option '--x'. Did you mean '--format'?", "'slam COMMAND --help' lists the options"),
        ("Unknown option '--formt'. Did you mean '--format'?", "Did you mean '--format'?"),
    ])
    func anOptionIsCorrectedWhereOneIsNear(message: String, words: String) {
        #expect(Spelling.corrected(message).contains(words))
    }

    @Test func twoCandidatesAreRefusedWithTheOptionThatChooses() throws {
        let text = "prompt,output,answer,model\nq,x,y,a\n"
        #expect(
            words(text)
                == "\(folder.path)/t.csv:1: the response may be in 'output' or 'answer': choose with --map response=output or --map response=answer"
        )
        #expect(brief(try read(text, map: ["response=answer"])) == ["p1 a 1 y"])
        #expect(words("instruction,input,output\na,b,c\n").contains("--map prompt=instruction"))
        #expect(words("text,out\na,b\n").contains("--map prompt=COLUMN"))
        #expect(words("prompt,rater,score\na,b,1\n").contains("--map response=COLUMN"))
        #expect(words(text, map: ["respons=answer"]).contains("ROLE is one of"))
        #expect(words(text, map: ["response=anser"]).contains("did you mean 'answer'?"))
        #expect(brief(try read("prompt,x,y,z\nq,1,2,3\n", map: ["models=x", "models=z"])) == ["p1 x 1 1", "p1 z 1 3"])
    }

    /// The last one would win unseen, or every text would be taken twice.
    @Test(arguments: [
        (["response=b", "response=c"], "--map response=b --map response=c: one column holds the response"),
        (["prompt=q", "prompt=b", "response=c"], "join them with --map prompt=q+b"),
        (["models=b", "models=c", "models=b"], "--map models=b --map models=b: each column counts once"),
        (["model=b", "models=c"], "--map model=b --map models=c: either each row"),
        (["response=b", "models=c"], "--map response=b --map models=c: either each row"),
        (["prompt=q", "response=q"], "--map prompt=q --map response=q: a column holds one of them"),
        (["response=b", "model=b"], "--map response=b --map model=b: a column holds one of them"),
        (["prompt=q", "prompt= Q ", "response=b"], ""),
    ])
    func optionsThatExcludeEachOtherAreTold(map: [String], word: String) {
        let told = words("q,b,c\nA,r1,r2\nB,r3,r4\n", map: map)
        #expect(word.isEmpty ? told.isEmpty : told.contains(word), "\(told)")
    }

    /// Names of models and verdicts, whatever their columns are called, are no response that a reviewer rates blind.
    @Test(arguments: [
        ("prompt,GPT-5 response,Llama response,Which is better?", "q%,a%,b%,GPT-5", "'Which is better?'"),
        ("prompt,Model Left,Model Right,Left,Right", "q%,gpt-5,llama,a%,b%", "'Model Left' and 'Model Right'"),
        (
            "prompt,system_a,system_b,answer_system_a,answer_system_b", "q%,gpt-5,llama,a%,b%",
            "'system_a' and 'system_b'"
        ),
    ])
    func namesAndVerdictsAreNoResponses(header: String, row: String, columns: String) throws {
        let rows = (1...12).map { row.replacing("%", with: "\($0)") }
        let text = ([header] + rows).joined(separator: "\n") + "\n"
        let told = words(text)
        #expect(told.contains("\(columns) hold") && told.contains("--map models="), "\(told)")
        // Labels are the responses where that is the task, and wherever somebody says so.
        let labels = (["prompt,gpt,llama"] + (1...12).map { "q\($0),yes,no" }).joined(separator: "\n") + "\n"
        #expect(try read(labels).models.map(\.name) == ["gpt", "llama"])
        let mixed = (["prompt,gpt,llama"] + (1...12).map { "q\($0),answer \($0),no" }).joined(separator: "\n") + "\n"
        #expect(try read(mixed, map: ["models=gpt", "models=llama"]).responses.count == 24)
    }

    @Test func systemReferenceTagsAndSamplesAreKept() throws {
        let table = try read("system,prompt,expected,tags,response,model\ns,q,r,a;b,x,m\ns,q,r,a;b,y,m\nt,q,r,,z,m\n")
        #expect(brief(table) == ["p1 m 1 x", "p1 m 2 y", "p2 m 1 z"] && table.samples == 2)
        #expect(
            table.prompts[0].system == "s" && table.prompts[0].reference == "r" && table.prompts[0].tags == ["a", "b"]
        )
    }

    @Test func namesOfModelsBecomeNamesThatAFileCanBear() throws {
        let table = try read("prompt,model,response\nq,meta/Llama 3,x\nq,meta Llama 3,y\nq,日本,z\n")
        #expect(table.models.map(\.name) == ["meta-Llama-3", "meta-Llama-3_b", "ri-ben"])
        #expect(table.models[0].written == "meta/Llama 3")
    }

    /// Letters were dropped: 'groß' was gro, and who came first took the name that another one has of itself.
    @Test func lettersOfNamesAreKeptOrWrittenInLatin() throws {
        let written = ["groß", "gross", "müller", "ГПТ-4", "ä", "a", "A", "m x", "m-x", "m-x_b", "🙂", "Œ", "日本"]
        let table = try read("prompt,model,response\n" + written.map { "q,\($0),of \($0)\n" }.joined())
        let names = [
            "gross_b", "gross", "muller", "GPT-4", "a_b", "a", "A", "m-x_c", "m-x", "m-x_b", "model", "OE", "ri-ben",
        ]
        #expect(table.models.map(\.name) == names && Set(names).count == names.count)
        #expect(table.responses.map(\.model) == names)
        #expect(StudyTable.studyName(of: "/tmp/größe der Antworten.csv") == "grosse-der-Antworten")
    }

    @Test func everyMistakeIsToldWithItsLineAndAnEmptyResponseIsLeftOut() throws {
        let text =
            "id,prompt,model,response,sample\n1,q,a,x,1\n1,other,a,y,1\n2,,a,z,1\n3,r,a,w,none\n1,q,a,v,1\n1,q,b,,1\n"
        #expect(
            words(text).split(separator: "\n").compactMap { $0.split(separator: ":").dropFirst().first } == [
                "3", "4", "5", "6",
            ]
        )
        #expect(try read("prompt,model,response\nq,a,\nq,b,y\n").emptyCount == 1)
        #expect(words("prompt,model,response\nq,a,\n").contains("no responses"))
    }

    @Test func criteriaAreReadFromOneOption() throws {
        let criteria = try CriteriaList.read("overall:1-5, send:yes/no,better:pair,best:rank,shift:-2-2")
        #expect(criteria.map(\.name) == ["overall", "send", "better", "best", "shift"])
        #expect(criteria[0].form == .scale(Scale(min: 1, max: 5, step: 1)) && criteria[1].form == .accept)
        #expect(criteria[4].form == .scale(Scale(min: -2, max: 2, step: 1)) && criteria[2].isPairwise)
        for bad in ["", "overall", "overall:5-1", "overall:1-5,overall:1-3", "a b:1-5", "x:maybe"] {
            #expect(throws: StudiesError.self) { try CriteriaList.read(bad) }
        }
    }
}
