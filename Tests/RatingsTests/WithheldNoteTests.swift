import Testing

@testable import Ratings
@testable import Store

/// What is held back until unblinding is told with its own counts.
struct WithheldNoteTests {
    @Test func whatIsHeldBackIsToldByItsCounts() {
        var held = Withheld()
        #expect(RatingNote.withheld(held).isEmpty)
        held.batches = [
            .init(criterion: "c", rater: "j", counted: 10, all: 14, size: 5, isWithinPairs: true),
            .init(criterion: "c", rater: nil, counted: 0, all: 4, size: 5),
        ]
        (held.namedByModel, held.metrics, held.laterModels, held.edited) = (3, ["near"], 1, 2)
        (held.prompts, held.unanswered) = ([1, 2], 4)
        let batches = held.batches.map { RatingNote.Batch($0) }
        let notes = RatingNote.withheld(held)
        #expect(
            notes == [
                .withheldByName(count: 3), .withheldMetric(rater: "near"), .withheldLetters(prompts: 6),
                .withheldModels(count: 1), .withheldBatch(batches[0]), .withheldBatch(batches[1]),
                .heldLetters(count: 2),
            ]
        )
        #expect(notes.allSatisfy { $0.isWithheld } && notes.map(\.criterion) == [nil, nil, nil, nil, "c", "c", nil])
        let first = batches[0]
        #expect([first.counted, first.all, first.size] == [10, 14, 5] && first.isWithinPairs && first.rater == "j")
        #expect(
            [batches[1].counted, batches[1].all] == [0, 4] && !batches[1].isWithinPairs && batches[1].rater == nil
        )
        held.isOfAllByName = true
        #expect(RatingNote.withheld(held).contains(.withheldLettersByName))
    }
}
