import GRDBSQLite
import Fixtures
import Foundation
import Testing

/// `slam init --from` makes a study whole or not at all.
struct StoppedInitTests {
    /// It is stopped where it waits for the database, its files written beside.
    @Test(arguments: [false, true]) func aStoppedInitLeavesNoStudyAndTheNextOneWorks(isKilled: Bool) throws {
        let folder = try EmptyFolder()
        try folder.write("a.csv", "prompt,model,response\nq,a,x\nq,b,y\n")
        let table = folder.path + "/a.csv"
        #expect(try folder.slam("init", "first", "--from", table).status == 0)
        var database: OpaquePointer?
        #expect(sqlite3_open(folder.path + "/slam.sqlite", &database) == SQLITE_OK)
        #expect(sqlite3_exec(database, "BEGIN IMMEDIATE", nil, nil, nil) == SQLITE_OK)
        let arguments = ["init", "second", "--from", table, "--workspace", folder.path]
        let terminal = try PseudoTerminal(Program.path, arguments)
        #expect(terminal.wait(forBytes: "Another program holds the database"))
        if isKilled {
            terminal.killAtOnce()
        } else {
            terminal.type("\u{3}")
            #expect(terminal.wait(forBytes: "no study was made") && terminal.wait() == 130)
        }
        sqlite3_close(database)
        func drafts() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix(".init-") }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/Prompts") == ["first"])
        #expect(try drafts().count == (isKilled ? 1 : 0))
        let again = try folder.slam("init", "second", "--from", table)
        #expect(again.status == 0, "\(again.errors)")
        #expect(try drafts().isEmpty)
        #expect(try folder.slam("status", "--study", "second").output.contains("2"))
    }

    /// Killed between the files and the database: what to do is said, and does it.
    @Test func filesWithoutTheirResponsesSayWhatToDo() throws {
        let folder = try EmptyFolder()
        try folder.write("a.csv", "prompt,model,response\nq,a,x\nq,b,y\n")
        let table = folder.path + "/a.csv"
        #expect(try folder.slam("init", "s", "--from", table).status == 0)
        let known = try folder.slam("init", "s", "--from", table)
        #expect(known.status == 1 && known.errors.contains("'slam import FILE' adds"), "\(known.errors)")
        try FileManager.default.removeItem(atPath: folder.path + "/slam.sqlite")
        let unknown = try folder.slam("init", "s", "--from", table)
        #expect(
            unknown.status == 1 && unknown.errors.contains("'slam import FILE --study s' adds"),
            "\(unknown.errors)"
        )
        #expect(try folder.slam("import", table, "--study", "s").status == 0)
        #expect(try folder.slam("review", "--reviewer", "you", input: "4\n4\n").output.contains("2 rated"))
    }
}
