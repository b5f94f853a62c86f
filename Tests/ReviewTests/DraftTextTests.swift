import SafeText
import Studies
import Testing

@testable import Review

/// What was begun on an item comes back as it was, and words are found where they stand.
struct DraftTextTests {
    private static func full() -> Draft {
        var draft = Draft(note: "half a \"thought\"\n", isFlagged: true)
        draft.answers = [
            Answer(criterion: "overall", value: 4, confidence: 2, reason: "wrong"),
            Answer(criterion: "order", value: nil, order: [[2], [0, 1]]),
        ]
        draft.versions = ["overall": "h1", "order": "h2"]
        (draft.placing, draft.isTying) = ([[1], [0]], true)
        (draft.isWriting, draft.formerNote, draft.top) = (true, "before", 7)
        (draft.typed, draft.begunFor) = ("1", "overall")
        (draft.read, draft.unread, draft.wasUnfolded) = ([0, 2], ["overall"], true)
        return draft
    }

    @Test func everyPartOfADraftComesBack() {
        let draft = Self.full()
        #expect(Draft(text: draft.text) == draft)
        #expect(Draft().text == "" && Draft(text: "") == nil && Draft(text: "{}") == nil && Draft(text: "no") == nil)
    }

    @Test func whereSomebodyWasInATextIsNothingBegun() {
        var draft = Draft()
        (draft.read, draft.top, draft.wasUnfolded, draft.versions) = ([1], 9, true, ["overall": "h"])
        #expect(draft.isEmpty && !draft.text.isEmpty && Draft(text: draft.text) == draft)
        #expect(!Draft(note: "n").isEmpty && !Draft(isFlagged: true).isEmpty)
        draft.typed = "1"
        #expect(!draft.isEmpty && draft.isHalfway)
        draft = Self.full()
        draft.typed = ""
        #expect(draft.isHalfway, "an order is")
        draft.dropHalfway()
        #expect(!draft.isHalfway && draft.placing.isEmpty && !draft.isTying && draft.begunFor == "")
        #expect(draft.answers.count == 2 && draft.isFlagged)
    }

    @Test func wordsAreFoundWhateverTheirCaseAndAccents() {
        let lines = ["Über den Wolken", "uber und ueber", "none"].map { StyledLine([StyledRun($0)]) }
        let search = TextSearch("über", in: lines)
        #expect(search.matches == [0, 1])
        #expect(search.lines[0].runs == [StyledRun("Über", .match), StyledRun(" den Wolken")])
        #expect(search.lines.map(\.text) == lines.map(\.text))
        #expect(TextSearch("", in: lines).matches.isEmpty && TextSearch("none", in: lines).matches == [2])
        // A match that begins in one run and ends in the next, and two beside each other.
        let parts = [StyledLine([StyledRun("ab", .strong), StyledRun("abab")])]
        let runs = [
            StyledRun("a", .strong), StyledRun("b", [.strong, .match]), StyledRun("aba", .match), StyledRun("b"),
        ]
        #expect(TextSearch("ba", in: parts).lines[0].runs == runs)
        #expect(TextSearch("aa", in: [StyledLine([StyledRun("aaa")])]).lines[0].runs.map(\.text) == ["aa", "a"])
    }

    @Test func whatIsLeftIsSaidInMinutesRoundedUp() {
        var progress = ReviewerProgress(done: 3, skipped: 0, left: 4)
        #expect(StatusLine.words(progress) == "3 of 7")
        (progress.skipped, progress.secondsPerItem) = (2, 16)
        #expect(StatusLine.words(progress).hasSuffix(" · 2 skipped · ~2 min"))
        progress.secondsPerItem = 119.0 * 60 / 4
        #expect(StatusLine.words(progress).hasSuffix("~119 min"))
        progress.secondsPerItem = 119.1 * 60 / 4
        #expect(StatusLine.words(progress).hasSuffix("~2 h"))
        progress.left = 0
        #expect(!StatusLine.words(progress).contains("~"))
    }

    @Test func anOrderIsReadAloudFromTheBest() {
        #expect(Session.aloud([[1], [0, 2]]) == "2 best, then 1 and 3 tied")
        #expect(
            Session.aloud([[0, 1, 2]]) == "1, 2 and 3 tied"
                && Session.aloud([[2], [0], [1]]) == "3 best, then 1, then 2"
        )
        #expect(Session.words(of: [[1], [0, 2]]) == "2 > 1=3")
        #expect(Answer(criterion: "c", value: nil, order: [[1], [0, 2]]).ranks(of: 3) == [2, 1, 2])
        #expect(Answer(criterion: "c", value: nil, order: [[1, 0], [2]]).ranks(of: 3) == [1, 1, 3])
        #expect(Answer.order(ranks: [1, 1, 3]) == [[0, 1], [2]])
    }
}
