import Studies
import Testing

@testable import Store

/// Which of a metric's scores are made anew, and what each says of itself.
struct MetricWriterTests {
    private let store: Store
    private let item = ItemID(study: "s", prompt: "p1", text: Example.responses[0].text)

    init() throws {
        store = try Store.inMemory()
        try store.sync(Example.study)
        _ = try store.importResponses(Example.responses, study: "s", file: "f", at: 1)
    }

    private func metric(_ version: String = "v") -> MetricVersion {
        MetricVersion(study: "s", name: "f1", version: SHA256.hex(of: version))
    }

    private func put(_ value: Double, from inputs: [UInt8], version: String = "v", at time: Int64 = 77) throws -> Int {
        let score = MetricScore(item: item, prompt: "p1", value: value, inputs: inputs)
        return try store.save([score], withdrawing: [], of: metric(version), at: time)
    }

    private func standing() throws -> [Double?] { try store.currentRatings(of: "s").map(\.value) }

    @Test func aScoreIsMadeAnewOnlyOfOtherTexts() throws {
        #expect(try store.scoredInputs(of: [item], by: metric()).isEmpty)
        #expect(try put(0.5, from: [1]) == 1)
        // Of the same texts it stays as it was, whatever it would be today.
        #expect(try put(0.5, from: [1]) == 0 && put(0.9, from: [1]) == 0)
        #expect(try standing() == [0.5] && store.scoredInputs(of: [item], by: metric()) == [item: [1]])
        #expect(try put(0.75, from: [2], at: 88) == 1)
        #expect(try standing() == [0.75] && store.scoredInputs(of: [item], by: metric()) == [item: [2]])
        let records = try store.records(of: "s")
        // The first says nothing of when it was made; what corrects it does.
        #expect(records.map(\.at) == [nil, 88] && records.map(\.supersedes) == [nil, records[0].id])
        #expect(records.allSatisfy { $0.kind == .metric && $0.criterion == "f1" && $0.rater == "f1" })
    }

    @Test func anotherVersionStandsBesideIt() throws {
        #expect(try put(0.5, from: [1]) == 1 && put(0.25, from: [1], version: "w") == 1)
        #expect(try Set(standing()) == [0.5, 0.25])
        #expect(try store.scoredInputs(of: [item], by: metric("x")).isEmpty)
    }

    /// An imported score has no texts that it is known to be of: where it is the same it gets them, else it is corrected.
    @Test func anImportedScoreThatIsTheSameIsKept() throws {
        let record = RatingRecord(
            study: "s",
            subject: .item(item),
            prompt: "p1",
            criterion: "f1",
            value: 0.5,
            rater: "f1",
            kind: .metric,
            version: metric().version
        )
        _ = try store.importRatings([ImportedRating(line: 1, record: record)], study: "s", file: "f")
        #expect(try put(0.5, from: [1]) == 0 && store.scoredInputs(of: [item], by: metric()) == [item: [1]])
        #expect(try store.records(of: "s").count == 1)
        #expect(try put(0.75, from: [2]) == 1 && standing() == [0.75])
        let other = try Store.inMemory()
        try other.sync(Example.study)
        _ = try other.importResponses(Example.responses, study: "s", file: "f", at: 1)
        _ = try other.importRatings([ImportedRating(line: 1, record: record)], study: "s", file: "f")
        let score = MetricScore(item: item, prompt: "p1", value: 0.75, inputs: [1])
        #expect(try other.save([score], withdrawing: [], of: metric(), at: 5) == 1)
        #expect(try other.currentRatings(of: "s").map(\.value) == [0.75])
    }

    @Test func aScoreThatIsTakenBackMayComeAgain() throws {
        #expect(try put(0.5, from: [1]) == 1)
        #expect(try store.save([], withdrawing: [item], of: metric(), at: 80) == 0)
        #expect(try standing().isEmpty && store.scoredInputs(of: [item], by: metric()).isEmpty)
        let back = try #require(try store.records(of: "s").last)
        #expect(back.outcome == .retracted && back.at == 80 && back.value == nil)
        #expect(back.reason == "has nothing to be compared with")
        // Its second time is told, as the same record is there.
        #expect(try put(0.5, from: [1], at: 90) == 1 && standing() == [0.5])
        #expect(try store.records(of: "s").last?.at == 90)
        // What has no score is not taken back.
        _ = try store.save([], withdrawing: [ItemID(rawValue: "none")], of: metric(), at: 95)
        #expect(try store.records(of: "s").count == 3)
    }
}
