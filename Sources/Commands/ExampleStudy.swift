import Foundation
import Studies

/// The example study that lies beside the program.
struct ExampleStudy {
    /// The port that its endpoints name.
    static let port: UInt16 = 8765

    private let source: URL

    /// The copy that the build put beside the binary; throws words when it was moved away.
    static func bundled() throws -> ExampleStudy {
        let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let source = program.appending(path: "slam_slam.resources")
        guard FileManager.default.fileExists(atPath: source.appending(path: "Prompts/example/study.yaml").path) else {
            throw StudiesError("the example study is not beside the program: run it as Scripts/slam demo")
        }
        return ExampleStudy(source: source)
    }

    /// Copies the study into a folder that must not be there yet; a temporary one when none is named.
    func copy(into named: String?) throws -> String {
        let files = FileManager.default
        let unique = "slam-demo-\(UUID().uuidString.prefix(8).lowercased())"
        let folder = named.map { URL(filePath: $0) } ?? files.temporaryDirectory.appending(path: unique)
        guard !files.fileExists(atPath: folder.path) else {
            throw StudiesError("'\(folder.path)' is there already: name a folder that is not, nothing is overwritten")
        }
        for part in ["Prompts", "Annotations"] {
            try files.createDirectory(at: folder.appending(path: part), withIntermediateDirectories: true)
            try files.copyItem(
                at: source.appending(path: "\(part)/example"),
                to: folder.appending(path: "\(part)/example")
            )
        }
        return folder.path
    }

    /// Lets the copied study's endpoints name this port.
    static func point(_ folder: String, to port: UInt16) throws {
        guard port != Self.port else { return }
        let path = URL(filePath: "\(folder)/Prompts/example/study.yaml")
        let text = try String(contentsOf: path, encoding: .utf8)
        let pointed = text.replacingOccurrences(of: "127.0.0.1:\(Self.port)", with: "127.0.0.1:\(port)")
        try Data(pointed.utf8).write(to: path, options: .atomic)
    }
}
