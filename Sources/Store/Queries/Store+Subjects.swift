import Foundation
import GRDB
package import Studies

extension Store {
    /// Every item and every pair that the study's criteria ask about, with the texts, the smaller id first.
    package func subjects(of study: Study) throws -> [(subject: RatingSubject, prompt: String, texts: [String])] {
        try read { database in
            let id = try Self.studyID(study.name, database)
            let waiting = try Self.waitingItems(of: study, id, database)
            let answers = try Self.answers(of: id, database).filter { !waiting.contains($0.row) }
            let planned = try Self.plannedPairs(of: study, database)
            return try Self.units(of: study, answers, planned: planned).map { unit in
                let ids = [unit.first] + [unit.second].compactMap(\.self)
                let texts = try ids.map { id in
                    try Row.fetchOne(
                        database.cachedStatement(sql: "SELECT text FROM item WHERE sha256 = ?"),
                        arguments: [id]
                    )?.text("text") ?? ""
                }
                let items = ids.map(ItemID.init(rawValue:))
                return (items.count == 1 ? .item(items[0]) : .pair(PairID(items[0], items[1])), unit.prompt, texts)
            }
        }
    }

    /// What is not judged yet, as it is not planned yet either.
    package func notJudgedYet(of study: Study) throws -> PlanState.Waiting {
        try read { database in
            let id = try Self.studyID(study.name, database)
            guard try Self.isBlind(id, database) else { return PlanState.Waiting() }
            let all = try Self.answers(of: study, id, isCurrent: true, database)
            return try Arrival(all, study, id, database).waiting
        }
    }

    /// Texts that are judged once the plan may take them: what is judged before, and leaves in an export, would be of whoever
    /// was asked first, or last.
    private static func waitingItems(of study: Study, _ id: Int64, _ database: Database) throws -> Set<Int64> {
        guard try isBlind(id, database) else { return [] }
        let all = try answers(of: study, id, isCurrent: true, database)
        return Set(all.map(\.item)).subtracting(try Arrival(all, study, id, database).answers.map(\.item))
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

    /// The pairs that people are to compare, which a design may choose within a budget.
    private static func plannedPairs(of study: Study, _ database: Database) throws -> [SubjectUnit] {
        guard study.criteria.contains(where: \.isPairwise) else { return [] }
        return try Row.fetchAll(
            database,
            sql: """
                SELECT DISTINCT p.name AS prompt, a.sha256 AS first, b.sha256 AS second
                FROM presentation n JOIN item a ON a.id = n.first JOIN item b ON b.id = n.second
                JOIN prompt p ON p.id = a.prompt
                WHERE n.study = ? AND n.phase = 'blind' ORDER BY p.position, a.sha256, b.sha256
                """,
            arguments: [try studyID(study.name, database)]
        ).map { SubjectUnit(prompt: $0["prompt"], first: $0["first"], second: $0["second"]) }
    }

    private struct Answer {
        var item: String
        var row: Int64
        var prompt: String
        var isBaseline: Bool
        var sample: Int
    }

    /// The responses that stand (`standing`) to current prompts, by prompt and id: the order in which they are judged tells of no
    /// model.
    private static func answers(of id: Int64, _ database: Database) throws -> [Answer] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT i.sha256, i.id, p.name AS prompt, m.is_baseline, r.sample
                FROM response r JOIN item i ON i.id = r.item JOIN prompt p ON p.id = r.prompt
                JOIN model m ON m.id = r.model
                WHERE p.study = ? AND \(try standing(id, database)) AND p.is_current = 1 AND m.is_current = 1
                ORDER BY p.position, i.sha256, r.sample, m.position
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

    /// What is rated: an item, or a pair with the smaller id first.
    private struct SubjectUnit: Hashable {
        var prompt: String
        var first: String
        var second: String?

        var id: String { second.map { "\(first):\($0)" } ?? first }
    }

    /// Every item, where something rates single responses, and every pair of the design, where something rates pairs.
    private static func units(of study: Study, _ responses: [Answer], planned: [SubjectUnit]) -> [SubjectUnit] {
        var units: [SubjectUnit] = []
        var seen: Set<String> = []
        func add(_ unit: SubjectUnit) { if seen.insert(unit.id).inserted { units.append(unit) } }
        if study.criteria.contains(where: { $0.subject == .item }) {
            for response in responses { add(SubjectUnit(prompt: response.prompt, first: response.item)) }
        }
        guard study.criteria.contains(where: \.isPairwise) else { return units }
        for pair in planned { add(pair) }
        guard ![.ring, .spread].contains(study.review.pairs) else {
            let known = Set(planned.map(\.prompt))
            for pair in ring(responses.filter { !known.contains($0.prompt) }) { add(pair) }
            return units
        }
        var budget = Int.max
        if case .budget(let pairs) = study.review.pairs {
            guard planned.isEmpty else { return units }
            budget = pairs
        }
        for (place, one) in responses.enumerated() {
            for other in responses[(place + 1)...] where other.prompt == one.prompt && other.item != one.item {
                if study.review.pairs == .baseline, one.isBaseline == other.isBaseline || one.sample != other.sample {
                    continue
                }
                guard budget > 0 else { return units }
                let before = units.count
                add(
                    SubjectUnit(
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

    /// Each text of a prompt with the next one by their ids, and the last with the first.
    private static func ring(_ responses: [Answer]) -> [SubjectUnit] {
        let byPrompt = Dictionary(grouping: responses, by: \.prompt)
        var prompts: [String] = []
        for response in responses where prompts.last != response.prompt { prompts.append(response.prompt) }
        return prompts.flatMap { prompt -> [SubjectUnit] in
            let items = Set((byPrompt[prompt] ?? []).map(\.item)).sorted()
            guard items.count > 1 else { return [] }
            return items.indices.dropLast(items.count == 2 ? 1 : 0).map { place in
                let (one, other) = (items[place], items[(place + 1) % items.count])
                return SubjectUnit(prompt: prompt, first: min(one, other), second: max(one, other))
            }
        }
    }
}
