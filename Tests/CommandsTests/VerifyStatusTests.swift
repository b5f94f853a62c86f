import Foundation
import Studies
import Testing

/// What 'slam verify' says to a script.
struct VerifyStatusTests {
    @Test(arguments: [("", 0), ("UPDATE model SET name = 'other' WHERE name = 'small'", 2)] as [(String, Int32)])
    func theStatusTellsWhatMatchesFromWhatDoesNot(sql: String, status: Int32) async throws {
        let workspace = try await TemporaryWorkspace.ofTwoTexts()
        if !sql.isEmpty { try workspace.execute(sql) }
        let found = await workspace.slam(["verify"])
        #expect(found.status == status, "\(found.output)\(found.errors)")
    }

    /// A log that began before edits could be declared, by its own rules, with a declaration of which it says nothing.
    private static func forgetDeclarations(_ workspace: TemporaryWorkspace) throws {
        var (sql, previous) = ("DROP TRIGGER study_event_is_never_changed;", "")
        let columns = "number, kind, at, payload, digest_version"
        for row in try workspace.rows("SELECT \(columns) FROM study_event ORDER BY number") {
            let payload = row[3].replacing(/"kept":"[0-9a-f]*",/, with: "")
            let members: [JSONValue] = [
                .string("study"), .number(Double(row[4]) ?? 0), .string(previous), .string("s"),
                .number(Double(row[0]) ?? 0), .string(row[1]), .number(Double(row[2]) ?? 0), .string(payload),
            ]
            let sha256 = SHA256.hex(of: JSONValue.array(members).canonicalBytes)
            sql += """
                UPDATE study_event SET payload = '\(payload)', previous = '\(previous)', sha256 = '\(sha256)'
                WHERE number = \(row[0]);
                """
            previous = sha256
        }
        try workspace.execute(
            sql + "INSERT INTO kept_version VALUES (1, 1, 'overall', 'a', 'b', 'clearer', 1)"
        )
    }

    @Test func whatCannotBeToldHasAStatusOfItsOwn() async throws {
        let workspace = try await TemporaryWorkspace.ofTwoTexts()
        try Self.forgetDeclarations(workspace)
        let found = await workspace.slam(["verify"])
        #expect(found.status == 3, "\(found.output)\(found.errors)")
        #expect(found.errors.contains("all holds; 1 cannot be told"))
        // Beside the ratings that stand, of which the next line tells.
        #expect(
            found.errors.contains("0 records of ratings given in the program, corrections and retractions among them:")
        )
        #expect(found.output.contains("the edits declared to keep a criterion's meaning"))
        // What does not match weighs more.
        try workspace.execute("UPDATE model SET name = 'other' WHERE name = 'small'")
        #expect(await workspace.slam(["verify"]).status == 2)
    }

    @Test(arguments: ["slam.sqlite", "Prompts/s/study.yaml", "responses.csv"])
    func whatIsNoFileOfItsKindIsNotOverwritten(name: String) async throws {
        let workspace = try await TemporaryWorkspace.ofTwoTexts()
        let path = "\(workspace.path)/\(name)"
        // A database's counters may move, what it is may not.
        let before = try Data(contentsOf: URL(filePath: path)).prefix(16)
        for arguments in [["verify", "--heads", path], ["check", "--require", "stale() = 0", "--evidence", path]] {
            let run = await workspace.slam(arguments)
            #expect(run.status == 1 && run.errors.contains("is there already and is no file of"), "\(run.errors)")
        }
        #expect(try Data(contentsOf: URL(filePath: path)).prefix(16) == before)
        #expect(await workspace.slam(["verify"]).status == 0)
    }

    @Test func headsThatDoNotMatchStay() async throws {
        let workspace = try await TemporaryWorkspace.ofTwoTexts()
        let heads = "\(workspace.path)/heads.jsonl"
        try workspace.write("heads.jsonl", "")
        try await workspace.done("verify", "--heads", heads)
        let first = try workspace.text("heads.jsonl")
        // What the log has had since takes the place of what still holds.
        try workspace.write("more.csv", "prompt,model,response\np1,large,other\n")
        try await workspace.done("import", "\(workspace.path)/more.csv", "--replace")
        try await workspace.done("verify", "--heads", heads)
        let second = try workspace.text("heads.jsonl")
        #expect(second != first && second.contains("slam.head.v1"))
        try workspace.write(
            "heads.jsonl",
            second.replacing(/"sha256":"[0-9a-f]{64}"/, with: "\"sha256\":\"\(String(repeating: "0", count: 64))\"")
        )
        let forged = try workspace.text("heads.jsonl")
        for more in [[], ["--against", heads]] {
            let run = await workspace.slam(["verify", "--heads", heads] + more)
            #expect(run.status == 2 && run.errors.contains("keeps the heads that it has"), "\(run.errors)")
            #expect(!run.errors.contains("Code of these heads"))
            #expect(try workspace.text("heads.jsonl") == forged)
        }
    }
}
