import Foundation
import GRDB
package import Studies

extension Store {
    /// Plans what is not planned yet: every current item and pair for its reviewers. Returns how many rows were added.
    @discardableResult
    package func topUpPlan(of study: Study) throws -> Int {
        guard !study.reviewers.isEmpty else { return 0 }
        return try write { database in
            let id = try Self.studyID(study.name, database)
            let responses = try Self.answers(of: id, database)
            let rows = Dictionary(responses.map { ($0.item, $0.row) }) { first, _ in first }
            let reviewers = try study.reviewers.map { try Self.rater($0, kind: .human, study: id, database) }
            var draft = try Self.draft(study, reviewers: reviewers, database)
            let planned = try Self.planned(id, database)
            let units = Self.units(of: study, responses).filter { !planned.contains($0.id) }
            var positions = try reviewers.map {
                try Int.fetchOne(
                    database,
                    sql: "SELECT coalesce(max(position), 0) FROM presentation WHERE reviewer = ?",
                    arguments: [$0]
                ) ?? 0
            }
            let added = draft.rows(for: units)
            for row in added {
                positions[row.reviewer] += 1
                try database.execute(
                    sql: """
                        INSERT INTO presentation (study, reviewer, first, second, side, slot, position, state)
                        VALUES (?1, ?2, ?3, ?4, ?5, (SELECT coalesce(max(slot), 0) + 1 FROM presentation
                            WHERE first = ?3 AND coalesce(second, 0) = coalesce(?4, 0)), ?6, 'open')
                        """,
                    arguments: [
                        id, reviewers[row.reviewer], rows[row.unit.first], row.unit.second.flatMap { rows[$0] },
                        row.side?.rawValue, positions[row.reviewer],
                    ]
                )
            }
            try Self.closeRated(id, database)
            return added.count
        }
    }

    /// Closes the open rows whose reviewer has rated every current criterion of that form, by import.
    static func closeRated(_ study: Int64, _ database: Database) throws {
        try database.execute(
            sql: """
                UPDATE presentation SET state = 'done' WHERE state = 'open' AND study = ?1 AND NOT EXISTS (
                    SELECT 1 FROM criterion c WHERE c.study = ?1 AND c.is_current = 1 AND c.form != 'metric'
                        AND (c.form = 'pairwise') = (presentation.second IS NOT NULL)
                        AND NOT EXISTS (SELECT 1 FROM rating r WHERE r.study = ?1 AND r.criterion = c.id
                            AND r.rater = presentation.reviewer AND r.first = presentation.first
                            AND r.second IS presentation.second AND r.outcome IN ('rated', 'skipped')))
                """,
            arguments: [study]
        )
    }

    /// Every item and every pair that the study's criteria ask about, with the texts, the smaller id first.
    package func subjects(of study: Study) throws -> [(subject: RatingSubject, prompt: String, texts: [String])] {
        try read { database in
            let answers = try Self.answers(of: try Self.studyID(study.name, database), database)
            return try Self.units(of: study, answers).map { unit in
                let ids = [unit.first] + [unit.second].compactMap(\.self)
                let texts = try ids.map { id in
                    try Row.fetchOne(database, sql: "SELECT text FROM item WHERE sha256 = ?", arguments: [id])?.text(
                        "text"
                    ) ?? ""
                }
                let items = ids.map(ItemID.init(rawValue:))
                return (items.count == 1 ? .item(items[0]) : .pair(PairID(items[0], items[1])), unit.prompt, texts)
            }
        }
    }

    /// A fence for one request that no text can know: the same for the same request, different in every database.
    package func boundaries(of study: String) throws -> @Sendable (String) -> String {
        let salt = try read { database in
            try Data.fetchOne(database, sql: "SELECT salt FROM study WHERE name = ?", arguments: [study])
        }
        guard let salt else { throw StoreError("the database knows no study '\(study)'") }
        let key = Array(salt)
        return { request in
            String(SHA256.hmacHex(key: key, message: Array("judge boundary \(request)".utf8)).prefix(32))
        }
    }

    private struct Answer {
        var item: String
        var row: Int64
        var prompt: String
        var isBaseline: Bool
        var sample: Int
    }

    /// The current responses to current prompts, in the study's order.
    private static func answers(of id: Int64, _ database: Database) throws -> [Answer] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT i.sha256, i.id, p.name AS prompt, m.is_baseline, r.sample
                FROM response r JOIN item i ON i.id = r.item JOIN prompt p ON p.id = r.prompt
                JOIN model m ON m.id = r.model
                WHERE p.study = ? AND r.is_current = 1 AND p.is_current = 1 AND m.is_current = 1
                ORDER BY p.position, m.position, r.sample
                """,
            arguments: [id]
        ).map {
            Answer(
                item: $0["sha256"],
                row: $0["id"],
                prompt: $0["prompt"],
                isBaseline: $0["is_baseline"],
                sample: $0["sample"]
            )
        }
    }

    private static func draft(_ study: Study, reviewers: [Int64], _ database: Database) throws -> PlanDraft {
        let loads = try reviewers.map {
            try Int.fetchOne(database, sql: "SELECT count(*) FROM presentation WHERE reviewer = ?", arguments: [$0])
                ?? 0
        }
        let excess = try reviewers.map {
            try Int.fetchOne(
                database,
                sql:
                    "SELECT coalesce(sum(CASE side WHEN 'first' THEN 1 WHEN 'second' THEN -1 END), 0) FROM presentation WHERE reviewer = ?",
                arguments: [$0]
            ) ?? 0
        }
        return PlanDraft(settings: study.review, reviewers: study.reviewers, loads: loads, leftExcess: excess)
    }

    private static func planned(_ study: Int64, _ database: Database) throws -> Set<String> {
        Set(
            try String.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT a.sha256 || coalesce(':' || b.sha256, '') FROM presentation n
                    JOIN item a ON a.id = n.first LEFT JOIN item b ON b.id = n.second WHERE n.study = ?
                    """,
                arguments: [study]
            )
        )
    }

    /// Every item, where something rates single responses, and every pair of the design, where something rates pairs.
    private static func units(of study: Study, _ responses: [Answer]) -> [PlanDraft.Unit] {
        var units: [PlanDraft.Unit] = []
        var seen: Set<String> = []
        func add(_ unit: PlanDraft.Unit) { if seen.insert(unit.id).inserted { units.append(unit) } }
        if study.criteria.contains(where: { !$0.isPairwise }) {
            for response in responses { add(PlanDraft.Unit(prompt: response.prompt, first: response.item)) }
        }
        guard study.criteria.contains(where: \.isPairwise) else { return units }
        var budget = Int.max
        if case .budget(let pairs) = study.review.pairs { budget = pairs }
        for (place, one) in responses.enumerated() {
            for other in responses[(place + 1)...] where other.prompt == one.prompt && other.item != one.item {
                if study.review.pairs == .baseline, one.isBaseline == other.isBaseline || one.sample != other.sample {
                    continue
                }
                guard budget > 0 else { return units }
                let before = units.count
                add(
                    PlanDraft.Unit(
                        prompt: one.prompt,
                        first: min(one.item, other.item),
                        second: max(one.item, other.item)
                    )
                )
                budget -= units.count - before
            }
        }
        return units
    }
}
