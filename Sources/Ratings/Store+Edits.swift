package import Store
package import Studies

extension Store {
    /// What a reader of a study's figures must know of its files: what was edited and is not taken over.
    ///
    /// Files that read as they did when a review or an import took them over are not read again.
    package func editNotes(of study: String, in workspace: Workspace) throws -> [RatingNote] {
        if let adopted = try adoptedFiles(of: study), adopted == workspace.fingerprint(of: study) { return [] }
        guard let files = try? Study.read(study, in: workspace) else { return [.unreadableFiles] }
        let edits = try changes(to: files).map(RatingNote.Edits.init) ?? RatingNote.Edits()
        return edits == RatingNote.Edits() ? [] : [.edited(edits)]
    }
}

extension RatingNote.Edits {
    /// Those of the changes that a figure may hang on: who is to rate, when and with which keys is none of them.
    init(_ changes: StudyChanges) {
        let edited = changes.edited.filter { !$0.isOfAskingAlone }.map(\.name)
        self.init(
            criteria: edited + changes.gone.map(\.name) + changes.new,
            prompts: Set(changes.prompts + changes.gonePrompts + changes.returnedPrompts + changes.retagged).count,
            models: changes.goneModels + changes.returnedModels,
            votes: changes.settings.contains("opinions"),
            guidelines: changes.hasOtherGuidelines
        )
    }
}
