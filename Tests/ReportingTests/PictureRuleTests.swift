import Studies
import Testing

@testable import Reporting

/// Words and pictures of figures, at the bounds at which they change.
struct PictureRuleTests {
    /// The bounds of Landis and Koch (1977): each class holds its upper end.
    @Test(arguments: [
        (-0.001, "poor"), (0.0, "slight"), (0.2, "slight"), (0.2001, "fair"), (0.4, "fair"), (0.4001, "moderate"),
        (0.6, "moderate"), (0.6001, "substantial"), (0.8, "substantial"), (0.8001, "almost perfect"),
    ])
    func aCoefficientHasTheWordOfItsClass(value: Double, word: String) {
        #expect(VerbalScale.word("alpha.nominal", value) == word && VerbalScale.word("scott_pi", value) == word)
        #expect(VerbalScale.word("spearman", value) == nil && VerbalScale.word("percent_agreement", value) == nil)
    }

    @Test func aBarGoesFromLowToHighAndHoldsTheValue() {
        let half = String(repeating: "─", count: 5)
        #expect(IntervalBar.text(0.5, 0, 1) == String(repeating: " ", count: 10) + half + "●" + half)
        let (nine, ten) = (String(repeating: " ", count: 9), String(repeating: " ", count: 10))
        #expect(IntervalBar.text(-1, nil, nil) == "●" + nine + "┊" + ten)
        #expect(IntervalBar.text(0, 0.5, -0.5) == ten + "●" + ten)
        // An end beyond the line stands at its end; a value beyond it has no picture.
        #expect(IntervalBar.text(1, 0.9, 1.4) == ten + "┊" + String(repeating: " ", count: 8) + "─●")
        #expect(IntervalBar.text(1.01, 0.9, 1.4) == "" && IntervalBar.text(nil, 0, 1) == "")
    }

    @Test func theSlowestHourIsTheDarkestAndNoAttemptIsBlank() {
        let lines = HeatMap.text([[1, nil, .infinity, 2, 1.5], [1.25, 1.125, 1.875, 1.75]]).split(separator: "\n")
        #expect(lines.dropFirst().prefix(2).map(String.init) == ["Mon  · !█▒", "Tue  ░·█▓"])
        #expect(lines.last?.contains("· 1000 ms … █ 2000 ms;") == true)
        #expect(HeatMap.text([[nil, .infinity]]) == "")
        #expect(HeatMap.text([[3, 3]]).contains("Mon  ··"))
    }

    @Test func whatIsUnknownIsNoNumber() {
        #expect(Table.Cell.count(nil) == .unknown && Table.Cell.number(.infinity) == .unknown)
        #expect(Table.Cell.number(.nan) == .unknown && Table.Cell.count(0).text == "0")
        #expect(Table.Cell.number(2.0 / 3) == Table.Cell(.number(2.0 / 3), text: "0.667"))
    }

    @Test func promptsThatLackAnAnswerOfSomeModelAreCounted() {
        func state(_ answers: [(prompt: Int, model: Int)]) -> PlanState {
            PlanState(
                answers: answers.enumerated().map {
                    PlanState.Answer(item: Int64($0), key: UInt64($0), prompt: $1.prompt, model: $1.model, sample: 1)
                }
            )
        }
        let lacking = state([(0, 0), (0, 1), (1, 0), (2, 1), (2, 1)]).wordsOfLacking
        #expect(lacking.hasPrefix("2 prompts without an answer of every model:"))
        #expect(state([(0, 0), (0, 1)]).wordsOfLacking == "")
        let waiting = PlanState.Waiting(prompts: 1, lateTexts: 2, replacedTexts: 3).words
        #expect(["1 prompt not", "2 late texts not", "3 new texts not"].allSatisfy { waiting.contains($0) })
        #expect(PlanState.Waiting().words == "")
    }
}
