import ArgumentParser
import Foundation
import Studies

/// What `slam review FILE` does with a table of responses instead of a bundle: it offers to make a study of it.
enum TableOffer {
    /// Whether the file is a table.
    static func isTable(_ path: String) throws -> Bool {
        guard path == "-" || FileManager.default.fileExists(atPath: path) else { return false }
        let source = try ByteSource(path: path)
        switch try FileKind(of: source) {
        case .foreign where try source.peek(15).elementsEqual("SQLite format 3".utf8): return false
        case .foreign(let message):
            throw Mistakes([Mistake(file: path, line: nil, message: message)])
        case .json, .separated: return true
        }
    }

    /// Makes a study after asking, and gives the reviewer's name; throws what to run where nobody can be asked.
    static func accepted(_ path: String, workspace: String?, database: String?) throws -> FromTable.Made? {
        let name = studyName(of: path)
        let command = "slam init \(name) --from \(path)"
        guard path != "-", isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
            throw StudiesError(
                "'\(path)' is a table, not a bundle: run '\(command)', then 'slam review --reviewer you'"
            )
        }
        let folder = Workspace(path: workspace ?? FileManager.default.currentDirectoryPath)
        if FileManager.default.fileExists(atPath: folder.prompts(of: name)) {
            throw StudiesError(
                "the study '\(name)' is there already: run 'slam review --study \(name) --reviewer NAME'"
            )
        }
        let question = "'\(path)' is a table of responses. Make the study '\(name)' of it and begin? [Y/n] "
        guard isWanted(question) else { return nil }
        var choices = FromTableOptions()
        choices.map = []
        choices.criteria = nil
        choices.reviewers = nil
        return try FromTable(name: name, file: path, choices: choices, folder: folder, database: database).make()
    }

    /// Asks until the answer is yes or no; the end of input is no.
    private static func isWanted(_ question: String) -> Bool {
        while true {
            Context.current.tell(question)
            guard let line = readLine() else { return false }
            switch line.trimmingCharacters(in: .whitespaces).lowercased() {
            case "", "y", "yes": return true
            case "n", "no": return false
            default: Context.current.tell("Answer y or n.\n")
            }
        }
    }

    /// The file's name without its ending, as a study may be called.
    static func studyName(of path: String) -> String {
        let base = URL(filePath: path).deletingPathExtension().lastPathComponent
        let plain = base.map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "-" || $0 == "_" ? $0 : "-" }
        let name = String(String(plain).drop { $0 == "-" }.prefix(64))
        return name.isEmpty ? "study" : name
    }
}
