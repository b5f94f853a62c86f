import Foundation
import GRDB
import Studies

/// Compares with the logs who has which row of the plan, in which bundle rows were handed out, and in which bundle events came.
struct HandOutCheck {
    private let study: Int64
    private let database: Database
    /// What does not match.
    private(set) var findings: [String] = []

    init(_ study: Int64, _ events: [StudyEvent], _ database: Database) throws {
        self.study = study
        self.database = database
        try checkEvents()
        try checkSittings()
        try checkRows(try Self.handedOut(events))
        try checkReviewers()
    }

    /// An event from a bundle is called in its hash what that bundle, and no other, calls its row.
    private mutating func checkEvents() throws {
        let key = try Data.fetchOne(database, sql: "SELECT bundle_key FROM secret WHERE study = ?", arguments: [study])
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT t.name AS reviewer, e.sitting, e.number, e.presentation, e.named, e.bundle, b.name, b.format,
                    b.reviewer IS e.reviewer AS is_theirs FROM event e JOIN rater t ON t.id = e.reviewer
                LEFT JOIN bundle b ON b.id = e.bundle
                WHERE e.study = ? AND (e.bundle IS NOT NULL OR e.named IS NOT NULL) ORDER BY e.id
                """,
            arguments: [study]
        )
        var known: [[Int64]: Int64] = [:]
        while let row = try rows.next() {
            let (presentation, named): (Int64?, Int64?) = (row["presentation"], row["named"])
            let bundle: (id: Int64, name: String)? = (row["name"] as String?).map { (row["bundle"], $0) }
            var isRight = row["is_theirs"] as Bool
            if row["format"] as Int? == 1 {
                isRight = isRight && named == nil
            } else if let bundle, let key, let presentation {
                let place = [bundle.id, presentation]
                let name = known[place] ?? BundleNames(key: Array(key), bundle: bundle.name).row(presentation)
                known[place] = name
                isRight = isRight && named == name
            } else if let bundle, let key, let named {
                // A row that the plan has no more: no other bears the name.
                let names = BundleNames(key: Array(key), bundle: bundle.name)
                let ids = try Int64.fetchAll(
                    database,
                    sql: "SELECT id FROM presentation WHERE study = ?",
                    arguments: [study]
                )
                isRight = isRight && !ids.contains { names.row($0) == named }
            }
            guard !isRight else { continue }
            findings.append(
                "event \(row["number"] as Int) of \(row["reviewer"] as String)'s session \(row["sitting"] as String) stands "
                    + "on another row of the plan, or in another bundle, than it came from: changed"
            )
        }
    }

    /// A session begins where its first act is; at home it names this log's head, and may settle what others rated.
    private mutating func checkSittings() throws {
        let sittings = try String.fetchAll(
            database,
            sql: """
                SELECT DISTINCT e.sitting FROM event e LEFT JOIN event n
                    ON n.reviewer = e.reviewer AND n.sitting = e.sitting AND n.number = e.number + 1
                WHERE e.study = ? AND e.kind IN ('opened', 'adjudicated')
                    AND (e.kind = 'opened' AND n.id IS NOT NULL AND n.bundle IS NOT e.bundle
                    OR e.bundle IS NOT NULL
                        AND (e.kind = 'adjudicated' OR e.kind = 'opened' AND e.payload ->> '$.study' IS NOT NULL))
                ORDER BY e.sitting
                """,
            arguments: [study]
        )
        findings += sittings.map { "the session \($0) stands in another bundle than it came from: changed" }
    }

    /// Of each bundle whose event says so: whose it is, and which rows it took.
    private static func handedOut(_ events: [StudyEvent]) throws -> [(name: String, reviewer: String, rows: [Int64])] {
        try events.filter { $0.kind == StudyEventKind.bundle.rawValue }.compactMap { event in
            let payload = try JSONValue(parsing: event.payload)
            guard let name = payload["bundle"]?.string, let reviewer = payload["reviewer"]?.string,
                let ranges = payload["handed"]?.array
            else { return nil }
            return (name, reviewer, ranges.compactMap(\.array).flatMap { Self.range($0) })
        }
    }

    private static func range(_ ends: [JSONValue]) -> [Int64] {
        guard ends.count == 2, let first = ends[0].integer, let last = ends[1].integer, first <= last,
            last - first < 10_000_000
        else { return [] }
        return (first...last).map { Int64($0) }
    }

    /// What a row is in is the last bundle that took it; older events of bundles do not say which rows they took.
    private mutating func checkRows(_ bundles: [(name: String, reviewer: String, rows: [Int64])]) throws {
        guard !bundles.isEmpty else { return }
        var last: [Int64: Int] = [:]
        for (place, bundle) in bundles.enumerated() { for row in bundle.rows { last[row] = place } }
        let told = Set(bundles.map(\.name))
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT n.id, n.state IN ('issued', 'revoked') AS is_out, b.name, t.name AS reviewer FROM presentation n
                LEFT JOIN bundle b ON b.id = n.bundle LEFT JOIN rater t ON t.id = n.reviewer
                WHERE n.study = ? ORDER BY n.id
                """,
            arguments: [study]
        )
        while let row = try rows.next() {
            let (id, name): (Int64, String?) = (row["id"], row["name"])
            let bundle = last[id].map { bundles[$0] }
            let isRight =
                if let bundle {
                    name == bundle.name && (!(row["is_out"] as Bool) || row["reviewer"] as String? == bundle.reviewer)
                } else { name.map { !told.contains($0) } ?? true }
            if !isRight { findings.append("row \(id) of the plan was not handed out so: changed") }
        }
    }

    /// Whoever has a row that was rated or skipped here or in a bundle did that; what came in a file came in no bundle.
    private mutating func checkReviewers() throws {
        let rows = try Int64.fetchAll(
            database,
            sql: """
                SELECT n.id FROM presentation n WHERE n.study = ? AND n.state IN ('done', 'skipped')
                    AND EXISTS (SELECT 1 FROM rating r WHERE r.presentation = n.id)
                    AND NOT EXISTS (SELECT 1 FROM rating r WHERE r.presentation = n.id AND r.rater = n.reviewer
                        AND r.outcome = iif(n.state = 'done', 'rated', 'skipped'))
                ORDER BY n.id
                """,
            arguments: [study]
        )
        findings += rows.map { "row \($0) of the plan does not stand as its reviewer left it: changed" }
        let count = try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM rating WHERE +study = ? AND presentation IS NULL AND bundle IS NOT NULL",
            arguments: [study]
        )
        if let count, count > 0 { findings.append("\(count) ratings of no row of the plan stand in a bundle: changed") }
    }
}
