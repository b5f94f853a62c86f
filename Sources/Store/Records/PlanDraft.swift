import Studies

/// Who rates what: chooses reviewers, sides and order for items and pairs that are not planned yet.
///
/// Integers only, so that a seed gives the same plan on every machine.
struct PlanDraft {
    /// What is to be rated: an item, or a pair with the smaller id first.
    struct Unit: Hashable {
        var prompt: String
        var first: String
        var second: String?

        var id: String { second.map { "\(first):\($0)" } ?? first }
    }

    /// One planned row.
    struct Row {
        var reviewer: Int
        var unit: Unit
        var side: RatingRecord.Side?
    }

    let settings: ReviewSettings
    let reviewers: [String]
    /// Units for each reviewer so far, by reviewer.
    var loads: [Int]
    /// Pairs with the first item on the left less those with the second, by reviewer.
    var leftExcess: [Int]

    /// The rows for new units, in each reviewer's order of work.
    mutating func rows(for units: [Unit]) -> [Row] {
        var rows: [Row] = []
        for unit in units.sorted(by: { key("unit", $0.id) < key("unit", $1.id) }) {
            for (place, reviewer) in chosen(for: unit).enumerated() {
                rows.append(Row(reviewer: reviewer, unit: unit, side: side(of: unit, place: place, reviewer: reviewer)))
                loads[reviewer] += 1
            }
        }
        return reviewers.indices.flatMap { reviewer in spread(rows.filter { $0.reviewer == reviewer }) }
    }

    /// The least loaded reviewers: as many as the plan says for this unit.
    private func chosen(for unit: Unit) -> [Int] {
        guard let overlap = settings.overlap else { return Array(reviewers.indices) }
        let share = UInt64((settings.overlapShare * 1_000_000).rounded())
        let count = draw("overlap", unit.id) % 1_000_000 < share ? min(overlap, reviewers.count) : 1
        let order = reviewers.indices.sorted {
            (loads[$0], key(reviewers[$0], unit.id)) < (loads[$1], key(reviewers[$1], unit.id))
        }
        return order.prefix(count).sorted()
    }

    private mutating func side(of unit: Unit, place: Int, reviewer: Int) -> RatingRecord.Side? {
        guard unit.second != nil else { return nil }
        let isFirst =
            leftExcess[reviewer] == 0 ? (draw("side", unit.id) + UInt64(place)) % 2 == 0 : leftExcess[reviewer] < 0
        leftExcess[reviewer] += isFirst ? 1 : -1
        return isFirst ? .first : .second
    }

    /// Puts units of the same prompt as far apart as the rounds allow: one of each prompt, then the next.
    private func spread(_ rows: [Row]) -> [Row] {
        var rounds: [[Row]] = []
        var used: [String: Int] = [:]
        for row in rows.sorted(by: { key(reviewers[$0.reviewer], $0.unit.id) < key(reviewers[$1.reviewer], $1.unit.id) }
        ) {
            let round = used[row.unit.prompt, default: 0]
            used[row.unit.prompt] = round + 1
            if round == rounds.count { rounds.append([]) }
            rounds[round].append(row)
        }
        return rounds.flatMap { $0.sorted { key("order", $0.unit.prompt) < key("order", $1.unit.prompt) } }
    }

    private func key(_ use: String, _ id: String) -> String {
        let parts: [JSONValue] = [.string(String(settings.seed)), .string(use), .string(id)]
        return SHA256.hex(of: JSONValue.array(parts).canonicalBytes)
    }

    private func draw(_ use: String, _ id: String) -> UInt64 { UInt64(key(use, id).prefix(15), radix: 16) ?? 0 }
}
