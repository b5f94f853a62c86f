import GRDB

extension Store {
    /// Whether any rating replaced another one, or took it back; else all that were stored are current.
    static func hasCorrections(_ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM rating WHERE supersedes IS NOT NULL)"
        ) ?? true
    }

    /// That a rating `r` is current, as SQL says it behind other conditions: nothing where all are, so that it is not asked of
    /// each of hundreds of thousands.
    static func butCorrected(_ database: Database) throws -> String {
        try hasCorrections(database)
            ? "AND NOT EXISTS (SELECT 1 FROM rating x WHERE x.supersedes = r.record)" : ""
    }
}
