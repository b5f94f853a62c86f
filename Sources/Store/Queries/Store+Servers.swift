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
            if let known = try Self.newestServer(id, endpoint.name, database), known.url == url,
                known.identity.canonicalText == text
            {
                return known
            }
            try database.execute(
                sql: "INSERT INTO server (study, endpoint, url, asked_at, identity) VALUES (?, ?, ?, ?, ?)",
                arguments: [id, endpoint.name, url, time, text]
            )
            let row = database.lastInsertedRowID
            return ServerRow(id: row, endpoint: endpoint.name, url: url, askedAt: time, identity: identity)
        }
    }

    /// Who answered the newest current response of a model; nil where nobody told.
    package func serverBehind(_ model: String, of study: String) throws -> ServerRow? {
        try read { database in
            let id = try Self.studyID(study, database)
            return try Row.fetchOne(
                database,
                sql: """
                    SELECT v.* FROM response r JOIN attempt a ON a.id = r.attempt JOIN server v ON v.id = a.server
                    JOIN model m ON m.id = r.model
                    WHERE m.study = ? AND m.name = ? AND r.is_current = 1 ORDER BY r.id DESC LIMIT 1
                    """,
                arguments: [id, model]
            ).map(ServerRow.init(row:))
        }
    }

    /// Who answered the current responses, by the study's model, in the order in which they were found.
    package func serversBehind(_ study: String) throws -> [(asked: String, identity: JSONValue)] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT m.name AS asked, v.* FROM response r JOIN attempt a ON a.id = r.attempt
                    JOIN server v ON v.id = a.server JOIN model m ON m.id = r.model
                    WHERE m.study = ? AND r.is_current = 1 ORDER BY m.name, v.id
                    """,
                arguments: [try Self.studyID(study, database)]
            ).map { ($0["asked"], ServerRow(row: $0).identity) }
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
