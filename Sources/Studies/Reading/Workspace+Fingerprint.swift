import Foundation

extension Workspace {
    /// One hash of all files of a study; nil where it has none.
    package func fingerprint(of study: String) -> String? {
        let folder = prompts(of: study)
        guard let names = try? FileManager.default.subpathsOfDirectory(atPath: folder).sorted() else { return nil }
        let files = names.map { "\(folder)/\($0)" } + ["\(annotations(of: study))/guidelines.md"]
        let hashes = files.compactMap { path in SHA256.hex(ofFileAt: path).map { $0 + path } }
        return SHA256.hex(of: hashes.joined(separator: "\n"))
    }
}
