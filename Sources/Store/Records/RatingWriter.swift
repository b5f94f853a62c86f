import Foundation
import GRDB
import Studies

/// How a file names what a rating is about.
enum NamedBy: String {
    case item, model
}

/// Puts records into the table of ratings within one transaction.
///
/// Its statements are prepared once, and what many records share is read once.
final class RatingWriter {
    let database: Database
    private let study: String
    let studyID: Int64
    private var criteria: [String: Version]
    /// Every version of each criterion, by name and hash.
    private var versions: [String: [String: Version]] = [:]
    /// The items that masked ones are called by outside.
    private let masks: [ItemID: ItemID]
    /// What a blind study keeps back of names, once it was asked for: a review may not.
    private var readSecrecy: NamingSecrecy?
    /// How each rater's ratings are named, of those whom this file brought so far.
    private var naming: [String: NamedBy] = [:]
    /// Rows by name: prompts and models of the study, as far as responses are asked for.
    var prompts: [String: Int64]?
    var models: [String: Int64] = [:]
    private var raters: [String: (id: Int64, kind: RaterKind)] = [:]
    private var metrics: Set<String> = []
    let items: ItemSearch
    var lastSource: (prompt: String, source: ImportedRating.Source, item: ItemID)?
    /// Where the ratings of a file wait to be put in together.
    private let stage: RatingStage?
    private var alone: BoundRow?
    /// Looks up the response of a prompt, a model and a sample.
    var responses: RowCursor?

    private static let insertion = "INSERT INTO rating (\(StagedRating.columns)) VALUES (\(StagedRating.marks))"

    /// One version of a criterion.
    private struct Version {
        var id: Int64
        var criterion: Criterion?
        var sha256: String
    }

    /// With `readsMasks`, masked items may be called by the names that they have outside. With `isOfFile` ratings are put in
    /// together, the last of them by `finish`.
    init(study: String, readsMasks: Bool = false, isOfFile: Bool = false, _ database: Database) throws {
        self.database = database
        self.study = study
        items = ItemSearch(database)
        stage = isOfFile ? try RatingStage(database) : nil
        studyID = try Store.studyID(study, database)
        let names = try readsMasks ? Store.maskNames(of: studyID, database) : [:]
        masks = Dictionary(names.map { ($1, $0) }) { first, _ in first }
        criteria = [:]
        try readCriteria()
    }

