import Fixtures
import Studies
import Testing

/// A study that is no YAML: the line to look at, and what to do there.
struct YAMLFaultTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [
        ("version: 1\nmodels:\n\tsmall: {}\n", "study.yaml:3: not YAML: a tab indents this line: indent with spaces"),
        ("version: 1\nmodels: {a: {}}\nname: a: b\n", "study.yaml:3: not YAML: a ': ' where none can be: put quotes"),
        (
            "version: 1\nname: \"open\nmodels: {a: {}}\n",
            "study.yaml:2: not YAML: the quote that opens here is not closed"
        ),
        (
            "version: 1\ncriteria:\n  a:\n    question: \"How good\n    # such as\n    # \"Which?\" and more\nmodels: {a: {}}\n",
            "study.yaml:4: not YAML: the quote that opens here is not closed"
        ),
        (
            "version: 1\nreviewers: [ana, ben\nmodels: {a: {}}\n",
            "study.yaml:2: not YAML: the bracket that opens here is not"
        ),
        (
            "version: 1\nreviewers: [@ana]\n",
            "study.yaml:2: not YAML: a text cannot begin with '@': put quotes around it"
        ),
        ("version: 1\nmodels:\n  a: {}\n b: {}\n", "study.yaml:4: not YAML: this line is indented otherwise"),
        ("version: 1\nversion: 1\n", "stands twice: remove one"),
        ("version: 1\nmodels: {a: {endpoint: api}}\n", "models.a lacks 'model'"),
        ("version: 1\nmodels: {a: {endpoint: api}}\n", "'api'"),
    ])
    func aFaultIsSaidWithItsLineAndWhatToDo(text: String, words: String) throws {
        _ = try folder.write("Prompts/s/study.yaml", text)
        _ = try folder.write("Prompts/s/prompts.jsonl", "{\"id\": \"p\", \"prompt\": \"q\"}\n")
        let workspace = Workspace(path: folder.path)
        let error = #expect(throws: Mistakes.self) { try Study.read("s", in: workspace) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
}
