import Agreement
import Testing

struct TieBandTests {
    @Test func theNarrowestBandWithTheMostAgreementIsTaken() throws {
        let fit = try TieBand(
            differences: [0.01, -0.02, 0.03, 0.2, -0.3, 0.4],
            verdicts: [0, 0, 0, 1, -1, 1],
            clusters: [1, 2, 3, 4, 5, 6]
        )
        #expect(fit.band == 0.03)
        // The band of the other prompts ends at .02: it misses the tie of the prompt that is left out.
        #expect(abs((fit.agreement.value ?? 0) - 5.0 / 6) < 1e-12)
    }

    @Test func theAgreementIsOutOfFold() throws {
        // Only the prompt that is left out has ties: the band of the others is 0 and misses them.
        let fit = try TieBand(
            differences: [0.1, 0.1, 0.3, 0.3, 0.3, 0.3],
            verdicts: [0, 0, 1, 1, 1, 1],
            clusters: [1, 1, 2, 3, 4, 5]
        )
        #expect(fit.band == 0.1)
        #expect(abs((fit.agreement.value ?? 0) - 4.0 / 6) < 1e-12)
    }

    @Test func aVerdictRestsOnNoLabelOfItsOwnCluster() throws {
        let fit = try TieBand(
            differences: [0.1, 0.1, 0.3, 0.3, 0.3, 0.3],
            verdicts: [0, 0, 1, 1, 1, 1],
            clusters: [1, 1, 2, 3, 4, 5]
        )
        #expect(fit.verdict(of: 0.1, cluster: 1) == 1 && fit.verdict(of: -0.1, cluster: 1) == -1)
        #expect(fit.verdict(of: 0.1, cluster: 2) == 0)
        // An unknown cluster takes the band of all.
        #expect(fit.verdict(of: 0.1, cluster: 99) == 0 && fit.verdict(of: 0.11, cluster: 99) == 1)
        #expect(fit.verdict(of: .nan, cluster: 1) == nil)
        let few = try TieBand(differences: [1], verdicts: [1], clusters: [1])
        #expect(few.verdict(of: 1, cluster: 1) == nil)
    }

    @Test func aDifferenceOfNothingIsATieInEveryBand() throws {
        let fit = try TieBand(differences: [0, 0], verdicts: [0, 1], clusters: [1, 2])
        #expect(fit.band == 0)
        #expect(fit.agreement.value == nil && fit.agreement.undefined == "fewer than five prompts")
    }

    @Test func brokenInputIsRefused() {
        #expect(throws: AgreementError.self) { try TieBand(differences: [.nan], verdicts: [1], clusters: [1]) }
        #expect(throws: AgreementError.self) { try TieBand(differences: [1], verdicts: [2], clusters: [1]) }
        #expect(throws: AgreementError.self) { try TieBand(differences: [1], verdicts: [], clusters: [1]) }
    }

    @Test func noOrderOfRowsOrSwapOfSidesMovesADigit() throws {
        let differences = (0..<60).map { Double(($0 * 37) % 41 - 20) / 40 }
        let verdicts = (0..<60).map { Double(($0 * 7) % 3 - 1) }
        let clusters = (0..<60).map { $0 / 4 }
        let one = try TieBand(differences: differences, verdicts: verdicts, clusters: clusters)
        let reversed = try TieBand(
            differences: differences.reversed().map { -$0 },
            verdicts: verdicts.reversed().map { -$0 },
            clusters: clusters.reversed()
        )
        #expect(one == reversed)
    }
}
