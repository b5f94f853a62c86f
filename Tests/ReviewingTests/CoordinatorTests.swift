import Fixtures
import Foundation
import Planning
import Review
import Store
import Studies
import Testing

@testable import Reviewing

/// What a session shows of an item, and what it stores with an answer.
struct CoordinatorTests {
    private static let order = Criterion(
        name: "order",
        question: "?",
        level: .ordinal,
        form: .ranking(most: 3, tie: true)
    )

    private func study(_ criterion: Criterion = .overall, show: [ReviewSettings.Shown] = []) -> Study {
        var study = Study(
            name: "s",
            models: ["large", "small", "tiny"].map { Model(name: $0, endpoint: "e", model: $0) },
            criteria: [criterion],
            reviewers: ["ana"],
            prompts: (1...2).map {
                Prompt(
                    id: "p\($0)",
                    messages: [Message(role: .user, content: "ask \($0)")],
                    system: "Be kind.",
                    reference: "the answer",
                    tags: ["short"]
                )
            }
        )
        study.review.show = show
        return study
    }

    private func store(_ study: Study) throws -> Store {
        let store = try Store.inMemory()
        try store.sync(study)
        let responses = study.prompts.flatMap { prompt in
            study.models.map { model in
                var response = ImportedResponse(
                    line: 0,
                    prompt: prompt.id,
                    model: model.name,
                    sample: 1,
                    text: "\(model.name) \(prompt.id)"
                )
                response.finishReason = "length"
                return response
            }
        }
        _ = try store.importResponses(responses, study: "s", file: "f", at: 1)
        try store.plan(study, worsened: { _, _, _ in nil }, by: Planner(study).rows)
        return store
    }

    /// Shows what stands and types keys.
    private func type(_ keys: [Key], in coordinator: ReviewCoordinator, showing: [Int]? = nil) {
        let all = coordinator.session.showing.map { Array($0.parts) } ?? []
        coordinator.handle(.painted(showing ?? all))
        for key in keys {
            coordinator.handle(.released)
            coordinator.handle(.key(key))
        }
    }

    @Test func onlyWhatTheStudyShowsIsShown() throws {
        let hidden = try ReviewCoordinator.started(store(study()))
        let showing = try #require(hidden.session.showing)
        #expect(showing.system == nil && showing.reference == nil && showing.cut.isEmpty && showing.tags.isEmpty)
        for part in ReviewSettings.Shown.allCases {
            let shown = try #require(ReviewCoordinator.started(store(study(show: [part]))).session.showing)
            #expect(shown.system == (part == .system ? "Be kind." : nil))
            #expect(shown.reference == (part == .reference ? "the answer" : nil))
            #expect(shown.cut == (part == .truncated ? [0] : []))
            #expect(shown.tags == (part == .tags ? ["short"] : []))
        }
    }

    @Test func theFirstItemEverIsUnfoldedAndWaitsForEnter() throws {
        let coordinator = try ReviewCoordinator.started(store(study())) { $0.asksEnterFirst = true }
        #expect(coordinator.session.showing?.isFirst == true && coordinator.session.showing?.isNewPrompt == true)
        type([.character("4")], in: coordinator)
        #expect(coordinator.session.doneCount == 0)
        type([.enter], in: coordinator)
        #expect(coordinator.session.doneCount == 1 && coordinator.session.showing?.isFirst == false)
    }

