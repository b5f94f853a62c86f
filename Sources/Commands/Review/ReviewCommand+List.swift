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
        try Context.current.write(ReviewersDocument(store.progress(of: study)).written(as: output.format))
        guard working == nil, try StudyAdoption(store, place).isDue() else { return }
        Context.current.tell(
            "The study's files were edited since: the next 'slam plan' or 'slam review' takes them over.\n"
        )
    }
}
