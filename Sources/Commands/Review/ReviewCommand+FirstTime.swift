import Collecting
import Foundation
import Store
import Studies

/// Reviewers without ceremony: a table in the place of a bundle, a name that the study does not know.
extension ReviewCommand {
    /// The command that is meant; nil where the answer to the question was no.
    func prepared() throws -> ReviewCommand? {
        var command = self
        if let file = bundle, FileManager.default.fileExists(atPath: file), let other = Self.otherFile(file) {
            throw StudiesError(other)
        }
        if let file = bundle, try StudyTable.isTable(file) {
            guard let made = try TableOffer.accepted(file, reviewer: reviewer, place: place) else { return nil }
            command.bundle = nil
            command.reviewer = made.reviewer
            command.place.study = made.study
        } else if bundle == nil, !list, let reviewer {
            try NewReviewer(name: reviewer, place: place).offer()
        }
        return command
    }

    /// What a file is that is neither a bundle nor a table, by its name, and what may have been meant; nil for any other.
    private static func otherFile(_ path: String) -> String? {
        let url = URL(filePath: path).standardizedFileURL
        let ending = url.pathExtension.lowercased()
        guard ["yaml", "yml", "md", "mustache", "html", "htm"].contains(ending) else { return nil }
        let folder = url.deletingLastPathComponent()
        let above = folder.deletingLastPathComponent()
        guard ["Prompts", "Annotations"].contains(above.lastPathComponent) else {
            return "'\(path)' is neither a bundle nor a table of responses: name the bundle that was sent to you, or a "
                + "reviewer of this workspace with --reviewer"
        }
        let study = folder.lastPathComponent
        let workspace = Workspace(path: above.deletingLastPathComponent().path)
        // A study with mistakes names nobody; what it is called still helps.
        let reviewers = (try? Study.read(study, in: workspace).reviewers) ?? []
        let known = reviewers.isEmpty ? "" : " (the reviewers are \(reviewers.joined(separator: ", ")))"
        return "'\(path)' is a file of the study '\(study)', not a bundle: run 'slam review --study \(study) "
            + "--reviewer \(reviewers.first ?? "NAME")'\(known)"
    }
}

/// A reviewer whom the study does not name.
struct NewReviewer {
    let name: String
    let place: WorkspaceOptions

    /// Asks, at a terminal, whether to add the name to `study.yaml`.
    func offer() throws {
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1, Workspace.isName(name) else { return }
        if try isKnown() { return }
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
        try WholeFile.write(Data(added.utf8), to: path)
        let changed = try place.readStudy()
        let store = try place.open(.existing)
        try store.adoptAndTell(changed)
        try store.topUpPlan(of: changed)
    }

    /// Whether the database has what the study's files say and knows the name: prompts by the ten thousand are not read to
    /// find one reviewer.
    func isKnown() throws -> Bool {
        guard FileManager.default.fileExists(atPath: try place.databasePath()) else { return false }
        let (store, study) = (try place.open(.existing), try place.studyName())
        guard let adopted = try store.adoptedFiles(of: study), try store.copy(of: study).reviewers.contains(name) else {
            return false
        }
        return try place.folder().fingerprint(of: study) == adopted
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
