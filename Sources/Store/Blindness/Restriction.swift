import Foundation
import GRDBSQLite
import Synchronization

/// What the reviewing connection may do; whatever is not listed is refused.
///
/// SQLite tells an authorizer only the name of the view or trigger that a read is inside, and a query can give that name
/// to a part of its own (`WITH name AS …`). So texts and own answers are read through views of the connection whose
/// names are drawn at random, and a trigger counts only within an INSERT into its table.
final class Restriction: Sendable {
    /// The names of the views.
    let names: ReviewSources
    /// Whether the statement that is being prepared inserts a rating.
    private let insertsRating = Mutex(false)

    init() {
        let random = String((0..<24).map { _ in "abcdefghijklmnopqrstuvwxyz".randomElement() ?? "x" })
        names = ReviewSources(
            blind: "blind_\(random)",
            ratings: "own_rating_\(random)",
            drafts: "own_draft_\(random)",
            lessons: "own_lesson_\(random)"
        )
    }

    /// Tables that are read whole: the plan, the words, and who is who.
    private static let open: Set<String> = [
        "prompt", "criterion", "rater", "presentation", "reviewer_settings", "set_member", "tally", "unblinding",
        "sqlite_schema", "sqlite_master", "json_each", "put_off",
        "kept_version", "case_look",
    ]
    /// Of other tables only these columns.
    private static let columns: [String: Set<String>] = [
        "study": ["id", "name", "settings", "ROWID"],
        "item": ["id", "sha256", "prompt", "ROWID"],
        "bundle": ["id", "study", "reviewer", "name", "format"],
        "draft": ["presentation", "reviewer"],
        "study_event": ["id", "study", "number", "previous", "sha256", "ROWID"],
        // What stands on ratings, which SQLite looks at where one is added.
        "metric_input": ["rating", "ROWID"],
        "event": [
            "id", "study", "reviewer", "sitting", "number", "kind", "presentation", "at", "previous", "sha256", "named",
            "bundle", "digest_version", "ROWID",
        ],
        "rating": [
            "id", "record", "study", "presentation", "rater", "criterion", "first", "second", "item_set", "outcome",
            "phase",
            "at", "place", "supersedes", "bundle", "criterion_sha256", "ROWID",
        ],
    ]
    /// Tables that a review writes.
    private static let written: Set<String> = [
        "presentation", "rating", "draft", "event", "study_event", "reviewer_settings", "put_off",
    ]
    /// Of them those that it only adds to.
    private static let added: Set<String> = ["rating", "event", "study_event"]
    private static let deleted: Set<String> = ["draft", "presentation", "put_off"]

    static let authorize:
        @convention(c) (
            UnsafeMutableRawPointer?, CInt, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
            UnsafePointer<CChar>?
        ) -> CInt = { restriction, action, one, two, _, inside in
            guard let restriction else { return SQLITE_DENY }
            let one = one.map { String(cString: $0) } ?? ""
            let two = two.map { String(cString: $0) } ?? ""
            let inside = inside.map { String(cString: $0) }
            return Unmanaged<Restriction>.fromOpaque(restriction).takeUnretainedValue().allows(action, one, two, inside)
                ? SQLITE_OK : SQLITE_DENY
        }

    private func allows(_ action: CInt, _ one: String, _ two: String, _ inside: String?) -> Bool {
        switch action {
        case SQLITE_SELECT:
            if inside == nil { insertsRating.withLock { $0 = false } }
            return true
        case SQLITE_TRANSACTION, SQLITE_SAVEPOINT, SQLITE_RECURSIVE: return true
        case SQLITE_FUNCTION: return two != "load_extension"
        case SQLITE_PRAGMA: return one == "query_only"
        case SQLITE_READ: return mayRead(one, two, inside)
        case SQLITE_INSERT:
            insertsRating.withLock { $0 = one == "rating" }
            return Self.written.contains(one) || one == "tally" && inside != nil
        case SQLITE_UPDATE:
            return Self.written.subtracting(Self.added).contains(one) || one == "tally" && inside != nil
        case SQLITE_DELETE: return Self.deleted.contains(one)
        default: return false
        }
    }

    private func mayRead(_ table: String, _ column: String, _ inside: String?) -> Bool {
        if Self.open.contains(table) || names.all.contains(table) { return true }
        if column.isEmpty { return Self.columns[table] != nil }
        if Self.columns[table]?.contains(column) == true { return true }
        switch inside {
        case names.blind: return table == "item" || table == "leak" || table == "cut_text"
        case names.ratings: return table == "rating"
        case names.drafts: return table == "draft"
        case names.lessons: return table == "answer"
        // The trigger looks at the new row alone.
        case "rating_fits_its_scale": return table == "rating" && insertsRating.withLock { $0 }
        default: return false
        }
    }
}
