import Fixtures
import Foundation
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// A study in which everything happened, to be forged: its folder goes away with it.
final class ForgedStudy {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A study in which everything happened: reviews here and in a bundle, automatic raters, attempts, masks, unblinding.
    func finished() throws -> Store {
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
        try rate(own, "ana", leaving: 2)
        try own.writer.close()
        let path = "\(folder.path)/ben.slam"
        _ = try store.writeBundle(for: "ben", study: "s", to: path, at: 2)
        let bundle = try Store.open(path: path, mode: .existing)
        try rate(bundle, "ben", leaving: 2)
        try bundle.writer.close()
        _ = try store.merge([path], study: "s")
        // What is left goes out once more, and stays out.
        _ = try store.writeBundle(for: "ben", study: "s", to: "\(folder.path)/more.slam", at: 3)
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

    /// Some rows stay open, the last of them claimed.
    private func rate(_ store: Store, _ reviewer: String, leaving rest: Int) throws {
        let planned = try store.read {
            try Int.fetchOne(
                $0,
                sql: "SELECT count(*) FROM presentation n JOIN rater t ON t.id = n.reviewer WHERE t.name = ?",
                arguments: [reviewer]
            ) ?? 0
        }
        let sitter = Sitter(try store.restricted(to: reviewer, study: "s"), reviewer)
        var count = 0
        while let shown = try sitter.next(), count < planned - rest {
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

    /// The finished study's database without its triggers, in memory: a copy of it is edited each time.
    func bare() throws -> DatabaseQueue {
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

    func findings(after sql: String, _ bare: DatabaseQueue) throws -> [ChainFinding] {
        let queue = try DatabaseQueue()
        try bare.backup(to: queue)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
            try database.execute(sql: sql)
        }
        return try Store(writer: queue, path: ":memory:").verify("s").broken
    }
}
