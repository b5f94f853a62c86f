import GRDBSQLite
import Fixtures
import Foundation
import Testing

/// What writes to a study is stopped in an orderly way, and leaves it as it was.
struct StoppedWritingTests {
    /// It is stopped where it waits for the database.
    @Test(arguments: [
        (["plan"], "nothing was planned"), (["bundle", "ana"], "no bundle was written"),
        (["merge", "ben.slam"], "nothing was merged"),
    ])
    func whatIsStoppedChangesNothingAndWorksAfterwards(command: [String], nothing: String) throws {
        let folder = try EmptyFolder()
        try folder.write("a.csv", "prompt,model,response\nq,a,x\nq,b,y\nr,a,z\nr,b,w\n")
        #expect(try folder.slam("init", "s", "--from", folder.path + "/a.csv").status == 0)
        let study = folder.path + "/Prompts/s/study.yaml"
        let text = try String(contentsOfFile: study, encoding: .utf8)
        try text.replacing(try Regex("reviewers:.*"), with: "reviewers: [ana, ben]")
            .write(toFile: study, atomically: true, encoding: .utf8)
        #expect(try folder.slam("plan").status == 0)
        let (bundle, other) = (folder.path + "/ana.slam", folder.path + "/ben.slam")
        #expect(try folder.slam("bundle", "ben", "--output", other).status == 0)
        var arguments = [command[0]] + command.dropFirst().map { $0.hasSuffix(".slam") ? other : $0 }
        if command[0] == "bundle" { arguments += ["--output", bundle] }
        var database: OpaquePointer?
        #expect(sqlite3_open(folder.path + "/slam.sqlite", &database) == SQLITE_OK)
        #expect(sqlite3_exec(database, "BEGIN IMMEDIATE", nil, nil, nil) == SQLITE_OK)
        arguments += ["--workspace", folder.path]
        let terminal = try PseudoTerminal(Program.path, arguments)
        #expect(terminal.wait(forBytes: "Another program holds the database"))
        terminal.type("\u{3}")
        #expect(terminal.wait(forBytes: "Stopped: \(nothing)") && terminal.wait() == 130)
        sqlite3_close(database)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files.filter { $0.contains(".slam") && !$0.hasPrefix("slam.") } == ["ben.slam"])
        let again = try Program.run(arguments, input: "")
        #expect(again.status == 0, "\(again.errors)")
    }
}