    private func readCriteria() throws {
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT id, name, definition, sha256 FROM criterion WHERE study = ? ORDER BY is_current, id",
            arguments: [studyID]
        )
        for row in rows {
            let definition = try? JSONValue(parsing: row["definition"] as String)
            let version = Version(
                id: row["id"],
                criterion: definition.flatMap(Criterion.init(json:)),
                sha256: row["sha256"]
            )
            criteria[row["name"]] = version
            versions[row["name"], default: [:]][version.sha256] = version
        }
    }

    /// The version of its criterion that a record answers: the one that it names, where the study has or had that.
    private func version(of record: RatingRecord) -> Version? {
        record.criterionSHA256.flatMap { versions[record.criterion]?[$0] } ?? criteria[record.criterion]
    }

    /// Makes the scale of a metric known that a file brings scores of.
    private func declare(_ metric: String) throws {
        guard metrics.insert(metric).inserted else { return }
        try Store.declareMetrics([metric], study: studyID, database)
        try readCriteria()
    }

    /// The record with its subject and value as the store has them; throws words that say what is wrong with the row.
    func resolved(_ rating: ImportedRating) throws -> RatingRecord {
        var record = rating.record
        guard record.study == study else {
            throw StoreError("the rating is of the study '\(record.study)', not of '\(study)'")
        }
        if record.kind == .metric { try declare(record.rater) }
        guard let known = version(of: record), record.kind == .metric || known.criterion != nil else {
            throw StoreError(
                "no criterion '\(record.criterion)' in the study\(Self.hint(record.criterion, try criterionNames()))"
            )
        }
        let isFit = try rating.sources.isEmpty || locate(&record, rating.sources)
        if !masks.isEmpty { record = record.renamed { masks[$0] ?? $0 } }
        try checkPrompt(of: &record)
        if let criterion = known.criterion {
            try check(&record, on: criterion)
            record.criterionSHA256 = record.criterionSHA256 ?? known.sha256
        }
        guard isFit else {
            // Whatever else a row leaves behind it leaves too.
            _ = try rater(record.rater, record.kind)
            throw WithheldRefusal()
        }
        return record
    }

    /// Refuses a subject or a value that the criterion does not have.
    private func check(_ record: inout RatingRecord, on criterion: Criterion) throws {
        guard criterion.subject == record.subject.kind else {
            let wanted: [Criterion.Subject: String] = [.item: "single responses", .pair: "pairs", .set: "sets"]
            throw StoreError("'\(record.criterion)' is rated of \(wanted[criterion.subject] ?? "other texts")")
        }
        if record.outcome == .rated {
            if let refusal = criterion.refusal(of: record.value), !record.isWeighted(on: criterion) {
                throw StoreError("the score of '\(record.criterion)' \(refusal)")
            }
            if !record.isWeighted(on: criterion) { record.value = criterion.tidied(record.value) }
            record.label = criterion.label(of: record.value)
        }
    }

    private func criterionNames() throws -> [String] {
        try String.fetchAll(
            database,
            sql: "SELECT name FROM criterion WHERE study = ? AND is_current = 1 AND form != 'metric' ORDER BY position",
            arguments: [studyID]
        )
    }

    /// The nearest name, else all of them.
    static func hint(_ name: String, _ known: [String]) -> String {
        let near =
            known.first { $0.lowercased() == name.lowercased() } ?? Spelling.nearest(to: name, among: known)
        if let near { return ": did you mean '\(near)'?" }
        return known.isEmpty ? "" : ": it has \(known.map { "'\($0)'" }.joined(separator: ", "))"
    }

    /// Fills in the prompt that the item answers, or refuses another one.
    private func checkPrompt(of record: inout RatingRecord) throws {
        guard let prompt = try items.row(of: record.subject.items[0])?.prompt else { return }
        guard record.prompt.isEmpty || record.prompt == prompt else {
            throw StoreError("the item answers the prompt '\(prompt)', not '\(record.prompt)'")
        }
        record.prompt = prompt
    }

    private func row(of item: ItemID) throws -> Int64 {
        guard let row = try items.row(of: item), row.study == studyID else {
            throw StoreError("no response has the item '\(item.rawValue.prefix(12))…': import it first")
        }
        return row.id
    }

    private func rater(_ name: String, _ kind: RaterKind) throws -> Int64 {
        if let known = raters[name], known.kind == kind { return known.id }
        let id = try Store.rater(name, kind: kind, study: studyID, database)
        raters[name] = (id, kind)
        return id
    }

    /// The rows that stand for a subject.
    private struct SubjectRows {
        var first: Int64
        var second: Int64?
        var set: Int64?
    }

    private func rows(of subject: RatingSubject) throws -> SubjectRows {
        let items = try subject.items.map(row(of:))
        var rows = SubjectRows(first: items[0], second: items.dropFirst().first)
        if case .member(_, let set) = subject { rows.set = try Store.row(of: set, study: studyID, database) }
        return rows
    }

    /// Inserts a record; false when the same one is there already. A contradiction is refused in words.
    @discardableResult
    func insert(
        _ record: RatingRecord,
        presentation: Int64? = nil,
        bundle: Int64? = nil,
        namedBy: NamedBy? = nil
    ) throws -> Bool {
        let rater = try rater(record.rater, record.kind)
        let id = record.id
        guard try !isThere(id), try !isExported(record) else { return false }
        var row = try staged(record, id: id, by: rater)
        (row.presentation, row.bundle, row.namedBy) = (presentation, bundle, namedBy)
        if let supersedes = record.supersedes {
            guard try isThere(supersedes) else {
                throw StoreError("it corrects a rating that is not there: import that one first")
            }
        } else if record.outcome == .rated, record.kind == .human, try hasCurrent(row) {
            // Two models that gave one text meet in it.
            if namedBy == .model, try secrecy().keepsWriters { throw WithheldRefusal() }
            throw StoreError(
                "'\(record.rater)' has rated that on '\(record.criterion)' already, with another value or time: "
                    + "leave the row out, or change it in 'slam review --redo'"
            )
        }
        if let stage { try stage.add(row) } else { try single(row) }
        return true
    }

    private func staged(_ record: RatingRecord, id: String, by rater: Int64) throws -> StagedRating {
        guard let criterion = version(of: record) else {
            throw StoreError("no criterion '\(record.criterion)' in the study")
        }
        let rows = try rows(of: record.subject)
        return StagedRating(
            id: id,
            record: record,
            study: studyID,
            presentation: nil,
            rater: rater,
            criterion: criterion.id,
            first: rows.first,
            second: rows.second,
            set: rows.set,
            bundle: nil,
            namedBy: nil
        )
    }

    /// Whether a new rating would stand beside another one of the same person, on the same question of the same text.
    func isTaken(_ record: RatingRecord) throws -> Bool {
        let id = record.id
        guard record.outcome == .rated, record.supersedes == nil, try !isThere(id) else { return false }
        return try hasCurrent(staged(record, id: id, by: try rater(record.rater, record.kind)))
    }

    private func single(_ row: StagedRating) throws {
        let statement = try alone ?? BoundRow(database, Self.insertion)
        alone = statement
        try row.run(statement)
    }

    /// Puts in what waits.
    func finish() throws { try stage?.finish() }

    /// Whether a judge's verdict on the same question stands as this record has it.
    func stands(_ record: RatingRecord) throws -> Bool {
        let items = record.subject.items.map(\.rawValue)
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT r.outcome, r.value, r.note, r.reason FROM rating r JOIN rater t ON t.id = r.rater
                JOIN criterion c ON c.id = r.criterion JOIN item a ON a.id = r.first LEFT JOIN item b ON b.id = r.second
                WHERE r.study = ? AND t.name = ? AND c.name = ? AND a.sha256 = ? AND b.sha256 IS ? AND r.version IS ?
                    AND r.sample IS ? AND r.side IS ? AND r.phase = ?
                    AND NOT EXISTS (SELECT 1 FROM rating n WHERE n.supersedes = r.record)
                """,
            arguments: [
                studyID, record.rater, record.criterion, items[0], items.dropFirst().first, record.version,
                record.sample, record.side?.rawValue, record.phase.rawValue,
            ]
        )
        guard let row else { return false }
        return row["outcome"] == record.outcome.rawValue && row["value"] == record.value
            && row.text("note") == record.note && row["reason"] == record.reason
    }

    /// Whether a verdict is one of this database's that left it while the study was blind, without its time.
    private func isExported(_ record: RatingRecord) throws -> Bool {
        guard record.kind == .judge, record.at == nil, record.supersedes == nil, record.version?.utf8.count == 64 else {
            return false
        }
        return try stands(record)
    }

    /// Whether the same record is there already.
    func has(_ record: RatingRecord) throws -> Bool { try isThere(record.id) }

    private func isThere(_ record: String) throws -> Bool {
        if let known = try stage?.has(record) { return known }
        return try database.valueCached(Bool.self, sql: "SELECT 1 FROM rating WHERE record = ?", arguments: [record])
            ?? false
    }

    /// A judge's record as the correction of the one that it replaces: an earlier reply to the same question.
    func correcting(_ record: RatingRecord) throws -> RatingRecord {
        guard record.kind == .judge, record.supersedes == nil, let version = record.version else { return record }
        let items = record.subject.items.map(\.rawValue)
        let earlier = try String.fetchOne(
            database,
            sql: """
                SELECT r.record FROM rating r JOIN rater t ON t.id = r.rater JOIN criterion c ON c.id = r.criterion
                JOIN item a ON a.id = r.first LEFT JOIN item b ON b.id = r.second
                WHERE r.study = ? AND t.name = ? AND c.name = ? AND a.sha256 = ? AND b.sha256 IS ? AND r.version = ?
                    AND r.sample IS ? AND r.side IS ? AND r.phase = ? AND r.record != ?
                    AND NOT EXISTS (SELECT 1 FROM rating n WHERE n.supersedes = r.record)
                """,
            arguments: [
                studyID, record.rater, record.criterion, items[0], items.dropFirst().first, version, record.sample,
                record.side?.rawValue,
                record.phase.rawValue, record.id,
            ]
        )
        var record = record
        record.supersedes = earlier
        return record
    }

    /// While the study is blind, nobody's ratings are named in both ways: where one by item meets one by model, they tell who
    /// wrote the text. Throws the same words whichever model is meant.
    func checkNaming(_ record: RatingRecord, _ namedBy: NamedBy) throws {
        let secrecy = try secrecy()
        guard record.kind == .human, secrecy.isBlind, naming[record.rater] != namedBy else { return }
        let isOther =
            try naming[record.rater] != nil || namedBy == .item && secrecy.raters.contains(record.rater)
            || isNamed(record.rater, otherwiseThan: namedBy)
        guard !isOther else {
            throw StoreError(
                "'\(record.rater)' has ratings that are named by \(namedBy == .item ? "model" : "item"): while the study is "
                    + "blind, name all of a rater's in the same way"
            )
        }
        naming[record.rater] = namedBy
    }

    /// What a blind study keeps back of names.
    func secrecy() throws -> NamingSecrecy {
        let secrecy = try readSecrecy ?? NamingSecrecy(studyID, database)
        readSecrecy = secrecy
        return secrecy
    }

    private func isNamed(_ rater: String, otherwiseThan namedBy: NamedBy) throws -> Bool {
        let found = try Bool.fetchOne(
            database,
            sql: """
                SELECT 1 FROM rating r JOIN rater t ON t.id = r.rater WHERE r.study = ? AND t.name = ?
                    AND coalesce(r.named_by, 'item') != ? LIMIT 1
                """,
            arguments: [studyID, rater, namedBy.rawValue]
        )
        return found == true
    }

    private func hasCurrent(_ row: StagedRating) throws -> Bool {
        if stage?.isFirstOfItsSubject(row) == true { return false }
        try finish()
        return try database.valueCached(
            Bool.self,
            sql: """
                SELECT 1 FROM rating r WHERE study = ? AND rater = ? AND criterion = ? AND first = ? AND second IS ?
                    AND item_set IS ? AND phase = ? AND outcome = 'rated'
                    AND NOT EXISTS (SELECT 1 FROM rating n WHERE n.supersedes = r.record)
                """,
            arguments: [
                studyID, row.rater, row.criterion, row.first, row.second, row.set, row.record.phase.rawValue,
            ]
        ) ?? false
    }
}
