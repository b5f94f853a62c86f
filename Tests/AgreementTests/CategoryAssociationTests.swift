import Testing

@testable import Agreement

/// Whether a judge goes with people's labels hangs on no number that stands for a category.
struct CategoryAssociationTests {
    private func calibration(_ codes: [Double]) -> JudgeCalibration {
        let items = (0..<60).map { prompt -> JudgedItem in
            let truth = prompt % codes.count
            let verdict = prompt % 3 == 0 ? (prompt / 3) % codes.count : truth
            let labels = (0..<3).map { JudgedItem.Label(person: $0, value: codes[truth]) }
            return JudgedItem(prompt: prompt, labels: labels, verdict: codes[verdict])
        }
        return JudgeCalibration(items, kind: .nominal, choices: .init(options: IntervalOptions(resamples: 50)))
    }

    /// Of two categories it is the fourfold coefficient.
    @Test func ofTwoCategoriesItIsPearsons() throws {
        let found = calibration([0, 1]).association
        let items = (0..<60).map { (x: $0 % 3 == 0 ? ($0 / 3) % 2 : $0 % 2, y: $0 % 2) }
        let wanted = try #require(pearson(items.map { Double($0.x) }, items.map { Double($0.y) }))
        #expect(abs((found.value ?? 9) - wanted) < 1e-12)
    }

    @Test func theNumbersOfCategoriesMoveNothing() throws {
        let one = calibration([0, 1, 2, 3])
        let value = try #require(one.association.value)
        for codes in [[3.0, 0, 2, 1], [0, 10, 1, -5], [2, 3, 0, 1]] {
            let other = calibration(codes)
            #expect(abs((other.association.value ?? 9) - value) < 1e-12 && other.verdict == one.verdict, "\(codes)")
            #expect(abs((other.association.low ?? 9) - (one.association.low ?? 8)) < 1e-12)
        }
        #expect(value > 0.3 && value < 1)
    }
}
