import Fixtures
import Foundation
import Testing

@testable import Studies

/// What the system refuses to do with a file is told in words.
struct FileFailureTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "slam-files-\(UUID().uuidString)").path

    private func words(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch { return "\(StudiesError(ofFile: error) ?? error)" }
    }

    @Test func theFileAndTheReasonAreNamed() {
        let path = "\(folder)/nosuch"
        let read = words { _ = try Data(contentsOf: URL(filePath: path)) }
        let remedy = "check the name, the rights and the room on the disk"
        #expect(read == "cannot read or write '\(path)' (No such file or directory): \(remedy)")
        #expect(words { throw CocoaError(.fileWriteUnknown) } == "cannot read or write a file: \(remedy)")
        #expect(StudiesError(ofFile: StudiesError("x")) == nil)
    }

    /// A study's folders, and those of an export, cannot be made where a file stands.
    @Test(arguments: ["Prompts", "Annotations", "."]) func aFileInTheWayIsNamed(name: String) throws {
        let place = name == "." ? folder : "\(folder)/\(name)"
        try TemporaryFolder.write("".utf8, to: place)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = name == "." ? folder : "\(folder)/\(name)"
        let wanted = "'\(file)' is a file where a folder must stand: move it away, or name another place"
        let workspace = Workspace(path: folder)
        #expect(words { _ = try StudyDraft(of: "s", in: workspace) { false } } == wanted)
        #expect(words { try WholeFile.makeFolder("\(place)/a/b") } == wanted)
        #expect(FileManager.default.fileExists(atPath: place), "what stands there stays")
    }

    @Test func aDraftStandsInItsPlaceOrNowhere() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let workspace = Workspace(path: folder)
        let draft = try StudyDraft(of: "s", in: workspace) { false }
        try draft.write([("study.yaml", "version: 1\n")], guidelines: "Read.")
        #expect(!FileManager.default.fileExists(atPath: workspace.prompts(of: "s")))
        try draft.finish()
        let text = try String(contentsOfFile: "\(workspace.prompts(of: "s"))/study.yaml", encoding: .utf8)
        #expect(text == "version: 1\n")
        // Somebody was faster: the second is not put over the first.
        let late = try StudyDraft(of: "t", in: workspace) { false }
        try late.write([("study.yaml", "late\n")], guidelines: "")
        try TemporaryFolder.write("first".utf8, to: "\(workspace.annotations(of: "t"))/x")
        #expect(
            words { try late.finish() }?.hasPrefix("cannot read or write '\(workspace.annotations(of: "t"))'") == true
        )
        #expect(!FileManager.default.fileExists(atPath: workspace.prompts(of: "t")))
    }
}
