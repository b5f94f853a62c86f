import GRDB
import Planning
import Studies
import Testing

@testable import Store

/// What a plan is made from, and how what it makes is marked.
struct PlanQueryTests {
    private func store() throws -> Store {
        let store = try Store.inMemory()
        try store.sync(Example.study)
        _ = try store.importResponses(Example.responses, study: "s", file: "f", at: 1)
        return store
    }

    /// A leak that is only reported, or masked, keeps nothing from being rated.
    @Test(arguments: ReviewSettings.LeakPolicy.allCases)
    func onlyTextsThatAreLeftOutAreNotPlanned(policy: ReviewSettings.LeakPolicy) throws {
        let store = try store()
        let leak = try #require(try store.shownTexts(of: "s").first)
        _ = try store.setLeaks(
            [LeakRecord(item: leak.item, findings: ["name"], masked: "[…]")],
            policy: policy,
            study: "s"
        )
        let answers = try store.planState(of: Example.study, replacing: false).answers
        #expect(answers.count == (policy == .exclude ? 7 : 8))
        try store.plan(Example.study, worsened: { _, _, _ in nil }, by: Planner(Example.study).rows)
        // What was left out on purpose lacks nothing.
        let lacking = try store.diagnose("s", at: 1).first { $0.check == "responses that nobody is planned for" }
        #expect(lacking?.count == 0)
    }

    @Test(arguments: [false, true]) func whatWasDrawnWhereJudgesDisagreeIsMarked(isAdaptive: Bool) throws {
        let store = try store()
        try store.plan(Example.study, worsened: { _, _, _ in nil }) { state in
            [PlannedRow(first: state.answers[0].item, reviewer: 0, position: 1, isAdaptive: isAdaptive)]
        }
        let sitter = Sitter(store)
        try sitter.rate(try #require(try sitter.next()))
        #expect(try store.records(of: "s").map(\.flags) == [isAdaptive ? ["adaptive"] : []])
    }

    /// Of what is masked for reviewers a worse copy says no more than its original does, whichever text it is made of.
    @Test func aWorseCopyIsMadeOfWhatIsShownOfAnotherPrompt() throws {
        let store = try store()
        let texts = try store.shownTexts(of: "s")
        _ = try store.setLeaks(
            texts.map { LeakRecord(item: $0.item, findings: ["name"], masked: "shown of \($0.item.rawValue)") },
            policy: .mask,
            study: "s"
        )
        let rows = try store.read { try Row.fetchAll($0, sql: "SELECT id, sha256 FROM item") }
        let shown = Dictionary(rows.map { ($0["id"] as Int64, "shown of \($0["sha256"] as String)") }) { one, _ in one }
        var (seen, wanted): ([[String?]], [[String?]]) = ([], [])
        try store.plan(
            Example.study,
            worsened: { text, _, other in
                seen.append([text, other])
                return "worse than \(text)"
            }
        ) { state in
            let items = state.answers.map(\.item)
            // The text of another prompt; the other model's of the same one is none.
            wanted = [[shown[items[0]], shown[items[2]]], [shown[items[3]], nil]]
            return [(0, 2), (3, 2)].map { one, other in
                PlannedRow(
                    first: items[one],
                    reviewer: 0,
                    phase: .attention,
                    position: 1,
                    degraded: .init(harm: .otherPrompt, other: items[other], key: 1)
                )
            }
        }
        #expect(seen == wanted && seen.count == 2)
    }

    /// A repeat is of what the same reviewer rates blind, each of another row.
    @Test func aRepeatRepeatsARowOfItsReviewer() throws {
        let store = try store()
        var study = Example.study
        study.review = ReviewSettings(repeats: 0.5, distance: 1, seed: 3)
        try store.plan(study, worsened: { _, _, _ in nil }, by: Planner(study).rows)
        let repeats = try store.read {
            try Row.fetchAll(
                $0,
                sql: """
                    SELECT n.original, o.phase = 'blind' AND o.reviewer = n.reviewer AND o.first = n.first
                        AND o.second IS n.second AS fits
                    FROM presentation n LEFT JOIN presentation o ON o.id = n.original WHERE n.phase = 'repeat'
                    """
            ).map { ($0["original"] as Int64?, $0["fits"] as Bool?) }
        }
        #expect(repeats.count > 4 && repeats.allSatisfy { $1 == true } && Set(repeats.map(\.0)).count == repeats.count)
    }

    @Test func whatIsKnownBeforehandIsTrainingOrGold() throws {
        var study = Example.study
        var gold = Example.trainingResponse
        (gold.prompt, gold.text, gold.isTraining) = ("p3", "gold", false)
        study.known = [Example.trainingResponse, gold]
        let store = try Store.inMemory()
        try store.sync(study)
        let state = try store.planState(of: study, replacing: false)
        #expect(state.known.map(\.prompt) == [1, 2] && state.known.map(\.isTraining) == [true, false])
        #expect(state.answers.isEmpty && state.rows.isEmpty)
    }

    /// A rating beyond what was asked fills no slot.
    @Test func anExtraRatingFillsNothing() throws {
        let store = try Example.store()
        let sitter = Sitter(store)
        for _ in 1...2 { try sitter.rate(try #require(try sitter.next())) }
        func unfilled() throws -> [Bool] {
            try store.planState(of: Example.study, replacing: false).rows.filter { !$0.isFilled }.map(\.isSkipped)
        }
        #expect(try unfilled().isEmpty)
        try store.write {
            try $0.execute(
                sql: """
                    UPDATE presentation SET is_extra = 1
                        WHERE id = (SELECT min(id) FROM presentation WHERE state = 'done')
                    """
            )
        }
        #expect(try unfilled() == [true])
    }

    /// What somebody began a note on is not taken from them.
    @Test func anItemWithANoteIsNotPlannedAnew() throws {
        let store = try Example.store()
        try store.write {
            try $0.execute(
                sql: """
                    INSERT INTO draft (presentation, reviewer, note)
                    SELECT id, reviewer, x'41' FROM presentation ORDER BY id LIMIT 1
                    """
            )
        }
        try store.plan(
            Example.study,
            replacing: true,
            worsened: { _, _, _ in nil },
            by: Planner(Example.study).rows
        )
        let kept = try store.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM draft d JOIN presentation n ON n.id = d.presentation")
        }
        #expect(kept == 1)
    }

    /// Until unblinding it would say whose text was replaced.
    @Test func howManyRatingsAreOfReplacedTextsIsToldAfterUnblinding() throws {
        let store = try Example.store()
        let sitter = Sitter(store)
        while let shown = try sitter.next() { try sitter.rate(shown) }
        var rows = [ImportedResponse(line: 1, prompt: "p1", model: "small", sample: 1, text: "anew")].makeIterator()
        _ = try store.importResponses(study: "s", file: "g", at: 5, replacing: true) {
            rows.next().map { .success($0) }
        }
        func replaced() throws -> Int? {
            try store.diagnose("s", at: 1).first { $0.check.hasPrefix("ratings of responses since replaced") }?.count
        }
        #expect(try replaced() == 0)
        try store.unblind("s", who: "lead", at: 9)
        // The text alone, and the pair that it stands in.
        #expect(try replaced() == 2)
    }
}
