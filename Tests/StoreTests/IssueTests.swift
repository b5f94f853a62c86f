import Fixtures
import Foundation
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// What a bundle holds of the study, and that its seal covers all of it.
final class IssueTests {
    private let folder: TemporaryFolder
    private var path: String { "\(folder.path)/ana.slam" }

    init() throws { folder = try TemporaryFolder() }

    /// Pairs, sets, single texts and a training item, to prompts that have everything.
    private static var study: Study {
        var study = Example.study
        study.models.append(Model(name: "tiny", endpoint: "e", model: "t"))
        study.criteria.append(
            Criterion(name: "best", question: "?", level: .ordinal, form: .ranking(most: 3, tie: true))
        )
        study.prompts = study.prompts.map {
            Prompt(id: $0.id, messages: $0.messages, system: "a system", reference: "a reference", tags: ["a tag"])
        }
        study.known = [Example.trainingResponse]
        return study
    }

    private func store(_ study: Study = IssueTests.study) throws -> Store {
        let store = try Store.open(path: "\(folder.path)/main.sqlite", mode: .create)
        try Example.fill(store, study, Example.responses(of: study) { "\($0) says \($1)" })
        return store
    }

    private func bundle(_ store: Store) throws {
        _ = try store.writeBundle(for: "ana", study: "s", to: path, at: 2)
    }

    private func strings(_ sql: String) throws -> Set<String?> {
        try DatabaseQueue(path: path).read { Set(try Optional<String>.fetchAll($0, sql: sql)) }
    }

    @Test(arguments: [nil, .system, .reference, .tags] as [ReviewSettings.Shown?])
    func aBundleHoldsOfAPromptWhatReviewersAreShown(shown: ReviewSettings.Shown?) throws {
        var study = Self.study
        study.review.show = shown.map { [$0] } ?? []
        try bundle(try store(study))
        let system = shown == .system ? "a system" : nil
        let reference = shown == .reference ? "a reference" : nil
        #expect(try strings("SELECT CAST(system AS TEXT) FROM prompt") == [system])
        #expect(try strings("SELECT CAST(reference AS TEXT) FROM prompt") == [reference])
        #expect(try strings("SELECT tags FROM prompt") == [shown == .tags ? #"["a tag"]"# : "[]"])
    }

    @Test func whatIsMaskedForReviewersIsMaskedInTheirBundle() throws {
        let store = try store()
        let named = try store.shownTexts(of: "s").filter { $0.text.contains("small says") }
        let leaks = named.map { LeakRecord(item: $0.item, findings: ["name"], masked: "[…] of \($0.prompt)") }
        _ = try store.setLeaks(leaks, policy: .mask, study: "s")
        try bundle(store)
        let texts = try strings("SELECT CAST(text AS TEXT) FROM item").compactMap(\.self)
        #expect(texts.contains("[…] of p1") && texts.contains("large says p1"))
        #expect(texts.allSatisfy { !$0.contains("small says") }, "\(texts)")
    }

    @Test(arguments: [
        "UPDATE presentation SET side = iif(side = 'first', 'second', 'first') WHERE side IS NOT NULL",
        "UPDATE presentation SET arrangement = replace(replace(replace(arrangement, '0', 'x'), '1', '0'), 'x', '1')",
        "UPDATE presentation SET phase = 'blind' WHERE phase = 'training'",
        "UPDATE presentation SET position = position + 1", "UPDATE answer SET value = 3",
        "UPDATE answer SET explanation = x'41'", "UPDATE prompt SET text = x'41'", #"UPDATE prompt SET tags = '["t"]'"#,
        "UPDATE prompt SET system = x'41'", "UPDATE prompt SET reference = x'41'",
        "UPDATE criterion SET high = 9 WHERE name = 'overall'", "UPDATE criterion SET position = 3 - position",
        "DELETE FROM set_member WHERE place = 2", "UPDATE bundle SET issued_at = issued_at + 86400000",
        "INSERT INTO unblinding (study, who, at) VALUES (1, '', 5)", "UPDATE study SET settings = '{}'",
    ])
    func theSealCoversAllThatABundleWasIssuedWith(sql: String) throws {
        let store = try store()
        try bundle(store)
        let queue = try DatabaseQueue(path: path)
        let changed = try queue.write { database in
            try database.execute(sql: sql)
            return database.changesCount
        }
        try queue.close()
        #expect(changed > 0)
        let refusal = #expect(throws: StoreError.self) { try store.merge([self.path], study: "s") }
        #expect(refusal?.description.contains("not as it was issued") == true)
    }

