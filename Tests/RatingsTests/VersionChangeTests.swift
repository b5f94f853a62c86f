import Agreement
import Ratings
import Testing

struct VersionChangeTests {
    /// Two versions whose scores differ by a planted shift of .4 and by noise; people score the quality.
    private func change(seed: UInt64, shift: Double) -> VersionChange {
        var generator = Generator(seed: seed)
        let units = (0..<80).map { item in
            let quality = Double.random(in: 1...5, using: &generator)
            let before = quality + Double.random(in: -1...1, using: &generator)
            let noise = Double.random(in: -1...1, using: &generator)
            return VersionChange.Unit(
                item: "\(item)",
                prompt: "\(item / 2)",
                before: before,
                after: before + shift + noise,
                people: quality
            )
        }
        let options = IntervalOptions(resamples: 100, confidence: 0.95, seed: seed)
        return VersionChange(units, criterion: "overall", isPairwise: false, options: options)
    }

    /// Of 40 intervals of 95 % fewer than 33 cover in less than one run of a thousand.
    @Test func aPlantedShiftLiesWithinItsInterval() {
        let covered = (1...40).count { seed in
            let shift = change(seed: UInt64(seed), shift: 0.4).shift
            return (shift.low ?? 1) <= 0.4 && 0.4 <= (shift.high ?? 0)
        }
        #expect(covered >= 33)
    }

    @Test func noiseTakesAgreementWithPeopleAway() {
        let change = change(seed: 7, shift: 0.4)
        #expect((change.peopleChange.high ?? 1) < 0)
        #expect(change.items == 80 && change.itemsWithPeople == 80 && change.flips.count == 80)
    }

    @Test func verdictsThatCameOrWentAreCountedAndFlipFirst() {
        let units: [VersionChange.Unit] = [
            .init(item: "a", prompt: "p", before: 1, after: 1, people: 1),
            .init(item: "b", prompt: "p", before: 1, after: -1, people: 1),
            .init(item: "c", prompt: "q", before: -1, after: nil, people: nil),
            .init(item: "d", prompt: "q", before: nil, after: 1, people: 1),
            .init(item: "e", prompt: "q", before: -1, after: -1, people: -1),
        ]
        let change = VersionChange(units, criterion: "better", isPairwise: true, options: IntervalOptions(resamples: 0))
        #expect(change.items == 3 && change.lost == 1 && change.gained == 1)
        #expect(change.flips.map(\.item) == ["c", "d", "b"])
        let fewer = Array(units[...2])
        let lost = VersionChange(fewer, criterion: "better", isPairwise: true, options: IntervalOptions(resamples: 0))
        #expect(lost.items == 2 && lost.lost == 1 && lost.gained == 0)
        // Before: 3 of 3 as people. After: two of three, where chance is ½, since either text may be called the first.
        #expect(change.peopleBefore.value == 1 && abs((change.peopleAfter.value ?? 0) - 1.0 / 3) < 1e-12)
    }

    /// A judge that prefers one model, whatever it wrote, has no kappa: the order of item ids would give it one.
    @Test func aJudgeOfNamesAgreesByChance() {
        let units = (0..<40).map { number in
            let isFirst = number % 2 == 0
            let people = number % 4 < 2 ? 1.0 : -1
            return VersionChange.Unit(
                item: "\(number)",
                prompt: "\(number)",
                before: isFirst ? 1 : -1,
                after: number % 10 == 3 ? -people : people,
                people: people,
                models: .init(left: isFirst ? 0 : 1, right: isFirst ? 1 : 0)
            )
        }
        let change = VersionChange(units, criterion: "better", isPairwise: true, options: IntervalOptions(resamples: 0))
        #expect(abs(change.peopleBefore.value ?? 1) < 0.1 && (change.peopleAfter.value ?? 0) > 0.6)
        #expect((change.peopleChange.low ?? 0) > 0.4, "\(change.peopleChange)")
    }
}
