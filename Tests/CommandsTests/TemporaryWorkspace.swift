import Fixtures
import Foundation
import GRDBSQLite

/// A workspace in a folder of its own, removed with the value.
final class TemporaryWorkspace: Sendable {
    let path: String

    init(path: String = freshPath()) { self.path = path }

    static func freshPath() -> String {
        FileManager.default.temporaryDirectory.appending(path: "slam-commands-\(UUID().uuidString)").path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws { try TemporaryFolder.write(text.utf8, to: "\(path)/\(name)") }

    func text(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

    /// Runs a command on this workspace.
    func slam(_ arguments: [String]) async -> InProcess.Outcome {
        await InProcess.slam(arguments + ["--workspace", path])
    }

    /// Runs a command that must succeed.
    @discardableResult
    func done(_ arguments: String...) async throws -> InProcess.Outcome {
        let outcome = await slam(arguments)
        guard outcome.status == 0 else { throw Failure(words: "\(arguments): \(outcome.errors)") }
        return outcome
    }

    /// Gives the study `s` its prompts, and imports responses and ratings of them.
    func fill(prompts: String, responses: String, scores: String) async throws {
        try write("Prompts/s/prompts.jsonl", prompts)
        try write("responses.csv", responses)
        try write("scores.csv", scores)
        try await done("import", "\(path)/responses.csv")
        try await done("import", "\(path)/scores.csv", "--new-raters")
    }

    /// The study `s` with the answers of two models to one prompt, which nobody has rated.
    static func ofTwoTexts() async throws -> TemporaryWorkspace {
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

    /// Changes the database behind the program's back.
    func execute(_ sql: String) throws {
        var database: OpaquePointer?
        defer { sqlite3_close(database) }
        guard sqlite3_open_v2(path + "/slam.sqlite", &database, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK,
            sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK
        else { throw Failure(words: String(cString: sqlite3_errmsg(database))) }
    }

    /// What a query finds in the database, as text.
    func rows(_ sql: String) throws -> [[String]] {
        var (database, statement): (OpaquePointer?, OpaquePointer?)
        defer {
            sqlite3_finalize(statement)
            sqlite3_close(database)
        }
        guard sqlite3_open_v2(path + "/slam.sqlite", &database, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK,
            sqlite3_prepare_v2(database, sql, -1, &statement, nil) == SQLITE_OK
        else { throw Failure(words: String(cString: sqlite3_errmsg(database))) }
        var rows: [[String]] = []
        var step = sqlite3_step(statement)
        while step == SQLITE_ROW {
            rows.append(
                (0..<sqlite3_column_count(statement)).map { column in
                    sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
                }
            )
            step = sqlite3_step(statement)
        }
        // A query that broke off has not found nothing.
        guard step == SQLITE_DONE else { throw Failure(words: String(cString: sqlite3_errmsg(database))) }
        return rows
    }

    /// The letters of blinded models are drawn with a random salt: this one is always the same.
    func fixLetters() throws { try execute("UPDATE study SET salt = x'0102030405060708'") }

    struct Failure: Error, CustomStringConvertible {
        var words: String
        var description: String { words }
    }
}
