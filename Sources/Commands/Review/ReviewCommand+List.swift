import Reporting
import Reviewing
import Store
import Studies

extension ReviewCommand {
    /// Who is left with how much.
    func listReviewers(_ working: WorkingBundle?) throws {
        let store = try working?.store ?? place.open(.existing)
        let study = try working == nil ? place.studyName() : store.bundleOwner()?.study
        guard let study else { throw StudiesError("'\(bundle ?? "")' is no bundle: 'slam bundle REVIEWER' writes one") }
        let isEdited = try working == nil && StudyAdoption(store, place).isDue()
        let document = ReviewersDocument(try store.progress(of: study), isEdited: isEdited)
        try Context.current.write(document.written(as: output.format))
        if !document.words.isEmpty { Context.current.tell(document.words) }
    }
}
