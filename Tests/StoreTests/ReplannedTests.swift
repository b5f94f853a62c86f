import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// What 'slam plan' makes anew, and what stays.
struct ReplannedTests {
    /// Three models, so that the pairs of a prompt are a ring of three.
    private static func study(_ reviewers: [String] = ["ana", "ben"], overlap: Int? = nil) -> Study {
        var study = Example.study
        study.models.append(Model(name: "third", endpoint: "e", model: "t"))
        study.reviewers = reviewers
        study.review = ReviewSettings(overlap: overlap, seed: 3)
        return study
    }

    private static func store(_ study: Study) throws -> Store {
        let store = try Store.inMemory()
        try Example.fill(store, study, Example.responses(of: study) { "\($0) \($1)" })
        return store
    }

    private static func plan(_ store: Store, _ study: Study) throws {
        try store.plan(study, replacing: true, worsened: { _, _, _ in nil }, by: Planner(study).rows)
    }

    private static func rows(_ store: Store, of reviewer: String, _ condition: String = "1") throws -> [String] {
        try store.read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT first || ':' || coalesce(second, '') FROM presentation JOIN rater t ON t.id = reviewer
                    WHERE t.name = ? AND is_extra = 0 AND \(condition) ORDER BY 1
                    """,
                arguments: [reviewer]
            )
        }
    }

    /// One pair shown, one rated, one skipped: the others of their prompts stay, and planning again changes nothing.
    @Test func pairsOfABegunPromptStay() throws {
        let study = Self.study()
        let store = try Self.store(study)
        let before = try ["ana", "ben"].map { try Self.rows(store, of: $0) }
        #expect(before[0].count == 24 && before[1].count == 24)
        let ana = Sitter(store)
        var begun: Set<String> = []
        while begun.count < 3, let shown = try ana.next() {
            guard shown.texts.count == 2, begun.insert(shown.prompt).inserted else {
                try ana.rate(shown)
                continue
            }
            switch begun.count {
            case 1: try ana.rate(shown)
            case 2: try ana.skip(shown)
            default: try store.logShown(shown, study: "s", reviewer: "ana", owner: ana.owner, at: ana.time)
            }
        }
        try store.release(ana.owner)
        for _ in 1...2 {
            try Self.plan(store, study)
            #expect(try ["ana", "ben"].map { try Self.rows(store, of: $0) } == before)
        }
        #expect(try store.verify("s").findings.isEmpty)
    }

    /// Whoever leaves takes nothing along: what was shown and not rated goes to somebody else, and comes back with him.
    @Test func whatWasShownToWhoLeftGoesToTheOthers() throws {
        var study = Self.study(["ana", "ben", "cy"], overlap: 1)
        study.criteria.removeLast()
        let store = try Self.store(study)
        let ana = Sitter(store)
        try ana.rate(#require(try ana.next()))
        let shown = try #require(try ana.next())
        try store.logShown(shown, study: "s", reviewer: "ana", owner: ana.owner, at: ana.time)
        try store.release(ana.owner)
        study.reviewers = ["ben", "cy"]
        try store.sync(study)
        try Self.plan(store, study)
        #expect(try Self.rows(store, of: "ana", "state != 'revoked'").count == 1)
        let others = try ["ben", "cy"].map { name in
            let sitter = Sitter(store, name, owner: LeaseOwner(rawValue: "other:\(name):1"))
            var count = 0
            while let shown = try sitter.next() {
                try sitter.rate(shown)
                count += 1
            }
            return count
        }
        #expect(others.reduce(0, +) == 11)
        study.reviewers = ["ana", "ben", "cy"]
        study.review.overlap = 2
        try store.sync(study)
        try Self.plan(store, study)
        #expect(try ["ana", "ben", "cy"].flatMap { try Self.rows(store, of: $0) }.count == 24)
        #expect(try store.verify("s").findings.isEmpty)
    }
}
