import GRDB
import GRDBSQLite
import Planning
import Studies
import Testing

@testable import Store

/// What a reviewing connection can read, and what the log shows.
struct BlindnessTests {
    private static let owner = LeaseOwner.current

    /// A store in which `ana` rated three items, skipped one and took one back.
    private func reviewed() throws -> Store {
        let store = try Example.store().restricted(to: "ana", study: "s")
        for time in 1...5 {
            let presentation = try #require(
                try store.claimNext(
                    study: "s",
                    reviewer: "ana",
                    owner: Self.owner,
                    lease: .seconds(60),
                    at: Int64(time * 10)
                )
            )
            let took = ReviewTime(activeMilliseconds: 5, idleMilliseconds: 2, keyTimes: [4, 8])
            let criterion = presentation.texts.count == 1 ? "overall" : "better"
            if time == 4 {
                try store.skip(
                    presentation,
                    study: "s",
                    reviewer: "ana",
                    criteria: [criterion],
                    reason: "no",
                    at: 45,
                    took: took,
                    shownAt: 45
                )
                continue
            }
            try store.save(
                [ReviewAct(criterion: criterion, value: 1, confidence: 3, reason: "wrong")],
                of: presentation,
                study: "s",
                reviewer: "ana",
                at: Int64(time * 10 + 5),
                took: took,
                shownSHA256: presentation.shownSHA256,
                shownAt: Int64(time * 10 + 5)
            )
        }
        _ = try store.undo(study: "s", reviewer: "ana", owner: Self.owner, lease: .seconds(60), at: 60)
        return store
    }

    /// Takes SQLite's restriction and the triggers off, as somebody would who edits the file.
    private func edit(_ store: Store, _ sql: String) throws {
        try store.writer.unsafeReentrantWrite { database in
            sqlite3_set_authorizer(database.sqliteConnection, nil, nil)
            for trigger in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
                try database.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try database.execute(sql: "PRAGMA foreign_keys = OFF")
            try database.execute(sql: sql)
        }
    }

    @Test(arguments: [
        "SELECT name FROM model", "SELECT model FROM response", "SELECT text FROM v_responses",
        "SELECT total_ns FROM response", "SELECT value FROM rating", "SELECT note FROM rating",
        "SELECT * FROM v_ratings",
        "SELECT text FROM item", "SELECT salt FROM study", "SELECT bundle_key FROM secret",
        "SELECT origin FROM degraded",
        "SELECT value FROM answer", "SELECT count(*) FROM response", "SELECT text FROM reply",
        "SELECT nano_dollars FROM attempt", "ATTACH ':memory:' AS other", "PRAGMA writable_schema = 1",
        "CREATE TEMP VIEW v_blind AS SELECT text FROM item",
        "SELECT first_text FROM v_blind", "SELECT first_text FROM v_blind WHERE EXISTS (SELECT 1 FROM model)",
        "WITH v_blind AS (SELECT text FROM item) SELECT text FROM v_blind",
        "WITH rating_fits_its_scale AS (SELECT value FROM rating) SELECT value FROM rating_fits_its_scale",
        "WITH own_rating AS (SELECT value FROM rating) SELECT value FROM own_rating",
        "SELECT confidence FROM rating", "SELECT reason FROM rating", "SELECT flags FROM rating",
        "SELECT active_ms FROM rating", "SELECT note FROM draft", "SELECT payload FROM event",
        "SELECT sql FROM sqlite_temp_schema", "SELECT name FROM temp.sqlite_master", "PRAGMA table_list",
    ])
    func sqliteRefusesWhatAReviewMayNotRead(sql: String) throws {
        let store = try Example.store().restricted(to: "ana", study: "s")
        #expect(throws: (any Error).self, "\(sql)") { try store.probe(sql) }
    }

    @Test func aRestrictedConnectionReviewsAsBefore() throws {
        let store = try reviewed()
        let names = try #require(store.restriction?.names)
        try store.probe("SELECT first_text, prompt_text FROM \(names.blind)")
        for sql in ["DROP VIEW \(names.ratings)", "CREATE TEMP VIEW other AS SELECT value FROM rating"] {
            #expect(throws: (any Error).self, "\(sql)") { try store.probe(sql) }
        }
        try edit(store, "SELECT 1")
        #expect(try store.records(of: "s").map(\.outcome) == [.rated, .rated, .rated, .skipped, .rated, .retracted])
    }

    @Test func anUntouchedLogHolds() throws {
        let store = try reviewed()
        try edit(store, "SELECT 1")
        let report = try store.verify("s")
        #expect(report.findings.isEmpty, "\(report.findings)")
        #expect(report.ratingCount == 6 && report.sittingCount == 1 && report.unrestrictedCount == 0)
        #expect(report.heads.map(\.number) == [report.eventCount])
    }

    @Test(arguments: [
        ("UPDATE rating SET value = 5 WHERE id = 1", "changed or put in"),
        ("DELETE FROM rating WHERE id = 2", "not there as it was given"),
        ("DELETE FROM event WHERE number = 4", "an event is missing"),
        ("UPDATE event SET payload = '{}' WHERE number = 3", "its hash is another"),
        (
            "UPDATE event SET number = number + 90; UPDATE event SET number = CASE number WHEN 94 THEN 5 WHEN 95 THEN 4 ELSE number - 90 END",
            "changed or moved"
        ),
        ("UPDATE event SET at = 1 WHERE number = 5", "its hash is another"),
        ("UPDATE event SET payload = replace(payload, '[4,8]', '[4,9]')", "its hash is another"),
        ("UPDATE rating SET confidence = 5 WHERE id = 1", "changed or put in"),
        ("UPDATE rating SET reason = 'rude' WHERE id = 1", "not there as it was given"),
        ("UPDATE rating SET idle_ms = 0 WHERE id = 2", "changed or put in"),
        ("UPDATE rating SET active_ms = 99 WHERE outcome = 'skipped'", "changed or put in"),
        ("UPDATE rating SET flags = '[]' WHERE id = 1", "changed or put in"),
        ("UPDATE rating SET flags = '[]x' WHERE flags = '[]'", "changed or put in"),
        ("UPDATE rating SET flags = '{}' WHERE flags = '[]'", "changed or put in"),
        ("UPDATE rating SET flags = '' WHERE flags = '[]'", "changed or put in"),
        ("UPDATE rating SET flags = flags || ' ' WHERE id = 1", "changed or put in"),
        ("UPDATE rating SET flags = replace(flags, ']', ',1]') WHERE id = 1", "changed or put in"),
    ])
    func everyEditIsFound(sql: String, words: String) throws {
        let store = try reviewed()
        try edit(store, sql)
        let findings = try store.verify("s").findings
        #expect(findings.contains { $0.what.contains(words) }, "\(findings)")
    }

    @Test func aClockSetBackAndARatingWithoutShowingAreFound() throws {
        let store = try Example.store()
        let presentation = try #require(
            try store.claimNext(study: "s", reviewer: "ana", owner: Self.owner, lease: .seconds(60), at: 100)
        )
        func save(_ reviewer: String, at time: Int64, shownAt: Int64?) throws {
            try store.save(
                [ReviewAct(criterion: presentation.texts.count == 1 ? "overall" : "better", value: 1)],
                of: presentation,
                study: "s",
                reviewer: reviewer,
                at: time,
                took: nil,
                shownSHA256: "x",
                shownAt: shownAt
            )
        }
        try save("ana", at: 50, shownAt: 101)
        // Ben never saw it: the database refuses it, and the log tells of it where that was taken off.
        #expect(throws: StoreError.self) { try save("ben", at: 200, shownAt: nil) }
        try store.write { try $0.execute(sql: "DROP TRIGGER rating_was_shown") }
        try save("ben", at: 200, shownAt: nil)
        let found = try store.verify("s").findings
        #expect(found.contains { $0.what.contains("the clock was set back by 51 ms") }, "\(found)")
        #expect(found.contains { $0.what.contains("not shown before") })
    }

    @Test func exportedHeadsShowACutTail() throws {
        let store = try reviewed()
        try edit(store, "SELECT 1")
        let heads = try store.verify("s").heads
        try edit(store, "DELETE FROM event WHERE number > 2; DELETE FROM rating")
        #expect(try store.verify("s", against: heads).findings.contains { $0.what.contains("cut or rewritten") })
    }

    /// Wherever a text stands beside a letter it is as a reviewer sees it.
    @Test func aMaskedTextIsMaskedUntilUnblinding() throws {
        let store = try Example.store()
        let shown = try #require(try store.shownTexts(of: "s").first)
        _ = try store.setLeaks(
            [LeakRecord(item: shown.item, findings: ["name"], masked: "[…]")],
            policy: .mask,
            study: "s"
        )
        #expect(try store.texts(of: [shown.item]) == [shown.item: "[…]"])
        try store.unblind("s", who: "lead", at: 5)
        #expect(try store.texts(of: [shown.item]) == [shown.item: shown.text])
    }

    /// Nobody can draw the letters from the study's files.
    @Test func lettersFollowNoNamesAndGoOnAfterZ() {
        let names = (10..<38).map { "model \($0)" }
        func letters(_ salt: UInt8) -> [String] {
            let shown = ShownModels(models: names, salt: [salt], isBlind: true)
            return names.map(shown.name)
        }
        let alphabet = (0..<26).map { String(UnicodeScalar(UInt8(65 + $0))) } + ["AA", "AB"]
        #expect(Set(letters(1)) == Set(alphabet) && letters(1) != alphabet && letters(1) != letters(2))
    }

    @Test func textsAreSearchedForLeaksInAnOrderThatIsNoModels() throws {
        let shown = try Example.store().shownTexts(of: "s").map { [$0.prompt, $0.item.rawValue] }
        #expect(shown.count == 8 && shown == shown.sorted { $0.lexicographicallyPrecedes($1) })
    }

    private func fill(
        _ store: Store,
        attention: Double,
        worsened: (String, PlannedRow.Degraded, String?) -> String?,
        beforeThePlan: () throws -> Void = {}
    ) throws {
        var study = Example.study
        study.review.attention = attention
        try store.sync(study)
        let texts = Example.responses(of: study) { "\($0) says it. It is so. Truly, of \($1)." }
        _ = try store.importResponses(texts, study: "s", file: "f", at: 1)
        try beforeThePlan()
        try store.plan(study, worsened: worsened, by: Planner(study).rows)
    }

    private func degraded(_ text: String, _ how: PlannedRow.Degraded, _ other: String?) -> String? {
        Degradation.text(text, how.harm, other: other, key: how.key)
    }

    private func copies(_ store: Store) throws -> [String] {
        try store.read {
            try String.fetchAll($0, sql: "SELECT CAST(i.text AS TEXT) FROM degraded d JOIN item i ON i.id = d.item")
        }
    }

    /// A part of a leak may not be known as one.
    @Test(arguments: ReviewSettings.LeakPolicy.allCases)
    func worsenedCopiesOfTextsThatAreNotShownAsTheyAreLeaveThePlan(policy: ReviewSettings.LeakPolicy) throws {
        let store = try Store.inMemory()
        try fill(store, attention: 0.5, worsened: degraded)
        let checks = try store.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM presentation WHERE phase = 'attention'")
        }
        let leaks = try store.shownTexts(of: "s").map { LeakRecord(item: $0.item, findings: ["name"], masked: "[…]") }
        let dropped = try store.setLeaks(leaks, policy: policy, study: "s")
        #expect(checks ?? 0 > 0 && dropped == (policy == .report ? 0 : checks))
    }

    @Test func anAttentionCheckSaysNoMoreThanItsMaskedOriginal() throws {
        let store = try Store.inMemory()
        try fill(store, attention: 0.5, worsened: degraded) {
            let leaks = try store.shownTexts(of: "s").map { shown in
                let masked = "Somebody says it. It is so. Truly, of \(shown.prompt)."
                return LeakRecord(item: shown.item, findings: ["name"], masked: masked)
            }
            _ = try store.setLeaks(leaks, policy: .mask, study: "s")
        }
        let copies = try copies(store)
        #expect(!copies.isEmpty && copies.allSatisfy { !$0.contains("large") && !$0.contains("small") }, "\(copies)")
    }

    /// It would be rated as a check and as a response.
    @Test func noResponseIsAnAttentionCheck() throws {
        let store = try Store.inMemory()
        try fill(store, attention: 1) { _, _, _ in "large says it. It is so. Truly, of p1." }
        let responses = try Set(store.responses(of: "s").map(\.item.rawValue))
        let items = try store.read {
            try String.fetchAll($0, sql: "SELECT i.sha256 FROM degraded d JOIN item i ON i.id = d.item")
        }
        #expect(!items.isEmpty && responses.isDisjoint(with: items))
    }

    /// Alone, on either side of a pair and in a set.
    @Test func whatIsMaskedIsMaskedWhereverAReviewerSeesIt() throws {
        var study = Example.study
        study.models.append(Model(name: "tiny", endpoint: "e", model: "t"))
        study.criteria.append(
            Criterion(name: "best", question: "?", level: .ordinal, form: .ranking(most: 3, tie: true))
        )
        let store = try Store.inMemory()
        try Example.fill(store, study, Example.responses(of: study) { "\($0) says \($1)" })
        // The second model's texts are masked, and nothing of the others.
        let texts = try store.shownTexts(of: "s").filter { $0.text.hasPrefix("small") }
        _ = try store.setLeaks(
            texts.map { LeakRecord(item: $0.item, findings: ["name"], masked: "[…] says \($0.prompt)") },
            policy: .mask,
            study: "s"
        )
        let sitter = Sitter(try store.restricted(to: "ana", study: "s"))
        var seen: [Int: [String: Int]] = [:]
        while let shown = try sitter.next() {
            for text in shown.texts {
                #expect(text.hasSuffix(" says \(shown.prompt)"))
                seen[shown.texts.count, default: [:]][String(text.prefix { $0 != " " }), default: 0] += 1
            }
            let ranks = Array(1...max(1, shown.members.count))
            try sitter.rate(shown, shown.members.isEmpty ? nil : ReviewAct(criterion: "best", value: nil, ranks: ranks))
        }
        // Three pairs a prompt, as a ring has them, so that each text stands in two.
        #expect(seen[1] == ["large": 4, "[…]": 4, "tiny": 4] && seen[2] == ["large": 8, "[…]": 8, "tiny": 8])
        #expect(seen[3] == ["large": 4, "[…]": 4, "tiny": 4])
    }

    @Test func whoSettlesAPairSeesItsTextsOnTheSidesThatAreSaidAndMasked() throws {
        let store = try Example.store()
        let items = ["large", "small"].map { ItemID(study: "s", prompt: "p1", text: "\($0) says p1\0!") }.sorted()
        let texts = try store.itemTexts(of: "s")
        _ = try store.setLeaks(
            [LeakRecord(item: items[1], findings: ["name"], masked: "[…]")],
            policy: .mask,
            study: "s"
        )
        let (first, second) = (try #require(texts[items[0]]), "[…]")
        var sides: Set<RatingRecord.Side> = []
        for _ in 1...60 {
            let shown = try #require(try store.text(of: .pair(PairID(items[0], items[1])), study: "s"))
            #expect(shown.texts == (shown.side == .first ? [first, second] : [second, first]))
            sides.insert(try #require(shown.side))
        }
        #expect(sides == [.first, .second])
        #expect(try store.text(of: .item(items[1]), study: "s")?.texts == ["[…]"])
    }

    @Test func lettersHoldUntilUnblindingAndLaterRatingsAreMarked() throws {
        let store = try Example.store()
        let blind = try store.shownModels(of: "s")
        #expect(blind.isBlind && Set(["large", "small"].map(blind.name)) == ["A", "B"])
        try store.unblind("s", who: "lead", at: 5)
        #expect(try store.shownModels(of: "s").name(of: "small") == "small")
        let presentation = try #require(
            try store.claimNext(study: "s", reviewer: "ana", owner: Self.owner, lease: .seconds(60), at: 10)
        )
        try store.save(
            [ReviewAct(criterion: presentation.texts.count == 1 ? "overall" : "better", value: 1)],
            of: presentation,
            study: "s",
            reviewer: "ana",
            at: 11,
            took: nil,
            shownSHA256: presentation.shownSHA256,
            shownAt: 11
        )
        #expect(try store.records(of: "s").map(\.phase) == [.unblinded])
        #expect(try store.currentRatings(of: "s").isEmpty)
    }
}
