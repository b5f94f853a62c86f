import Fixtures
import Foundation
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// Whoever edits the database by SQL, with the triggers dropped, is found. What no figure reads, or what cannot be proved,
/// stands in the article "What the log proves".
final class ForgeryTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A study in which everything happened: reviews here and in a bundle, automatic raters, attempts, masks, unblinding.
    private func finished() throws -> Store {
        var study = Example.study
        study.models.append(Model(name: "tiny", endpoint: "e", model: "t"))
        study.criteria.append(
            Criterion(name: "best", question: "?", level: .ordinal, form: .ranking(most: 3, tie: true))
        )
        study.review = ReviewSettings(repeats: 0.2, attention: 0.3, seed: 4)
        study.known = [
            KnownResponse(
                prompt: "p1",
                text: "known",
                scores: [.init(criterion: "overall", value: 5)],
                explanation: "so",
                isTraining: false
            )
        ]
        let store = try Store.open(path: "\(folder.path)/main.sqlite", mode: .create)
        let responses = study.prompts.flatMap { prompt in
            study.models.map { model in
                ImportedResponse(
                    line: 1,
                    prompt: prompt.id,
                    model: model.name,
                    sample: 1,
                    text: "What \(model.name) says. It is so. Truly, of \(prompt.id).",
                    finishReason: "stop",
                    inputTokens: 5,
                    outputTokens: 7,
                    firstToken: 9,
                    total: 11
                )
            }
        }
        try store.sync(study)
        _ = try store.importResponses(responses, study: "s", file: "f", at: 1)
        try leak(store)
        try store.plan(
            study,
            worsened: { Degradation.text($0, $1.harm, other: $2, key: $1.key) },
            by: Planner(study).rows
        )
        try store.keepMaps(
            [
                StoredMap(
                    rater: "judge",
                    criterion: "overall",
                    judgeVersion: "v",
                    criterionSHA256: "c",
                    labelsSHA256: "l",
                    map: "1"
                )
            ],
            of: "s",
            at: 1
        )
        try store.keepLooks(
            [
                SequentialLook(
                    criterion: "overall",
                    model: "m",
                    promptCount: 3,
                    plannedCount: 6,
                    margin: 0.5,
                    verdict: "not enough"
                )
            ],
            of: "s",
            at: 1
        )
        try store.keepDraw([(item: 1, probability: 0.5, isDrawn: true)], of: "s", at: 1)
        // A connection that is held to the blind view stays so.
        let own = try Store.open(path: "\(folder.path)/main.sqlite", mode: .existing)
        try rate(own, "ana")
        try own.writer.close()
        let path = "\(folder.path)/ben.slam"
        _ = try store.writeBundle(for: "ben", study: "s", to: path, at: 2)
        let bundle = try Store.open(path: path, mode: .existing)
        try rate(bundle, "ben")
        try bundle.writer.close()
        _ = try store.merge([path], study: "s")
        try automate(store, study)
        study.criteria[0].question = "How good?"
        try store.sync(study)
        try store.keep("overall", of: "s", reason: "clearer", at: 4)
        try store.unblind("s", who: "lead", at: 5)
        return store
    }

    private func leak(_ store: Store) throws {
        let texts = try store.shownTexts(of: "s").prefix(2)
        _ = try store.setLeaks(
            texts.map { LeakRecord(item: $0.item, findings: ["name"], masked: "[…] of \($0.item.rawValue.prefix(4))") },
            policy: .mask,
            study: "s"
        )
    }

    private func rate(_ store: Store, _ reviewer: String) throws {
        let sitter = Sitter(try store.restricted(to: reviewer, study: "s"), reviewer)
        var count = 0
        while let shown = try sitter.next() {
            count += 1
            let criterion = !shown.members.isEmpty ? "best" : shown.texts.count == 1 ? "overall" : "better"
            if count == 3 {
                try sitter.store.skip(
                    shown,
                    study: "s",
                    reviewer: reviewer,
                    criteria: [criterion],
                    reason: "no",
                    at: sitter.time,
                    took: nil,
                    shownAt: sitter.time
                )
                continue
            }
            let act = ReviewAct(
                criterion: criterion,
                value: shown.members.isEmpty ? 1 : nil,
                ranks: shown.members.isEmpty ? [] : Array(1...shown.members.count),
                confidence: 3,
                reason: "wrong",
                note: "kept"
            )
            try sitter.rate(shown, act, took: ReviewTime(activeMilliseconds: 5, idleMilliseconds: 2, keyTimes: [1]))
            if count == 5 { try sitter.rate(try #require(try sitter.undo()), act) }
        }
    }

    private func automate(_ store: Store, _ study: Study) throws {
        let item = ItemID(study: "s", prompt: "p2", text: "What large says. It is so. Truly, of p2.")
        let records = [("gpt", RaterKind.judge), ("lexical", .metric), ("dora", .human)].map { name, kind in
            RatingRecord(
                study: "s",
                subject: .item(item),
                prompt: "p2",
                criterion: kind == .metric ? "lexical" : "overall",
                value: kind == .metric ? 0.5 : 4,
                rater: name,
                kind: kind,
                version: kind == .human ? nil : "v1",
                sample: kind == .judge ? 1 : nil
            )
        }
        for record in records {
            _ = try store.importRatings([ImportedRating(line: 1, record: record)], study: "s", file: "f")
        }
        try store.write { database in
            try database.execute(
                sql: """
                    INSERT INTO request (key, study, purpose, asked, prompt, sample, detail, state, position)
                        VALUES ('k', 1, 'response', 'large', 1, 1, '{}', 'done', 1);
                    INSERT INTO server (study, endpoint, url, asked_at, identity, last_attempt)
                        VALUES (1, 'e', 'u', 1, '{}', 0), (1, 'e', 'u', 2, '{"model":"other"}', 0);
                    INSERT INTO attempt (request, number, started_at, class, is_streamed, total_ns, input_tokens,
                        output_tokens, finish_reason, server) VALUES (1, 1, 5, 'ok', 1, 7, 8, 9, 'stop', 1);
                    INSERT INTO reply (request, attempt, text, logprobs) VALUES (1, 1, x'41', x'42');
                    INSERT INTO request (key, study, purpose, asked, prompt, sample, detail, state, position)
                        VALUES ('f', 1, 'response', 'small', 1, 1, '{}', 'failed', 2);
                    INSERT INTO attempt (request, number, started_at, class, is_streamed) VALUES (2, 1, 5, 'aborted', 1);
                    """
            )
        }
    }

    /// Tables that figures read.
    private static let tables = [
        "rating", "response", "item", "prompt", "criterion", "model", "answer", "degraded", "leak", "presentation",
        "attempt", "event", "study_event", "unblinding", "set_member", "study", "rater", "request", "kept_version",
        "calibration_map", "label_draw", "reply", "look",
    ]

    /// Of these all rows are edited at once, too: figures count their rows.
    private static let swept: Set = ["rating", "request", "response", "presentation"]

    /// The columns that the article names as out of reach, as `table.column`, or `table.*` for all of a table.
    private static func outOfReach() throws -> Set<String> {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let article = try String(
            contentsOf: root.appending(path: "Sources/slam/Documentation.docc/WhatTheLogProves.md"),
            encoding: .utf8
        )
        let names = article.split(separator: "\n").filter { $0.hasPrefix("| `") }
            .flatMap { $0.split(separator: "|")[0].split(separator: "`").filter { $0.contains(".") } }
        return Set(names.map(String.init))
    }

    /// Another value of the column's type in its first filled row.
    private static func edit(_ table: String, _ column: String, _ type: String) -> String {
        let other =
            switch type {
            case "INTEGER": "coalesce(\(column), 0) + 1"
            case "REAL": "coalesce(\(column), 0) + 1"
            case "BLOB": "x'4142'"
            default: "coalesce(\(column), '') || 'x'"
            }
        return """
            UPDATE "\(table)" SET "\(column)" = \(other) WHERE rowid = (SELECT rowid FROM "\(table)"
                ORDER BY "\(column)" IS NULL, rowid LIMIT 1)
            """
    }

    /// Every filled row takes the value of the first one.
    private static func editAll(_ table: String, _ column: String) -> String {
        """
        UPDATE "\(table)" SET "\(column)" = (SELECT "\(column)" FROM "\(table)" WHERE "\(column)" IS NOT NULL
            ORDER BY rowid LIMIT 1) WHERE "\(column)" IS NOT NULL
        """
    }

    /// The finished study's database without its triggers, in memory: a copy of it is edited each time.
    private func bare() throws -> DatabaseQueue {
        let store = try finished()
        let honest = try store.verify("s").broken
        #expect(honest.isEmpty, "\(honest)")
        let memory = try DatabaseQueue()
        try store.writer.backup(to: memory)
        try memory.write { database in
            for trigger in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
                try database.execute(sql: "DROP TRIGGER \(trigger)")
            }
        }
        return memory
    }

    private func findings(after sql: String, _ bare: DatabaseQueue) throws -> [ChainFinding] {
        let queue = try DatabaseQueue()
        try bare.backup(to: queue)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
            try database.execute(sql: sql)
        }
        return try Store(writer: queue, path: ":memory:").verify("s").broken
    }

    @Test func everyColumnThatAFigureReadsIsUnderTheLog() throws {
        let bare = try bare()
        #expect(try findings(after: "SELECT 1", bare).isEmpty)
        let outOfReach = try Self.outOfReach().filter { !$0.hasSuffix(".*") }
        var missed: Set<String> = []
        let columns = try bare.read { database in
            try Self.tables.flatMap { table in
                try Row.fetchAll(database, sql: "SELECT name, type FROM pragma_table_info('\(table)')").map {
                    (table, $0["name"] as String, $0["type"] as String)
                }
            }
        }
        for (table, column, type) in columns where table != "set_member" || column != "item_set" {
            for sql in [Self.edit(table, column, type), Self.editAll(table, column)] {
                // Where all rows have one value none changes.
                if sql == Self.editAll(table, column) {
                    guard Self.swept.contains(table), try isVaried(table, column, bare) else { continue }
                }
                let found: [ChainFinding]
                do {
                    found = try findings(after: sql, bare)
                } catch { continue }  // What cannot be written, or read any more, misleads nobody.
                if found.isEmpty { missed.insert("\(table).\(column)") }
            }
        }
        #expect(missed.subtracting(outOfReach).isEmpty, "\(missed.subtracting(outOfReach).sorted())")
        #expect(outOfReach.subtracting(missed).isEmpty, "found after all: \(outOfReach.subtracting(missed).sorted())")
    }

    private func isVaried(_ table: String, _ column: String, _ bare: DatabaseQueue) throws -> Bool {
        try bare.read {
            try Bool.fetchOne($0, sql: "SELECT count(DISTINCT \"\(column)\") > 1 FROM \"\(table)\"") ?? false
        }
    }

    /// A new table is either under the log or named in the article.
    @Test func noTableIsForgotten() throws {
        let store = try finished()
        let tables = try store.read {
            try String.fetchAll(
                $0,
                sql: """
                    SELECT name FROM sqlite_schema
                    WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name != 'grdb_migrations'
                    """
            )
        }
        let named = try Self.outOfReach().filter { $0.hasSuffix(".*") }.map { String($0.dropLast(2)) }
        #expect(Set(tables).subtracting(Self.tables) == Set(named))
        #expect(Set(Self.tables).isSubset(of: tables) && Set(Self.tables).isDisjoint(with: named))
    }

    /// Older logs say nothing of declared edits: nobody is accused, and nothing is believed.
    @Test func declaredEditsOfAnOlderLogCannotBeTold() throws {
        let store = try Example.store()
        try store.writer.writeWithoutTransaction { database in
            for trigger in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
                try database.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try database.execute(sql: "DELETE FROM study_event; DELETE FROM logged_row")
            try database.execute(
                sql: "INSERT INTO kept_version VALUES (1, 1, 'overall', 'a', 'b', 'put in', 3)"
            )
            // As a build wrote it that knew no such part.
            for log in [StudyLog(study: 1, database: database)] {
                try log.commit(
                    .begun,
                    StudyPart.whole.filter { $0 != .kept },
                    [("is_found", .bool(false))],
                    isTold: true,
                    at: 1
                )
                try log.commitAdded(at: 1)
            }
        }
        let report = try store.verify("s")
        #expect(report.broken.isEmpty, "\(report.broken)")
        #expect(report.findings.contains { $0.standing == .unknown && $0.what.contains("declared") })
    }

    @Test func wholeForgeriesAreFound() throws {
        let bare = try bare()
        let forgeries = [
            "UPDATE rating SET phase = 'training' WHERE phase = 'blind'",
            "UPDATE rating SET phase = 'discussed' WHERE phase = 'blind'; UPDATE presentation SET phase = 'discussed' WHERE phase = 'blind'",
            """
            UPDATE response SET sample = sample + 9 WHERE model = 1; UPDATE response SET model = 1 WHERE model = 3;
            UPDATE response SET model = 3, sample = sample - 9 WHERE sample > 9
            """,
            "DELETE FROM rating WHERE presentation IS NULL",
            "DELETE FROM response WHERE id = (SELECT max(id) FROM response)",
            "INSERT INTO rating (record, study, rater, criterion, first, value, outcome, phase, flags) SELECT 'x', study, rater, criterion, first, value, outcome, phase, flags FROM rating LIMIT 1",
            "UPDATE item SET text = x'41' WHERE id = 3", "UPDATE prompt SET text = x'41'", "DELETE FROM study_event",
            "UPDATE presentation SET is_reviewers = 1, phase = 'gold' WHERE id = 3",
            """
            UPDATE rating SET presentation = (SELECT min(presentation) FROM rating r WHERE r.rater = rating.rater)
                WHERE presentation IS NOT NULL AND rater = (SELECT id FROM rater WHERE name = 'ana')
            """,
            """
            UPDATE rating SET presentation = (SELECT max(presentation) FROM rating r WHERE r.rater = rating.rater)
                WHERE presentation IS NOT NULL AND rater = (SELECT id FROM rater WHERE name = 'ben')
            """,
            "UPDATE rating SET item_set = 1 WHERE id = (SELECT min(id) FROM rating WHERE item_set IS NULL)",
            "UPDATE rating SET item_set = NULL WHERE item_set IS NOT NULL",
            "UPDATE request SET state = 'done' WHERE state = 'failed'",
            "UPDATE request SET state = 'failed' WHERE state = 'done'",
            "DELETE FROM presentation WHERE id = 3", "DELETE FROM kept_version",
            "INSERT INTO kept_version (study, criterion, older_sha256, newer_sha256, reason, at) VALUES (1, 'better', 'a', 'b', 'so', 1)",
            "UPDATE model SET name = 'a' WHERE name = 'large'; UPDATE model SET name = 'large' WHERE name = 'small'; UPDATE model SET name = 'small' WHERE name = 'a'",
            "DELETE FROM event; DELETE FROM rating WHERE presentation IS NOT NULL; UPDATE study_event SET payload = '{}'",
        ]
        for sql in forgeries { #expect(!(try findings(after: sql, bare)).isEmpty, "\(sql)") }
    }

    @Test func anEditThatTheProgramWorksOnAfterwardsIsNotWashedAway() throws {
        let store = try finished()
        try store.writer.writeWithoutTransaction {
            try $0.execute(
                sql:
                    "UPDATE presentation SET phase = 'gold' WHERE phase = 'blind' AND state != 'done'; UPDATE prompt SET text = x'41'"
            )
        }
        try store.sync(Example.study)
        try store.plan(Example.study, worsened: { _, _, _ in nil }, by: Planner(Example.study).rows)
        let found = try store.verify("s").broken
        #expect(found.contains { $0.what.contains("changed outside of the program") }, "\(found)")
    }

    @Test func aCodeOnPaperShowsARewrittenLog() throws {
        let store = try finished()
        let code = try #require(try store.logHeads("s"))
        #expect(try store.verify("s", code: code).broken.isEmpty)
        // The chain goes on, the code stays good.
        try store.sync(Example.study)
        #expect(try store.verify("s", code: code).broken.isEmpty)
        let other = try #require(HeadCode(sha256: SHA256.hex(of: "other")))
        #expect(!(try store.verify("s", code: other).broken.isEmpty))
        // Whoever makes both logs anew, as the program would, has another code.
        try store.writer.writeWithoutTransaction { database in
            for trigger in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
                try database.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try database.execute(
                sql: """
                    DELETE FROM study_event; DELETE FROM logged_row; DELETE FROM rating; DELETE FROM event;
                    UPDATE presentation SET state = 'open' WHERE state IN ('done', 'skipped')
                    """
            )
        }
        try store.write { try StudyLog.beginAll($0) }
        #expect(try store.verify("s").broken.isEmpty)
        #expect(!(try store.verify("s", code: code).broken.isEmpty))
    }
}
