import Studies
import Testing

@testable import Ratings
@testable import Reporting
@testable import Store

/// What stands beside figures, in words and in JSON.
struct RatingNoteTests {
    @Test func aBatchTellsHowManyRatingsWait() {
        let batch = Withheld.Batch(criterion: "overall", rater: nil, counted: 48, all: 55, size: 16)
        let note = RatingNote.withheldBatch(RatingNote.Batch(batch))
        #expect(note.json["n"]?.number == 7 && note.json["of"]?.number == 55 && note.json["batch"]?.number == 16)
        #expect(note.sentence.hasPrefix("Figures by letter have 48 of 55 human ratings of 'overall'"))
        #expect(note.isWithheld)
    }

    @Test func bothBadIsATieAndWhatIsNotReadIsInNoFigure() {
        func sentence(_ outcome: RatingNote.Outcome, _ count: Int) -> String {
            RatingNote.without(rater: "gpt", criterion: "better", outcome: outcome, count: count).sentence
        }
        #expect(sentence(.bothBad, 2) == "gpt on 'better': 2 both bad, counted as ties.")
        #expect(sentence(.bothBad, 1) == "gpt on 'better': 1 both bad, counted as a tie.")
        #expect(sentence(.other(.unparsed), 2) == "gpt on 'better': 2 unparsed, in no figure above.")
    }

    @Test func whatIsStaleNamesItsReasonAndItsCount() {
        func note(_ why: RatingNote.Staleness, _ rater: String? = nil) -> RatingNote {
            .stale(why, criterion: "overall", rater: rater, count: 3)
        }
        let question = note(.question).sentence
        #expect(question.hasPrefix("3 ratings of 'overall' under an older question or scale, in no figure"))
        #expect(note(.prompt).sentence.contains("under an older wording of the prompt, in no figure"))
        #expect(note(.criterion).sentence.contains("a criterion that the study no longer has, in no figure"))
        let version = note(.version, "gpt").sentence
        #expect(version.hasPrefix("gpt on 'overall': 3 ratings of an older version, in no figure"))
        #expect(note(.version, "gpt").json["why"]?.string == "version" && note(.prompt).json["n"]?.number == 3)
        #expect(note(.prompt).isStale && !note(.prompt).isWithheld)
    }

    @Test func editsAreNamedInWordsAndForPrograms() {
        let all = RatingNote.edited(
            .init(criteria: ["a", "b"], prompts: 1, models: ["m"], votes: true, guidelines: true)
        )
        let words = "(criteria 'a', 'b', 1 prompt, model 'm', what judges' samples or panels vote by, the guidelines)"
        #expect(all.sentence.contains("edited since they were taken over \(words): these figures rest on"))
        #expect(all.json["criteria"]?.array?.map(\.string) == ["a", "b"] && all.json["prompts"]?.number == 1)
        #expect(all.json["votes"]?.bool == true && all.json["guidelines"]?.bool == true && all.isOfEdits)
        let one = RatingNote.edited(.init(criteria: ["a"], prompts: 2))
        #expect(one.sentence.contains("over (criterion 'a', 2 prompts): these"))
        #expect(one.json["votes"]?.bool == false && one.isOf(["b"]) && !one.isStale && !one.isWithheld)
        #expect(RatingNote.unreadableFiles.isOfEdits && !RatingNote.letters.isOfEdits)
    }
}
