import Fixtures
import Foundation
import GRDB
import Studies
import Testing

@testable import Store

/// What follows a rating in the store: lessons and guesses, logged in the chain, hidden before.
struct AfterRatingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func stores() throws -> (main: Store, review: Store) {
        var study = Example.study
        study.criteria.removeLast()
        study.known = [
            KnownResponse(
                prompt: "p1",
                text: "known",
                scores: [.init(criterion: "overall", value: 2)],
                explanation: "why",
                isTraining: true
            )
        ]
        study.review.kinds = ["large": "big", "small": "little"]
        study.review.sitting.guess = GuessQuestion(every: 1, labels: ["big", "little"])
        let path = "\(folder.path)/s.sqlite"
        let main = try Store.open(path: path, mode: .create)
        try Example.fill(main, study)
        return (main, try Store.open(path: path, mode: .existing).restricted(to: "ana", study: "s"))
    }

    private func next(_ store: Store, at time: Int64) throws -> BlindPresentation {
        try #require(
            try store.claimNext(study: "s", reviewer: "ana", owner: .current, lease: .seconds(60), at: time)
        )
    }

    private func rate(_ shown: BlindPresentation, _ store: Store, at time: Int64) throws {
        try store.save(
            [ReviewAct(criterion: "overall", value: 3)],
            of: shown,
            study: "s",
            reviewer: "ana",
            at: time,
            took: nil,
            shownSHA256: shown.shownSHA256,
            shownAt: time
        )
    }

    @Test func aLessonIsThereOnceTheItemIsRatedAndIsLogged() throws {
        let (main, review) = try stores()
        let shown = try next(review, at: 10)
        #expect(shown.isTraining && shown.texts == ["known"])
        #expect(try review.reveal(shown, study: "s", reviewer: "ana", at: 11).isEmpty)
        #expect(throws: StoreError.self) { try review.probe("SELECT value FROM answer") }
        try rate(shown, review, at: 12)
        let lesson = Expectation(criterion: "overall", value: 2, explanation: "why")
        #expect(try review.reveal(shown, study: "s", reviewer: "ana", at: 13) == [lesson])
        #expect(throws: StoreError.self) { try review.probe("SELECT value FROM answer") }
        let second = try next(review, at: 14)
        try rate(second, review, at: 15)
        #expect(try review.reveal(second, study: "s", reviewer: "ana", at: 16).isEmpty)
        #expect(try main.verify("s").findings.isEmpty)
    }

    @Test func whatWasSkippedTellsNoLesson() throws {
        let (_, review) = try stores()
        let shown = try next(review, at: 10)
        try review.skip(
            shown,
            study: "s",
            reviewer: "ana",
            criteria: ["overall"],
            reason: "no",
            at: 12,
            took: nil,
            shownAt: 12
        )
        #expect(try review.reveal(shown, study: "s", reviewer: "ana", at: 13).isEmpty)
        let names = try #require(review.restriction?.names)
        #expect(try review.read { try Double.fetchAll($0, sql: "SELECT value FROM \(names.lessons)") }.isEmpty)
    }

    @Test func guessesAreHeldAgainstTheKindsThatAReviewCannotRead() throws {
        let (main, review) = try stores()
        let lesson = try next(review, at: 10)
        try rate(lesson, review, at: 11)
        // A guess at a training item is none at a model.
        try review.guess("big", of: lesson, study: "s", reviewer: "ana", at: 12)
        var time: Int64 = 20
        for guess in ["big", "little", nil] {
            let shown = try next(review, at: time)
            try rate(shown, review, at: time + 1)
            try review.guess(guess, of: shown, study: "s", reviewer: "ana", at: time + 2)
            // A guess that comes twice counts once.
            try review.guess("big", of: shown, study: "s", reviewer: "ana", at: time + 3)
            time += 10
        }
        #expect(throws: StoreError.self) { try review.probe("SELECT kind FROM model") }
        #expect(throws: StoreError.self) { try review.probe("SELECT payload FROM event") }
        let guesses = try main.guesses(of: "s")
        #expect(guesses.map(\.guessed) == ["big", "little", nil])
        #expect(guesses.allSatisfy { ["big", "little"].contains($0.kind) })
        #expect(try review.ratedSingles(study: "s", reviewer: "ana") == 3)
        #expect(try main.verify("s").findings.isEmpty)
    }

    @Test func aTextOfTwoKindsIsNeithersToGuess() throws {
        let (main, review) = try stores()
        try rate(try next(review, at: 10), review, at: 11)
        let shown = try next(review, at: 20)
        try rate(shown, review, at: 21)
        try review.guess("big", of: shown, study: "s", reviewer: "ana", at: 22)
        let own = try #require(Example.responses.first { $0.text == shown.texts[0] })
        let (kind, other) = own.model == "large" ? ("big", "small") : ("little", "large")
        #expect(try main.guesses(of: "s").map(\.kind) == [kind])
        let same = ImportedResponse(line: 1, prompt: own.prompt, model: other, sample: 2, text: own.text)
        _ = try main.importResponses([same], study: "s", file: "g", at: 30)
        #expect(try main.guesses(of: "s").map(\.kind) == [nil])
    }

    @Test func aGuessBeforeTheRatingIsFound() throws {
        let (main, review) = try stores()
        let shown = try next(review, at: 10)
        try review.guess("big", of: shown, study: "s", reviewer: "ana", at: 11)
        #expect(try main.verify("s").findings.map(\.what) == ["what comes after a rating came before it"])
    }
}
