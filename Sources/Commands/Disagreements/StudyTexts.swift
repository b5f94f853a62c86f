import Store
import Studies

/// The texts of a study's items, and of their prompts where the study's files are there.
struct StudyTexts {
    private let items: [ItemID: String]
    private let prompts: [String: String]

    init(_ place: WorkspaceOptions) throws {
        items = try place.open(.existing).itemTexts(of: try place.studyName())
        let read = try? place.readStudy()
        prompts = Dictionary((read?.prompts ?? []).map { ($0.id, $0.text) }) { first, _ in first }
    }

    /// The prompt, then the response, or both responses of a pair in the order of their ids.
    func texts(of item: String, prompt: String?) -> [(title: String, text: String)] {
        let ids = item.split(separator: ":").map { ItemID(rawValue: String($0)) }
        let titles = ids.count == 2 ? ["First response", "Second response"] : ["Response"]
        let asked = prompt.map { [("Prompt \($0)", prompts[$0] ?? "")] } ?? []
        return asked + zip(titles, ids).map { ($0, items[$1] ?? "") }
    }
}
