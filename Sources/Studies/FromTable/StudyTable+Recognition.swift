import Foundation

extension StudyTable {
    /// Whether the file is a table.
    package static func isTable(_ path: String) throws -> Bool {
        guard path == "-" || FileManager.default.fileExists(atPath: path) else { return false }
        let source = try ByteSource(path: path)
        switch try FileKind(of: source) {
        case .foreign where try source.peek(15).elementsEqual("SQLite format 3".utf8): return false
        case .foreign(let message):
            throw Mistakes([Mistake(file: path, line: nil, message: message)])
        case .json, .separated: return true
        }
    }

    /// The file's name without its ending, as a study may be called.
    package static func studyName(of path: String) -> String {
        let base = URL(filePath: path).deletingPathExtension().lastPathComponent
        let name = PlainName.of(base)?.replacing(".", with: "-") ?? ""
        return name.isEmpty ? "study" : String(name.prefix(64))
    }
}
