import GRDB

/// Why a request is made again on purpose.
package enum Again: String, Sendable, CaseIterable {
    /// It failed for good.
    case failed
    /// The model refused.
    case refused
    /// The answer was cut at the largest number of tokens.
    case truncated

    fileprivate var condition: String {
        switch self {
        case .failed: "state = 'failed'"
        case .refused: Self.finished("refusal")
        case .truncated: Self.finished("length")
        }
    }

    private static func finished(_ reason: String) -> String {
        """
        state = 'done' AND id IN (SELECT a.request FROM response r JOIN attempt a ON a.id = r.attempt
            WHERE r.is_current = 1 AND r.finish_reason = '\(reason)'
            UNION SELECT y.request FROM reply y JOIN attempt a ON a.id = y.attempt WHERE a.finish_reason = '\(reason)')
        """
    }
}

extension Store {
    /// Those of the wanted requests that have a reason to be made again.
    package func askable(_ reasons: Set<Again>, keys: Set<String>, purpose: Purpose, study: String) throws
        -> Set<String>
    {
        guard !reasons.isEmpty else { return [] }
        return try read { database in
            let condition = reasons.map(\.condition).sorted().joined(separator: ") OR (")
            let known = try String.fetchSet(
                database,
                sql: "SELECT key FROM request WHERE study = ? AND purpose = ? AND ((\(condition)))",
                arguments: [try Self.studyID(study, database), purpose.rawValue]
            )
            return known.intersection(keys)
        }
    }

    /// Makes a new generation of the requests; what came of the old one stays.
    package func askAgain(_ keys: some Sequence<String>) throws {
        try write { database in
            for key in keys {
                try database.executeCached(
                    sql: """
                        UPDATE request SET state = 'pending', owner = NULL, lease_until = NULL, not_before = 0,
                            generation = generation + 1 WHERE key = ? AND state IN ('done', 'failed')
                        """,
                    arguments: [key]
                )
            }
        }
    }

    /// How many current responses the study keeps of each model and prompt that it no longer names.
    package func responsesOfRemoved(_ study: String) throws -> [(name: String, count: Int)] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT CASE WHEN m.is_current = 0 THEN m.name ELSE p.name END AS name, count(*) AS count
                    FROM response r JOIN model m ON m.id = r.model JOIN prompt p ON p.id = r.prompt
                    WHERE m.study = ? AND r.is_current = 1 AND (m.is_current = 0 OR p.is_current = 0)
                    GROUP BY 1 ORDER BY 1
                    """,
                arguments: [try Self.studyID(study, database)]
            ).map { ($0["name"], $0["count"]) }
        }
    }
}
