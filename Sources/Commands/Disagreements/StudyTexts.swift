import Ratings
import Store
import Studies

/// The texts of some of a study's items, and of their prompts where the study's files are there.
struct StudyTexts {
    private let items: [ItemID: String]
    private let prompts: [String: String]

    init(of subjects: [Int], in set: RatingSet, _ place: WorkspaceOptions) throws {
        let wanted = subjects.flatMap { set.subjects.subject($0)?.items ?? [] }
        items = try place.open(.existing).texts(of: wanted)
        let read = try? place.readStudy()
        prompts = Dictionary((read?.prompts ?? []).map { ($0.id, $0.text) }) { first, _ in first }
    }

    /// The prompt, then the response, or both responses of a pair in the order of their ids.
    func texts(of subject: Int, in set: RatingSet) -> [(title: String, text: String)] {
        let ids = set.subjects.subject(subject)?.items ?? []
        let titles = ids.count == 2 ? ["First response", "Second response"] : ["Response"]
        let asked = set.subjects.prompt(of: subject).map { [("Prompt \($0)", prompts[$0] ?? "")] } ?? []
        return asked + zip(titles, ids).map { ($0, items[$1] ?? "") }
    }
}
