import GRDB
package import Studies

/// Who answered at an endpoint, as it was found.
package struct ServerRow: Sendable, Equatable {
    package var id: Int64
    /// The endpoint's name in the study.
    package var endpoint: String
    package var url: String
    /// Milliseconds UTC.
    package var askedAt: Int64
    package var identity: JSONValue
}

/// What one server gave of what a study uses.
package struct Served: Sendable {
    /// The model's or judge's name in the study, or the embedding model's.
    package var asked: String
    /// The hash of all that a judge was asked with, or an embedding model's endpoint; empty for a model.
    package var question: String
    /// The criteria of a judge's call, as JSON; empty for others.
    package var criteria: String
    package var server: ServerRow
    package var count: Int
    /// How many of it came after the server was found there last: it may have been another one by then.
    package var unsure: Int
}

extension Store {
    /// Keeps who answers at an endpoint: a new row only where it is another than the newest one. Returns the row.
    package func keepServer(
        _ identity: JSONValue,
        at endpoint: Endpoint,
        of study: String,
        asked time: Int64
    ) throws -> ServerRow {
        try write { database in
            let id = try Self.studyID(study, database)
            let text = identity.canonicalText
            let url = String(endpoint.url.prefix { $0 != "?" })
            let last = try Int64.fetchOne(database, sql: "SELECT max(id) FROM attempt") ?? 0
            if let known = try Self.newestServer(id, endpoint.name, database), known.url == url,
                known.identity.canonicalText == text
            {
                // What was asked until now was asked of the same server.
                try database.execute(
                    sql: "UPDATE server SET last_attempt = ? WHERE id = ?",
                    arguments: [last, known.id]
                )
                return known
            }
            try database.execute(
                sql: """
                    INSERT INTO server (study, endpoint, url, asked_at, identity, last_attempt) VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [id, endpoint.name, url, time, text, last]
            )
            let row = database.lastInsertedRowID
            return ServerRow(id: row, endpoint: endpoint.name, url: url, askedAt: time, identity: identity)
        }
    }

    /// Who answered at a study's endpoints, in the order in which they were found.
    package func servers(of study: String) throws -> [ServerRow] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT v.* FROM server v JOIN study s ON s.id = v.study WHERE s.name = ? ORDER BY v.id",
                arguments: [study]
            ).map(ServerRow.init(row:))
        }
    }

    /// Which servers gave what a study uses: its current responses, its judges' replies or its vectors; the oldest first.
    package func served(_ purpose: Purpose, of study: String) throws -> [Served] {
        guard let source = Self.kept(purpose), try !servers(of: study).isEmpty else { return [] }
        return try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT k.asked, coalesce(k.question, v.endpoint) AS question, k.criteria, v.*, count(*) AS n,
                        max(k.id) AS newest,
                        count(*) FILTER (WHERE a.id > v.last_attempt) AS unsure
                    FROM (\(source)) k JOIN attempt a ON a.id = k.attempt JOIN server v ON v.id = a.server
                    GROUP BY k.asked, coalesce(k.question, v.endpoint), v.id ORDER BY newest
                    """,
                arguments: [try Self.studyID(study, database)]
            ).map { row in
                Served(
                    asked: row["asked"],
                    question: row["question"],
                    criteria: row["criteria"],
                    server: ServerRow(row: row),
                    count: row["n"],
                    unsure: row["unsure"]
                )
            }
        }
    }

    /// What a study uses of a purpose, as SQL says it; nil for what it only measures.
    private static func kept(_ purpose: Purpose) -> String? {
        switch purpose {
        case .response:
            """
            SELECT r.id, m.name AS asked, '' AS question, '' AS criteria, r.attempt FROM response r
            JOIN model m ON m.id = r.model WHERE m.study = ? AND r.is_current = 1
            """
        case .judgement:
            """
            SELECT y.id, q.asked, coalesce(json_extract(q.detail, '$.asked'), '') AS question,
                coalesce(json_extract(q.detail, '$.criteria'), '') AS criteria, y.attempt
            FROM reply y JOIN request q ON q.id = y.request WHERE q.study = ? AND q.purpose = 'judgement'
                AND y.id = (SELECT max(n.id) FROM reply n WHERE n.request = q.id)
            """
        case .embedding:
            """
            SELECT e.request AS id, q.asked, json_extract(q.detail, '$.endpoint') AS question, '' AS criteria, e.attempt
            FROM embedding e JOIN request q ON q.id = e.request WHERE q.study = ?
            """
        case .probe: nil
        }
    }

    /// Who answered last at an endpoint of that name and address; nil where nobody told.
    package func newestServer(at endpoint: Endpoint, of study: String) throws -> ServerRow? {
        try read { database in
            let found = try Self.newestServer(try Self.studyID(study, database), endpoint.name, database)
            return found.flatMap { $0.url == String(endpoint.url.prefix { $0 != "?" }) ? $0 : nil }
        }
    }

    private static func newestServer(_ study: Int64, _ endpoint: String, _ database: Database) throws -> ServerRow? {
        try Row.fetchOne(
            database,
            sql: "SELECT * FROM server WHERE study = ? AND endpoint = ? ORDER BY id DESC LIMIT 1",
            arguments: [study, endpoint]
        ).map(ServerRow.init(row:))
    }
}

extension ServerRow {
    fileprivate init(row: Row) {
        self.init(
            id: row["id"],
            endpoint: row["endpoint"],
            url: row["url"],
            askedAt: row["asked_at"],
            identity: (try? JSONValue(parsing: row["identity"] as String)) ?? .null
        )
    }
}
