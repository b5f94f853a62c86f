import Studies
import Testing

@testable import Reporting

/// Who is left with how much, as it is listed.
struct ReviewersTests {
    private func document(_ name: String = "ana") -> ReviewersDocument {
        ReviewersDocument([
            ReviewProgress(reviewer: name, done: 7, skipped: 2, left: 11, inBundle: 4),
            ReviewProgress(reviewer: ReviewProgress.anyone, done: 0, skipped: 0, left: 3),
        ])
    }

    @Test func everyReviewerStandsWithWhatIsLeft() {
        #expect(
            document().written(as: .table) == """
                reviewer  done  skipped  left
                ────────  ────  ───────  ────
                ana          7        2    11
                (anyone)     0        0     3

                """
        )
        #expect(
            document().written(as: .csv) == "reviewer,done,skipped,left\r\nana,7,2,11\r\n(anyone),0,0,3\r\n"
        )
        #expect(document().written(as: .markdown).hasSuffix("| ana | 7 | 2 | 11 |\n| (anyone) | 0 | 0 | 3 |\n"))
        #expect(
            document().written(as: .json) == """
                {"schema":"slam.review.list.v1","rows":[{"reviewer":"ana","done":7,"skipped":2,"left":11},\
                {"reviewer":"(anyone)","done":0,"skipped":0,"left":3}],"notes":[]}

                """
        )
    }

    @Test func editsThatAreNotTakenOverAreSaid() throws {
        #expect(document().words.isEmpty)
        let edited = ReviewersDocument([], isEdited: true)
        let words = "The study's files were edited since: the next 'slam plan' or 'slam review' takes them over."
        #expect(edited.words == words + "\n")
        #expect(try JSONValue(parsing: edited.written(as: .json))["notes"] == .array([.string(words)]))
    }

    @Test(arguments: Format.allCases) func aReviewersNameActsNowhere(format: Format) throws {
        #expect(try HostileText.isHarmless(document(HostileText.text).written(as: format), format))
    }
}
