import Foundation
import GRDB
import GRDBSQLite

/// Where a review reads texts, a reviewer's own acts and drafts: names of views, or queries in brackets.
struct ReviewSources: Sendable {
    var blind: String
    var ratings: String
    var drafts: String
    var lessons: String

    var all: [String] { [blind, ratings, drafts, lessons] }

    /// All acts of one reviewer; `is_current` where nothing has taken their place.
    static func ratings(of rater: Int64?) -> String {
        """
        SELECT r.id, r.presentation, r.criterion, r.first, r.outcome, r.value, r.confidence, r.reason, r.note, r.flags,
            r.active_ms, r.at, r.criterion_sha256, r.outcome != 'retracted'
                AND NOT EXISTS (SELECT 1 FROM rating n WHERE n.supersedes = r.record) AS is_current
        FROM rating r WHERE r.rater = \(rater.map(String.init) ?? "NULL")
        """
    }

    /// What is expected of the training items that one reviewer has rated.
    static func lessons(of rater: Int64?) -> String {
        """
        SELECT n.id AS presentation, a.criterion, a.value, a.explanation
        FROM presentation n JOIN answer a ON a.item = n.first AND a.phase = 'training'
        WHERE n.reviewer = \(rater.map(String.init) ?? "NULL") AND n.phase = 'training'
            AND EXISTS (SELECT 1 FROM rating r WHERE r.presentation = n.id AND r.outcome = 'rated')
        """
    }

    static func drafts(of rater: Int64?) -> String {
        "SELECT presentation, note FROM draft WHERE reviewer = \(rater.map(String.init) ?? "NULL")"
    }
}

extension Store {
    /// This store, from now on unable to read anything but what a blind review of that reviewer needs: SQLite itself
    /// refuses the rest. Nothing of its own is there for a name that the study does not have.
    ///
    /// The authorizer takes the place of GRDB's own, which a connection that observes nothing and changes no schema does
    /// not need. It cannot be taken off again.
    package func restricted(to reviewer: String, study: String) throws -> Store {
        let restriction = Restriction()
        try writer.unsafeReentrantWrite { database in
            let rater = try Self.knownReviewer(reviewer, study: study, database)
            try Self.makeViews(restriction.names, for: rater, database)
            // SQLite builds this table at its first use, which the authorizer would refuse; a trigger needs it.
            _ = try Row.fetchOne(database, sql: "SELECT 1 FROM json_each('[]')")
            let connection = database.sqliteConnection
            // The connection may outlive every store: the names are kept for as long as the program runs.
            let context = Unmanaged.passRetained(restriction).toOpaque()
            guard sqlite3_set_authorizer(connection, Restriction.authorize, context) == SQLITE_OK else {
                throw StoreError("the database '\(path)' cannot be restricted to the blind view: nothing was shown")
            }
        }
        return Store(writer: writer, path: path, restriction: restriction, wait: wait, copy: copy)
    }

    private static func makeViews(_ names: ReviewSources, for rater: Int64?, _ database: Database) throws {
        let definition = try String.fetchOne(
            database,
            sql: "SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = 'v_blind'"
        )
        guard let definition, let body = definition.range(of: " AS\\s+SELECT ", options: .regularExpression) else {
            throw StoreError("the database has no blind view: nothing was shown")
        }
        let blind = "SELECT \(definition[body.upperBound...]) WHERE n.reviewer = \(rater.map(String.init) ?? "NULL")"
        // Nothing of a draft is left in a file that its reviewer hands in.
        try database.execute(sql: "PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON")
        try database.execute(
            sql: """
                CREATE TEMP VIEW \(names.blind) AS \(blind);
                CREATE TEMP VIEW \(names.ratings) AS \(ReviewSources.ratings(of: rater));
                CREATE TEMP VIEW \(names.drafts) AS \(ReviewSources.drafts(of: rater));
                CREATE TEMP VIEW \(names.lessons) AS \(ReviewSources.lessons(of: rater));
                """
        )
    }

    /// Where to read what belongs to a reviewer.
    func sources(of rater: Int64) -> ReviewSources {
        restriction?.names
            ?? ReviewSources(
                blind: "v_blind",
                ratings: "(\(ReviewSources.ratings(of: rater)))",
                drafts: "(\(ReviewSources.drafts(of: rater)))",
                lessons: "(\(ReviewSources.lessons(of: rater)))"
            )
    }

    /// Runs a query and forgets its rows; for asking what SQLite allows.
    package func probe(_ sql: String) throws { try read { _ = try Row.fetchAll($0, sql: sql) } }
}
