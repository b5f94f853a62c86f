import Collecting
import Judging
import Store

extension JudgeDesk {
    /// Brings the store's copy up to date first.
    init(_ place: WorkspaceOptions, judges: String? = nil, asks: Bool = true) throws {
        let (study, store) = (try place.readStudy(), try place.open(.existing))
        if try store.adopt(study) { Context.current.tell(Store.adopted) }
        try store.tellEarlierAnswers(of: study)
        try self.init(study, in: store, judges: judges, asks: asks)
    }
}
