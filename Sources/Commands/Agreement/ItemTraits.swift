import Store
import Studies

/// What a study knows of the items that were rated: models (as letters while it is blind), tags and length.
struct ItemTraits {
    private var writers: [ItemID: Set<String>] = [:]
    private var lengths: [ItemID: Int] = [:]
    /// By prompt.
    let tags: [String: [String]]

    init(responses: [StoredResponse], tags: [String: [String]], models: ShownModels) {
        self.tags = tags
        for response in responses {
            writers[response.item, default: []].insert(models.name(of: response.model))
            lengths[response.item] = response.text.unicodeScalars.count
        }
    }

    /// The models that wrote an item; of a pair, both sides in one name.
    func models(of subject: RatingSubject) -> [String] {
        switch subject {
        case .item(let item), .member(let item, _): return (writers[item] ?? []).sorted()
        case .pair(let pair):
            let sides = [pair.first, pair.second].map { (writers[$0] ?? []).sorted().joined(separator: "=") }
            return sides.contains("") ? [] : [sides.sorted().joined(separator: " and ")]
        }
    }

    /// The characters of a text, of a pair's texts together.
    func length(of subject: RatingSubject) -> Int? {
        switch subject {
        case .item(let item), .member(let item, _): return lengths[item]
        case .pair(let pair):
            guard let first = lengths[pair.first], let second = lengths[pair.second] else { return nil }
            return first + second
        }
    }
}
