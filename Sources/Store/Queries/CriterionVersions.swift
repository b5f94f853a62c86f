import GRDB
import Studies

/// Which versions of a study's criteria count as one: those that differ in how a person is asked, and those whose edit was
/// declared to keep the meaning.
struct CriterionVersions {
    /// The version of today of each criterion.
    let today: [(name: String, sha256: String)]
    private let kept: [KeptVersion]
    /// By version those under which the same is rated.
    private var alike: [String: Set<String>] = [:]

    init(_ study: Int64, _ database: Database) throws {
        kept = try Store.keptVersions(study, database)
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT name, sha256, definition, is_current FROM criterion WHERE study = ? AND form != 'metric'
                ORDER BY position, id
                """,
            arguments: [study]
        )
        today = rows.filter { $0["is_current"] }.map { ($0["name"], $0["sha256"]) }
        for row in rows {
            let definition = try? JSONValue(parsing: row["definition"] as String)
            alike[row["sha256"]] = definition.flatMap(Criterion.init(json:))?.versionsAlike
        }
    }

    /// Every version under which a rating counts where the criterion is of that one today.
    func counting(_ version: String, of name: String) -> Set<String> {
        grown([version], of: name)
    }

    /// The same of a criterion that the database need not know.
    func counting(_ criterion: Criterion) -> Set<String> { grown(criterion.versionsAlike, of: criterion.name) }

    private func grown(_ start: Set<String>, of name: String) -> Set<String> {
        var versions = start
        while true {
            let more = versions.union(versions.flatMap { alike[$0] ?? [] })
            let older = kept.filter { $0.criterion == name && more.contains($0.newer) }.map(\.older)
            let grown = more.union(older)
            guard grown.count > versions.count else { return versions }
            versions = grown
        }
    }
}

extension Set<String> {
    /// Hashes as SQL has them in a list.
    var listed: String { sorted().map { "'\($0)'" }.joined(separator: ",") }
}
