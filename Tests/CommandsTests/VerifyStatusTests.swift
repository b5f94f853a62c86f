import Testing

/// What 'slam verify' says to a script.
struct VerifyStatusTests {
    private static func workspace() async throws -> TemporaryWorkspace {
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
        try await workspace.done("import", "\(workspace.path)/responses.csv")
        return workspace
    }

    @Test(arguments: [("", 0), ("UPDATE model SET name = 'other' WHERE name = 'small'", 2)] as [(String, Int32)])
    func theStatusTellsWhatMatchesFromWhatDoesNot(sql: String, status: Int32) async throws {
        let workspace = try await Self.workspace()
        if !sql.isEmpty { try workspace.execute(sql) }
        let found = await workspace.slam(["verify"])
        #expect(found.status == status, "\(found.output)\(found.errors)")
    }
}
