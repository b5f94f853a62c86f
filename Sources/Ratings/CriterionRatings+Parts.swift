import Studies

extension CriterionRatings {
    /// What items can be grouped by.
    package enum Trait: String, Sendable { case prompt, model, tag, length }

    /// The parts of the items by a trait, sorted by name; an item with several values lies in several parts.
    package func parts(by trait: Trait) throws -> [(name: String, ratings: CriterionRatings)] {
        var members: [String: [Int]] = [:]
        for (item, values) in values(of: trait).enumerated() {
            for value in values { members[value, default: []].append(item) }
        }
        guard !members.isEmpty else { throw lacking(trait) }
        let sorted = members.sorted { Subjects.precedes($0.key, $1.key) }
        return sorted.map { name, places in
            var part = selecting(places)
            part.isPart = trait != .model
            return (name, part)
        }
    }

    private func values(of trait: Trait) -> [[String]] {
        switch trait {
        case .prompt: items.map { [subjects.prompt(of: Int($0))].compactMap(\.self) }
        case .model: items.map { subjects.letters(of: Int($0)) }
        case .tag: items.map { subjects.tags(of: Int($0)) }
        case .length: Self.quarters(items.map { subjects.length(of: Int($0)) })
        }
    }

    /// In which quarter of all lengths each item lies.
    static func quarters(_ lengths: [Int?]) -> [[String]] {
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

    private func lacking(_ trait: Trait) -> RatingsError {
        guard trait != .model || subjects.promptsWithoutLetters.isEmpty else {
            return RatingsError(
                "no prompt of '\(name)' may stand under letters yet: run 'slam unblind' first, or 'slam agreement' says why"
            )
        }
        return RatingsError(
            trait == .tag || trait == .length
                ? "no item of '\(name)' has a \(trait.rawValue): only a study's prompts and responses have"
                : "no item of '\(name)' has a \(trait.rawValue): name it in a column '\(trait.rawValue)'"
        )
    }
}
