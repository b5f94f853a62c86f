import Foundation
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// Bundles out and back.
final class BundleTests {
    static let reviewers = ["ana", "ben", "cleo", "dan", "eve"]
    let folder = FileManager.default.temporaryDirectory.appending(path: "slam-bundles-\(UUID().uuidString)").path

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private var study: Study {
        var study = Example.study
        study.models[0].name = "planted-large"
        study.models[1].name = "planted-small"
        study.reviewers = Self.reviewers
        study.prompts = Array(study.prompts.prefix(1))
        study.review = ReviewSettings(overlap: 3, repeats: 0.2, attention: 0.4, seed: 4)
        return study
    }

    /// A planned row of a single text that was rated in a bundle and merged.
    private func ratedInBundle(_ store: Store) throws -> Int64 {
        try #require(
            try store.read {
                try Int64.fetchOne(
                    $0,
                    sql: """
                        SELECT r.presentation FROM rating r JOIN presentation n ON n.id = r.presentation
                        WHERE r.bundle IS NOT NULL AND r.outcome = 'rated' AND n.second IS NULL AND n.phase = 'blind'
                        """
                )
            }
        )
    }

    /// A database in a file, planned, of which every reviewer has a bundle.
    private func issued(_ name: String) throws -> Store {
        let store = try Store.open(path: "\(folder)/\(name).sqlite", mode: .create)
        try store.sync(study)
        let responses = study.prompts.flatMap { prompt in
            study.models.map {
                ImportedResponse(
                    line: 1,
                    prompt: prompt.id,
                    model: $0.name,
                    sample: 1,
                    text:
                        "An answer to \(prompt.id), number \($0.isBaseline). It has sentences. And more of them, even."
                )
            }
        }
        _ = try store.importResponses(responses, study: "s", file: "f", at: 1)
        try store.plan(
            study,
            worsened: { Degradation.text($0, $1.harm, other: $2, key: $1.key) },
            by: Planner(study).rows
        )
        for reviewer in Self.reviewers {
            let settings = JSONValue.object([("view", .string("view of \(reviewer)"))])
            try store.keepReviewerSettings(settings, study: "s", reviewer: reviewer)
            _ = try store.writeBundle(for: reviewer, study: "s", to: "\(folder)/\(name)-\(reviewer).slam", at: 2)
        }
        return store
    }

    private func work(_ path: String, _ reviewer: String) throws {
        let file = try Store.open(path: path, mode: .existing)
        // Many builds of SQLite wipe what is deleted by themselves: this one is not to.
        try file.writer.writeWithoutTransaction { try $0.execute(sql: "PRAGMA secure_delete = OFF") }
        let bundle = try file.restricted(to: reviewer, study: "s")
        var time: Int64 = 10
        while let shown = try bundle.claimNext(
            study: "s",
            reviewer: reviewer,
            owner: .current,
            lease: .seconds(60),
            at: time
        ) {
            let criterion = shown.texts.count == 1 ? "overall" : "better"
            time += 5
            try bundle.keepDraft("never said", of: shown.id, study: "s", reviewer: reviewer)
            try bundle.keepReviewerSettings(.object([("bell", .bool(false))]), study: "s", reviewer: reviewer)
            if time % 7 == 0 {
                try bundle.skip(
                    shown,
                    study: "s",
                    reviewer: reviewer,
                    criteria: [criterion],
                    reason: "no",
                    at: time,
                    took: nil,
                    shownAt: time
                )
            } else {
                try bundle.save(
                    [ReviewAct(criterion: criterion, value: 1, confidence: 2, reason: "wrong", note: "kept")],
                    of: shown,
                    study: "s",
                    reviewer: reviewer,
                    at: time,
                    took: ReviewTime(activeMilliseconds: 1, idleMilliseconds: 3, keyTimes: [1]),
                    shownSHA256: shown.shownSHA256,
                    shownAt: time
                )
            }
            if time == 20 {
                time += 1
                _ = try bundle.undo(study: "s", reviewer: reviewer, owner: .current, lease: .seconds(60), at: time)
                try bundle.release(.current)
            }
        }
    }

    /// Everything that bundles bring, without row ids.
    private func content(_ store: Store) throws -> [String] {
        try store.read { database in
            try [
                "SELECT record, presentation, value, outcome, phase, place, flags, reason, supersedes, note, confidence, active_ms, idle_ms FROM rating",
                "SELECT reviewer, sitting, number, kind, presentation, at, payload, previous, sha256 FROM event",
                """
                SELECT t.name, first, second, slot, side, phase, state, is_extra, place, is_open FROM presentation n
                LEFT JOIN rater t ON t.id = n.reviewer
                """,
            ].flatMap { sql in try Row.fetchAll(database, sql: sql).map { "\($0)" }.sorted() }
        }
    }

    @Test func everyOrderOfMergingGivesTheSame() throws {
        let store = try issued("main")
        let paths = Self.reviewers.map { "\(folder)/main-\($0).slam" }
        for (path, reviewer) in zip(paths, Self.reviewers) { try work(path, reviewer) }
        let bundles = try zip(paths, Self.reviewers).map { path, reviewer in
            try ReturnedBundle(path: path, copy: "\(folder)/read-\(reviewer).slam", study: "s")
        }
        var expected: [String]?
        for (number, order) in permutations(bundles).enumerated() where number % 2 == 0 {
            let memory = try DatabaseQueue()
            try store.writer.backup(to: memory)
            let merged = Store(writer: memory, path: ":memory:")
            for bundle in order { _ = try merged.merge([bundle]) }
            if number % 10 == 0 { #expect(try merged.merge([order[0], order[3]]).new == 0) }
            let content = try content(merged)
            if expected == nil {
                expected = content
                let report = try merged.verify("s")
                #expect(report.findings.isEmpty, "\(report.findings)")
                #expect(report.ratingCount > 8 && report.unrestrictedCount == 0)
                let phases = try Set(merged.records(of: "s").map(\.phase))
                #expect(phases.isSuperset(of: [.blind, .attention]), "\(phases)")
            }
            #expect(content == expected)
        }
    }

    private func permutations<Element>(_ list: [Element]) -> [[Element]] {
        guard list.count > 1 else { return [list] }
        return list.indices.flatMap { place -> [[Element]] in
            var rest = list
            let one = rest.remove(at: place)
            return permutations(rest).map { [one] + $0 }
        }
    }

    @Test func noByteOfABundleNamesAModelOrAnotherReviewer() throws {
        _ = try issued("main")
        let bytes = try Data(contentsOf: URL(filePath: "\(folder)/main-ana.slam"))
        #expect(bytes.range(of: Data("view of ana".utf8)) != nil)
        for name in ["planted", "\"ben\"", "\"cleo\"", "view of ben"] {
            #expect(bytes.range(of: Data(name.utf8)) == nil, "\(name)")
        }
        let bundle = try Store.open(path: "\(folder)/main-ana.slam", mode: .existing)
        let counts = try bundle.read { database in
            try ["model", "response", "attempt", "degraded", "secret", "leak"].map {
                try Int.fetchOne(database, sql: "SELECT count(*) FROM \($0)")
            }
        }
        #expect(counts.allSatisfy { $0 == 0 })
        #expect(try bundle.read { try String.fetchAll($0, sql: "SELECT name FROM rater") } == ["ana"])
        let phases = try bundle.read { try String.fetchAll($0, sql: "SELECT DISTINCT phase FROM presentation") }
        #expect(Set(phases).isSubset(of: ["blind", "repeat"]))
        #expect(try bundle.read { try Int.fetchOne($0, sql: "PRAGMA freelist_count") } == 0)
    }

    @Test(arguments: [
        "UPDATE item SET text = x'41'", "UPDATE presentation SET position = -position",
        "DROP TRIGGER rating_is_never_changed; UPDATE rating SET value = 5 WHERE criterion = (SELECT id FROM criterion WHERE name = 'overall')",
        "DROP TRIGGER event_is_never_deleted; DELETE FROM event WHERE number = 3", "UPDATE study SET name = 'other'",
        "UPDATE bundle SET name = 'x'",
    ])
    func anEditedBundleIsRefusedAndChangesNothing(sql: String) throws {
        let store = try issued("main")
        let path = "\(folder)/main-ana.slam"
        try work(path, "ana")
        let before = try content(store)
        let bundle = try Store.open(path: path, mode: .existing)
        try bundle.write { try $0.execute(sql: sql) }
        try bundle.close()
        let refusal = #expect(throws: StoreError.self) { try store.merge([path], study: "s") }
        #expect(refusal?.description.contains("nothing was merged") == true)
        #expect(try content(store) == before)
    }

    @Test func aCutOrForeignBundleIsRefused() throws {
        let store = try issued("main")
        let other = try issued("other")
        let path = "\(folder)/main-ana.slam"
        try work(path, "ana")
        #expect(throws: StoreError.self) { try other.merge([path], study: "s") }
        let bytes = try Data(contentsOf: URL(filePath: path))
        try bytes.prefix(bytes.count / 2).write(to: URL(filePath: path))
        let before = try content(store)
        #expect(throws: StoreError.self) { try store.merge([path], study: "s") }
        #expect(try content(store) == before)
    }

    /// Blind rows of which so many are open to anybody, and how many of a reviewer's are done beyond what was asked.
    private func openAndExtra(_ store: Store) throws -> (open: Int, extra: Int) {
        try store.read { database in
            let count = { (rows: String) in
                try Int.fetchOne(database, sql: "SELECT count(*) FROM presentation WHERE \(rows)") ?? -1
            }
            return (
                try count("phase = 'blind' AND state = 'open' AND reviewer IS NULL"),
                try count("phase = 'blind' AND state = 'done' AND is_extra = 1")
            )
        }
    }

    /// Its ratings were extra and the rows opened in its place stayed, which nobody could take.
    @Test func aLateBundleFillsTheRowsThatNobodyTook() throws {
        let store = try issued("main")
        let path = "\(folder)/main-ana.slam"
        try work(path, "ana")
        #expect(try openAndExtra(store) == (0, 0))
        #expect(try store.revokeBundles(of: "ana", study: "s") > 0)
        #expect(try openAndExtra(store).open > 0)
        #expect(try store.merge([path], study: "s").new > 0)
        #expect(try store.merge([path], study: "s").new == 0)
        #expect(try openAndExtra(store) == (0, 0))
        let blind = try store.records(of: "s").filter { $0.phase == .blind && $0.outcome == .rated }
        #expect(!blind.isEmpty && blind.allSatisfy { !$0.flags.contains("extra") })
        #expect(try store.verify("s").findings.isEmpty)
        try store.plan(
            study,
            worsened: { Degradation.text($0, $1.harm, other: $2, key: $1.key) },
            by: Planner(study).rows
        )
        let again = try store.read {
            try Int.fetchOne(
                $0,
                sql: """
                    SELECT count(*) FROM presentation n JOIN presentation x ON x.first = n.first
                        AND coalesce(x.second, 0) = coalesce(n.second, 0) AND x.reviewer = n.reviewer AND x.phase = n.phase
                    WHERE n.state = 'done' AND x.state = 'open'
                    """
            )
        }
        #expect(again == 0)
    }

    @Test func whatComesBackAfterSomebodyElseTookItIsExtra() throws {
        let store = try issued("main")
        let path = "\(folder)/main-ana.slam"
        try work(path, "ana")
        #expect(try store.revokeBundles(of: "ana", study: "s") > 0)
        for reviewer in Self.reviewers.dropFirst() {
            let sitter = Sitter(store, reviewer)
            while let shown = try sitter.next() { try sitter.rate(shown) }
        }
        #expect(try store.merge([path], study: "s").new > 0)
        let late = try store.records(of: "s").filter { $0.rater == "ana" && $0.phase == .blind && $0.outcome == .rated }
        #expect(!late.isEmpty && late.allSatisfy { $0.flags.contains("extra") })
        #expect(try openAndExtra(store).open == 0)
        #expect(try store.verify("s").findings.isEmpty)
    }

    /// `verify` said that it corrects another rating than its event says.
    @Test func aCorrectionAtHomeOfWhatCameInABundleIsNoEdit() throws {
        let store = try issued("main")
        let path = "\(folder)/main-ana.slam"
        try work(path, "ana")
        #expect(try store.merge([path], study: "s").new > 0)
        let sitter = Sitter(store)
        let row = try ratedInBundle(store)
        let shown = try sitter.revisit(row).presentation
        try sitter.rate(shown, ReviewAct(criterion: "overall", value: 3))
        let findings = try store.verify("s").findings
        #expect(findings.isEmpty, "\(findings)")
        // What is counted is what each rating says of itself.
        let access = try store.read {
            try String.fetchAll($0, sql: "SELECT access FROM v_ratings WHERE kind = 'human' AND outcome = 'rated'")
        }
        let counts = AccessCounts(
            sealed: access.count { $0 == "sealed" },
            database: access.count { $0 == "database" }
        )
        #expect(try store.accessCounts(of: "s") == counts)
        #expect(counts.sealed + counts.database == access.count && counts.database > 0, "\(counts)")
    }

    /// A second copy that answers what was corrected at home was refused whole.
    @Test func aSecondCopyMeetsACorrectionAtHome() throws {
        let store = try issued("main")
        let paths = ["main-ana", "copy"].map { "\(folder)/\($0).slam" }
        try FileManager.default.copyItem(atPath: paths[0], toPath: paths[1])
        for (path, value) in zip(paths, [1.0, -1]) {
            let bundle = try Store.open(path: path, mode: .existing).restricted(to: "ana", study: "s")
            let sitter = Sitter(bundle, owner: LeaseOwner(rawValue: "machine\(value):1:0"))
            while let shown = try sitter.next() {
                let isPair = shown.texts.count == 2
                let act = ReviewAct(criterion: isPair ? "better" : "overall", value: isPair ? value : value + 3)
                try sitter.rate(shown, act)
            }
            try bundle.writer.close()
        }
        #expect(try store.merge([paths[0]], study: "s").new > 0)
        let row = try ratedInBundle(store)
        let sitter = Sitter(store)
        try sitter.rate(try sitter.revisit(row).presentation, ReviewAct(criterion: "overall", value: 3))
        let corrected = try store.currentRatings(of: "s", phase: nil).map(\.id)
        let report = try store.merge([paths[1]], study: "s")
        #expect(report.new == 0 && report.twice == corrected.count, "\(report) of \(corrected.count)")
        #expect(Set(try store.currentRatings(of: "s", phase: nil).map(\.id)) == Set(corrected))
        let broken = try store.verify("s").broken
        #expect(broken.isEmpty, "\(broken)")
    }

    @Test func aBundleBringsWhatWasSavedAndNoDraft() throws {
        let store = try issued("main")
        let path = "\(folder)/main-ana.slam"
        try work(path, "ana")
        try Store.open(path: path, mode: .existing).close()
        let bytes = try Data(contentsOf: URL(filePath: path))
        #expect(bytes.range(of: Data("never said".utf8)) == nil)
        let file = try Store.open(path: path, mode: .existing)
        let row = try #require(try file.visited(study: "s", reviewer: "ana").first)
        try file.keepDraft("on second thoughts", of: row, study: "s", reviewer: "ana")
        #expect(try file.reviewerSettings(study: "s", reviewer: "ana")?["bell"]?.bool == false)
        try file.close()
        _ = try store.merge([path], study: "s")
        let rated = try store.records(of: "s").filter { $0.outcome == .rated }
        #expect(!rated.isEmpty)
        #expect(
            rated.allSatisfy {
                $0.confidence == 2 && $0.reason == "wrong" && $0.note == "kept" && $0.idleMilliseconds == 3
            }
        )
        let keys = try store.read {
            try String.fetchAll($0, sql: "SELECT payload ->> '$.keys' FROM event WHERE kind = 'rated'")
        }
        #expect(Set(keys) == ["[1]"])
        #expect(try store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM draft") } == 0)
        #expect(try store.verify("s").findings.isEmpty)
    }
}
