import GRDB
package import Studies

extension Store {
    /// For each model but the baseline, prompt by prompt, the share of human blind ratings that accept its responses and the
    /// baseline's: of prompts where both have ratings, under the present version of the criterion.
    ///
    /// Empty where the study has no baseline, or no criterion that accepts.
    package func acceptedShares(of study: Study) throws -> [String: [(own: Double, api: Double)]] {
        guard let base = study.baseline?.name, let rule = study.acceptance else { return [:] }
        return try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT m.name AS model, s.prompt, avg(r.value >= ?) AS share
                    FROM v_current r JOIN criterion c ON c.id = r.criterion JOIN rater t ON t.id = r.rater
                    JOIN response s ON s.item = r.first AND s.is_current = 1 JOIN model m ON m.id = s.model
                    WHERE r.study = ? AND c.name = ? AND c.is_current = 1 AND t.kind = 'human' AND r.phase = 'blind'
                        AND r.outcome = 'rated' AND r.second IS NULL AND r.value IS NOT NULL
                    GROUP BY m.name, s.prompt ORDER BY m.name, s.prompt
                    """,
                arguments: [rule.atLeast, try Self.studyID(study.name, database), rule.criterion]
            )
            var shares: [String: [Int64: Double]] = [:]
            for row in rows { shares[row["model"], default: [:]][row["prompt"]] = row["share"] }
            guard let api = shares[base] else { return [:] }
            return shares.filter { $0.key != base }.mapValues { own in
                own.sorted { $0.key < $1.key }.compactMap { prompt, share in api[prompt].map { (share, $0) } }
            }
        }
    }
}
