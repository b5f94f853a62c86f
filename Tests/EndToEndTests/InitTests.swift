import Foundation
import Testing

struct InitTests {
    @Test func aNewStudyIsReadWithoutAMistakeAndNeverOverwritten() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "init-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let place = ["--workspace", folder.path]
        let made = try Program.run(["init", "support"] + place, input: "")
        #expect(made.status == 0, "\(made.errors)")
        let plan = try Program.run(["collect", "--dry-run"] + place, input: "")
        #expect(plan.status == 0, "\(plan.errors)")
        #expect(plan.output.hasPrefix("6 requests"))
        let again = try Program.run(["init", "support"] + place, input: "")
        #expect(again.status == 1)
        #expect(again.errors.contains("nothing is overwritten"))
    }

    @Test func aFileWhereAFolderMustStandIsNamed() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "init-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "Prompts").path
        try Data().write(to: URL(filePath: file))
        let words = "'\(file)' is a file where a folder must stand"
        for command in [["init", "support", "--workspace", folder.path], ["demo", "--into", "\(file)/x"]] {
            let run = try Program.run(command, input: "")
            #expect(run.status == 1 && run.errors.contains(words), "\(run.errors)")
            #expect(!run.errors.contains("NSCocoaErrorDomain"), "\(run.errors)")
        }
    }

    @Test(arguments: ["", "../up", "a b", "-x"]) func aNameThatIsNoFolderIsWrongUsage(name: String) throws {
        #expect(try Program.run(["init", "--", name], input: "").status == 64)
    }
}
