import Fixtures
import Foundation
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// A response that stopped at a limit of tokens is shown as such: of the text, whoever wrote it.
final class CutTextTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The small model's text of p1, the large one's of p2, and one that only its prompt's first answer was.
    private func store(_ shown: [ReviewSettings.Shown] = [.truncated]) throws -> Store {
        var study = Example.study
        study.review.show = shown
        study.review.attention = 0.5
        let cut: Set = ["small p1", "large p2"]
        let responses = study.prompts.flatMap { prompt in
            study.models.map {
                ImportedResponse(
                    line: 1,
                    prompt: prompt.id,
                    model: $0.name,
                    sample: 1,
                    text: "\($0.name) says it. It is so. Truly, of \(prompt.id).",
                    finishReason: cut.contains("\($0.name) \(prompt.id)") ? "length" : "stop"
                )
            }
        }
        let store = try Store.open(path: "\(folder.path)/main.sqlite", mode: .create)
        try store.sync(study)
        _ = try store.importResponses(responses, study: "s", file: "f", at: 1)
        try store.plan(
            study,
            worsened: { Degradation.text($0, $1.harm, other: $2, key: $1.key) },
            by: Planner(study).rows
        )
        return store
    }

    /// Every showing as its texts and which of them are marked.
    private func showings(_ store: Store) throws -> [(texts: [String], cut: [Bool])] {
        let sitter = Sitter(try store.restricted(to: "ana", study: "s"))
        var found: [(texts: [String], cut: [Bool])] = []
        while let shown = try sitter.next() {
            found.append((shown.texts, shown.cut))
            try sitter.rate(shown)
        }
        return found
    }

    private func isCut(_ text: String) -> Bool {
        text.contains("small") && text.contains("p1.") || text.contains("large") && text.contains("p2.")
    }

    @Test func theMarkGoesWithTheTextOnWhicheverSide() throws {
        let found = try showings(try store())
        #expect(found.contains { $0.texts.count == 2 } && found.contains { $0.texts.count == 1 })
        for (texts, cut) in found where texts.allSatisfy({ $0.hasSuffix(".") && $0.contains(" says it. ") }) {
            #expect(cut == texts.map(isCut), "\(texts) \(cut)")
        }
        #expect(found.contains { $0.cut.contains(true) })
    }

    @Test func theMarkGoesWithTheTextInASet() throws {
        var study = Example.study
        study.models.append(Model(name: "tiny", endpoint: "e", model: "t"))
        study.criteria = [Criterion(name: "best", question: "?", level: .ordinal, form: .ranking(most: 3, tie: true))]
        study.review.show = [.truncated]
        var responses = Example.responses(of: study) { "\($0) says \($1)." }
        for place in responses.indices where isCut(responses[place].text) { responses[place].finishReason = "length" }
        let store = try Store.inMemory()
        try Example.fill(store, study, responses)
        let sitter = Sitter(try store.restricted(to: "ana", study: "s"))
        var marked: [String] = []
        while let shown = try sitter.next() {
            #expect(shown.texts.count == 3 && shown.cut == shown.texts.map(isCut))
            marked += zip(shown.texts, shown.cut).filter(\.1).map(\.0)
            try sitter.rate(shown, ReviewAct(criterion: "best", value: nil, ranks: [1, 2, 3]))
        }
        #expect(marked.sorted() == ["large says p2.", "small says p1."])
    }

    @Test func aWorsenedCopyLooksLikeItsOriginal() throws {
        let store = try store()
        let pairs = try store.read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM cut_text WHERE item = d.item) AS copy,
                        EXISTS (SELECT 1 FROM cut_text WHERE item = d.origin) AS origin FROM degraded d
                    """
            ).map { ($0["copy"] as Bool, $0["origin"] as Bool) }
        }
        #expect(!pairs.isEmpty && pairs.allSatisfy { $0 == $1 })
    }

    /// Of a pair to be settled the sides are drawn, and the mark goes with them.
    @Test func ofADisputedPairTheMarkGoesWithTheText() throws {
        let store = try store()
        let items = ["small", "large"].map {
            ItemID(study: "s", prompt: "p1", text: "\($0) says it. It is so. Truly, of p1.")
        }
        var sides: Set<String> = []
        for _ in 0..<40 {
            let shown = try #require(try store.text(of: .pair(PairID(items[0], items[1])), study: "s"))
            #expect(shown.cut == shown.texts.map(isCut) && shown.cut.contains(true))
            sides.insert(shown.side?.rawValue ?? "")
        }
        #expect(sides == ["first", "second"])
    }

    @Test func aBundleMarksTheSameTextsAndComesBack() throws {
        let store = try store()
        let path = "\(folder.path)/ana.slam"
        _ = try store.writeBundle(for: "ana", study: "s", to: path, at: 2)
        let bundle = try Store.open(path: path, mode: .existing)
        // Named by the bundle alone, in the order of those names.
        let here = try store.read { try Int64.fetchSet($0, sql: "SELECT item FROM cut_text") }
        let there = try bundle.read { try Int64.fetchAll($0, sql: "SELECT item FROM cut_text") }
        #expect(!there.isEmpty && here.isDisjoint(with: there))
        let found = try showings(bundle)
        for (texts, cut) in found where texts.allSatisfy({ $0.hasSuffix(".") && $0.contains(" says it. ") }) {
            #expect(cut == texts.map(isCut))
        }
        try bundle.writer.close()
        #expect(try store.merge([path], study: "s").new > 0)
    }

    @Test func aBundleOfAStudyThatDoesNotShowItHoldsNothingOfIt() throws {
        let store = try store([.system])
        let path = "\(folder.path)/ana.slam"
        _ = try store.writeBundle(for: "ana", study: "s", to: path, at: 2)
        let bundle = try Store.open(path: path, mode: .existing)
        #expect(try bundle.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM cut_text") } == 0)
        try bundle.writer.close()
    }

    @Test func aSealCoversTheMarks() throws {
        let store = try store()
        let path = "\(folder.path)/ana.slam"
        _ = try store.writeBundle(for: "ana", study: "s", to: path, at: 2)
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "DELETE FROM cut_text") }
        try queue.close()
        #expect(throws: StoreError.self) { try store.merge([path], study: "s") }
    }

    @Test func whatWasStoredBeforeIsMarkedOnMigration() throws {
        let path = "\(folder.path)/old.sqlite"
        let queue = try DatabaseQueue(path: path)
        try Schema.migrator.migrate(queue, upTo: "024")
        try queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO study (id, name, settings, salt) VALUES (1, 's', '{}', x'00');
                    INSERT INTO prompt (id, study, name, text, tags, position, is_current) VALUES (1, 1, 'p', x'41', '[]', 1, 1);
                    INSERT INTO item (id, sha256, prompt, text) VALUES (1, 'a', 1, x'41'), (2, 'b', 1, x'42'), (3, 'c', 1, x'43');
                    INSERT INTO model (id, study, name, is_baseline, position, is_current) VALUES (1, 1, 'm', 0, 1, 1);
                    INSERT INTO response (item, prompt, model, sample, is_imported, finish_reason, at, is_current)
                        VALUES (1, 1, 1, 1, 0, 'length', 1, 1), (2, 1, 1, 2, 0, 'stop', 1, 1);
                    INSERT INTO degraded (item, origin, how) VALUES (3, 1, 'shuffled');
                    """
            )
        }
        try queue.close()
        let store = try Store.open(path: path, mode: .existing)
        #expect(try store.read { try Int64.fetchAll($0, sql: "SELECT item FROM cut_text ORDER BY item") } == [1, 3])
    }
}
