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

    @Test(arguments: ["", "../up", "a b", "-x"]) func aNameThatIsNoFolderIsWrongUsage(name: String) throws {
        #expect(try Program.run(["init", "--", name], input: "").status == 64)
    }
}
