import Foundation
import Store
import Studies

/// Takes over what the study's files say now, before a review on the database begins: edits reach reviewers at once.
struct StudyAdoption {
    private let store: Store
    private let place: WorkspaceOptions

    init(_ store: Store, _ place: WorkspaceOptions) { (self.store, self.place) = (store, place) }

    /// Whether a file of the study reads otherwise than what a review or an import took over last; false where another
    /// command did, or none.
    func isDue() throws -> Bool {
        let name = try place.studyName()
        guard let adopted = try store.adoptedFiles(of: name) else { return false }
        return try place.folder().fingerprint(of: name).map { $0 != adopted } ?? false
    }

    /// Reads the study again where one of its files changed; a study with mistakes, or without a model of the blind plan, leaves the database's copy as it is.
    func run() throws {
        let workspace = try place.folder()
        let name = try place.studyName()
        guard let files = workspace.fingerprint(of: name), files != (try store.adoptedFiles(of: name)) else {
            return
        }
        let study: Study
        do {
            study = try Study.read(name, in: workspace)
            try store.checkModels(of: study)
        } catch {
            return Context.current.tell(
                "The study's files are not taken over: \(error)\nThe review goes on with what the database has.\n"
            )
        }
        try store.adoptAndTell(study)
        try store.topUpPlan(of: study)
        try store.noteAdopted(files, of: name)
    }
}
