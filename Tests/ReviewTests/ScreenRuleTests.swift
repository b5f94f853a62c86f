import SafeText
import Studies
import Testing

@testable import Review

/// Widths, pages and words of the screen, each at its bound.
struct ScreenRuleTests {
    /// One above the other each has the whole width.
    @Test(arguments: [(40, 40), (99, 99), (100, 49), (121, 59)])
    func twoTextsShareTheWidthOnlyBesideEachOther(columns: Int, width: Int) {
        #expect(PairLayout.width(columns: columns) == width)
    }

    /// A page keeps one line of the last; the lowest row says what is hidden.
    @Test func aPageSkipsNoLine() {
        var pane = Pane(lines: (0..<50).map { StyledLine([StyledRun("\($0)")]) }, rows: 10)
        var seen = Set(pane.visible)
        while !pane.isAtEnd {
            let last = pane.visible
            pane.page(1)
            #expect(pane.top > last.lowerBound && pane.top < last.upperBound, "\(last) \(pane.visible)")
            seen.formUnion(pane.visible)
        }
        #expect(seen.count == 50)
    }

    @Test func theTimeLeftIsThatOfWhatIsLeft() {
        var progress = ReviewerProgress(done: 4, skipped: 0, left: 6)
        progress.secondsPerItem = 30
        #expect(StatusLine.words(progress).contains("~3 min"))
        progress.left = 0
        #expect(!StatusLine.words(progress).contains("min"))
        // A minute that is begun is one, and from two hours on they are told.
        for (left, words) in [(5, "~3 min"), (119, "~60 min"), (238, "~119 min"), (239, "~2 h"), (480, "~4 h")] {
            progress.left = left
            #expect(StatusLine.words(progress) == "4 of \(left + 4) · \(words)")
        }
        progress.skipped = 3
        #expect(StatusLine.words(progress) == "4 of 487 · 3 skipped · ~4 h")
    }

    private func firstRow(columns: Int = 120, keys: String = "", _ change: (inout Showing) -> Void = { _ in }) -> String
    {
        var showing = SessionTests.single
        change(&showing)
        var session = Session(criteria: [SessionTests.overall])
        _ = session.handle(.item(showing, ReviewerProgress(done: 5, left: 5)))
        _ = session.handle(.painted([0]), at: 500)
        for key in keys { _ = session.tap(.character(key), at: 1000) }
        let briefing = Briefing(study: "s", reviewer: "ana")
        return StatusLine(session: session, briefing: briefing, columns: columns).line.text
    }

    @Test func theFirstRowSaysWhoRatesWhat() {
        #expect(firstRow().hasPrefix("Study s · ana  ") && firstRow(columns: 60).hasPrefix("Study s · ana  "))
        #expect(firstRow(columns: 59).hasPrefix("ana  "))
        #expect(firstRow { $0.isRevision = true }.hasPrefix("Study s · ana · a skipped item  "))
        let rated = firstRow { ($0.isRevision, $0.earlier) = (true, [Answer(criterion: "overall", value: 4)]) }
        #expect(rated.hasPrefix("Study s · ana · changing a rated item  "), "\(rated)")
        for (isOwn, words) in [(true, "settling an item of yours"), (false, "settling a disagreement")] {
            let row = firstRow { $0.adjudication = Adjudication(scores: [], showsFirst: true, isOwn: isOwn) }
            #expect(row.hasPrefix("Study s · ana · \(words)  "), "\(row)")
        }
        #expect(firstRow(keys: "f").hasPrefix("Study s · ana · flagged  "))
        #expect(firstRow { $0.isPractice = true }.hasSuffix("  practice: nothing is stored, Esc ends it"))
    }

    /// Half of all is half of the bar, where a bar has room.
    @Test(arguments: [(120, 22), (100, 22), (99, 14), (72, 14), (71, 0)])
    func howMuchIsDoneIsDrawn(columns: Int, width: Int) {
        let row = firstRow(columns: columns)
        #expect(row.count { $0 == "█" } == width / 2 && row.count { $0 == "░" } == width / 2, "\(row)")
        #expect(row.hasSuffix("5 of 10"))
    }

    @Test func theFirstOfAPairIsA() {
        let pair = Criterion(name: "better", question: "?", level: .nominal, form: .pairwise(tie: true, bothBad: true))
        func words(_ value: Double?) -> String { pair.words(of: Answer(criterion: "better", value: value)) }
        #expect([1, -1, 0, nil].map(words) == ["A", "B", "tie", "both bad"])
    }
}
