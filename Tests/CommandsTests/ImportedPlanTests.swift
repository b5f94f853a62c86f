import Testing

/// What an import took over and planned a review need not take over and plan once more.
struct ImportedPlanTests {
    @Test func aReviewIsDueOnlyWhereTheFilesWereEditedSince() async throws {
        let workspace = TemporaryWorkspace()
        try workspace.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:1/v1"}}
            models: {large: {endpoint: api, model: l1}, small: {endpoint: api, model: s1}}
            criteria: {overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}}}
            reviewers: [ana]
            """
        )
        try workspace.write("Prompts/s/prompts.jsonl", #"{"id": "p1", "prompt": "How many?"}"# + "\n")
        try workspace.write("responses.csv", "prompt,model,response\np1,large,one\np1,small,two\n")
        func isDue() async throws -> Bool {
            try await workspace.done("review", "--list").errors.contains("edited since")
        }
        try await workspace.done("import", "\(workspace.path)/responses.csv")
        #expect(try workspace.rows("SELECT count(*) FROM adopted") == [["1"]])
        var due = [try await isDue()]
        try workspace.write("Prompts/s/prompts.jsonl", #"{"id": "p1", "prompt": "How much?"}"# + "\n")
        due.append(try await isDue())
        // What plans from the files as they are now leaves nothing to take over.
        try await workspace.done("plan")
        due.append(try await isDue())
        #expect(due == [false, true, false])
    }
}
