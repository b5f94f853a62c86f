import Store
import Studies
import Testing

/// How quick a reviewer is, by the last items of which the time is known.
struct PaceTests {
    private static let study: Study = {
        var study = Example.study
        study.criteria = [Example.study.criteria[0]]
        study.prompts = (1...12).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "ask \($0)")]) }
        return study
    }()

    private let store: Store
    private let sitter: Sitter

    init() throws {
        store = try Store.inMemory()
        try Example.fill(store, Self.study, Example.responses(of: Self.study) { "\($0) to \($1)" })
        sitter = Sitter(store)
    }

    /// Rates so many items, the n-th of the session within n seconds.
    private func rate(_ numbers: ClosedRange<Int64>) throws {
        for number in numbers {
            try sitter.rate(try #require(try sitter.next()), took: ReviewTime(activeMilliseconds: number * 1000))
        }
    }

    private func pace() throws -> ReviewPace { try store.pace(study: "s", reviewer: "ana") }

    @Test func fourTimesAreTooFewAndTheMedianIsOfTheLastTwenty() throws {
        try rate(1...4)
        #expect(try pace().medianActiveMilliseconds == nil && pace().done == 4 && pace().left == 20)
        try rate(5...5)
        #expect(try pace().medianActiveMilliseconds == 3000)
        try rate(6...24)
        // Of 5 to 24 seconds the eleventh.
        #expect(try pace().medianActiveMilliseconds == 15_000)
        #expect(try pace().done == 24 && pace().left == 0 && pace().skipped == 0)
    }

    @Test func whatIsSkippedIsCountedApart() throws {
        try rate(1...2)
        try sitter.skip(try #require(try sitter.next()), took: ReviewTime(activeMilliseconds: 1))
        #expect(try pace().done == 2 && pace().skipped == 1 && pace().left == 21)
        let all = try store.progress(of: "s")
        #expect(all.map(\.reviewer) == ["ana", "ben"] && all.map(\.done) == [2, 0] && all.map(\.left) == [21, 24])
    }
}
