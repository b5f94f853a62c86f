import Agreement
import Testing

/// Blinding indices on the guesses of the CRISP trial, the example of Bang, Ni and Davis (2004) and of the R package BI,
/// computed by hand from their formulas, and closed forms.
struct BlindingIndexTests {
    private func distance(_ value: Double?, _ expected: Double) -> Double {
        value.map { abs($0 - expected) } ?? .infinity
    }

    private func index(_ counts: [[Int]], _ kinds: [String] = ["drug", "placebo"]) -> BlindingIndex {
        var guesses: [(kind: String, guessed: String?)] = []
        for (row, cells) in counts.enumerated() {
            for (place, count) in cells.enumerated() {
                let guessed = place < kinds.count ? kinds[place] : nil
                guesses += [(kind: String, guessed: String?)](repeating: (kinds[row], guessed), count: count)
            }
        }
        return BlindingIndex(guesses, kinds: kinds)
    }

    @Test func theCRISPTrialGivesWhatTheFormulasSay() throws {
        let crisp = index([[82, 25, 170], [27, 29, 83]])
        let james = crisp.james()
        #expect(distance(james.value, 0.748) < 0.001 && james.itemCount == 416)
        #expect(distance(james.low, 0.71) < 0.01 && distance(james.high, 0.785) < 0.01)
        let drug = crisp.bang("drug")
        #expect(distance(drug.value, 57.0 / 277) < 1e-12 && drug.itemCount == 277)
        #expect(distance(drug.low, 0.137) < 0.002 && distance(drug.high, 0.274) < 0.002)
        let placebo = crisp.bang("placebo")
        #expect(distance(placebo.value, 2.0 / 139) < 1e-12 && (placebo.low ?? 1) < 0 && (placebo.high ?? -1) > 0)
    }

    @Test func theEndsOfTheScalesAreWhatTheyAreSaidToBe() throws {
        #expect(index([[0, 0, 9], [0, 0, 9]]).james().value == 1)
        #expect(index([[9, 0, 0], [0, 9, 0]]).james().value == 0)
        #expect(index([[5, 5, 0], [5, 5, 0]]).james().value == 0.5)
        #expect(index([[0, 9, 0], [9, 0, 0]]).bang("drug").value == -1)
        // Of three kinds a guess at random is right one time in three.
        let three = index([[4, 4, 4, 0], [4, 4, 4, 0], [4, 4, 4, 0]], ["a", "b", "c"])
        #expect(three.bang("b").value == 0)
        #expect(abs((three.james().value ?? 0) - 0.5) < 1e-12)
    }

    @Test func whatCannotBeToldIsUndefined() {
        #expect(index([[3, 0, 0], [0, 0, 0]]).james().value == nil)
        #expect(index([[0, 0, 0], [1, 0, 0]]).bang("drug").value == nil)
        let figures = index([[3, 1, 0], [0, 2, 0]]).figures()
        #expect(!figures.isEmpty)
        #expect(figures.allSatisfy { $0.estimate.value == nil && $0.words == "too few guesses" && !$0.isNoted })
    }
}
