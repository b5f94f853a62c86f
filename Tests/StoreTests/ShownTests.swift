import GRDB
import Studies
import Testing

@testable import Store

/// A rating needs a `shown` of its own showing: claimed is not shown.
struct ShownTests {
    private func save(_ store: Store, _ shown: BlindPresentation, at time: Int64, shownAt: Int64?) throws {
        try store.save(
            [ReviewAct(criterion: shown.texts.count == 1 ? "overall" : "better", value: 1)],
            of: shown,
            study: "s",
            reviewer: "ana",
            at: time,
            took: nil,
            shownSHA256: shown.shownSHA256,
            shownAt: shownAt
        )
    }

    private func kinds(_ store: Store) throws -> [String] {
        try store.read { try String.fetchAll($0, sql: "SELECT kind FROM event ORDER BY id") }
    }

    @Test func whatWasClaimedAndNeverPaintedCannotBeRated() throws {
        let store = try Example.store()
        let shown = try #require(try Sitter(store).next())
        #expect(throws: StoreError.self) { try save(store, shown, at: 20, shownAt: nil) }
        #expect(try kinds(store) == ["opened", "claimed"])
        #expect(try store.currentRatings(of: "s").isEmpty)
    }

    @Test func aRatingHasOrBringsItsShowing() throws {
        let store = try Example.store()
        let sitter = Sitter(store)
        try save(store, try #require(try sitter.next()), at: 20, shownAt: 19)
        let second = try #require(try sitter.next())
        try store.logShown(second, study: "s", reviewer: "ana", at: 30)
        try save(store, second, at: 31, shownAt: 30)
        #expect(
            try kinds(store) == ["opened", "claimed", "shown", "rated", "claimed", "shown", "rated"]
        )
        #expect(try store.verify("s").broken.isEmpty)
    }

    @Test func aSessionFollowsOnTheNewestEventOfItsReviewer() throws {
        let store = try Example.store()
        let one = Sitter(store)
        try one.rate(try #require(try one.next()))
        func newest(_ column: String, _ condition: String = "1") throws -> String? {
            let sql = "SELECT \(column) FROM event WHERE \(condition) ORDER BY id DESC LIMIT 1"
            return try store.read { try String.fetchOne($0, sql: sql) }
        }
        let last = try #require(try newest("sha256"))
        _ = try #require(try Sitter(store, owner: LeaseOwner(rawValue: "other:2:2")).next())
        let opened = try JSONValue(parsing: try #require(try newest("payload", "kind = 'opened'")))
        #expect(opened["after"]?.string == last)
    }

    /// What one session painted was not on the screen of another one.
    @Test func everySessionLogsWhatItShowedOnce() throws {
        let store = try Example.store()
        let shown = try #require(try Sitter(store).next())
        let other = LeaseOwner(rawValue: "other:2:2")
        for owner in [LeaseOwner.current, .current, other, other] {
            try store.logShown(shown, study: "s", reviewer: "ana", owner: owner, at: 20)
        }
        #expect(try kinds(store) == ["opened", "claimed", "shown", "opened", "shown"])
    }

    @Test func goingBackToAnItemNeedsAShowingOfThatTime() throws {
        let store = try Example.store()
        let sitter = Sitter(store)
        let shown = try #require(try sitter.next())
        try save(store, shown, at: 20, shownAt: 19)
        _ = try sitter.revisit(shown.id)
        #expect(throws: StoreError.self) { try save(store, shown, at: 40, shownAt: nil) }
        try save(store, shown, at: 41, shownAt: 40)
        #expect(try store.verify("s").broken.isEmpty)
    }

    @Test func aRatingOnARowTakenMeanwhileIsAnExtraOneWithItsOwnShowing() throws {
        let store = try Example.store()
        let (ana, ben) = (Sitter(store), Sitter(store, "ben"))
        let shown = try #require(try ana.next())
        try store.logShown(shown, study: "s", reviewer: "ana", at: 12)
        try store.write {
            try $0.execute(
                sql: """
                    UPDATE presentation SET reviewer = (SELECT id FROM rater WHERE name = 'ben'), is_extra = 1, state = 'done'
                    WHERE id = ?
                    """,
                arguments: [shown.id]
            )
        }
        _ = ben
        try save(store, shown, at: 30, shownAt: nil)
        let own = try store.read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT n.is_extra, n.id FROM rating r JOIN presentation n ON n.id = r.presentation
                    JOIN rater t ON t.id = n.reviewer AND t.id = r.rater
                    """
            )
        }
        #expect(own.count == 1 && own[0]["is_extra"] == 1 && own[0]["id"] != shown.id)
        // Of ben's row, which the edit above calls rated, there is no rating; nothing else is found.
        #expect(try store.verify("s").broken.allSatisfy { $0.what.contains("nobody rated it") })
    }

    @Test func aDatabaseOfBeforeKeepsItsLogAndItsRowsCanBeRated() throws {
        let queue = try DatabaseQueue()
        try Schema.migrator.migrate(queue, upTo: "023")
        try queue.write {
            try $0.execute(
                sql: """
                    INSERT INTO study (id, name, settings, salt) VALUES (1, 's', '{}', x'00');
                    INSERT INTO rater (id, study, name, kind) VALUES (1, 1, 'ana', 'human');
                    INSERT INTO prompt (id, study, name, text, tags, position, is_current) VALUES (1, 1, 'p', x'41', '[]', 1, 1);
                    INSERT INTO item (id, sha256, prompt, text) VALUES (1, 'a', 1, x'42');
                    INSERT INTO criterion (id, study, name, sha256, definition, form, position, is_current)
                        VALUES (1, 1, 'c', 'h', '{}', 'accept', 1, 1);
                    INSERT INTO presentation (id, study, reviewer, first, slot, position, state) VALUES (1, 1, 1, 1, 1, 1, 'claimed');
                    INSERT INTO event (study, reviewer, sitting, number, kind, at, payload, previous, sha256)
                        VALUES (1, 1, 'x', 1, 'opened', 1, '{}', '', 'one');
                    INSERT INTO event (study, reviewer, sitting, number, kind, presentation, at, payload, previous, sha256)
                        VALUES (1, 1, 'x', 2, 'shown', 1, 1, '{}', 'one', 'two');
                    INSERT INTO rating (record, study, presentation, rater, criterion, first, value, outcome, phase, flags)
                        VALUES ('r', 1, 1, 1, 1, 1, 1, 'rated', 'blind', '[]');
                    """
            )
        }
        try Schema.migrator.migrate(queue)
        try queue.write { database in
            #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM event") == 2)
            #expect(try String.fetchOne(database, sql: "PRAGMA foreign_key_check") == nil)
            // Its showing was logged by the earlier rule.
            try database.execute(
                sql: """
                    INSERT INTO rating (record, study, presentation, rater, criterion, first, value, outcome, phase, flags)
                        VALUES ('r2', 1, 1, 1, 1, 1, 0, 'rated', 'blind', '[]')
                    """
            )
        }
    }
}