    /// What judges, margins and quotas of models are set to is no reviewer's.
    @Test func aBundleHoldsOfTheSettingsWhatItsReviewNeeds() throws {
        var study = Self.study
        study.calibration = CalibrationSettings(judgeMargin: 0.125)
        let store = try store(study)
        try bundle(store)
        let settings = try #require(try strings("SELECT settings FROM study").first ?? nil)
        let names = try #require(try JSONValue(parsing: settings).members).map(\.0)
        #expect(names.sorted() == ["guidelines", "lease_ms", "reviewers", "show", "sitting"])
        #expect(try JSONValue(parsing: settings)["reviewers"]?.array?.compactMap(\.string) == ["ana"])
    }

    /// A session that begins at home goes on at home.
    @Test func aSessionWhoseBeginningIsMovedOutOfItsBundleIsFound() throws {
        let store = try store()
        try bundle(store)
        let file = try Store.open(path: path, mode: .existing)
        let ana = Sitter(try file.restricted(to: "ana", study: "s"))
        let shown = try #require(try ana.next())
        let ranks = ReviewAct(criterion: "best", value: nil, ranks: [1, 2, 3])
        if shown.members.isEmpty { try ana.skip(shown) } else { try ana.rate(shown, ranks) }
        try file.writer.close()
        _ = try store.merge([path], study: "s")
        #expect(try store.verify("s").broken.isEmpty)
        try store.writer.writeWithoutTransaction { database in
            for trigger in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
                try database.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try database.execute(sql: "UPDATE event SET bundle = NULL WHERE kind = 'opened' AND bundle IS NOT NULL")
            #expect(database.changesCount == 1)
        }
        let found = try store.verify("s").broken
        #expect(found.contains { $0.what.contains("stands in another bundle than it came from") }, "\(found)")
    }

    @Test func aBundleSaysHowManyOfItsItemsWereRatedOrSkipped() throws {
        let store = try store()
        try bundle(store)
        let file = try Store.open(path: path, mode: .existing)
        let ana = Sitter(try file.restricted(to: "ana", study: "s"))
        var (rated, skipped) = (0, 0)
        while rated < 2 || skipped < 1, let shown = try ana.next() {
            guard shown.members.isEmpty else {
                try ana.rate(shown, ReviewAct(criterion: "best", value: nil, ranks: [1, 2, 3]))
                rated += 1
                continue
            }
            if skipped == 0 { try ana.skip(shown) } else { try ana.rate(shown) }
            if skipped == 0 { skipped += 1 } else { rated += 1 }
        }
        try file.writer.close()
        let part = try #require(try store.merge([path], study: "s").parts.first)
        let handedOut = try store.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM presentation WHERE bundle IS NOT NULL")
        }
        #expect(part.reviewer == "ana" && part.done == rated + skipped && part.count == handedOut)
    }

    @Test func aRowThatIsMovedIntoAnotherBundleIsFound() throws {
        let store = try store()
        try bundle(store)
        _ = try store.writeBundle(for: "ben", study: "s", to: "\(folder.path)/ben.slam", at: 2)
        #expect(try store.verify("s").broken.isEmpty)
        try store.write {
            try $0.execute(
                sql: """
                    UPDATE presentation SET bundle = (SELECT max(id) FROM bundle)
                        WHERE id = (SELECT min(id) FROM presentation WHERE bundle = (SELECT min(id) FROM bundle))
                    """
            )
        }
        #expect(try store.verify("s").broken.contains { $0.what.contains("was not handed out so") })
    }

    /// A study that has handed one bundle out is none itself.
    @Test func onlyABundleIsTakenForOne() throws {
        let store = try store()
        #expect(!Store.isBundle(at: store.path))
        try bundle(store)
        #expect(Store.isBundle(at: path) && !Store.isBundle(at: store.path) && !Store.isBundle(at: "\(path).none"))
        let owner = try store.bundleOwner()
        #expect(owner?.reviewer == nil)
    }

    @Test func aBundleOfAnotherStudyIsRefusedByItsName() throws {
        let store = try store()
        try bundle(store)
        var other = Self.study
        other.name = "t"
        try store.sync(other)
        #expect { try store.merge([self.path], study: "t") } throws: {
            "\($0)".contains("is of the study 's', not of 't'; nothing was merged")
        }
    }

    /// What is open to anybody is taken in the order of the plan.
    @Test func aBundleTakesTheFirstOfWhatIsOpen() throws {
        var study = Example.study
        study.criteria.removeLast()
        study.review = ReviewSettings(overlap: 2, isOpen: true, seed: 3)
        let store = try store(study)
        let planned = try store.read {
            try Int64.fetchAll(
                $0,
                sql: "SELECT first FROM presentation WHERE state = 'open' GROUP BY first ORDER BY min(position) LIMIT 3"
            )
        }
        #expect(try store.writeBundle(for: "ana", study: "s", open: 3, to: path, at: 2) == 3)
        let handed = try store.read {
            try Int64.fetchSet($0, sql: "SELECT first FROM presentation WHERE state = 'issued'")
        }
        #expect(planned.count == 3 && handed == Set(planned))
    }
}
