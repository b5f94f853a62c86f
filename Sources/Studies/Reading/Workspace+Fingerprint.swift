import Foundation

extension Workspace {
    /// One hash of all files of a study, wherever the workspace lies and however it is named; nil where it has none.
    ///
    /// A link stands for what it leads to: the study's folder may be one, or hold one.
    package func fingerprint(of study: String) -> String? {
        let folder = prompts(of: study)
        guard let names = Self.files(below: folder) else { return nil }
        let files = names.map { (name: $0, path: "\(folder)/\($0)") }
        let guidelines = (name: "Annotations/guidelines.md", path: "\(annotations(of: study))/guidelines.md")
        let hashes = (files + [guidelines]).compactMap { file in
            SHA256.hex(ofFileAt: file.path).map { $0 + file.name }
        }
        return SHA256.hex(of: hashes.joined(separator: "\n"))
    }

    /// The names of all files below a folder, in order; nil where it cannot be read. A link to a folder above ends there.
    private static func files(below folder: String, above: Set<String> = []) -> [String]? {
        let real = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
        guard !above.contains(real), let names = try? FileManager.default.contentsOfDirectory(atPath: real) else {
            return nil
        }
        return names.flatMap { name in
            var isFolder: ObjCBool = false
            let path = "\(real)/\(name)"
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
                return [name]
            }
            return (files(below: path, above: above.union([real])) ?? []).map { "\(name)/\($0)" }
        }.sorted()
    }
}
