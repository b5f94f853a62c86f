import Foundation
import Studies

/// The example study that lies beside the program.
package struct ExampleStudy {
    /// The port that its endpoints name.
    package static let port: UInt16 = 8765

    /// By path under the workspace.
    private let files: [String: Data]

    /// The copy that the build put beside the binary, or that 'Scripts/package' put into it; throws words when neither is there.
    package static func bundled() throws -> ExampleStudy {
        let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let beside = program.deletingLastPathComponent().appending(path: "slam_slam.resources")
        if FileManager.default.fileExists(atPath: beside.appending(path: "Prompts/example/study.yaml").path) {
            return ExampleStudy(files: try files(in: beside))
        }
        guard let files = try embedded(in: program) else {
            throw StudiesError("the example study is not beside the program: run it as Scripts/slam demo")
        }
        return ExampleStudy(files: files)
    }

    private static func files(in folder: URL) throws -> [String: Data] {
        let names = try ["Prompts/example", "Annotations/example"].flatMap { part in
            try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: part).path).map {
                "\(part)/\($0)"
            }
        }
        return Dictionary(
            uniqueKeysWithValues: try names.map { ($0, try Data(contentsOf: folder.appending(path: $0))) }
        )
    }

    private static let mark = "SLAM-EXAMPLE"

    /// A JSON object of texts by path, followed by a mark and the object's length as 16 digits, at the end of the binary.
    private static func embedded(in program: URL) throws -> [String: Data]? {
        let file = try FileHandle(forReadingFrom: program)
        defer { try? file.close() }
        let length = UInt64(mark.utf8.count + 16)
        let size = try file.seekToEnd()
        guard size > length else { return nil }
        try file.seek(toOffset: size - length)
        let trailer = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        guard trailer.hasPrefix(mark), let count = UInt64(trailer.dropFirst(mark.count)), size >= length + count else {
            return nil
        }
        try file.seek(toOffset: size - length - count)
        let object = try JSONValue(parsing: try file.read(upToCount: Int(count)) ?? Data())
        let texts = (object.members ?? []).compactMap { path, text in text.string.map { (path, Data($0.utf8)) } }
        return Dictionary(texts) { first, _ in first }
    }

    /// Copies the study into a folder that must not be there yet; a temporary one when none is named.
    package func copy(into named: String?) throws -> String {
        let manager = FileManager.default
        let unique = "slam-demo-\(UUID().uuidString.prefix(8).lowercased())"
        let folder = named.map { URL(filePath: $0) } ?? manager.temporaryDirectory.appending(path: unique)
        guard !manager.fileExists(atPath: folder.path) else {
            throw StudiesError("'\(folder.path)' is there already: name a folder that is not, nothing is overwritten")
        }
        do {
            for (path, data) in files.sorted(by: { $0.key < $1.key }) {
                let url = folder.appending(path: path)
                try WholeFile.makeFolder(url.deletingLastPathComponent().path)
                try WholeFile.write(data, to: url.path)
            }
        } catch {
            // Half of it would be refused as being there already.
            try? manager.removeItem(at: folder)
            throw error
        }
        return folder.path
    }

    /// Lets the copied study's endpoints name this port.
    package static func point(_ folder: String, to port: UInt16) throws {
        guard port != Self.port else { return }
        let path = URL(filePath: "\(folder)/Prompts/example/study.yaml")
        let text = try String(contentsOf: path, encoding: .utf8)
        let pointed = text.replacingOccurrences(of: "127.0.0.1:\(Self.port)", with: "127.0.0.1:\(port)")
        try WholeFile.write(Data(pointed.utf8), to: path.path)
    }
}
