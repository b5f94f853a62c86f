import Foundation
import GRDB
package import Studies

extension Store {
    /// Looks the database over: integrity, orphans, leases, the log, and ratings whose ground was changed since.
    package func diagnose(_ study: String, at time: Int64) throws -> [Diagnosis] {
        let (damage, broken) = try read { database in
            // A connection that was told to look away looks again here.
            try database.execute(sql: "PRAGMA ignore_check_constraints = OFF")
            return (
                try String.fetchAll(database, sql: "PRAGMA integrity_check").count { $0 != "ok" },
                try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").count
            )
        }
        let chain = try verify(study, checksRules: damage + broken > 0).broken.count
        let claims = try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT owner, lease_until FROM presentation WHERE study = ? AND state = 'claimed'",
                arguments: [try Self.studyID(study, database)]
            ).count {
                ($0["lease_until"] as Int64? ?? 0) < time || !LeaseOwner(rawValue: $0["owner"] ?? "").mayBeAlive
            }
        }
        return try read { database in
            let id = try Self.studyID(study, database)
            func count(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql, arguments: [id]) ?? 0 }
            // How many it are tells whose text it was.
            let isBlind = try Self.isBlind(id, database)
            let told = try Self.isTold(id, database)
            return [
                Diagnosis(check: "pages of the file", count: damage, remedy: "restore a backup"),
                Diagnosis(check: "references to nothing", count: broken, remedy: "restore a backup"),
                Diagnosis(
                    check: "log of reviews",
                    count: chain,
                    remedy: "'slam verify' names each; ask who edited the database"
                ),
                Diagnosis(
                    check: "claims of dead or late sessions",
                    count: claims,
                    remedy: "nothing: the next 'slam review' frees them"
                ),
                Diagnosis(
                    check: "texts that belong to nothing",
                    count: try count(Self.orphans),
                    remedy: "harmless; they are kept for the ratings that they may have"
                ),
                Diagnosis(
                    check: "responses that nobody is planned for",
                    count: try count(Self.unplanned),
                    remedy: "'slam plan'; what came late or alone waits for others, unless 'slam plan --partial'"
                ),
                Diagnosis(
                    check: "rows planned for who left the study",
                    count: try count(Self.strangers),
                    remedy: "'slam plan' gives them to the others"
                ),
                Diagnosis(
                    check: "ratings under an older rubric",
                    count: try Self.mayBeOlder(id, database) ? Self.olderRubric(id, told, database) : 0,
                    remedy: "'slam plan' asks them again, or set the criterion back in study.yaml"
                ),
                Diagnosis(
                    check: "ratings under an edited prompt",
                    count: try Self.editedPrompts(id, database),
                    remedy: "rate them again, or set the prompt back in prompts.jsonl"
                ),
                Diagnosis(
                    check: "ratings of criteria that are gone",
                    count: try Self.hasEarlierCriteria(id, database) ? count(Self.goneCriteria + told) : 0,
                    remedy: "give the criterion back its name in study.yaml, or leave them: they are in no figure"
                ),
                Diagnosis(
                    check: "ratings of responses since replaced" + (isBlind ? " (withheld until 'slam unblind')" : ""),
                    count: isBlind ? 0 : try count(Self.replaced),
                    remedy: "none are lost: the new responses are rated again"
                ),
                Diagnosis(
                    check: "rows that are done without a rating",
                    count: try count(Self.doneWithout),
                    remedy: "'slam verify'; ask who edited the database"
                ),
            ]
        }
    }

    private static let orphans = """
        SELECT count(*) FROM item i JOIN prompt p ON p.id = i.prompt WHERE p.study = ?
            AND NOT EXISTS (SELECT 1 FROM response r WHERE r.item = i.id)
            AND NOT EXISTS (SELECT 1 FROM answer a WHERE a.item = i.id)
            AND NOT EXISTS (SELECT 1 FROM degraded d WHERE d.item = i.id)
            AND NOT EXISTS (SELECT 1 FROM set_member m WHERE m.item_set = i.id)
            AND NOT EXISTS (SELECT 1 FROM presentation n WHERE n.first = i.id OR n.second = i.id)
        """
    private static let unplanned = """
        SELECT count(DISTINCT r.item) FROM response r JOIN prompt p ON p.id = r.prompt JOIN model m ON m.id = r.model
        WHERE p.study = ? AND r.is_current = 1 AND p.is_current = 1 AND m.is_current = 1
            AND EXISTS (SELECT 1 FROM presentation n WHERE n.study = p.study AND n.second IS NULL AND n.arrangement IS NULL)
            AND NOT EXISTS (SELECT 1 FROM leak l WHERE l.item = r.item AND l.policy = 'exclude')
            AND NOT EXISTS (SELECT 1 FROM presentation n WHERE n.first = r.item AND n.second IS NULL)
        """
    /// The study's list is read once, not for each row.
    private static let strangers = """
        SELECT count(*) FROM presentation n WHERE n.study = ?1 AND n.state = 'open'
            AND n.reviewer IN (SELECT t.id FROM rater t WHERE t.name NOT IN (
                SELECT f.value FROM study s CROSS JOIN json_each(s.settings, '$.reviewers') f WHERE s.id = ?1))
        """
    /// Standing ratings under a version of their criterion that does not count today.
    private static func olderRubric(_ study: Int64, _ told: String, _ database: Database) throws -> Int {
        let counting = try countingVersions(study, database).sorted { $0.key < $1.key }
        guard !counting.isEmpty else { return 0 }
        let cases = counting.map { "WHEN ? THEN r.criterion_sha256 NOT IN (\($0.value.listed))" }
        return try Int.fetchOne(
            database,
            sql: """
                SELECT count(*) FROM rating r JOIN criterion c ON c.id = r.criterion
                WHERE +r.study = ? AND r.outcome = 'rated' AND c.form != 'metric'
                    AND CASE c.name \(cases.joined(separator: " ")) END
                    AND NOT EXISTS (SELECT 1 FROM rating n WHERE n.supersedes = r.record)
                """ + told,
            arguments: [study] + StatementArguments(counting.map(\.key))
        ) ?? 0
    }
    private static let goneCriteria = """
        SELECT count(*) FROM rating r WHERE +r.study = ? AND r.outcome = 'rated'
            AND r.criterion IN (SELECT c.id FROM criterion c WHERE c.form != 'metric' AND NOT EXISTS (
                SELECT 1 FROM criterion k WHERE k.study = c.study AND k.name = c.name AND k.is_current = 1))
            AND NOT EXISTS (SELECT 1 FROM rating n WHERE n.supersedes = r.record)
        """

    /// Standing ratings that are in no figure, as what they answer was edited since.
    package func staleRatings(of study: String) throws -> (question: Int, prompt: Int, gone: Int) {
        try read { database in
            let id = try Self.studyID(study, database)
            func count(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql, arguments: [id]) ?? 0 }
            let told = try Self.isTold(id, database)
            return (
                try Self.mayBeOlder(id, database) ? Self.olderRubric(id, told, database) : 0,
                try Self.ratingsOfAnotherPrompt(id, database).count,
                try Self.hasEarlierCriteria(id, database) ? count(Self.goneCriteria + told) : 0
            )
        }
    }

    /// Mostly every criterion is as it was, and there may be hundreds of thousands of ratings.
    private static func mayBeOlder(_ study: Int64, _ database: Database) throws -> Bool {
        try hasEarlierCriteria(study, database) || hasOtherVersion(study, database)
    }

    private static func hasEarlierCriteria(_ study: Int64, _ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM criterion WHERE study = ? AND is_current = 0 AND form != 'metric')",
            arguments: [study]
        ) ?? true
    }

    /// Whether a rating names another version of its criterion than the criterion's own: looked at in one pass, without a
    /// search for each rating.
    private static func hasOtherVersion(_ study: Int64, _ database: Database) throws -> Bool {
        let versions = try Row.fetchAll(
            database,
            sql: "SELECT id, sha256 FROM criterion WHERE study = ? ORDER BY id",
            arguments: [study]
        )
        guard !versions.isEmpty else { return false }
        let own = versions.map { _ in "WHEN ? THEN ?" }.joined(separator: " ")
        return try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (SELECT 1 FROM rating WHERE +study = ? AND criterion_sha256 != CASE criterion \(own) END)
                """,
            arguments: StatementArguments(
                [study.databaseValue] + versions.flatMap { [$0["id"], $0["sha256"]] as [DatabaseValue] }
            )
        ) ?? false
    }

    /// Rated showings whose prompt reads otherwise today.
    private static func editedPrompts(_ study: Int64, _ database: Database) throws -> Int {
        try Row.fetchAll(
            database,
            sql: """
                SELECT e.payload, p.text FROM event e JOIN presentation n ON n.id = e.presentation
                JOIN item i ON i.id = n.first JOIN prompt p ON p.id = i.prompt
                WHERE e.study = ? AND e.kind = 'shown' AND n.state = 'done'
                    AND NOT EXISTS (SELECT 1 FROM event x WHERE x.presentation = n.id AND x.kind = 'shown' AND x.id > e.id)
                """,
            arguments: [study]
        ).count { row in
            guard let then = (try? JSONValue(parsing: row["payload"] as String))?["prompt_sha256"]?.string else {
                return false
            }
            return then != SHA256.hex(of: row.text("text") ?? "")
        }
    }

    /// No index leads from a text to its ratings: which texts have some is listed once, not looked for from each row.
    static let doneWithout = """
        SELECT count(*) FROM presentation n WHERE n.study = ? AND n.state = 'done'
            AND n.id NOT IN (SELECT presentation FROM rating WHERE presentation IS NOT NULL)
            AND n.first NOT IN (SELECT first FROM rating WHERE presentation IS NULL)
            AND n.first NOT IN (SELECT m.item_set FROM set_member m WHERE m.member IN (SELECT first FROM rating))
        """

    private static let replaced = """
        SELECT count(*) FROM rating r WHERE +r.study = ? AND r.outcome = 'rated' AND r.phase = 'blind'
            AND EXISTS (SELECT 1 FROM response x WHERE x.item IN (r.first, r.second))
            AND EXISTS (SELECT 1 FROM item i WHERE i.id IN (r.first, r.second)
                AND NOT EXISTS (SELECT 1 FROM response x WHERE x.item = i.id AND x.is_current = 1))
        """

    /// Writes a whole copy to a new file and proves that it holds what this one does. How many rows that are is not told: two
    /// copies with an import between them would say what it found. A copy that was given up or is not whole is removed.
    package func backUp(to path: String) throws {
        try Self.refuseExisting(path)
        try Self.drafting(path) { draft in
            try writeCopy(to: draft, for: path)
            do { try FileManager.default.moveItem(atPath: draft, toPath: path) } catch {
                throw StoreError("cannot write '\(path)': name another file")
            }
        }
    }

    private func writeCopy(to draft: String, for path: String) throws {
        do {
            try writer.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [draft]) }
            let copy = try Store(writer: DatabaseQueue(path: draft), path: draft)
            copy.giveUp(as: self)
            let found = try copy.read { try Self.rowCounts($0) }
            let sound = try copy.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok"
            try copy.markAsCopy()
            try copy.writer.close()
            // A review may go on meanwhile: rows are only ever added.
            let wanted = try read { try Self.rowCounts($0) }
            let isWhole = zip(found, wanted).allSatisfy { $0.0 == $1.0 && $0.1 <= $1.1 } && found.count == wanted.count
            guard sound, isWhole else { throw StoreError("the copy '\(path)' is not whole: try again on another disk") }
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }

    /// What is done to this database is done to a copy: its acts are not those of the one that people work on.
    private func markAsCopy() throws {
        try writer.write { database in
            try database.execute(
                sql: """
                    INSERT INTO copied (at, head) SELECT ?, coalesce((SELECT sha256 FROM study_event ORDER BY id DESC LIMIT 1), '')
                    """,
                arguments: [StudyLog.now]
            )
        }
    }

    /// When this database was copied from another one; nil where it is none of 'slam backup'.
    package func copiedAt() throws -> Int64? {
        try read { try Int64.fetchOne($0, sql: "SELECT max(at) FROM copied") }
    }

    private static func rowCounts(_ database: Database) throws -> [(String, Int)] {
        let tables = try String.fetchAll(
            database,
            sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        return try tables.map { ($0, try Int.fetchOne(database, sql: "SELECT count(*) FROM \"\($0)\"") ?? 0) }
    }
}
