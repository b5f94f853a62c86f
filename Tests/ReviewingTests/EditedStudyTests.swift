import Planning
import Review
import Store
import Studies
import Testing

@testable import Reviewing

/// What a session's screen asked is what its answers are stored under, whatever becomes of the study meanwhile.
struct EditedStudyTests {
    private static func scale(_ question: String, to most: Double = 5) -> Criterion {
        Criterion(
            name: "overall",
            question: question,
            level: .ordinal,
            form: .scale(Scale(min: 1, max: most, step: 1))
        )
    }
    private static let send = Criterion(name: "send", question: "Send it?", level: .nominal, form: .accept)

    private var study = Study(
        name: "s",
        models: [
            Model(name: "large", endpoint: "e", model: "l", isBaseline: true),
            Model(name: "small", endpoint: "e", model: "s"),
        ],
        criteria: [Self.scale("How good?")],
        reviewers: ["ana"],
        prompts: (1...3).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "ask \($0)")]) }
    )
    private let store: Store

    init() throws {
        store = try Store.inMemory()
        try store.sync(study)
        let responses = study.prompts.flatMap { prompt in
            study.models.map {
                ImportedResponse(line: 0, prompt: prompt.id, model: $0.name, sample: 1, text: "\($0.name) \(prompt.id)")
            }
        }
        _ = try store.importResponses(responses, study: "s", file: "f", at: 1)
        try plan()
    }

    private func plan() throws {
        try store.sync(study)
        try store.plan(study, worsened: { _, _, _ in nil }, by: Planner(study).rows)
    }

    private func session() throws -> ReviewCoordinator { try .started(store) }

    /// Answers the question that is asked, and gives the item away where Enter is waited for.
    private func answer(_ coordinator: ReviewCoordinator, _ key: Character) {
        coordinator.handle(.painted([Showing.head, 0]))
        coordinator.handle(.released)
        coordinator.handle(.key(.character(key)))
        if coordinator.session.showing != nil, coordinator.session.isComplete { coordinator.handle(.key(.enter)) }
    }

    private func rateAll(_ coordinator: ReviewCoordinator) -> Int {
        var items: Set<Int> = []
        for _ in 0..<100 where coordinator.session.state == .rating {
            items.insert(coordinator.session.showingNumber)
            answer(coordinator, coordinator.session.asked?.name == "send" ? "y" : "2")
        }
        #expect(coordinator.session.state == .finished, "\(coordinator.session.state)")
        return items.count
    }

    private func stored() throws -> [String?] { try store.currentRatings(of: "s").map(\.criterionSHA256) }

    @Test(arguments: [Self.scale("How bad?"), Self.scale("How good?", to: 9)])
    func anAnswerIsStoredUnderTheQuestionThatWasShown(edited: Criterion) throws {
        var test = self
        let shown = test.study.criteria[0].sha256
        let coordinator = try session()
        test.study.criteria = [edited]
        try test.plan()
        answer(coordinator, "5")
        #expect(try stored() == [shown])
        // The next item shows the edited question, and says so.
        #expect(coordinator.session.criteria == [edited])
        #expect(coordinator.session.message.contains("overall"))
        // Who is in full swing is stopped by it once.
        #expect(coordinator.session.showing?.isFirst == true)
        // What was rated under the older one is asked again in the same session.
        #expect(rateAll(coordinator) == 6)
        #expect(try stored().count { $0 == edited.sha256 } == 6)
        #expect(try store.verify("s").findings.isEmpty)
    }

    @Test func aCriterionThatComesDuringASessionIsAskedOfEveryItem() throws {
        var test = self
        let coordinator = try session()
        answer(coordinator, "3")
        test.study.criteria.append(Self.send)
        try test.plan()
        answer(coordinator, "4")
        #expect(coordinator.session.applying.map(\.name) == ["overall", "send"])
        #expect(rateAll(coordinator) == 6)
        let records = try store.currentRatings(of: "s")
        #expect(records.count { $0.criterion == "send" } == 6)
        #expect(records.count { $0.criterion == "overall" } == 6)
    }

    @Test func anEditBackToWhatWasShownAsksNothingAgain() throws {
        var test = self
        let coordinator = try session()
        test.study.criteria = [Self.scale("How bad?")]
        try test.plan()
        test.study.criteria = [Self.scale("How good?")]
        try test.plan()
        #expect(rateAll(coordinator) == 6)
        #expect(try store.againCount(of: "s") == 0)
    }

    @Test func anAnswerThatWasBegunUnderAnotherQuestionIsNotTakenForOneToTheNew() throws {
        var test = self
        test.study.criteria.append(Self.send)
        try test.plan()
        let before = try session()
        answer(before, "4")
        before.end()
        test.study.criteria[0] = Self.scale("How bad?")
        try test.plan()
        let after = try session()
        #expect(after.session.answer(to: "overall") == nil)
        #expect(after.session.asked?.question == "How bad?")
    }

    @Test func anAnswerUnderAnOlderQuestionIsNotOneToTheNewWhereItsItemIsReopened() throws {
        var test = self
        test.study.criteria.append(Self.send)
        try test.plan()
        let coordinator = try session()
        answer(coordinator, "4")
        answer(coordinator, "y")
        test.study.criteria[0] = Self.scale("How bad?")
        try test.plan()
        coordinator.handle(.painted([Showing.head, 0]))
        coordinator.handle(.key(.character("u")))
        #expect(coordinator.session.showing?.isRevision == true)
        #expect(coordinator.session.answer(to: "overall") == nil)
        #expect(coordinator.session.answer(to: "send")?.value == 1)
    }

    /// Who saw others' scores of an item does not rate it blind any more.
    @Test(arguments: [false, true]) func whoSettledAnItemIsNotAskedForItsBlindRating(isOpen: Bool) throws {
        var test = self
        test.study.reviewers = ["ana", "ben", "cy"]
        test.study.review = ReviewSettings(overlap: isOpen ? 2 : nil, isOpen: isOpen, seed: 3)
        try store.sync(test.study)
        try store.plan(
            test.study,
            replacing: true,
            worsened: { _, _, _ in nil },
            by: Planner(test.study).rows
        )
        let item = ItemID(study: "s", prompt: "p1", text: "large p1")
        let criterion = test.study.criteria[0]
        let outcome = RatingRecord(
            study: "s",
            subject: .item(item),
            prompt: "p1",
            criterion: "overall",
            criterionSHA256: criterion.sha256,
            value: 2,
            rater: "ana",
            kind: .human,
            phase: .adjudicated,
            at: 9
        )
        try store.adjudicate([outcome], study: "s", by: "ana", at: 9)
        let left = try store.pace(study: "s", reviewer: "ana").left
        #expect(left == 5)
        #expect(rateAll(try session()) == 5)
        try test.plan()
        #expect(try store.pace(study: "s", reviewer: "ana").left == 0)
        #expect(try !store.currentRatings(of: "s").contains { $0.subject == .item(item) })
        #expect(try store.verify("s").findings.isEmpty)
    }
}