    @Test func marksOfARatingAreStoredAndComeBackWithIt() throws {
        let store = try store(study())
        let coordinator = try ReviewCoordinator.started(store) { $0.isPiped = true }
        type([.character("f"), .character("4")], in: coordinator)
        #expect(
            try store.currentRatings(of: "s").map { $0.flags.filter { $0 != "too_fast" } } == [["flagged", "piped"]]
        )
        type([.character("u")], in: coordinator)
        let showing = try #require(coordinator.session.showing)
        #expect(showing.isRevision && showing.wasFlagged && showing.wasRead)
        #expect(showing.earlier.map(\.value) == [4])
        // Nothing is begun on it, so nothing is unsaved.
        type([.character(">")], in: coordinator)
        #expect(coordinator.session.progress.unsaved == 0)
    }

    /// Before anything was rated there is nothing to go back to and nothing to say a word more of.
    @Test func whereNothingWasRatedNothingIsReopenedOrCommented() throws {
        let store = try store(study())
        let coordinator = try ReviewCoordinator.started(store)
        type([.character("u")], in: coordinator)
        #expect(coordinator.session.message == "there is no item to reopen yet")
        #expect(coordinator.session.showing?.isRevision == false)
        #expect(try coordinator.commentLast("late") == .told("there is no item before this one"))
        type([.character("4")], in: coordinator)
        #expect(try coordinator.commentLast("late") == .told("✓ comment saved on the last item"))
        #expect(try store.currentRatings(of: "s").map { [$0.note ?? "", "\($0.value ?? 0)"] } == [["late", "4.0"]])
    }

    @Test func aTextRatedUnreadIsHeldAgainWhenItIsChanged() throws {
        let coordinator = try ReviewCoordinator.started(store(study()))
        type([.character("4"), .enter], in: coordinator, showing: [Showing.head])
        type([.character("u")], in: coordinator)
        #expect(coordinator.session.showing?.isRevision == true && coordinator.session.showing?.wasRead == false)
    }

    @Test func aChangeThatIsLeftIsCountedAndComesOnceMore() throws {
        let coordinator = try ReviewCoordinator.started(store(study()))
        type([.character("4")], in: coordinator)
        type([.character("u")], in: coordinator)
        type([.character("c"), .character("x"), .enter, .character(">")], in: coordinator)
        #expect(coordinator.session.progress.unsaved == 1, "\(coordinator.session.message)")
        for _ in 0..<5 { type([.character("3")], in: coordinator) }
        // Before the last page it is shown once more.
        #expect(coordinator.session.showing?.isRevision == true)
        // From there forward through the five that were rated after it, and no more of it.
        for _ in 0..<6 { type([.character(">")], in: coordinator) }
        #expect(coordinator.session.state == .finished, "\(coordinator.session.message)")
    }

    /// What was said of an item, and that its prompt was never read, comes back with it; the kind of its model is not asked anew.
    @Test func aRevisionBearsWhatWasSaidOfItsItem() throws {
        var study = study()
        study.review.sitting.guess = GuessQuestion(every: 1, labels: ["small", "large"])
        let coordinator = try ReviewCoordinator.started(store(study))
        #expect(coordinator.session.showing?.asksGuess == true)
        type([.character("c"), .character("x"), .enter], in: coordinator, showing: [0])
        type([.character("4"), .enter], in: coordinator, showing: [0])
        try #require(coordinator.session.state == .guessing)
        type([.character("0")], in: coordinator)
        #expect(coordinator.session.showing?.isRevision == false)
        type([.character("u")], in: coordinator)
        let showing = try #require(coordinator.session.showing)
        #expect(showing.isRevision && showing.earlierNote == "x" && showing.earlier.map(\.value) == [4])
        #expect(showing.isNewPrompt && !showing.isFirst && !showing.asksGuess)
    }

    /// Of three single texts one is asked about, however often the first is changed.
    @Test func aRevisionIsNoFurtherTextBeforeTheGuess() throws {
        var study = study()
        study.review.sitting.guess = GuessQuestion(every: 3, labels: ["small", "large"])
        let coordinator = try ReviewCoordinator.started(store(study))
        type([.character("4")], in: coordinator)
        type([.character("u")], in: coordinator)
        try #require(coordinator.session.showing?.isRevision == true)
        type([.character("3")], in: coordinator)
        if coordinator.session.showing?.isRevision == true { type([.enter], in: coordinator) }
        try #require(coordinator.session.showing?.isRevision == false, "\(coordinator.session.message)")
        #expect(coordinator.session.showing?.asksGuess == false)
        type([.character("2")], in: coordinator)
        #expect(coordinator.session.showing?.asksGuess == true)
    }

    @Test func aNumberOfTheListOpensItsItem() throws {
        let coordinator = try ReviewCoordinator.started(store(study()))
        for key: Character in ["4", "3", "2"] { type([.character(key)], in: coordinator) }
        type([.character("l"), .character("2"), .enter], in: coordinator)
        let showing = try #require(coordinator.session.showing)
        #expect(showing.isRevision && showing.earlier.map(\.value) == [3], "\(coordinator.session.message)")
    }

    /// A limit ends a session; what the plan still has is told on its last page.
    @Test func atTheEndOfALimitTheWholeRestIsTold() throws {
        let coordinator = try ReviewCoordinator.started(store(study())) { $0.queue = ReviewQueue(limit: 2) }
        #expect(coordinator.session.progress.left == 2)
        for _ in 0..<2 { type([.character("4")], in: coordinator) }
        #expect(coordinator.session.state == .finished)
        #expect(coordinator.session.progress.left == 4 && coordinator.session.progress.done == 2)
    }

    /// In seconds, once five items are known.
    @Test func thePaceIsTheMedianOfActiveTimes() throws {
        let store = try store(study())
        for (place, seconds) in [2, 9, 4, 5, 3].enumerated() {
            let coordinator = try ReviewCoordinator.started(store)
            #expect(try coordinator.progress().secondsPerItem == nil, "\(place)")
            coordinator.end()
            let next = try store.claimNext(
                study: "s",
                reviewer: "ana",
                owner: .current,
                lease: .seconds(600),
                at: 1000
            )
            let presentation = try #require(next)
            try store.logShown(presentation, study: "s", reviewer: "ana", owner: .current, at: 1500)
            try store.save(
                [ReviewAct(criterion: "overall", value: 4)],
                of: presentation,
                study: "s",
                reviewer: "ana",
                at: 2000,
                took: ReviewTime(activeMilliseconds: Int64(seconds * 1000)),
                shownSHA256: presentation.shownSHA256
            )
        }
        #expect(try ReviewCoordinator.started(store).progress().secondsPerItem == 4)
    }

    /// Whoever works on a bundle has its items at hand; elsewhere they are told as being in it.
    @Test func whatABundleHasIsElsewhereForTheStudyAlone() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/ana.slam"
        let home = try store(study())
        _ = try home.writeBundle(for: "ana", study: "s", to: path, at: 2)
        let bundle = try WorkingBundle(path: path)
        let inside = try ReviewCoordinator.started(bundle.store) { $0.bundle = bundle }
        let (here, there) = (try inside.progress(), try ReviewCoordinator.started(home).progress())
        #expect(here.inBundle == 0 && here.left == 6 && there.inBundle == 6)
    }

    @Test func whatIsLeftToSettleIsCountedDown() throws {
        let cases = ["large", "small"].map { name in
            AdjudicationCase(
                subject: .item(ItemID(study: "s", prompt: "p1", text: "\(name) p1")),
                criteria: ["overall"],
                scores: [.init(criterion: "overall", value: 2, note: nil)],
                isOwn: false
            )
        }
        let coordinator = try ReviewCoordinator.started(store(study())) {
            $0.cases = cases
            $0.showsFirst = true
        }
        func counts() -> [Int] { [coordinator.session.progress.done, coordinator.session.progress.left] }
        #expect(counts() == [0, 2])
        type([.character("4")], in: coordinator)
        #expect(counts() == [1, 1], "\(coordinator.session.message)")
        type([.character("4")], in: coordinator)
        #expect(counts() == [2, 0] && coordinator.session.state == .finished)
    }

    @Test func forHowLongAnotherSessionHasAnItemIsOnTheLastPage() throws {
        let store = try store(study())
        let other = LeaseOwner(rawValue: "other:1:1")
        _ = try store.claimNext(study: "s", reviewer: "ana", owner: other, lease: .seconds(3600), at: 1000)
        let coordinator = try ReviewCoordinator.started(store, at: 1000 + 12 * 60_000)
        for _ in 1...5 { type([.character("4")], in: coordinator) }
        #expect(coordinator.session.state == .finished)
        let page = SpokenText(coordinator.session, Briefing(study: "s", reviewer: "ana")).whole().joined(separator: " ")
        #expect(page.contains("1 is open in another session of yours, for 12 min: rate there"), "\(page)")
    }

    @Test func whatIsAskedNoMoreIsNotShown() throws {
        var study = study()
        study.criteria.append(.better(bothBad: true))
        let store = try store(study)
        study.criteria.removeFirst()
        try store.sync(study)
        let coordinator = try ReviewCoordinator.started(store)
        for _ in 0..<3 {
            #expect(coordinator.session.showing?.texts.count == 2 && coordinator.session.asked?.name == "better")
            type([.character("a")], in: coordinator)
        }
    }

    /// Whoever works on a bundle answers what it was written with.
    @Test func aBundleTakesNoEditOver() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "slam-coordinator-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "ana.slam").path
        _ = try store(study()).writeBundle(for: "ana", study: "s", to: path, at: 2)
        let bundle = try WorkingBundle(path: path)
        for isBundle in [true, false] {
            let store = try store(study())
            let coordinator = try ReviewCoordinator.started(store) { $0.bundle = isBundle ? bundle : nil }
            var harder = Criterion.overall
            harder.question = "How good, really?"
            try store.sync(study(harder))
            #expect(try coordinator.adopt() == !isBundle)
        }
    }

    /// What was told as saved is in the bundle a second later at the most, whatever the reviewer does.
    @Test func aBundleThatLacksSomethingForASecondIsBroughtUpToDate() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/ana.slam"
        _ = try store(study()).writeBundle(for: "ana", study: "s", to: path, at: 2)
        let bundle = try WorkingBundle(path: path)
        let coordinator = try ReviewCoordinator.started(bundle.store) { $0.bundle = bundle }
        func published() throws -> Int {
            let copy = "\(folder.path)/\(UUID().uuidString).slam"
            try FileManager.default.copyItem(atPath: path, toPath: copy)
            return try Store.open(path: copy, mode: .existing).records(of: "s").count
        }
        type([.character("4")], in: coordinator)
        #expect(coordinator.hasUnpublished)
        // Times that no busy machine moves across the second.
        coordinator.unpublishedSince = .now + .seconds(3600)
        coordinator.idle()
        #expect(try coordinator.hasUnpublished && published() == 0)
        coordinator.unpublishedSince = .now - .milliseconds(1001)
        coordinator.idle()
        #expect(try !coordinator.hasUnpublished && published() == 1)
        type([.character("2")], in: coordinator)
        coordinator.end()
        #expect(try !coordinator.hasUnpublished && published() == 2)
    }

    /// Who settles sees the others under letters and on the screen's sides, and not in the order of their names.
    @Test func whoDisagreesStandsUnderOneLetterEach() {
        let scores = [("a", 1.0, 0), ("b", 2, 0), ("a", -1, 1)].map { name, value, person in
            AdjudicationCase.Score(criterion: name, value: value, note: nil, person: person)
        }
        let item = ItemID(study: "s", prompt: "p", text: "t")
        let one = AdjudicationCase(subject: .item(item), criteria: ["a", "b"], scores: scores, isOwn: true)
        let shown = one.adjudication(showsFirst: false) { $0.map { -$0 } }
        #expect(Set(shown.scores.map(\.letter)) == ["K", "L"] && shown.isOwn && !shown.showsFirst)
        let byLetter = Dictionary(grouping: shown.scores, by: \.letter).mapValues { $0.compactMap(\.answer.value) }
        #expect(Set(byLetter.values) == [[-1, -2], [1]])
        let many = (0..<18).map { AdjudicationCase.Score(criterion: "a", value: 1, note: nil, person: $0) }
        let crowd = AdjudicationCase(subject: .item(item), criteria: ["a"], scores: many, isOwn: false)
        #expect(Set(crowd.adjudication(showsFirst: true) { $0 }.scores.map(\.letter)).count == 18)
    }

    @Test func settingsAreKeptAndTakenAgain() {
        var preferences = Preferences()
        (preferences.isWarm, preferences.wantsBreaks) = (true, false)
        #expect(preferences.keys.apply(["flag": "F"]) == [])
        let kept = preferences.json(guidelines: "abc")
        #expect(Preferences.guidelines(kept) == "abc" && Preferences.guidelines(nil) == nil)
        var again = Preferences()
        again.take(kept)
        #expect(again == preferences && again.keys.changes.map(\.key) == ["F"])
        (preferences.isWarm, preferences.wantsBreaks) = (false, true)
        again.take(preferences.json(guidelines: ""))
        #expect(!again.isWarm && again.wantsBreaks)
        again.take(nil)
        #expect(!again.isWarm && again.wantsBreaks)
        // An earlier build called the comment a note.
        var renamed = Preferences()
        renamed.take(.object([("keys", .object([("note", .string("F"))]))]))
        #expect(renamed.keys.changes.map(\.name) == ["comment"])
    }

    @Test func theEditNamesWhatCameAndWentAndElseTheOrder() {
        var better = Criterion.better(bothBad: true)
        let added = StudyEdit(from: [.overall], to: [.overall, better]).words
        #expect(added.contains("(new: better)"))
        #expect(StudyEdit(from: [.overall, better], to: [better]).words.contains("(gone: overall)"))
        #expect(StudyEdit(from: [.overall, better], to: [better, .overall]).words.contains("(order)"))
        better.question += "?"
        #expect(StudyEdit(from: [.better(bothBad: true)], to: [better]).words.contains("(changed: better)"))
    }

    @Test func anOrderIsStoredAsRanks() throws {
        let store = try store(study(Self.order))
        let coordinator = try ReviewCoordinator.started(store)
        let texts = try #require(coordinator.session.showing?.texts)
        type([.character("2"), .character("1"), .character("3"), .enter], in: coordinator)
        let records = try store.currentRatings(of: "s")
        let ranks = Dictionary(
            records.compactMap { record in record.value.map { (record.subject.items[0], $0) } }
        ) { one, _ in one }
        let items = texts.map { ItemID(study: "s", prompt: String($0.suffix(2)), text: $0) }
        #expect(items.map { ranks[$0] } == [2, 1, 3])
    }

    /// Verdicts speak of the sides on the screen and are stored by item, the others' and the own one.
    @Test func aSettledPairIsStoredByItem() throws {
        let store = try store(study(.better(bothBad: true)))
        let names = ["large", "small", "tiny"]
        let pairs = [(0, 1), (1, 2), (0, 2)].flatMap { one, other in
            ["p1", "p2"].map { prompt in
                PairID(
                    ItemID(study: "s", prompt: prompt, text: "\(names[one]) \(prompt)"),
                    ItemID(study: "s", prompt: prompt, text: "\(names[other]) \(prompt)")
                )
            }
        }
        let cases = pairs.map { pair in
            AdjudicationCase(
                subject: .pair(pair),
                criteria: ["better"],
                scores: [.init(criterion: "better", value: 1, note: nil)],
                isOwn: true
            )
        }
        let coordinator = try ReviewCoordinator.started(store) {
            $0.cases = cases
            $0.showsFirst = true
        }
        for pair in pairs {
            let showing = try #require(coordinator.session.showing)
            let left = ItemID(study: "s", prompt: String(showing.texts[0].suffix(2)), text: showing.texts[0])
            let score = try #require(showing.adjudication?.scores.first?.answer.value)
            #expect(score == (left == pair.first ? 1 : -1))
            type([.character("c"), .character("x"), .enter, .character("a")], in: coordinator)
            let record = try #require(
                try store.currentRatings(of: "s", phase: .adjudicated).first { $0.subject == .pair(pair) }
            )
            #expect(record.note == "x")
            #expect(record.value == (left == pair.first ? 1 : -1) && record.flags.contains("own_item"))
            #expect(record.label == (left == pair.first ? "first" : "second"))
        }
        #expect(try store.currentRatings(of: "s").isEmpty && coordinator.settled.count == 6)
    }

    @Test func theKindOfTheModelIsAskedAfterEverySoManySingleTexts() throws {
        var study = study()
        study.review.sitting.guess = GuessQuestion(every: 2, labels: ["small", "large"])
        let coordinator = try ReviewCoordinator.started(store(study))
        #expect(coordinator.session.showing?.asksGuess == false)
        type([.character("4")], in: coordinator)
        #expect(coordinator.session.showing?.asksGuess == true)
    }

    /// The sides are drawn for each case: on either one the others' verdict is for the text that it was given for.
    @Test func othersVerdictsStandOnTheSidesOfTheScreen() throws {
        let store = try store(study(.better(bothBad: true)))
        let items = ["large", "small"].map { ItemID(study: "s", prompt: "p1", text: "\($0) p1") }
        let pair = PairID(items[0], items[1])
        let scores = [1.0, -1, 0].map { AdjudicationCase.Score(criterion: "better", value: $0, note: nil) }
        let one = AdjudicationCase(subject: .pair(pair), criteria: ["better"], scores: scores, isOwn: false)
        var sides: Set<Bool> = []
        // Both sides are all but sure to come: one draw in 2⁴⁰ has but one.
        for _ in 0..<40 where sides.count < 2 {
            let coordinator = try ReviewCoordinator.started(store) { $0.cases = [one] }
            let showing = try #require(coordinator.session.showing)
            let isTurned = ItemID(study: "s", prompt: "p1", text: showing.texts[0]) == pair.second
            #expect(showing.adjudication?.scores.map(\.answer.value) == (isTurned ? [-1, 1, 0] : [1, -1, 0]))
            sides.insert(isTurned)
        }
        #expect(sides.count == 2)
    }

    /// Training and pairs are not counted: of neither is a kind asked.
    @Test func theKindIsAskedOfSingleResponsesOutsideTraining() throws {
        var study = study()
        study.review.sitting.guess = GuessQuestion(every: 1, labels: ["small", "large"])
        let store = try store(study)
        let coordinator = try ReviewCoordinator.started(store)
        let items = ["large", "small"].map { ItemID(study: "s", prompt: "p1", text: "\($0) p1") }
        var single = try #require(try store.text(of: .item(items[0]), study: "s"))
        #expect(try single.isSingle && coordinator.asksGuess(single))
        single.isTraining = true
        #expect(try !single.isSingle && !coordinator.asksGuess(single))
        let pair = try #require(try store.text(of: .pair(PairID(items[0], items[1])), study: "s"))
        #expect(try !pair.isSingle && !coordinator.asksGuess(pair))
    }

    @Test func whatChangedInAQuestionIsNamed() {
        var harder = Criterion.overall
        harder.question = "How good, really?"
        #expect(StudyEdit(from: [.overall], to: [harder]).words.contains("changed: overall"))
        #expect(StudyEdit(from: [.overall], to: [.better(bothBad: true)]).words.contains("new: better; gone: overall"))
    }
}
