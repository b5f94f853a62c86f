import Agreement
import Studies

extension CriterionRatings {
    /// What items can be grouped by.
    enum Trait: String { case prompt, model, tag, length }

    /// The parts of the items by a trait, sorted by name; an item with several values lies in several parts.
    func parts(by trait: Trait) throws -> [(name: String, ratings: CriterionRatings)] {
        var members: [String: [Int]] = [:]
        for (item, values) in try values(of: trait).enumerated() {
            for value in values { members[value, default: []].append(item) }
        }
        guard !members.isEmpty else { throw lacking(trait) }
        let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return sorted.map { ($0.key, selecting($0.value)) }
    }

    private func values(of trait: Trait) throws -> [[String]] {
        switch trait {
        case .prompt: prompts.map { [$0].compactMap(\.self) }
        case .model: models
        case .tag: tags
        case .length: quarters()
        }
    }

    private func selecting(_ places: [Int]) -> CriterionRatings {
        let new = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1, $0) })
        var part = self
        part.items = places.map { items[$0] }
        part.clusters = clusters.isEmpty ? [] : places.map { clusters[$0] }
        part.prompts = prompts.isEmpty ? [] : places.map { prompts[$0] }
        part.models = places.map { models[$0] }
        part.tags = tags.isEmpty ? [] : places.map { tags[$0] }
        part.lengths = lengths.isEmpty ? [] : places.map { lengths[$0] }
        part.scores = scores.compactMap { score in
            new[score.item].map { .init(item: $0, rater: score.rater, value: score.value) }
        }
        return part
    }

    /// In which quarter of all lengths each item lies.
    private func quarters() -> [[String]] {
        let sorted = lengths.compactMap(\.self).sorted()
        guard let last = sorted.last else { return [] }
        let bounds = (1...3).map { sorted[sorted.count * $0 / 4] }
        let names = [
            "1: below \(bounds[0]) characters", "2: from \(bounds[0])", "3: from \(bounds[1])",
            "4: from \(bounds[2]) to \(last)",
        ]
        return lengths.map { length in
            length.map { length in [names[bounds.count { $0 <= length }]] } ?? []
        }
    }

    private func lacking(_ trait: Trait) -> StudiesError {
        StudiesError(
            trait == .tag || trait == .length
                ? "no item of '\(name)' has a \(trait.rawValue): only a study's prompts and responses have"
                : "no item of '\(name)' has a \(trait.rawValue): name it in a column '\(trait.rawValue)'"
        )
    }
}
