import Review
import Studies
import Testing

@testable import Reviewing

/// Parts of a sitting that need no store: the way through a list, an edit in words, settings that are kept.
struct SittingPartTests {
    private static func criterion(_ name: String, _ question: String = "?", _ form: Criterion.Form = .accept)
        -> Criterion
    {
        Criterion(name: name, question: question, level: .nominal, form: form)
    }

    @Test func anEditIsToldByWhatChanged() {
        let (a, b, c) = (Self.criterion("a"), Self.criterion("b"), Self.criterion("c"))
        func told(_ older: [Criterion], _ newer: [Criterion]) -> String { StudyEdit(from: older, to: newer).words }
        func words(_ parts: String) -> String { "the study was edited meanwhile (\(parts)): read before you answer" }
        #expect(told([a, b], [b, a]) == words("order"))
        #expect(told([a], [Self.criterion("a", "Now what?")]) == words("changed: a"))
        #expect(told([a], [a, b, c]) == words("new: b, c") && told([a, b], [a]) == words("gone: b"))
        #expect(told([a, b], [Self.criterion("a", "Now what?"), c]) == words("changed: a; new: c; gone: b"))
    }

    @Test func anItemIsUnaskedWhereNoQuestionIsOfItsKind() {
        var showing = Showing(prompt: "p", texts: ["one"])
        let (single, pair) = (Self.criterion("a"), Self.criterion("b", "?", .pairwise(tie: true, bothBad: false)))
        #expect(!showing.isUnasked(by: [single]) && showing.isUnasked(by: [pair]) && showing.isUnasked(by: []))
        showing.asks = ["c"]
        #expect(showing.isUnasked(by: [single]))
        showing.asks = ["a", "c"]
        #expect(!showing.isUnasked(by: [single, pair]))
    }

    @Test func aListHasItsOwnEndAndNoWayBeforeItsFirst() {
        let list = ReviewQueue(rows: [5, 3], limit: 1)
        #expect(list.isList && list.left(of: 9, doneCount: 4) == 9)
        #expect(list.neighbour(1) == .none && list.neighbour(-1) == .none)
        var empty = ReviewQueue(rows: [])
        #expect(empty.isList && empty.next() == nil)
        var plan = ReviewQueue()
        #expect(plan.next() == nil && plan.neighbour(-1) == .none && plan.neighbour(1) == .none && plan.allows(1_000))
        plan.settled(4)
        #expect(plan.needsHistory && plan.neighbour(-1) == .none)
    }

    @Test func aSettingThatDoesNotFitLeavesTheOthers() throws {
        var preferences = Preferences()
        preferences.take(try JSONValue(parsing: #"{"keys": {"flag": "u", "skip": "S"}, "guidelines": "g"}"#))
        #expect(preferences.keys.changes.map(\.name) == ["skip"] && preferences.wantsBreaks && !preferences.isWarm)
        #expect(Preferences.guidelines(preferences.json(guidelines: "g")) == "g" && Preferences.guidelines(nil) == nil)
        var again = Preferences()
        (preferences.isWarm, preferences.wantsBreaks) = (true, false)
        again.take(preferences.json(guidelines: ""))
        #expect(again == preferences)
        again.take(nil)
        #expect(again == preferences)
    }
}
