import Collecting
import Foundation
import Store
import Studies

/// Reviewers without ceremony: a table in the place of a bundle, a name that the study does not know.
extension ReviewCommand {
    /// The command that is meant; nil where the answer to the question was no.
    func prepared() throws -> ReviewCommand? {
        var command = self
        if let file = bundle, try TableOffer.isTable(file) {
            guard let made = try TableOffer.accepted(file, workspace: place.workspace, database: place.database) else {
                return nil
            }
            command.bundle = nil
            command.reviewer = made.reviewer
            command.place.study = made.study
        } else if bundle == nil, !list, let reviewer {
            try NewReviewer(name: reviewer, place: place).offer()
        }
        return command
    }
}

/// A reviewer whom the study does not name.
struct NewReviewer {
    let name: String
    let place: WorkspaceOptions

    /// Asks, at a terminal, whether to add the name to `study.yaml`.
    func offer() throws {
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1, Workspace.isName(name) else { return }
        let study = try place.readStudy()
        guard !study.reviewers.contains(name) else { return }
        let known = study.reviewers.joined(separator: ", ")
        Context.current.tell(
            "'\(name)' is no reviewer of '\(study.name)' (\(known)). Add this name to study.yaml? [y/N] "
        )
        guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else { return }
        let folder = try place.folder()
        let path = "\(folder.prompts(of: study.name))/study.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        guard let added = Self.text(text, adding: name) else {
            throw StudiesError("cannot tell where the reviewers stand in '\(path)': add '\(name)' to them by hand")
        }
        try Data(added.utf8).write(to: URL(filePath: path), options: .atomic)
        let changed = try place.readStudy()
        let store = try place.open(.existing)
        Store.tell(reworded: try store.adopt(changed))
        try store.topUpPlan(of: changed)
    }

    /// `study.yaml` with one reviewer more, as a list on one line or with a line for each; nil where there is neither.
    static func text(_ text: String, adding name: String) -> String? {
        var lines = text.components(separatedBy: "\n")
        guard let start = lines.firstIndex(where: { $0.hasPrefix("reviewers:") }) else { return nil }
        if let close = lines[start].firstIndex(of: "]"), let open = lines[start].firstIndex(of: "["), open < close {
            let isEmpty = lines[start][lines[start].index(after: open)..<close].allSatisfy(\.isWhitespace)
            lines[start].insert(contentsOf: isEmpty ? name : ", \(name)", at: close)
            return lines.joined(separator: "\n")
        }
        let entries = lines[(start + 1)...].prefix { $0.drop(while: { $0 == " " }).hasPrefix("- ") }
        guard let last = entries.last else { return nil }
        lines.insert(last.prefix { $0 == " " } + "- \(name)", at: start + 1 + entries.count)
        return lines.joined(separator: "\n")
    }
}
