import Testing

@testable import Agreement

/// How many more labels a card asks for.
struct MoreLabelsTests {
    private func calibration(_ count: Int, outside: Bool = false) -> JudgeCalibration {
        var generator = Generator(seed: 5)
        let items = (0..<count).map { prompt -> JudgedItem in
            let truth = Double(1 + prompt % 5)
            func near(_ share: UInt64) -> Double {
                generator.next() % 100 < share ? truth : min(5, max(1, truth + (generator.next() % 2 == 0 ? 1 : -1)))
            }
            let labels = (0..<3).map { JudgedItem.Label(person: $0, value: near(70)) }
            return JudgedItem(prompt: prompt, labels: labels, verdict: near(75))
        }
        return JudgeCalibration(
            items,
            kind: .scores(1...5),
            choices: .init(
                options: IntervalOptions(resamples: 200),
                refusals: outside ? [.outsideRange(0.2)] : []
            )
        )
    }

    /// Scores where nothing was labelled are not mended by one label more.
    @Test func whatNoNumberOfLabelsMendsAsksForNone() {
        let refused = calibration(80, outside: true)
        #expect((refused.difference.low ?? -9) > -refused.margin && refused.verdict == .notEnough)
        #expect(refused.more == nil)
        // Twenty prompts lack ten.
        let few = calibration(20)
        #expect(few.verdict == .notEnough && (few.more ?? 0) >= 10, "\(String(describing: few.more))")
    }
}
