import Foundation

/// The two folders of a study that is made: written beside, then put in their place; let go before that, it leaves nothing.
package final class StudyDraft {
    private let folder: Workspace
    private let name: String
    /// The workspace in which the study stands until it is whole.
    package let draft: Workspace
    /// The folders that stand in their place and may be taken back, and those above them that were not there before.
    private var placed: [String] = []
    private let above: [String]

    private static let prefix = ".init-"

    /// Refuses a name that has a folder already, and removes what an earlier one that was killed left beside; `isKnown` says
    /// whether the database has the study.
    package init(of name: String, in folder: Workspace, isKnown: () -> Bool) throws {
        (self.folder, self.name) = (folder, name)
        draft = Workspace(path: "\(folder.path)/\(Self.prefix)\(ProcessInfo.processInfo.processIdentifier)")
        above = ["\(folder.path)/Prompts", "\(folder.path)/Annotations"].filter { !Self.isThere($0) }
        Self.removeLeftOvers(in: folder)
        for path in [folder.prompts(of: name), folder.annotations(of: name)] {
            guard !Self.isThere(path) else { throw StudiesError(refusal(path, isKnown: isKnown())) }
            if let file = StudiesError.noFolder(in: path) { throw file }
        }
    }

    deinit { remove(draft.path) }

    /// Writes the files, by their name in the study's folder, and the guidelines.
    package func write(_ files: [(name: String, text: String)], guidelines: String) throws {
        let (prompts, annotations) = (draft.prompts(of: name), draft.annotations(of: name))
        for path in [prompts, annotations] {
            try WholeFile.makeFolder(path)
        }
        for (path, text) in files.map({ ("\(prompts)/\($0)", $1) }) + [("\(annotations)/guidelines.md", guidelines)] {
            try WholeFile.write(Data(text.utf8), to: path)
        }
    }

    /// Puts both in their place.
    package func finish() throws {
        let places = [
            (draft.annotations(of: name), folder.annotations(of: name)),
            (draft.prompts(of: name), folder.prompts(of: name)),
        ]
        for (path, place) in places {
            let above = URL(filePath: place).deletingLastPathComponent().path
            try WholeFile.makeFolder(above)
            do { try FileManager.default.moveItem(atPath: path, toPath: place) } catch {
                throw StudiesError(ofFile: error, named: place) ?? error
            }
            placed.append(place)
        }
    }

    /// Takes both away again, and the folders above that hold nothing else.
    package func takeBack() {
        for path in placed { remove(path) }
        // One that holds something stays.
        for path in above { rmdir(path) }
        placed = []
    }

    private func remove(_ path: String) {
        // What cannot be removed is told by its being there; the next one removes it.
        try? FileManager.default.removeItem(atPath: path)
    }

    private static func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// Removes drafts of processes that are no more.
    private static func removeLeftOvers(in folder: Workspace) {
        for entry in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        where entry.hasPrefix(prefix) {
            guard let process = Int32(entry.dropFirst(prefix.count)), kill(process, 0) != 0, errno == ESRCH else {
                continue
            }
            try? FileManager.default.removeItem(atPath: "\(folder.path)/\(entry)")
        }
    }

    private func refusal(_ path: String, isKnown: Bool) -> String {
        let remedy =
            isKnown
            ? "choose another name, nothing is overwritten ('slam import FILE' adds responses to a study)"
            : "nothing is overwritten, and the database has no responses of it yet: 'slam import FILE --study \(name)' adds "
                + "them; choose another name, or remove '\(path)' to begin again"
        return "'\(path)' is there already: \(remedy)"
    }
}
