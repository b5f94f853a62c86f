import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// What is asked between two keys finds its rows by index and sorts nothing, and what is kept instead of counted is right.
struct QueryPlanTests {
    private static let own = "(\(ReviewSources.ratings(of: 1)))"
    static let hot: [(String, StatementArguments)] = [
        (Store.claimedQuery, [1]), (Store.draftedQuery, [1]), (Store.namedQuery, [1, 1]), (Store.openQuery, [1, 1, 1]),
        (Store.openRepeatQuery, [1, 1, 1]), (Store.newestQuery, [1]), (Standing.currentQuery, [1]),
        (Store.timesQuery(own), []), (Store.actsQuery, [1]), (Store.wordsQuery, [1]),
        (Store.seenQuery(own), [1, 1, "p"]), (Store.seenAnyQuery(own), [1]),
        (Store.dueQuery, ["lane"]), (Store.nextDueQuery, [1, "lane"]), (Store.nextHolderQuery, ["x"]),
        ("SELECT coalesce(max(number), 0) + 1 FROM attempt WHERE request = ?", [1]),
        ("SELECT id FROM request WHERE id = ? AND owner = ?", [1, "x"]),
        ("SELECT coalesce(max(place), 0) + 1 FROM presentation WHERE reviewer = ?", [1]),
        ("SELECT max(position) FROM presentation WHERE study = ? AND state = 'open' AND reviewer IS NULL", [1]),
        ("SELECT reviewer, state, rows FROM tally WHERE study = ? AND reviewer IN (0, ?)", [1, 1]),
        ("UPDATE presentation SET owner = NULL WHERE owner = ? AND state IN ('done', 'skipped')", ["x"]),
        ("SELECT sha256 FROM event WHERE reviewer = ? ORDER BY id DESC LIMIT 1", [1]),
        (Store.shownSinceQuery, [1, "x"]), (MetricWriter.currentQuery, [1, 1, 1, 1, "x"]),
        ("SELECT number, sha256 FROM event WHERE reviewer = ? AND sitting = ? ORDER BY number DESC LIMIT 1", [1, "x"]),
    ]
    /// These sort a handful of rows: what is claimed at this moment, drafts, and what stands on one row.
    private static let sorting = [
        Store.claimedQuery, Store.draftedQuery, Standing.currentQuery, MetricWriter.currentQuery,
    ]

    @Test(arguments: hot.indices) func itsRowsAreFoundByIndex(place: Int) throws {
        let (sql, arguments) = Self.hot[place]
        let plan = try Example.store().read {
            try $0.execute(sql: Store.wantedTable)
            return try Row.fetchAll($0, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments).map {
                $0["detail"] as String
            }
        }
        #expect(!plan.isEmpty)
        // A study has few criteria; everything else grows.
        let isSlow = { (step: String) in
            step.hasPrefix("SCAN") && !step.contains("criterion") || step.contains("AUTOMATIC")
                || step.contains("TEMP B-TREE") && !Self.sorting.contains(sql)
        }
        #expect(plan.filter(isSlow).isEmpty, "\(plan)")
    }

