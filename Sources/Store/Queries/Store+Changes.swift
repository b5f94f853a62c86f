import Foundation
import GRDB
package import Studies

/// What of a study's files the database does not have yet, and how many ratings go stale by it.
package struct StudyChanges: Sendable, Equatable {
    /// A criterion that reads otherwise.
    package struct Edited: Sendable, Equatable {
        package var name: String
        /// What of it: the question, the scale, the words of its points, what else is asked, how a person is asked.
        package var parts: [String]
        package var ratings: Int

        /// What is another, as `another question and other anchors`.
        package var differences: String {
            parts.map { "\($0.hasSuffix("s") ? "other" : "another") \($0)" }.joined(separator: " and ")
        }

        /// Whether earlier ratings may mean the same: where no more than wording was edited.
        package var mayKeepMeaning: Bool {
            !isOfAskingAlone
                && Set(parts).isSubset(of: ["question", "anchors", "further questions", Criterion.wayOfAsking])
        }

        /// Whether no more was edited than how a person is asked, so that every rating stands.
        package var isOfAskingAlone: Bool { parts == [Criterion.wayOfAsking] }
    }

    /// A criterion that the files no longer have, and the one that asks the same under another name.
    package struct Gone: Sendable, Equatable {
        package var name: String
        package var renamed: String?
        package var ratings: Int
    }

    package var edited: [Edited] = []
    package var gone: [Gone] = []
    package var new: [String] = []
    /// The names of prompts that read otherwise, and the ratings of responses to them.
    package var prompts: [String] = []
    /// Prompts that bear other tags.
    package var retagged: [String] = []
    package var promptRatings = 0
    /// The rows of these ratings and of what else was said to them.
    package var promptRows: Set<Int64> = []
    /// Prompts and models that the files have no more, and those that they have again.
    package var (gonePrompts, returnedPrompts): ([String], [String]) = ([], [])
    package var (goneModels, returnedModels): ([String], [String]) = ([], [])
    package var hasOtherGuidelines = false
    package var newReviewers: [String] = []
    package var goneReviewers: [String] = []
    /// What else of the settings of the review differs.
    package var settings: [String] = []

    package init() {}

    package var isEmpty: Bool { self == StudyChanges() }
}

extension Store {
    /// Compares the study's files with the database's copy, and changes nothing; nil where the database does not know it.
    package func changes(to study: Study) throws -> StudyChanges? {
        try read { database in
            guard let id = try Self.knownStudyID(study.name, database) else { return nil }
            var changes = StudyChanges()
            try Self.compareCriteria(study, id, &changes, database)
            try Self.comparePrompts(study, id, &changes, database)
            try Self.compareSettings(study, id, &changes, database)
            (changes.gonePrompts, changes.returnedPrompts) = try Self.moved(
                "prompt",
                study.prompts.map(\.id),
                id,
                database
            )
            (changes.goneModels, changes.returnedModels) = try Self.moved(
                "model",
                study.models.map(\.name),
                id,
                database
            )
            return changes
        }
    }

    private static func compareCriteria(
        _ study: Study,
        _ id: Int64,
        _ changes: inout StudyChanges,
        _ database: Database
    )
        throws
    {
        let known = try String.fetchAll(
            database,
            sql:
                "SELECT definition FROM criterion WHERE study = ? AND is_current = 1 AND form != 'metric' ORDER BY position",
            arguments: [id]
        ).compactMap { Criterion(json: try JSONValue(parsing: $0)) }
        let names = Set(study.criteria.map(\.name))
        let older = Dictionary(known.map { ($0.name, $0) }) { one, _ in one }
        changes.new = study.criteria.map(\.name).filter { older[$0] == nil }
        for one in known where !names.contains(one.name) {
            let again = study.criteria.first { other in
                var renamed = other
                renamed.name = one.name
                return older[other.name] == nil && renamed == one
            }
            let count = try ratings(of: one.name, id, otherThan: [], database)
            changes.gone.append(.init(name: one.name, renamed: again?.name, ratings: count))
        }
        let versions = try CriterionVersions(id, database)
        for criterion in study.criteria {
            guard let before = older[criterion.name], before != criterion else { continue }
            let count = try ratings(of: criterion.name, id, otherThan: versions.counting(criterion), database)
            changes.edited.append(.init(name: criterion.name, parts: criterion.parts(unlike: before), ratings: count))
        }
    }

