package import Studies

/// Whether a plan lets a text stand out by coming back: in one reviewer's blind pairs of one prompt.
package enum Recurrence {
    /// How many times a reviewer compares a prompt in which one text recurs more often than another.
    package static func count(_ rows: [PlannedRow], prompts: [Int64: Int]) -> Int {
        struct Table: Hashable {
            var reviewer: Int?
            var prompt: Int
        }
        var counts: [Table: [Int64: Int]] = [:]
        for row in rows where row.phase == .blind {
            guard let second = row.second, let prompt = prompts[row.first] ?? prompts[second] else { continue }
            for item in [row.first, second] {
                counts[Table(reviewer: row.reviewer, prompt: prompt), default: [:]][item, default: 0] += 1
            }
        }
        return counts.values.count { Set($0.values).count > 1 }
    }

    /// Of what is planned already.
    package static func count(_ state: PlanState) -> Int {
        let prompts = Dictionary(state.answers.map { ($0.item, $0.prompt) }) { first, _ in first }
        return count(state.plannedRows, prompts: prompts)
    }
}

extension PlanState {
    /// What is planned already, as the planner writes it.
    package var plannedRows: [PlannedRow] {
        rows.filter(\.isFilled).map {
            PlannedRow(
                first: $0.first,
                second: $0.second,
                members: $0.members,
                reviewer: $0.reviewer,
                side: $0.side,
                phase: $0.phase,
                position: $0.position
            )
        }
    }
}
