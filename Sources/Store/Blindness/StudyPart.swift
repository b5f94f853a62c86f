import Foundation
import GRDB
import GRDBSQLite
import Studies

/// What a study consists of, as leaves under its chain.
enum StudyPart: String, CaseIterable {
    // Parts that change: each is committed as a whole.
    case study, prompts, models, criteria, answers, copies, masks, plan, current, unblinding, kept
    // Rows that are only ever added: each event commits its own.
    case items, responses, attempts, ratings, maps, draws, looks

    static let whole: [StudyPart] = [
        .study, .prompts, .models, .criteria, .answers, .copies, .masks, .plan, .current, .unblinding, .kept,
    ]
    static let added: [StudyPart] = [.items, .responses, .attempts, .ratings, .maps, .draws, .looks]

    /// The columns of a leaf by the rule of that version of an event.
    private func query(version: Int) -> String {
        guard self == .attempts, version > 1 else { return query }
        // What is read again by `judge --reparse` makes figures.
        return query.replacing(
            " FROM attempt a",
            with: """
                , iif(q.purpose = 'judgement', q.detail, NULL),
                    (SELECT y.text FROM reply y WHERE y.request = q.id AND y.attempt = a.id),
                    (SELECT y.logprobs FROM reply y WHERE y.request = q.id AND y.attempt = a.id) FROM attempt a
                """
        )
    }

    /// The columns of each leaf in the order of the leaves; `?1` is the study, `?2` and `?3` the rows after and up to which.
    private var query: String {
        switch self {
        case .study: "SELECT name, settings FROM study WHERE id = ?1"
        case .prompts:
            """
            SELECT name, text, system, reference, tags, position, is_current FROM prompt WHERE study = ?1 ORDER BY name
            """
        case .models:
            "SELECT name, is_baseline, position, kind, is_current FROM model WHERE study = ?1 ORDER BY name"
        case .criteria:
            """
            SELECT name, sha256, definition, form, low, high, step, position, is_of_sets, is_current FROM criterion
            WHERE study = ?1 AND form != 'metric' ORDER BY name, sha256
            """
        case .answers:
            """
            SELECT i.sha256, a.criterion, a.value, a.explanation, a.phase FROM answer a JOIN item i ON i.id = a.item
            WHERE a.study = ?1 ORDER BY i.sha256, a.criterion
            """
        case .copies:
            """
            SELECT i.sha256, o.sha256, d.how FROM degraded d CROSS JOIN item i ON i.id = d.item JOIN item o ON o.id = d.origin
            JOIN prompt p ON p.id = i.prompt WHERE p.study = ?1 ORDER BY i.sha256
            """
        case .masks:
            """
            SELECT i.sha256, l.policy, l.masked, l.name FROM leak l CROSS JOIN item i ON i.id = l.item
            JOIN prompt p ON p.id = i.prompt WHERE p.study = ?1 ORDER BY i.sha256
            """
        case .plan:
            """
            SELECT id, first, second, side, slot, phase, block, original, distance, design, arrangement FROM presentation
            WHERE study = ?1 AND is_reviewers = 0 ORDER BY id
            """
        case .current:
            """
            SELECT r.id FROM response r JOIN prompt p ON p.id = r.prompt WHERE p.study = ?1 AND r.is_current = 0
            ORDER BY r.id
            """
        case .unblinding: "SELECT who, at FROM unblinding WHERE study = ?1 ORDER BY id"
        case .kept:
            """
            SELECT criterion, older_sha256, newer_sha256, reason, at FROM kept_version WHERE study = ?1 ORDER BY id
            """
        case .items:
            """
            SELECT i.sha256, p.name FROM item i JOIN prompt p ON p.id = i.prompt
            WHERE p.study = ?1 AND i.id > ?2 AND i.id <= ?3 ORDER BY i.id
            """
        case .responses:
            """
            SELECT r.salt, i.sha256, p.name, m.name, r.sample, r.is_imported, r.finish_reason, r.input_tokens,
                r.output_tokens, r.first_token_ns, r.total_ns, r.at
            FROM response r JOIN item i ON i.id = r.item JOIN prompt p ON p.id = r.prompt
            JOIN model m ON m.id = r.model WHERE p.study = ?1 AND r.id > ?2 AND r.id <= ?3 ORDER BY r.id
            """
        case .attempts:
            """
            SELECT q.key, q.purpose, q.asked, q.sample, a.number, a.started_at, a.class, a.http_status, a.is_streamed,
                a.first_byte_ns, a.first_token_ns, a.last_token_ns, a.total_ns, a.input_tokens, a.output_tokens,
                a.cached_tokens, a.reasoning_tokens, a.nano_dollars, a.finish_reason, a.server_model, a.fingerprint,
                a.generation, a.is_batch, a.is_buffered, a.first_answer_token_ns, a.scheduled_at, a.queue_ns, a.load_ns,
                a.under_way, a.cache_write_tokens, a.model_digest, a.quantization, a.connect_ns, a.is_new_connection, a.chunks,
                a.gap_median_ns, a.gap_p95_ns, a.gap_largest_ns, a.token_source, a.provider, a.reported_nano_dollars,
                a.input_price, a.output_price, a.cached_input_price, a.cache_write_price, a.reasoning_price,
                a.request_price, a.server_prompt_ns, a.server_decode_ns, a.server_prompt_tokens FROM attempt a JOIN request q ON q.id = a.request
            WHERE q.study = ?1 AND a.id > ?2 AND a.id <= ?3 ORDER BY a.id
            """
        case .ratings:
            // The plus, here and in other queries of ratings, keeps SQLite from the index of a whole study.
            """
            SELECT record, supersedes, named_by FROM rating
            WHERE +study = ?1 AND presentation IS NULL AND id > ?2 AND id <= ?3 ORDER BY id
            """
        case .looks:
            """
            SELECT criterion, model, prompts, planned, margin, verdict, sha256, at FROM look
            WHERE study = ?1 AND id > ?2 AND id <= ?3 ORDER BY id
            """
        case .draws:
            """
            SELECT d.number, i.sha256, d.probability, d.is_drawn, d.at FROM label_draw d JOIN item i ON i.id = d.item
            WHERE d.study = ?1 AND d.id > ?2 AND d.id <= ?3 ORDER BY d.id
            """
        case .maps:
            """
            SELECT rater, criterion, judge_version, criterion_sha256, labels_sha256, map, at FROM calibration_map
            WHERE study = ?1 AND id > ?2 AND id <= ?3 ORDER BY id
            """
        }
    }

