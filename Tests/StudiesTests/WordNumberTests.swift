import Testing

@testable import Studies

/// Pairs of words are numbered as they come, however many share a beginning.
struct WordNumberTests {
    @Test func pairsAreNumberedInTheOrderInWhichTheyCome() {
        var numbers = WordNumbers()
        // Far more than the first room, in words that differ in their highest or lowest bits alone.
        let pairs = (0..<5000).map { place -> (UInt64, UInt64) in
            let word = UInt64(place / 3)
            return place % 3 == 0 ? (word << 51, 7) : place % 3 == 1 ? (7, word << 51) : (word, UInt64.max - word)
        }
        var first: [String: Int] = [:]
        for (one, other) in pairs {
            let name = "\(one) \(other)"
            let expected = first[name] ?? first.count
            #expect(numbers.known(one, other) == first[name])
            #expect(numbers.number(of: one, other) == expected)
            first[name] = expected
        }
        #expect(numbers.count == first.count)
        for (one, other) in pairs { #expect(numbers.known(one, other) == first["\(one) \(other)"]) }
        #expect(!numbers.contains(1 << 51, 8) && numbers.contains(1 << 51, 7))
    }

    @Test func aPairIsNewOnce() {
        var numbers = WordNumbers(capacity: 40)
        #expect(!numbers.contains(0))
        #expect((0..<40).allSatisfy { numbers.insert($0) } && !(0..<40).contains { numbers.insert($0) })
        #expect(numbers.insert(3, 1) && numbers.count == 41 && numbers.known(3) == 3)
    }
}
