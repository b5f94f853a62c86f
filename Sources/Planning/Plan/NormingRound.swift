package import Studies

/// A round in which people rate again, after talking, what they disagreed on.
package enum NormingRound {
    /// For each of the first `count` subjects a row for everybody who rated it, at the end of their order.
    ///
    /// A subject is its item's row, or its two items' rows with the smaller id first.
    package static func rows(_ subjects: [[Int64]], _ state: PlanState, count: Int) -> [PlannedRow] {
        var seen: Set<[Int64]> = []
        let chosen = subjects.filter { !$0.isEmpty && seen.insert($0).inserted }.prefix(count)
        var last: [Int: Int] = [:]
        for row in state.rows {
            if let reviewer = row.reviewer { last[reviewer] = max(last[reviewer] ?? 0, row.position) }
        }
        var rows: [PlannedRow] = []
        for subject in chosen {
            func isOfSubject(_ row: PlanState.Row) -> Bool { [row.first] + [row.second].compactMap(\.self) == subject }
            let known = state.rows.filter(isOfSubject)
            let done = Set(known.filter { $0.phase == .discussed }.map(\.reviewer))
            for row in known where row.phase == .blind && row.isRated && !done.contains(row.reviewer) {
                guard let reviewer = row.reviewer else { continue }
                last[reviewer, default: 0] += 1
                rows.append(
                    PlannedRow(
                        first: row.first,
                        second: row.second,
                        reviewer: reviewer,
                        side: row.side,
                        phase: .discussed,
                        position: last[reviewer] ?? 0
                    )
                )
            }
        }
        return rows
    }
}
