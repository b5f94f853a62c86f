import Foundation

extension Workspace {
    /// One hash of all files of a study, wherever the workspace lies and however it is named; nil where it has none.
    package func fingerprint(of study: String) -> String? {
        let folder = prompts(of: study)
        guard let names = try? FileManager.default.subpathsOfDirectory(atPath: folder).sorted() else { return nil }
        let files = names.map { (name: $0, path: "\(folder)/\($0)") }
        let guidelines = (name: "Annotations/guidelines.md", path: "\(annotations(of: study))/guidelines.md")
        let hashes = (files + [guidelines]).compactMap { file in
            SHA256.hex(ofFileAt: file.path).map { $0 + file.name }
        }
        return SHA256.hex(of: hashes.joined(separator: "\n"))
    }
}
