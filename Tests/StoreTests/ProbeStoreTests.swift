import GRDB
import Studies
import Testing

@testable import Store

struct ProbeStoreTests {
    private static let owner = LeaseOwner(rawValue: "x:1:1")

    private func draft(_ number: Int) -> RequestDraft {
        let slot = Attempt.Slot(schedule: "abc", number: number, load: number > 9 ? .rate(2.5) : nil)
        return RequestDraft(
            key: "probe \(number)",
            purpose: .probe,
            asked: "small",
            prompt: "p1",
            sample: 1,
            detail: slot.detail
        )
    }

    private func store() throws -> Store {
        let store = try Store.inMemory()
        try store.sync(Example.study)
        return store
    }

    private func claim(_ store: Store, _ number: Int) throws -> ClaimedRequest? {
        try store.claimProbe(draft(number), of: "s", owner: Self.owner, until: 60_000, at: 0)
    }

    @Test func schedulesAreListedTheNewestFirstAndKeptAsTheyWereMade() throws {
        let store = try store()
        for (hash, at) in [("a", 3), ("b", 5), ("c", 3), ("a", 9)] {
            let row = ProbeScheduleRow(sha256: hash, isLoad: hash == "b", definition: "[\(at)]", at: Int64(at))
            try store.keep(row, of: "s")
        }
        #expect(
            try store.probeSchedules(of: "s") == [
                ProbeScheduleRow(sha256: "b", isLoad: true, definition: "[5]", at: 5),
                ProbeScheduleRow(sha256: "c", isLoad: false, definition: "[3]", at: 3),
                ProbeScheduleRow(sha256: "a", isLoad: false, definition: "[3]", at: 3),
            ]
        )
    }

    @Test func theLastReadingOfEachServerIsTold() throws {
        let store = try store()
        for (endpoint, at, figures) in [("b", 1, "1"), ("a", 2, "2"), ("b", 3, "3"), ("a", 4, "4"), ("b", 2, "5")] {
            try store.keep(ServerReading(endpoint: endpoint, at: Int64(at), figures: figures), of: "s")
        }
        var other = Example.study
        other.name = "other"
        try store.sync(other)
        try store.keep(ServerReading(endpoint: "a", at: 9, figures: "6"), of: "other")
        // The last that was kept, whatever the clock said.
        let last = [
            ServerReading(endpoint: "a", at: 4, figures: "4"), ServerReading(endpoint: "b", at: 2, figures: "5"),
        ]
        #expect(try store.lastReadings(of: "s") == last)
        #expect(try store.lastReadings(of: "other").map(\.figures) == ["6"])
    }

    @Test func aProbeThatFailedIsNotSentAgain() throws {
        let store = try store()
        let claimed = try #require(try claim(store, 7))
        let attempt = AttemptDraft(startedAt: 5, failureClass: "server_error", isStreamed: true)
        _ = try store.record([FinishedTry(attempt, of: claimed, result: .failed)], study: "s", owner: Self.owner)
        #expect(try store.isProbed("probe 7") && claim(store, 7) == nil && !store.isProbed("probe 8"))
    }

    @Test func aProbeIsMadeOnceAndIsNoResponse() throws {
        let store = try store()
        let claimed = try #require(try claim(store, 7))
        #expect(try claim(store, 7) == nil)
        #expect(try !store.isProbed("probe 7"))
        var attempt = AttemptDraft(startedAt: 5, failureClass: "ok", isStreamed: true)
        attempt.queued = 4_000_000
        attempt.firstToken = 250_000_000
        attempt.total = 1_000_000_000
        attempt.outputTokens = 9
        #expect(
            try store.record([FinishedTry(attempt, of: claimed, result: .measured)], study: "s", owner: Self.owner) == [
                true
            ]
        )
        #expect(try store.isProbed("probe 7"))
        #expect(try claim(store, 7) == nil)
        let counts = try store.read { database in
            try ["v_responses", "response", "presentation", "v_ratings"].map {
                try Int.fetchOne(database, sql: "SELECT count(*) FROM \($0)") ?? -1
            }
        }
        #expect(counts == [0, 0, 0, 0])
        let known = try #require(try store.auditedAttempts(of: "s", purposes: [.probe]).first)
        #expect(known.slot == Attempt.Slot(schedule: "abc", number: 7))
        #expect(known.timing.waited == .milliseconds(4))
        #expect(known.timing.firstToken == .milliseconds(250))
        #expect(known.usage.output == 9 && known.usage.input == nil)
        #expect(known.prompt == "p1")
        #expect(try store.auditedAttempts(of: "s", purposes: [.response, .judgement, .embedding]).isEmpty)
    }

    @Test func aFailureIsAnAttemptAndIsNotMadeAgain() throws {
        let store = try store()
        let claimed = try #require(try claim(store, 12))
        let attempt = AttemptDraft(startedAt: 5, failureClass: "overloaded", isStreamed: true)
        _ = try store.record([FinishedTry(attempt, of: claimed, result: .failed)], study: "s", owner: Self.owner)
        #expect(try store.isProbed("probe 12"))
        let known = try #require(try store.auditedAttempts(of: "s", purposes: [.probe]).first)
        #expect(known.outcome == .failure("overloaded"))
        #expect(known.slot?.load == .rate(2.5))
        #expect(known.timing.total == nil)
    }

    /// The table of requests is made again: what refers to it, and the views over it, must still hold.
    @Test func aDatabaseOfBeforeTheProbesKeepsItsRequestsAndAttempts() throws {
        let queue = try DatabaseQueue()
        try Schema.migrator.migrate(queue, upTo: "020")
        let store = Store(writer: queue, path: ":memory:")
        // As a build of that time wrote it: this one's writes need today's schema.
        try queue.write {
            try $0.execute(
                sql: """
                    INSERT INTO study (id, name, settings, salt) VALUES (1, 's', '{}', x'00');
                    INSERT INTO model (study, name, is_baseline, position, is_current) VALUES (1, 'small', 0, 0, 1);
                    INSERT INTO prompt (study, name, text, tags, position, is_current)
                        SELECT 1, 'p' || value, x'41', '[]', value, 1 FROM json_each('[1, 2, 3, 4]');
                    """
            )
        }
        let drafts = (1...3).map {
            RequestDraft(key: "key \($0)", purpose: .response, asked: "small", prompt: "p\($0)", sample: 1)
        }
        try queue.write { database in
            for (place, draft) in drafts.enumerated() {
                try database.execute(
                    sql: """
                        INSERT INTO request (id, key, study, purpose, asked, prompt, sample, detail, state, position, reserved_nano)
                        VALUES (?, ?, 1, 'response', 'small', ?, 1, '{}', 'done', ?, 42)
                        """,
                    arguments: [place + 11, draft.key, place + 1, place]
                )
                try database.execute(
                    sql:
                        "INSERT INTO attempt (request, number, started_at, class, is_streamed) VALUES (?, 1, 9, 'ok', 1)",
                    arguments: [place + 11]
                )
            }
        }
        try Schema.migrate(queue)
        try queue.read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT id, key, reserved_nano FROM request ORDER BY id")
            #expect(rows.map { $0["id"] as Int } == [11, 12, 13])
            #expect(rows.map { $0["reserved_nano"] as Int } == [42, 42, 42])
            #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM v_attempts WHERE purpose = 'response'") == 3)
            #expect(try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").isEmpty)
            let indexes = try String.fetchAll(
                database,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'request'"
            )
            #expect(Set(indexes).isSuperset(of: ["request_by_purpose", "leased_request"]))
        }
        // The foreign keys of what stays still point at the table.
        #expect(throws: (any Error).self) {
            try queue.write {
                try $0.execute(
                    sql:
                        "INSERT INTO attempt (request, number, started_at, class, is_streamed) VALUES (99, 1, 9, 'ok', 1)"
                )
            }
        }
        #expect(try claim(store, 1) != nil)
    }

    @Test func aLoadTestThatWasStoppedIsKnown() throws {
        let store = try Example.store()
        for (hash, isLoad) in [("a", true), ("b", true), ("day", false)] {
            try store.keep(
                ProbeScheduleRow(sha256: hash, isLoad: isLoad, definition: "{}", at: 1),
                of: "s"
            )
        }
        try store.finishLoad("a", of: "s")
        #expect(try store.unfinishedLoads(of: "s") == ["b"])
    }
}