    /// The table of rows that are only added.
    var table: String {
        switch self {
        case .items: "item"
        case .responses: "response"
        case .attempts: "attempt"
        case .maps: "calibration_map"
        case .draws: "label_draw"
        case .looks: "look"
        default: "rating"
        }
    }

    /// The root of a part as it is, or of the rows after one and up to another.
    func root(
        of study: Int64,
        after: Int64 = 0,
        through: Int64 = .max,
        version: Int = StudyEvent.newestVersion,
        _ database: Database
    ) throws -> (root: String, count: Int) {
        let arguments: StatementArguments = Self.added.contains(self) ? [study, after, through] : [study]
        var tree = MerkleTree()
        // A plan has hundreds of thousands of rows: what its items are called is read once, not looked up for each.
        let names = try self == .plan ? ItemNames(database) : nil
        var leaf: [UInt8] = []
        try RowCursor(database, query(version: version), arguments, isCached: true).forEach {
            leaf.removeAll(keepingCapacity: true)
            Self.write($0, names, into: &leaf)
            tree.add(leaf)
        }
        return (tree.root, tree.count)
    }

    /// Every value with its type and its length, so that no two rows have the same bytes. Of the plan's rows the columns 1
    /// and 2 are items, which stand by their names.
    private static func write(_ row: RowCursor, _ names: ItemNames?, into bytes: inout [UInt8]) {
        for column in 0..<row.columnCount {
            if let names, column == 1 || column == 2 {
                if !names.append(row.integer(column), to: &bytes) { bytes.append(0x6E) }
                continue
            }
            switch row.type(column) {
            case SQLITE_INTEGER: bytes.append(UInt8(ascii: "i"), row.integer(column), UInt8(ascii: ";"))
            case SQLITE_FLOAT:
                bytes.append(UInt8(ascii: "d"))
                bytes.append(contentsOf: "\(row.number(column).bitPattern);".utf8)
            case SQLITE_TEXT:
                // Texts were logged up to their first NUL, at which GRDB ends them.
                let text = row.bytes(column)
                bytes.append(UnsafeBufferPointer(rebasing: text[..<(text.firstIndex(of: 0) ?? text.count)]))
            case SQLITE_BLOB:
                let data = row.bytes(column)
                bytes.append(UInt8(ascii: "b"), Int64(data.count), UInt8(ascii: ":"))
                bytes.append(contentsOf: data)
            default: bytes.append(0x6E)
            }
        }
    }
}