    /// Standing ratings of people and judges on a criterion under none of these versions.
    private static func ratings(
        of name: String,
        _ study: Int64,
        otherThan versions: Set<String>,
        _ database: Database
    ) throws -> Int {
        try Int.fetchOne(
            database,
            sql: """
                SELECT count(*) FROM rating r JOIN criterion c ON c.id = r.criterion
                WHERE r.study = ?1 AND c.name = ?2 AND r.outcome = 'rated' AND c.form != 'metric'
                    AND coalesce(r.criterion_sha256, c.sha256) NOT IN (\(versions.listed))
                    AND NOT EXISTS (SELECT 1 FROM rating n WHERE n.supersedes = r.record) \(try isTold(study, database))
                """,
            arguments: [study, name]
        ) ?? 0
    }

    private static func comparePrompts(_ study: Study, _ id: Int64, _ changes: inout StudyChanges, _ database: Database)
        throws
    {
        let prompts = Dictionary(study.prompts.map { ($0.id, $0) }) { one, _ in one }
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT id, name, text, tags FROM prompt WHERE study = ? AND is_current = 1 ORDER BY position, id",
            arguments: [id]
        )
        for row in rows {
            guard let prompt = prompts[row["name"]] else { continue }
            if prompt.tagText != row["tags"] as String { changes.retagged.append(prompt.id) }
            guard prompt.text.data != row["text"] as Data? ?? Data() else { continue }
            changes.prompts.append(row["name"])
            let shown = try Row.fetchAll(
                database,
                sql: """
                    SELECT r.id, r.outcome FROM item i JOIN rating r ON r.first = i.id
                    WHERE i.prompt = ? AND r.presentation IS NOT NULL
                        AND NOT EXISTS (SELECT 1 FROM rating n WHERE n.supersedes = r.record)
                    """,
                arguments: [row["id"] as Int64]
            )
            changes.promptRatings += shown.count { $0["outcome"] == "rated" }
            changes.promptRows.formUnion(shown.map { $0["id"] })
        }
    }

    /// Names in a table that are of the study's today and not among these any more, and those that are again.
    private static func moved(_ table: String, _ names: [String], _ id: Int64, _ database: Database) throws -> (
        gone: [String], returned: [String]
    ) {
        let today = Set(names)
        let known = try Row.fetchAll(
            database,
            sql: "SELECT name, is_current FROM \(table) WHERE study = ? ORDER BY position, id",
            arguments: [id]
        ).map { (name: $0["name"] as String, isCurrent: $0["is_current"] as Bool) }
        return (
            known.filter { $0.isCurrent && !today.contains($0.name) }.map(\.name),
            known.filter { !$0.isCurrent && today.contains($0.name) }.map(\.name)
        )
    }

    /// A copy that an earlier build made lacks what this one keeps besides: that is no edit.
    private static func differs(_ older: JSONValue, _ newer: JSONValue) -> Bool {
        guard let members = older.members else { return older.canonicalText != newer.canonicalText }
        return members.contains { name, value in newer[name].map { differs(value, $0) } ?? true }
    }

    private static func compareSettings(
        _ study: Study,
        _ id: Int64,
        _ changes: inout StudyChanges,
        _ database: Database
    )
        throws
    {
        let text = try String.fetchOne(database, sql: "SELECT settings FROM study WHERE id = ?", arguments: [id])
        let (before, after) = (try JSONValue(parsing: text ?? "{}"), study.settings([], settled: []))
        let reviewers = before["reviewers"]?.array?.compactMap(\.string) ?? []
        changes.newReviewers = study.reviewers.filter { !reviewers.contains($0) }
        changes.goneReviewers = reviewers.filter { !study.reviewers.contains($0) }
        changes.hasOtherGuidelines = before["guidelines"]?.string ?? "" != study.guidelines
        let apart: Set<String> = ["reviewers", "guidelines", "declared", "settled", "criteria"]
        for (name, value) in after.members ?? [] where !apart.contains(name) {
            if let older = before[name], Self.differs(older, value) { changes.settings.append(name) }
        }
    }
}

extension Criterion {
    /// Whether a note and how sure a reviewer is are asked for.
    fileprivate static let wayOfAsking = "way of asking"

    /// What reads otherwise than in another version, in words.
    fileprivate func parts(unlike other: Criterion) -> [String] {
        var parts: [String] = []
        if question != other.question { parts.append("question") }
        if level != other.level { parts.append("level") }
        switch (form, other.form) {
        case (.scale(let new), .scale(let old)):
            if (new.min, new.max, new.step) != (old.min, old.max, old.step) { parts.append("points") }
            if new.anchors != old.anchors { parts.append("anchors") }
        default: if form != other.form { parts.append("answers") }
        }
        if asks.reasons != other.asks.reasons { parts.append("further questions") }
        if (asks.confidence, asks.note) != (other.asks.confidence, other.asks.note) { parts.append(Self.wayOfAsking) }
        return parts
    }
}
