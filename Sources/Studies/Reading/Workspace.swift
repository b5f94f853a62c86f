import Foundation

/// The folder that holds `Prompts/` and `Annotations/`.
package struct Workspace: Sendable, Equatable {
    package let path: String

    package init(path: String) { self.path = path }

    /// The workspace that holds `folder`: the folder itself or the nearest one above with a `Prompts/` in it.
    package static func containing(_ folder: String) throws -> Workspace {
        var url = URL(filePath: folder, directoryHint: .isDirectory).standardizedFileURL
        while true {
            if isFolder(url.appending(path: "Prompts").path) { return Workspace(path: trimmed(url.path)) }
            let above = url.deletingLastPathComponent().standardizedFileURL
            guard above.path != url.path, url.path != "/" else { break }
            url = above
        }
        throw StudiesError(
            "no 'Prompts' folder here or above: run 'slam init NAME' to make a study here, or name one with --workspace"
        )
    }

    /// The folder with a study's questions.
    package func prompts(of study: String) -> String { "\(path)/Prompts/\(study)" }

    /// The folder with a study's guidelines and exported ratings.
    package func annotations(of study: String) -> String { "\(path)/Annotations/\(study)" }

    /// The database's default path.
    package var database: String { "\(path)/slam.sqlite" }

    /// The names of the studies, sorted.
    package func studies() throws -> [String] {
        let folder = "\(path)/Prompts"
        guard Self.isFolder(folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/study.yaml") }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The study that is meant: the named one, or the only one.
    package func study(named name: String?) throws -> String {
        let all = try studies()
        if let name {
            guard all.contains(name) else {
                let hint = Spelling.nearest(to: name, among: all).map { "did you mean '\($0)'?" }
                let list = all.isEmpty ? "run 'slam init NAME' to make one" : "there is: \(all.joined(separator: ", "))"
                throw StudiesError("no study '\(name)' under '\(path)/Prompts': \(hint ?? list)")
            }
            return name
        }
        guard let only = all.first else {
            throw StudiesError("no study under '\(path)/Prompts': run 'slam init NAME' to make one")
        }
        guard all.count == 1 else {
            throw StudiesError("several studies here: choose one with --study (\(all.joined(separator: ", ")))")
        }
        return only
    }

    /// Whether a name can be a file's name everywhere: letters, digits, `.`, `-`, `_`, not starting with a dot.
    package static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 100 && !name.hasPrefix(".") && !name.hasPrefix("-")
            && name.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == 0x2E || byte == 0x2D || byte == 0x5F
            }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private static func trimmed(_ path: String) -> String {
        path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }
}
