import Testing

/// What an import took over and planned a review need not take over and plan once more.
struct ImportedPlanTests {
    @Test func aReviewIsDueOnlyWhereTheFilesWereEditedSince() async throws {
        let workspace = try await TemporaryWorkspace.ofTwoTexts()
        func isDue() async throws -> Bool {
            try await workspace.done("review", "--list").errors.contains("edited since")
        }
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
