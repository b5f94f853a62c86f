import Agreement
import Ratings
import Studies
import Testing

@testable import Judging

/// What plain words around a verdict say, and what changed between two versions of a judge.
struct SpokenVerdictTests {
    private static let scale = Criterion(
        name: "overall",
        question: "?",
        level: .ordinal,
        form: .scale(Scale(min: 1, max: 5, step: 1))
    )
    private static let pair = Criterion(
        name: "better",
        question: "?",
        level: .nominal,
        form: .pairwise(tie: true, bothBad: true)
    )
    private static let accept = Criterion(name: "send", question: "?", level: .nominal, form: .accept)

    @Test(
        arguments: [
            ("I give it 4 out of 5.", [4]), ("4/5", [4]), ("on a scale from 1 to 5 a 3", [3]), ("1–5: 2", [2]),
            ("two responses", []), ("two points", [2]), ("three stars", [3]), ("one is fine", []), ("4.5", [4.5]),
            ("٣", [3]), ("four, not 2", [2, 4]),
        ] as [(String, [Double])]
    )
    func numbersAreThoseThatNameAPoint(text: String, numbers: [Double]) {
        #expect(SpokenVerdict(text).numbers == numbers)
    }

    @Test func aPointOfTheScaleOrOneChoiceIsAVerdict() {
        #expect(SpokenVerdict("a clear 4").names(Self.scale) && !SpokenVerdict("a clear 6").names(Self.scale))
        #expect(SpokenVerdict("The first wins").names(Self.pair) && !SpokenVerdict("first or second").names(Self.pair))
        #expect(SpokenVerdict("accepted").names(Self.accept) && !SpokenVerdict("first").names(Self.accept))
        #expect(!SpokenVerdict("accept").names(Self.pair))
    }

    @Test func whatNamesAnotherVerdictContradicts() {
        #expect(SpokenVerdict("2 of the facts").contradicts(4, on: Self.scale))
        #expect(!SpokenVerdict("a 4 it is").contradicts(4, on: Self.scale))
        #expect(!SpokenVerdict("9 lines").contradicts(4, on: Self.scale), "no point of the scale")
        for (word, value) in [("first", 1.0), ("second", -1), ("tie", 0), ("both_bad", nil)] as [(String, Double?)] {
            let said = SpokenVerdict("it is \(word)")
            for other in [1.0, -1, 0, nil] as [Double?] {
                #expect(said.contradicts(other, on: Self.pair) == (other != value), "\(word)")
            }
        }
        // Where the one that was given is named, others may be named beside it.
        #expect(!SpokenVerdict("the first beats the second").contradicts(1, on: Self.pair))
        #expect(SpokenVerdict("rejected").contradicts(1, on: Self.accept))
        #expect(!SpokenVerdict("rejected").contradicts(0, on: Self.accept))
    }

    /// Four items in two prompts: one stays, one goes up by one, one down by two, one is lost.
    @Test func aShiftIsTheLaterLessTheEarlierAndTheFarthestFlipComesFirst() throws {
        func unit(_ item: String, _ before: Double?, _ after: Double?) -> VersionChange.Unit {
            VersionChange.Unit(item: item, prompt: item < "c" ? "p" : "q", before: before, after: after, people: 3)
        }
        let units = [unit("a", 3, 3), unit("b", 2, 3), unit("c", 5, 3), unit("d", 4, nil), unit("e", nil, 1)]
        let change = VersionChange(
            units,
            criterion: "overall",
            isPairwise: false,
            options: IntervalOptions(resamples: 0)
        )
        #expect(change.items == 3 && change.lost == 1 && change.gained == 1 && change.itemsWithPeople == 3)
        let (before, after) = (try #require(change.before.value), try #require(change.after.value))
        #expect(abs(before - 10.0 / 3) < 1e-12 && abs(after - 3) < 1e-12)
        #expect(abs(try #require(change.shift.value) + 1.0 / 3) < 1e-12)
        #expect(abs(try #require(change.same.value) - 1.0 / 3) < 1e-12)
        #expect(change.flips.map(\.item) == ["d", "e", "c", "b"])
    }
}
