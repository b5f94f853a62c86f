import GRDB
import Studies

/// A row of a file that does not fit for a reason that tells who wrote a text: it is counted as read, and nothing is said.
struct WithheldRefusal: Error {}

/// What a blind study keeps back from whoever imports ratings by the names of models: nothing that is said of a row, no count
/// and nothing that is asked later may hang on who wrote which text.
struct NamingSecrecy {
    let isBlind: Bool
    /// Whether a blind plan stands.
    let keepsWriters: Bool
    /// The models of the plan; nil where none came later.
    let planned: Set<Int64>?
    /// Those of whom files brought ratings by the names of models, stored or not.
    let raters: Set<String>

    init(_ study: Int64, _ database: Database) throws {
        isBlind = try Store.isBlind(study, database)
        keepsWriters = try Store.hasBlindPlan(study, database)
        planned = try Store.lettered(study, database).map { Set($0.rows) }
        let logged = try isBlind ? Self.logged(study, database) : []
        raters = Set(logged.flatMap { $0["raters"]?.array?.compactMap(\.string) ?? [] })
    }

    /// How many rows of files named models while the study was blind, whatever became of them.
    static func count(_ study: Int64, _ database: Database) throws -> Int {
        try logged(study, database).reduce(0) { $0 + Int($1["named_by_model"]?.number ?? 0) }
    }

    private static func logged(_ study: Int64, _ database: Database) throws -> [JSONValue] {
        try String.fetchAll(
            database,
            sql: """
                SELECT payload FROM study_event WHERE study = ? AND kind = 'stored' AND payload LIKE '%"named_by_model":%'
                """,
            arguments: [study]
        ).map { try JSONValue(parsing: $0) }
    }
}

extension Store {
    /// Whether a text of a study was shown to somebody, or handed out.
    static func hasShownTexts(_ study: Int64, _ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (SELECT 1 FROM event WHERE study = ?1) OR EXISTS (SELECT 1 FROM bundle WHERE study = ?1)
                """,
            arguments: [study]
        ) ?? false
    }

    /// What counts of ratings `r` take: until unblinding none that named their model, as their number tells which texts are one.
    static func isTold(_ study: Int64, _ database: Database) throws -> String {
        try isBlind(study, database) ? " AND r.named_by IS NOT 'model'" : ""
    }
}

extension StudyLog {
    /// Notes rows of a file that named models: how many of them are one would tell which texts are one.
    func note(namedByModel rows: [String: Int]) throws {
        guard !rows.isEmpty else { return }
        let raters = rows.keys.sorted().map { JSONValue.string($0) }
        let count = rows.values.reduce(0, +)
        try append(.stored, [("named_by_model", .number(Double(count))), ("raters", .array(raters))], at: StudyLog.now)
    }
}
