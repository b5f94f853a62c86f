import Fixtures
import Foundation
import GRDB
import Studies
import Testing

@testable import Store

/// Bundles that were copied, or handed out a second time, and rated in both: each answer stands once, and nothing is refused.
final class CopyMergeTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func planned(_ study: Study = Example.study) throws -> Store {
        let store = try Store.open(path: "\(folder.path)/main-\(UUID().uuidString).sqlite", mode: .create)
        try Example.fill(store, study)
        return store
    }

    private func path(_ name: String) -> String { "\(folder.path)/\(name).slam" }

    /// Rates in a bundle as another process on another machine, from that time on.
    private func sit(_ name: String, _ machine: Int, _ act: (Sitter) throws -> Void) throws {
        let bundle = try Store.open(path: path(name), mode: .existing)
        let owner = LeaseOwner(rawValue: "machine\(machine):\(machine):0")
        let sitter = Sitter(try bundle.restricted(to: "ben", study: "s"), "ben", owner: owner)
        sitter.time = Int64(machine) * 10_000
        try act(sitter)
        try bundle.writer.close()
    }

    /// A bundle and its copy, in which the same first item was rated already.
    private func copies(_ store: Store, afterRating: Bool) throws {
        try? FileManager.default.removeItem(atPath: path("one"))
        try? FileManager.default.removeItem(atPath: path("two"))
        _ = try store.writeBundle(for: "ben", study: "s", to: path("one"), at: 2)
        if afterRating { try sit("one", 1) { try $0.rate(try #require(try $0.next())) } }
        try FileManager.default.copyItem(atPath: path("one"), toPath: path("two"))
    }

    private func correct(_ name: String, _ machine: Int) throws {
        try sit(name, machine) { sitter in
            let row = try #require(try sitter.store.visited(study: "s", reviewer: "ben").first)
            let shown = try sitter.revisit(row).presentation
            let criterion = shown.texts.count == 1 ? "overall" : "better"
            try sitter.rate(shown, ReviewAct(criterion: criterion, value: machine == 2 ? 1 : 0))
        }
    }

    /// Both corrections stood, so that one answer counted twice.
    @Test(arguments: [[["one"], ["two"]], [["two"], ["one"]], [["one", "two"]], [["two", "one"], ["one"]]])
    func ofTwoCorrectionsOfOneRatingTheFirstStands(merges: [[String]]) throws {
        let store = try planned()
        try copies(store, afterRating: true)
        try correct("one", 2)
        try correct("two", 3)
        for files in merges { _ = try store.merge(files.map(path), study: "s") }
        let current = try store.currentRatings(of: "s").filter { $0.rater == "ben" }
        #expect(current.count == 1, "\(current)")
        #expect(abs(current.first?.value ?? 9) == (merges[0][0] == "one" ? 1 : 0))
        let report = try store.verify("s")
        #expect(report.broken.isEmpty, "\(report.broken)")
    }

    @Test func aSessionWhoseLogIsAnotherHereIsRefusedInWords() throws {
        let store = try planned()
        try copies(store, afterRating: true)
        _ = try store.merge([path("one")], study: "s")
        try store.writer.writeWithoutTransaction { database in
            for trigger in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
                try database.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try database.execute(sql: "UPDATE event SET sha256 = 'x' WHERE id = (SELECT max(id) FROM event)")
        }
        #expect { try store.merge([path("one")], study: "s") } throws: {
            "\($0)".contains("has another log of a session than what is here")
        }
    }

    /// What corrects an answer that is left out is no answer more.
    @Test func anAnswerThatIsLeftOutCountsOnceWithItsCorrections() throws {
        let store = try planned()
        try copies(store, afterRating: false)
        for (machine, name) in ["one", "two"].enumerated() {
            try sit(name, machine + 1) { try $0.rate(try #require(try $0.next())) }
        }
        try correct("two", 3)
        #expect(try store.merge([path("one")], study: "s").twice == 0)
        #expect(try store.merge([path("two")], study: "s").twice == 1)
        #expect(try store.currentRatings(of: "s").count == 1 && store.verify("s").broken.isEmpty)
    }

    @Test func aCorrectionInABundleMeetsOneAtHome() throws {
        let store = try planned()
        try copies(store, afterRating: true)
        _ = try store.merge([path("one")], study: "s")
        let row = try #require(try store.read { try Int64.fetchOne($0, sql: "SELECT presentation FROM rating") })
        let home = Sitter(try store.restricted(to: "ben", study: "s"), "ben")
        home.time = 90_000
        let shown = try home.revisit(row).presentation
        try home.rate(shown, ReviewAct(criterion: shown.texts.count == 1 ? "overall" : "better", value: 0))
        try correct("one", 2)
        let main = try Store.open(path: store.path, mode: .existing)
        #expect(try main.merge([path("one")], study: "s").twice == 1)
        let current = try main.currentRatings(of: "s").filter { $0.rater == "ben" }
        #expect(current.map(\.value) == [0], "\(current)")
        let broken = try main.verify("s").broken
        #expect(broken.isEmpty, "\(broken)")
    }

    /// A second skip of one item says nothing new; a rating that came in the place of a skip is not lost with it.
    @Test(arguments: [["one", "two"], ["two", "one"]], [false, true])
    func whatWasSkippedInBothStandsOnce(order: [String], isRatedLater: Bool) throws {
        let store = try planned()
        try copies(store, afterRating: false)
        for (machine, name) in ["one", "two"].enumerated() {
            try sit(name, machine + 1) { try $0.skip(try #require(try $0.next())) }
        }
        if isRatedLater { try correct("two", 3) }
        for name in order { _ = try store.merge([path(name)], study: "s") }
        let records = try store.records(of: "s").filter { $0.rater == "ben" }
        let standing = records.filter { record in !records.contains { $0.supersedes == record.id } }
        #expect(standing.filter { $0.outcome == .skipped }.count <= 1, "\(standing)")
        #expect(standing.filter { $0.outcome == .rated }.count == (isRatedLater ? 1 : 0), "\(standing)")
        #expect(standing.count == (isRatedLater && order[0] == "one" ? 2 : 1), "\(standing)")
        let broken = try store.verify("s").broken
        #expect(broken.isEmpty, "\(broken)")
    }

    /// A correction in a bundle that a later one replaced was "a rating that is not there", and all bundles were refused.
    @Test func aCorrectionInAReplacedBundleRefusesNothing() throws {
        let store = try planned()
        for name in ["first", "second"] {
            _ = try store.writeBundle(for: "ben", study: "s", to: path(name), at: 2)
        }
        try sit("first", 1) { sitter in
            for _ in 0..<2 { try sitter.rate(try #require(try sitter.next())) }
            try sitter.rate(try #require(try sitter.undo()))
        }
        try correct("first", 2)
        try sit("second", 4) { sitter in
            for _ in 0..<3 { try sitter.rate(try #require(try sitter.next())) }
        }
        #expect(try store.merge([path("second")], study: "s").new == 3)
        let late = try store.merge([path("first"), path("second")], study: "s")
        #expect(late.new == 0 && late.replaced > 0, "\(late)")
        let report = try store.verify("s")
        #expect(report.broken.isEmpty, "\(report.broken)")
        #expect(report.findings.contains { $0.what.contains("replaced by a later one") })
    }

    /// Of several answers to one item the log says once that they came second.
    @Test func aNoteStandsOnceForAllAnswersToAnItem() throws {
        var study = Example.study
        var tone = Criterion.overall
        tone.name = "tone"
        study.criteria = [.overall, tone]
        let store = try planned(study)
        try copies(store, afterRating: false)
        for (machine, name) in ["one", "two"].enumerated() {
            try sit(name, machine + 1) { sitter in
                let shown = try #require(try sitter.next())
                try sitter.store.logShown(shown, study: "s", reviewer: "ben", owner: sitter.owner, at: sitter.time)
                try sitter.store.save(
                    ["overall", "tone"].map { ReviewAct(criterion: $0, value: 1) },
                    of: shown,
                    study: "s",
                    reviewer: "ben",
                    owner: sitter.owner,
                    at: sitter.time,
                    took: nil,
                    shownSHA256: shown.shownSHA256
                )
            }
        }
        #expect(try store.merge([path("one"), path("two")], study: "s").twice == 2)
        let notes = try store.verify("s").findings.filter { $0.what.contains("two copies") }
        #expect(notes.count == 1, "\(notes)")
    }
}
