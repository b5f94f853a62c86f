import Agreement
import Testing

/// A slice of the items less the rest.
struct SliceDifferenceTests {
    /// Both sides in each cluster: the paired t-test of 1, 2, 3, 6 (scipy: t 2.7775, p .069137).
    @Test func whereBothSidesShareClustersItIsThePairedTest() throws {
        let (inside, rest) = ([3.0, 5, 4, 9], [2.0, 3, 1, 3])
        let found = try sliceDifference(
            inside + rest,
            isInside: [true, true, true, true, false, false, false, false],
            clusters: [0, 1, 2, 3, 0, 1, 2, 3]
        )
        let (estimate, p) = try #require(found)
        #expect(estimate.value == 3 && abs((estimate.standardError ?? 0) - 1.080_123) < 1e-5)
        #expect(abs(p - 0.069_137) < 1e-4 && abs((estimate.low ?? 0) - (3 - 3.182_446 * 1.080_123)) < 1e-4)
        #expect(estimate.itemCount == 4)
    }

    @Test func withoutASpreadOrASideThereIsNone() throws {
        func found(_ values: [Double], _ isInside: [Bool]) throws -> Double? {
            try sliceDifference(values, isInside: isInside, clusters: Array(values.indices))?.p
        }
        #expect(try found([1, 1, 0, 0], [true, true, false, false]) == nil)
        #expect(try found([1, 2, 3], [true, true, true]) == nil)
        #expect(try found([1, 2, 3], [true, false, false]) == nil)
        #expect(try found([1, 2, 3, 5], [true, true, false, false]) != nil)
        #expect(throws: AgreementError.self) { try sliceDifference([1], isInside: [], clusters: [0]) }
    }
}
