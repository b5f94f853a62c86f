import GRDB
import Studies
import Testing

@testable import Store

/// Who answered, and what databases of earlier versions know of it.
struct ServerTests {
    @Test func attemptsOfAnOlderDatabaseStayAndKnowNoServer() throws {
        let queue = try DatabaseQueue()
        try Schema.migrator.migrate(queue, upTo: "018")
        try queue.write {
            try $0.execute(
                sql: """
                    INSERT INTO study (id, name, settings, salt) VALUES (1, 's', '{}', x'00');
                    INSERT INTO request (id, key, study, purpose, asked, sample, detail, state, position)
                        VALUES (1, 'k', 1, 'judgement', 'j', 1, '{}', 'done', 1);
                    INSERT INTO attempt (id, request, number, started_at, class, is_streamed, input_tokens, cached_tokens)
                        VALUES (1, 1, 1, 7, 'ok', 0, 8, 2);
                    INSERT INTO reply (request, attempt, text) VALUES (1, 1, x'41');
                    INSERT INTO price_table (id, sha256, dated_at, imported_at) VALUES (1, 'h', 1, 1);
                    INSERT INTO list_price VALUES (1, 'm', 5, 6, NULL, NULL, NULL);
                    """
            )
        }
        try Schema.migrator.migrate(queue)
        let store = Store(writer: queue, path: ":memory:")
        let row = try #require(try store.attempt(1, of: "s"))
        #expect(row.asked == "j" && row.failureClass == "ok" && row.said == nil)
        #expect(try store.replies(of: "s").map(\.text) == ["A"])
        #expect(try store.listPrice(of: ["m"]) == Price(input: 5, output: 6))
        let share = try queue.read { try Double.fetchOne($0, sql: "SELECT cached_share FROM v_attempts") }
        #expect(share == 0.25)
    }

    @Test func aRowIsKeptOnlyWhereTheServerIsAnother() throws {
        let store = try Store.inMemory()
        try store.sync(Example.study)
        let endpoint = Endpoint(name: "e", kind: .openai, url: "http://127.0.0.1:1/v1?key=planted")
        func keep(_ build: String, at time: Int64) throws -> ServerRow {
            try store.keepServer(.object([("build", .string(build))]), at: endpoint, of: "s", asked: time)
        }
        let first = try keep("b1", at: 1)
        #expect(try keep("b1", at: 2) == first && first.url == "http://127.0.0.1:1/v1")
        let second = try keep("b2", at: 3)
        #expect(second.id != first.id && second.askedAt == 3)
        #expect(try store.newestServer(at: endpoint, of: "s") == second)
        // Another address of that name is another server, of which nothing is known.
        var moved = endpoint
        moved.url = "http://127.0.0.1:2/v1"
        #expect(try store.newestServer(at: moved, of: "s") == nil)
        let there = try store.keepServer(.object([("build", .string("b2"))]), at: moved, of: "s", asked: 3)
        #expect(there.id > second.id && there.url == moved.url)
        #expect(try store.newestServer(at: endpoint, of: "s") == nil)
        #expect(try store.servers(of: "s").map(\.id) == [first.id, second.id, there.id])
        // Back again is a change too.
        #expect(try keep("b1", at: 4).id > there.id)
    }

    @Test func aFingerprintThatChangedIsToldAndOneThatDidNotIsNot() throws {
        let store = try Store.inMemory()
        try store.sync(Example.study)
        let owner = LeaseOwner(rawValue: "x:1:1")
        let drafts = ["large", "large", "small", "small"].enumerated().map { place, model in
            RequestDraft(key: "k\(place)", purpose: .response, asked: model, prompt: "p\(place % 2 + 1)", sample: 1)
        }
        try store.enqueue(drafts, study: "s")
        _ = try store.want(drafts.map(\.key), lane: "l")
        let claim = try store.claim(lane: "l", limit: 9, owner: owner, lease: .seconds(60), study: "s", at: 0)
        let tries = claim.requests.map { request in
            var attempt = AttemptDraft(startedAt: 1, failureClass: "ok", isStreamed: true)
            attempt.serverModel = "m"
            attempt.fingerprint = request.asked == "large" ? "fp-\(request.prompt)" : "fp"
            return FinishedTry(attempt, of: request, result: .response(text: request.key, reasoning: nil))
        }
        _ = try store.record(tries, study: "s", owner: owner)
        let changed = try store.changedModels(of: "s")
        #expect(changed.map(\.name) == ["large"] && changed.first?.what == "fingerprint")
    }
}
