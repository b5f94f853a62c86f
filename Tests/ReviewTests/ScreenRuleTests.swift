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
    }

    @Test func theFirstOfAPairIsA() {
        let pair = Criterion(name: "better", question: "?", level: .nominal, form: .pairwise(tie: true, bothBad: true))
        func words(_ value: Double?) -> String { pair.words(of: Answer(criterion: "better", value: value)) }
        #expect([1, -1, 0, nil].map(words) == ["A", "B", "tie", "both bad"])
    }
}
