import Foundation
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// Who settled an item at home does not bring a blind rating of it in a bundle.
final class SettledBundleTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "slam-settled-\(UUID().uuidString)")
        .path
    private var path: String { "\(folder)/ana.slam" }

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A database of which ana has a bundle; every item has a slot that somebody else may take.
    private func issued() throws -> Store {
        var study = Example.study
        study.criteria.removeLast()
        study.reviewers = ["ana", "ben", "cleo"]
        study.review = ReviewSettings(overlap: 2, seed: 4)
        let store = try Store.open(path: "\(folder)/main.sqlite", mode: .create)
        try Example.fill(store, study)
        _ = try store.writeBundle(for: "ana", study: "s", to: path, at: 2)
        return store
    }

    private func settle(_ store: Store, _ item: ItemID, at time: Int64) throws {
        let outcome = RatingRecord(
            study: "s",
            subject: .item(item),
            prompt: "",
            criterion: "overall",
            value: 2,
            rater: "ana",
            kind: .human,
            phase: .adjudicated,
            at: time
        )
        try store.adjudicate([outcome], study: "s", by: "ana", at: time)
    }

    /// The item here of the text that the bundle shows under a name of its own.
    private func home(_ text: String, _ store: Store) throws -> ItemID {
        let found = try store.read {
            try String.fetchOne($0, sql: "SELECT sha256 FROM item WHERE text = ?", arguments: [Data(text.utf8)])
        }
        return ItemID(rawValue: try #require(found))
    }

    @Test func whatWasRatedAfterItWasSettledIsNotBlindAndIsAskedOfSomebodyElse() throws {
        let store = try issued()
        let file = try Store.open(path: path, mode: .existing)
        let bundle = Sitter(try file.restricted(to: "ana", study: "s"), owner: Sitter.dead)
        let early = try #require(try bundle.next())
        try bundle.rate(early)
        let (earlyItem, isSettledAt) = (try home(early.texts[0], store), bundle.time + 1)
        let late = try #require(try bundle.next())
        let lateItem = try home(late.texts[0], store)
        try settle(store, earlyItem, at: isSettledAt)
        try settle(store, lateItem, at: isSettledAt)
        bundle.time += 100
        try bundle.rate(late)
        // What was rated blind is changed with the others' scores in mind.
        let (again, _) = try bundle.revisit(early.id)
        try bundle.rate(again, ReviewAct(criterion: "overall", value: 4))

        let report = try store.merge([path], study: "s")
        #expect(report.new == 3 && report.settled == 2)
        func stands(_ item: ItemID, _ phase: RatingRecord.Phase) throws -> [Double?] {
            let superseded = Set(try store.records(of: "s").compactMap(\.supersedes))
            return try store.records(of: "s").filter {
                $0.subject == .item(item) && $0.phase == phase && !superseded.contains($0.id)
            }.map(\.value)
        }
        #expect(try stands(earlyItem, .blind) == [1])
        #expect(try stands(earlyItem, .discussed) == [4])
        #expect(try stands(lateItem, .blind) == [])
        #expect(try stands(lateItem, .discussed) == [1])
        let findings = try store.verify("s").findings
        #expect(findings.isEmpty, "\(findings)")
        #expect(try store.merge([path], study: "s").new == 0)
        let open = try store.read { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM presentation n JOIN item i ON i.id = n.first
                    WHERE i.sha256 = ? AND n.state = 'open' AND n.reviewer IS NULL
                    """,
                arguments: [lateItem.rawValue]
            )
        }
        #expect(open == 1)
    }

    @Test func whoSawTheScoresAndSettledNothingBringsNoBlindAnswerEither() throws {
        let store = try issued()
        let file = try Store.open(path: path, mode: .existing)
        let bundle = Sitter(try file.restricted(to: "ana", study: "s"), owner: Sitter.dead)
        for isRated in [true, false] {
            let shown = try #require(try bundle.next())
            try store.look(at: .item(try home(shown.texts[0], store)), study: "s", by: "ana", at: bundle.time + 1)
            if isRated { try bundle.rate(shown) } else { try bundle.skip(shown) }
        }
        #expect(try store.merge([path], study: "s").settled == 2)
        let blind = try store.records(of: "s").filter { $0.rater == "ana" && $0.phase == .blind }
        #expect(blind.isEmpty, "\(blind)")
        #expect(try store.verify("s").findings.isEmpty)
    }

    @Test func whatCameAfterTheFirstSettlementIsNotBlind() throws {
        let store = try issued()
        let item = try home("large says p1\0!", store)
        try settle(store, item, at: 500)
        try store.write { database in
            try database.execute(
                sql: """
                    INSERT INTO rating (record, study, rater, criterion, first, value, outcome, phase, at, flags)
                    SELECT 'later', study, rater, criterion, first, value, outcome, phase, at + 400, '[]' FROM rating
                    """
            )
        }
        let settlements = try store.read { try Settlements(of: try Store.studyID("s", $0), $0) }
        func precedes(_ time: Int64?, _ planned: String = "blind", _ rater: String = "ana") -> Bool {
            let record = RatingRecord(
                study: "s",
                subject: .item(item),
                prompt: "p1",
                criterion: "overall",
                value: 3,
                rater: rater,
                kind: .human,
                at: time
            )
            return settlements.precede(record, planned: planned)
        }
        // Whoever says no time may have seen what others gave.
        #expect(precedes(500) && precedes(700) && precedes(nil) && precedes(500, "repeat") && !precedes(499))
        #expect(!precedes(700, "training") && !precedes(700, "blind", "ben"))
    }

    /// A pair that was looked at is the pair, and neither of its texts alone.
    @Test func whoSawTheScoresOfAPairMayStillRateItsTexts() throws {
        let store = try Store.open(path: "\(folder)/home.sqlite", mode: .create)
        try Example.fill(store)
        let sitter = Sitter(store, owner: Sitter.dead)
        while let shown = try sitter.next() {
            let items = ["large", "small"].map {
                ItemID(study: "s", prompt: shown.prompt, text: "\($0) says \(shown.prompt)\0!")
            }
            let pair = PairID(items[0], items[1])
            guard shown.subject == .item(pair.first) else {
                try sitter.rate(shown)
                continue
            }
            try store.look(at: .pair(pair), study: "s", by: "ana", at: sitter.time)
            try sitter.rate(shown)
            return
        }
        Testing.Issue.record("no single text came")
    }

    @Test func aClaimedItemWhoseScoresWereSeenTakesNeitherARatingNorASkip() throws {
        var study = Example.study
        study.criteria.removeLast()
        study.reviewers = ["ana", "ben"]
        let store = try Store.open(path: "\(folder)/home.sqlite", mode: .create)
        try Example.fill(store, study)
        let sitter = Sitter(store, owner: Sitter.dead)
        let shown = try #require(try sitter.next())
        try store.look(at: .item(try home(shown.texts[0], store)), study: "s", by: "ana", at: sitter.time)
        #expect(throws: StoreError.self) { try sitter.rate(shown) }
        #expect(throws: StoreError.self) { try sitter.skip(shown) }
        #expect(try store.records(of: "s").isEmpty)
    }
}
