import Agreement
import Studies

/// What a reader takes for one and the figures for several, of a table in a file.
extension RatingSet {
    private static let listed = 5

    /// Scores and names that differ in case, in how their letters are composed, or in an ending `.0`, which a whole number gets
    /// where a table was once one of fractions.
    var lookalikes: [RatingNote] {
        let scores = criteria.compactMap { criterion in
            Self.alike(criterion.words ?? []).map {
                "Scores of '\(criterion.name)' that differ only in case are read as different: \($0)."
            }
        }
        return scores.map(RatingNote.remark)
            + Self.lookalikes([
                ("Raters", raters.map(\.name)), ("Criteria", criteria.map(\.name)), ("Models", subjects.models),
                ("Items", subjects.names), ("Prompts", subjects.prompts),
            ])
    }

    /// What looks alike among the names of each kind.
    static func lookalikes(_ kinds: [(String, [String])]) -> [RatingNote] {
        kinds.compactMap { what, names in
            alike(names).map {
                .remark(
                    "\(what) whose names differ only in case, in how letters are composed or in '.0' are read as different: \($0)."
                )
            }
        }
    }

    /// The first groups of names that look alike; nil where there is none.
    private static func alike(_ names: [String]) -> String? {
        // Equal strings may differ in their bytes, which is how they were told apart.
        var first: [String: Int] = [:]
        var groups: [Int: [String]] = [:]
        var seen: Set<[UInt8]> = []
        // One name may stand twice: of responses, and of pairs.
        for (place, name) in names.enumerated() where seen.insert(Array(name.utf8)).inserted {
            let folded = Self.folded(name)
            guard let earlier = first[folded] else {
                first[folded] = place
                continue
            }
            groups[earlier, default: [names[earlier]]].append(name)
        }
        guard !groups.isEmpty else { return nil }
        return groups.sorted { $0.key < $1.key }.prefix(listed)
            .map { $0.value.sorted().map { "'\($0)'" }.joined(separator: ", ") }.joined(separator: "; ")
    }

    private static func folded(_ name: String) -> String {
        let isWhole = name.utf8.last == UInt8(ascii: "0") && name.hasSuffix(".0") && Int(name.dropLast(2)) != nil
        return isWhole ? String(name.dropLast(2)) : name.lowercased()
    }

    /// Words that only a judge gives where people give others: on these it can agree with nobody.
    var strangeWords: [RatingNote] {
        criteria.indices.flatMap { number -> [RatingNote] in
            guard let words = criteria[number].words, criteria[number].level == .nominal else { return [] }
            var counts: [Int32: [Double: Int]] = [:]
            for opinion in opinions(on: number) where opinion.outcome == .rated {
                counts[opinion.rater, default: [:]][opinion.value, default: 0] += 1
            }
            return counts.sorted { $0.key < $1.key }.compactMap { rater, own in
                let others = counts.filter { $0.key != rater && raters[Int($0.key)].kind == .human }
                guard raters[Int(rater)].kind != .human, !others.isEmpty else { return nil }
                let strange = own.filter { value, _ in others.allSatisfy { $0.value[value] == nil } }
                    .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Self.listed)
                guard !strange.isEmpty else { return nil }
                let list = strange.map { value, count in
                    let word = words.indices.contains(Int(value)) ? words[Int(value)] : "\(value)"
                    return "'\(word)' (\(count))"
                }
                return .remark(
                    "\(raters[Int(rater)].name) gives \(list.joined(separator: ", ")) on '\(criteria[number].name)', which no person gives: there it agrees with nobody."
                )
            }
        }
    }
}
