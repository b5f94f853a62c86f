package import Studies

/// What a reviewer could infer from a plan alone: the best guess at who wrote each text, by a simulated attacker who knows
/// the design and sees own rows only.
///
/// For every thing that can be seen of a text without reading it (how often it comes, in how many pairs, how often on the
/// left, which of its prompt's texts comes first), the attacker names for each value the model that it goes with most
/// often. The same is done with the models shuffled within each prompt, so that mere luck is known and taken off.
package struct PlanAttack: Sendable, Equatable {
    /// What gives most away.
    package var clue: String
    /// The share of texts of which the attacker names the right model.
    package var share: Double
    /// The same where nothing can be known: the mean and the 95 % point over shuffled models.
    package var chance: Double
    package var luck: Double
    package var texts: Int

    /// How far the best guess lies above chance.
    package var excess: Double { max(0, share - chance) }
    /// All that is said of it: the shares move with every text's writer, and a seed gives another equation of them.
    package var isAboveLuck: Bool { share > luck }

    private struct Seen: Hashable {
        var reviewer: Int
        var item: Int64
    }

    /// Nil where fewer than two models can be told apart by anybody.
    package init?(_ rows: [PlannedRow], answers: [PlanState.Answer], seed: UInt64, shuffles: Int = 200) {
        let models = Dictionary(answers.map { ($0.item, $0.model) }) { first, _ in first }
        let prompts = Dictionary(answers.map { ($0.item, $0.prompt) }) { first, _ in first }
        let features = Self.features(rows, prompts)
        guard let all = features.first?.values.keys, !all.isEmpty, Set(models.values).count > 1 else { return nil }
        // By prompt and model, not by the item's number, which follows the order in which answers happened to come.
        let seen = all.map {
            (place: [$0.reviewer, prompts[$0.item] ?? -1, models[$0.item] ?? -1, Int($0.item)], seen: $0)
        }
        .sorted { $0.place.lexicographicallyPrecedes($1.place) }.map(\.seen)
        let truth = seen.map { models[$0.item] ?? -1 }
        let columns = features.map { feature in seen.map { feature.values[$0] ?? 0 } }
        let count = (truth.max() ?? 0) + 2
        func best(_ models: [Int]) -> (place: Int, share: Double) {
            let shares = columns.map { Self.share($0, models, count) }
            let place = shares.indices.max { shares[$0] < shares[$1] } ?? 0
            return (place, shares[place])
        }
        let found = best(truth)
        let groups = Dictionary(grouping: seen.indices) { place in
            [seen[place].reviewer, prompts[seen[place].item] ?? -1]
        }.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
        let draw = Draw(seed: seed)
        let lucky = (0..<shuffles).map { number -> Double in
            var shuffled = truth
            for group in groups {
                let order = group.sorted {
                    draw(.attack, UInt64(number), UInt64($0)) < draw(.attack, UInt64(number), UInt64($1))
                }
                for (place, other) in zip(group, order) { shuffled[place] = truth[other] }
            }
            return best(shuffled).share
        }.sorted()
        clue = features[found.place].name
        share = found.share
        chance = lucky.isEmpty ? 1 / Double(Set(truth).count) : lucky.reduce(0, +) / Double(lucky.count)
        luck = lucky.isEmpty ? chance : lucky[min(lucky.count - 1, lucky.count * 95 / 100)]
        texts = seen.count
    }

    /// How many texts are named rightly, where each value names its most frequent model.
    private static func share(_ values: [Int], _ models: [Int], _ count: Int) -> Double {
        var table: [Int: [Int]] = [:]
        for (value, model) in zip(values, models) {
            table[value, default: [Int](repeating: 0, count: count)][model + 1] += 1
        }
        let right = table.values.reduce(0) { $0 + ($1.max() ?? 0) }
        return Double(right) / Double(max(1, values.count))
    }

    private static func features(_ rows: [PlannedRow], _ prompts: [Int64: Int]) -> [(name: String, values: [Seen: Int])]
    {
        var (showings, pairs, lefts): ([Seen: Int], [Seen: Int], [Seen: Int]) = ([:], [:], [:])
        var first: [Seen: Int] = [:]
        let order = rows.sorted { ($0.reviewer ?? -1, $0.position) < ($1.reviewer ?? -1, $1.position) }
        for row in order where row.reviewer != nil && row.degraded == nil {
            let items = row.members.isEmpty ? [row.first] + [row.second].compactMap(\.self) : row.members
            for (place, item) in items.enumerated() where prompts[item] != nil {
                let seen = Seen(reviewer: row.reviewer ?? 0, item: item)
                showings[seen, default: 0] += 1
                pairs[seen, default: 0] += row.second == nil ? 0 : 1
                if let side = row.side { lefts[seen, default: 0] += (side == .first) == (place == 0) ? 1 : 0 }
                first[seen] = min(first[seen] ?? .max, row.position)
            }
        }
        for seen in showings.keys {
            pairs[seen, default: 0] += 0
            lefts[seen, default: 0] += 0
        }
        return [
            ("how often a text comes back", showings), ("in how many pairs it stands", pairs),
            ("how often it stands on the left", lefts), ("which text of a prompt comes first", ranks(first, prompts)),
        ]
    }

    /// How many texts of its prompt come before each text, in the order of the session; what comes at once has one place.
    private static func ranks(_ first: [Seen: Int], _ prompts: [Int64: Int]) -> [Seen: Int] {
        var ranks: [Seen: Int] = [:]
        for group in Dictionary(grouping: first, by: { [$0.key.reviewer, prompts[$0.key.item] ?? -1] }).values {
            for own in group { ranks[own.key] = group.count { $0.value < own.value } }
        }
        return ranks
    }
}