    /// What a file filled of a plan is a study's texts by the million: neither the prompt nor the pace goes through it.
    @Test func aSessionAsksNothingOfWhatAFileFilled() throws {
        func indices(_ sql: String, _ arguments: StatementArguments) throws -> Set<String> {
            let plan = try Example.store().read {
                try Row.fetchAll($0, sql: "EXPLAIN QUERY PLAN " + sql, arguments: arguments).map {
                    $0["detail"] as String
                }
            }
            return Set(plan.flatMap { $0.split(separator: " ").map(String.init) }.filter { $0.contains("_") })
        }
        let seen = try indices(Store.seenQuery(Self.own), [1, 1, "p"])
        #expect(
            seen == [
                "sqlite_autoindex_prompt_1", "item_by_prompt", "one_presentation", "rating_by_presentation",
                "rating_by_supersedes",
            ]
        )
        let any = try indices(Store.seenAnyQuery(Self.own), [1])
        #expect(any == ["next_presentation", "rating_by_presentation", "rating_by_supersedes"])
        #expect(try indices(Store.timesQuery(Self.own), []) == ["rating_with_time"])
        // What is open to all is counted in the order of its texts, and the next of it found by its position.
        #expect(try indices(Store.takeableQuery, [1, 1]) == ["open_subject", "one_presentation"])
        #expect(try indices(Store.openQuery, [1, 1, 1]).contains("next_open_presentation"))
        // Nothing else is led through a study's items by the prompt.
        let items = "SELECT i.id FROM item i JOIN prompt p ON p.id = i.prompt WHERE p.study = ?"
        #expect(try indices(items, [1]).isDisjoint(with: ["item_by_prompt"]))
    }

    /// With all of a metric's scores read for each new one, ten thousand took a hundred million steps.
    @Test func aScoreIsFoundByItsItem() throws {
        let plan = try Example.store().read {
            try Row.fetchAll(
                $0,
                sql: "EXPLAIN QUERY PLAN " + MetricWriter.currentQuery,
                arguments: [1, 1, 1, 1, "x"]
            ).map { $0["detail"] as String }
        }
        #expect(plan.contains { $0.contains("rating_by_subject") && $0.contains("first=?") }, "\(plan)")
    }

    /// No index leads from a text to its ratings: looking for them from each row takes minutes in a plan of many.
    @Test func rowsThatAreDoneWithoutARatingAreFoundInOnePass() throws {
        let store = try Example.store()
        let plan = try store.read {
            try Row.fetchAll($0, sql: "EXPLAIN QUERY PLAN " + Store.doneWithout, arguments: [1]).map {
                $0["detail"] as String
            }
        }
        #expect(!plan.isEmpty && plan.allSatisfy { !$0.contains("CORRELATED") }, "\(plan)")
        func found() throws -> Int? {
            try store.diagnose("s", at: 1).first { $0.check == "rows that are done without a rating" }?.count
        }
        let ana = Sitter(store)
        try ana.rate(try #require(try ana.next()))
        #expect(try found() == 0)
        try store.write { try $0.execute(sql: "UPDATE presentation SET state = 'done'") }
        let rows = try store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM presentation") } ?? 0
        #expect(try found() == rows - 1)
    }

    @Test func theTallyIsWhatCountingGives() throws {
        let store = try Example.store()
        let (ana, ben) = (Sitter(store), Sitter(store, "ben", owner: LeaseOwner(rawValue: "other:1:1")))
        for turn in 1...9 {
            let shown = try #require(try ana.next())
            if turn % 3 == 0 { try ana.skip(shown) } else { try ana.rate(shown) }
            if turn % 4 == 0 { _ = try ana.undo() }
            _ = try ben.next()
            if turn == 5 { try store.release(ben.owner) }
        }
        func rows(_ sql: String) throws -> [String] {
            try store.read {
                try Row.fetchAll($0, sql: sql).map { $0.databaseValues.map { "\($0)" }.joined(separator: " ") }
            }
        }
        let counted = try rows(
            "SELECT study, coalesce(reviewer, 0), state, count(*) FROM presentation GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        )
        #expect(counted.count > 4)
        let kept = try rows("SELECT * FROM tally WHERE rows != 0 ORDER BY 1, 2, 3")
        #expect(kept == counted, "\(kept) \(counted)")
    }

    @Test func whatComesFreeBehindAReviewerComesInTheEnd() throws {
        var study = Example.study
        study.criteria.removeLast()
        study.review = ReviewSettings(overlap: 1, isOpen: true)
        let store = try Store.inMemory()
        try store.sync(study)
        _ = try store.importResponses(Example.responses, study: "s", file: "f", at: 1)
        try store.plan(study, worsened: { _, _, _ in nil }, by: Planner(study).rows)
        let (ana, ben) = (Sitter(store), Sitter(store, "ben", owner: LeaseOwner(rawValue: "other:1:1")))
        let held = try #require(try ben.next())
        for _ in 1...4 { try ana.rate(try #require(try ana.next())) }
        try store.release(ben.owner)
        var rest: [Int64] = []
        while let shown = try ana.next() {
            rest.append(shown.id)
            try ana.rate(shown)
        }
        #expect(rest.count == 4 && rest.last == held.id)
        #expect(try ben.next() == nil)
    }

    @Test func anOlderDatabaseIsBroughtUpToDateWithItsRows() throws {
        let queue = try DatabaseQueue()
        try Schema.migrator.migrate(queue, upTo: "009")
        try queue.write {
            try $0.execute(
                sql: """
                    INSERT INTO study (id, name, settings, salt) VALUES (1, 's', '{}', x'00');
                    INSERT INTO rater (id, study, name, kind) VALUES (1, 1, 'ana', 'human');
                    INSERT INTO prompt (id, study, name, text, tags, position, is_current) VALUES (1, 1, 'p', x'41', '[]', 1, 1);
                    INSERT INTO item (id, sha256, prompt, text) VALUES (1, 'a', 1, x'42'), (2, 'b', 1, x'43');
                    INSERT INTO presentation (study, reviewer, is_open, first, slot, position, state)
                        VALUES (1, 1, 0, 1, 1, 1, 'open'), (1, NULL, 1, 2, 1, 2, 'open');
                    """
            )
        }
        try Schema.migrator.migrate(queue)
        let store = Store(writer: queue, path: ":memory:")
        #expect(try store.copy(of: "s").sitting == Sitting())
        #expect(try store.pace(study: "s", reviewer: "ana").left == 2)
        #expect(try Sitter(store).next()?.texts == ["B"])
    }
}
