import ArgumentParser
import Foundation
import Studies

/// What `slam review FILE` does with a table of responses instead of a bundle: it offers to make a study of it.
enum TableOffer {
    /// Makes a study after asking, with that reviewer where one was named; throws what to run where nobody can be asked.
    static func accepted(_ path: String, reviewer: String?, place: WorkspaceOptions) throws -> FromTable.Made? {
        let name = StudyTable.studyName(of: path)
        let command = "slam init \(name) --from \(path)" + (reviewer.map { " --reviewers \($0)" } ?? "")
        guard path != "-", isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
            throw StudiesError(
                "'\(path)' is a table, not a bundle: run '\(command)', then 'slam review --reviewer \(reviewer ?? "you")'"
            )
        }
        let folder = Workspace(path: place.workspace ?? FileManager.default.currentDirectoryPath)
        if FileManager.default.fileExists(atPath: folder.prompts(of: name)) {
            throw StudiesError(
                "the study '\(name)' is there already: run 'slam review --study \(name) --reviewer \(reviewer ?? "NAME")'"
            )
        }
        let question = "'\(path)' is a table of responses. Make the study '\(name)' of it and begin? [Y/n] "
        guard isWanted(question) else { return nil }
        var choices = FromTableOptions()
        choices.map = []
        choices.criteria = nil
        choices.reviewers = reviewer
        return try FromTable(name: name, file: path, choices: choices, folder: folder, database: place.database).make()
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
}
