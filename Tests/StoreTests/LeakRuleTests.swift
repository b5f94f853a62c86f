import Fixtures
import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// Which texts are searched for leaks, and which checks leave the plan once some are found.
struct LeakRuleTests {
    private func store(_ study: Study = Example.study) throws -> Store {
        let store = try Store.inMemory()
        try store.sync(study)
        let texts = Example.responses(of: study) { "\($0) says \($1)" }
        _ = try store.importResponses(texts, study: "s", file: "f", at: 1)
        return store
    }

    private func shown(_ store: Store) throws -> [String] { try store.shownTexts(of: "s").map(\.text).sorted() }

    @Test func whatMayBeShownTodayIsSearched() throws {
        var study = Example.study
        study.models.append(Model(name: "tiny", endpoint: "e", model: "t"))
        study.prompts = Array(study.prompts.prefix(2))
        let store = try store(study)
        let all = ["large", "small", "tiny"].flatMap { ["\($0) says p1", "\($0) says p2"] }
        #expect(try shown(store) == all)
        // What was replaced is not shown any more, nor what is of a model or a prompt that is gone.
        var again = [ImportedResponse(line: 1, prompt: "p1", model: "small", sample: 1, text: "small anew")]
            .makeIterator()
        _ = try store.importResponses(study: "s", file: "f", at: 2, replacing: true) {
            again.next().map { .success($0) }
        }
        #expect(try shown(store) == ["large says p1", "large says p2", "small anew", "small says p2"] + all.suffix(2))
        study.models.removeLast()
        try store.sync(study)
        #expect(try shown(store) == ["large says p1", "large says p2", "small anew", "small says p2"])
        study.prompts.removeLast()
        try store.sync(study)
        #expect(try shown(store) == ["large says p1", "small anew"])
    }

    /// A part of a leak may not be known as one, nor whose text a check of another prompt is: what nobody saw goes.
    @Test func checksMadeOfWhatIsNotShownAsItIsLeaveThePlanUnlessTheyWereSeen() throws {
        let store = try store()
        try store.plan(Example.study, worsened: { text, how, _ in "\(how.harm.rawValue) of \(text)" }) { state in
            let items = state.answers.map(\.item)
            func check(_ place: Int, _ harm: PlannedRow.Harm, of reviewer: Int, at position: Int) -> PlannedRow {
                PlannedRow(
                    first: items[place],
                    reviewer: reviewer,
                    phase: .attention,
                    position: position,
                    degraded: .init(harm: harm, other: items[place == 7 ? 0 : 7], key: 1)
                )
            }
            return [
                PlannedRow(first: items[0], reviewer: 0, position: 1), check(0, .cut, of: 0, at: 2),
                check(3, .otherPrompt, of: 0, at: 3), check(5, .cut, of: 0, at: 4), check(0, .cut, of: 1, at: 5),
            ]
        }
        let ben = Sitter(store, "ben")
        let seen = try #require(try ben.next())
        try store.logShown(seen, study: "s", reviewer: "ben", owner: ben.owner, at: ben.time)
        try store.release(ben.owner)
        func planned() throws -> [String] {
            try store.read {
                try String.fetchAll(
                    $0,
                    sql: """
                        SELECT t.name || ' ' || n.phase || ': ' || CAST(i.text AS TEXT) FROM presentation n
                        JOIN rater t ON t.id = n.reviewer JOIN item i ON i.id = n.first ORDER BY n.position
                        """
                )
            }
        }
        let all = [
            "ana blind: large says p1", "ana attention: cut of large says p1",
            "ana attention: other_prompt of small says p2", "ana attention: cut of small says p3",
            "ben attention: cut of large says p1",
        ]
        #expect(try planned() == all)
        let leak = LeakRecord(
            item: ItemID(study: "s", prompt: "p1", text: "large says p1"),
            findings: ["name"],
            masked: "[…] says p1"
        )
        #expect(try store.setLeaks([leak], policy: .report, study: "s") == 0)
        #expect(try planned() == all)
        #expect(try store.setLeaks([leak], policy: .mask, study: "s") == 2)
        #expect(try planned() == [all[0], all[3], all[4]])
        // What an earlier scan decided is replaced.
        #expect(try store.maskNames(of: "s").count == 1)
        _ = try store.setLeaks([], policy: .mask, study: "s")
        #expect(try store.maskNames(of: "s").isEmpty)
    }
}
