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
        var table = Table(
            columns: [.init("reviewer")] + ["done", "skipped", "left"].map { .init($0, alignment: .right) }
        )
        table.rows = try store.progress(of: study).map {
            [.text($0.reviewer), .count($0.done), .count($0.skipped), .count($0.left)]
        }
        try Context.current.write(table.written(as: output.format, schema: "slam.review.list.v1"))
        guard working == nil, try StudyAdoption(store, place).isDue() else { return }
        Context.current.tell(
            "The study's files were edited since: the next 'slam plan' or 'slam review' takes them over.\n"
        )
    }
}
