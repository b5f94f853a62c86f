import Foundation
import GRDB
import Synchronization

extension Store {
    /// The open row that a reviewer gets next: own ones and those for anybody, by position.
    func next(study: Int64, rater: Int64, _ database: Database) throws -> Int64? {
        let place = try Int.fetchOne(
            database,
            sql: "SELECT coalesce(max(place), 0) + 1 FROM presentation WHERE reviewer = ? AND place IS NOT NULL",
            arguments: [rater]
        )
        let named = try Row.fetchOne(database, sql: Self.namedQuery, arguments: [rater, place])
        let again = try Row.fetchOne(database, sql: Self.openRepeatQuery, arguments: [rater, place, study])
        let open = try nextOpen(study, rater, mayLookBack: named == nil && again == nil, database)
        let found = [named, again, open].compactMap(\.self).min { ($0["position"] as Int) < ($1["position"] as Int) }
        if let found { return found["id"] }
        if let later = try Int64.fetchOne(database, sql: Self.putOffQuery, arguments: [rater]) { return later }
        // Nothing else is left: a repeat whose distance cannot be kept any more comes all the same.
        return try Row.fetchOne(database, sql: Self.namedQuery, arguments: [rater, Int.max])?["id"]
    }

    /// The next row that is open to anybody. What lies before the last one found is another slot of what the reviewer has,
    /// and is not looked through again until nothing else is left: only then may something have come free there.
    private func nextOpen(_ study: Int64, _ rater: Int64, mayLookBack: Bool, _ database: Database) throws -> Row? {
        let start = openFrom.withLock { $0[rater] ?? .min }
        func search(from position: Int) throws -> Row? {
            try Row.fetchOne(database, sql: Self.openQuery, arguments: [rater, study, position])
        }
        var found = try search(from: start)
        if found == nil, start > .min, mayLookBack { found = try search(from: .min) }
        let passed = try Int.fetchOne(
            database,
            sql: "SELECT max(position) FROM presentation WHERE study = ? AND state = 'open' AND reviewer IS NULL",
            arguments: [study]
        )
        let last: Int? = found.map { $0["position"] } ?? passed
        openFrom.withLock { $0[rater] = last ?? start }
        return found
    }

    /// The next row that is the reviewer's own.
    static let namedQuery = """
        SELECT n.id, n.position FROM presentation n WHERE n.reviewer = ?1 AND n.state = 'open'
            AND (n.original IS NULL OR EXISTS (SELECT 1 FROM presentation o WHERE o.id = n.original
                AND o.state = 'done' AND coalesce(o.place, 0) + coalesce(n.distance, 0) < ?2))
            AND NOT EXISTS (SELECT 1 FROM put_off o WHERE o.reviewer = ?1 AND o.presentation = n.id)
        ORDER BY n.position LIMIT 1
        """

    /// What the reviewer put off first and can still take.
    static let putOffQuery = """
        SELECT n.id FROM put_off o JOIN presentation n ON n.id = o.presentation
        WHERE o.reviewer = ?1 AND n.state = 'open' AND (n.reviewer = ?1 OR n.reviewer IS NULL AND \(isNew))
        ORDER BY o.id LIMIT 1
        """

    /// The next row from a position on that is open to all and that the reviewer does not have in another slot.
    static let openQuery = """
        SELECT n.id, n.position FROM presentation n
        WHERE n.study = ?2 AND n.state = 'open' AND n.reviewer IS NULL AND n.original IS NULL AND n.position >= ?3
            AND \(isNew) AND \(isNotPutOff) ORDER BY n.position LIMIT 1
        """

    /// How many subjects that are open to all a reviewer can still take.
    static let takeableQuery = """
        SELECT count(*) FROM (SELECT DISTINCT n.first, n.second, n.phase, n.round FROM presentation n
            WHERE n.study = ?2 AND n.state = 'open' AND n.reviewer IS NULL AND n.original IS NULL AND \(isNew))
        """

    /// The next repeat of what the reviewer rated that is open to all.
    static let openRepeatQuery = """
        SELECT n.id, n.position FROM presentation n
        WHERE n.study = ?3 AND n.state = 'open' AND n.reviewer IS NULL AND n.original IS NOT NULL AND \(isNew)
            AND EXISTS (SELECT 1 FROM presentation o WHERE o.id = n.original
                AND o.reviewer = ?1 AND o.state = 'done' AND coalesce(o.place, 0) + coalesce(n.distance, 0) < ?2)
        ORDER BY n.position LIMIT 1
        """

    private static let isNew = """
        NOT EXISTS (SELECT 1 FROM presentation x WHERE x.first = n.first AND x.reviewer = ?1
            AND coalesce(x.second, 0) = coalesce(n.second, 0) AND x.phase = n.phase AND x.round = n.round
            AND NOT (x.state = 'revoked' AND x.is_extra = 1))
        """
    /// What a reviewer put off is not the next one.
    private static let isNotPutOff = """
        NOT EXISTS (SELECT 1 FROM put_off o WHERE o.reviewer = ?1 AND o.presentation = n.id)
        """
}
