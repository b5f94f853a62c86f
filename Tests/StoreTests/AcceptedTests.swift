import Store
import Testing

@testable import Studies

/// Whose responses people accept, prompt by prompt beside the baseline's.
struct AcceptedTests {
    private static var study: Study {
        var study = Example.study
        study.models.append(Model(name: "tiny", endpoint: "e", model: "t"))
        study.cost.accepted = .init(criterion: "overall", atLeast: 4)
        return study
    }

    private let store: Store

    init() throws {
        store = try Store.inMemory()
        try store.sync(Self.study)
        let responses = Example.responses(of: Self.study) { "\($0) to \($1)" }
        _ = try store.importResponses(responses, study: "s", file: "f", at: 1)
    }

    private func rating(
        _ rater: String,
        _ value: Double,
        _ model: String,
        _ prompt: String,
        kind: RaterKind = .human,
        phase: RatingRecord.Phase = .blind,
        on criterion: String = "overall"
    ) -> RatingRecord {
        let item = ItemID(study: "s", prompt: prompt, text: "\(model) to \(prompt)")
        var record = RatingRecord(
            study: "s",
            subject: .item(item),
            prompt: prompt,
            criterion: criterion,
            value: value,
            rater: rater,
            kind: kind,
            version: kind == .judge ? "v" : nil
        )
        record.phase = phase
        return record
    }

    private func add(_ records: RatingRecord...) throws {
        let rows = records.enumerated().map { ImportedRating(line: $0 + 1, record: $1) }
        _ = try store.importRatings(rows, study: "s", file: "f")
    }

    private func shares(_ model: String) throws -> [[Double]] {
        try (store.acceptedShares(of: Self.study)[model] ?? []).map { [$0.own, $0.api] }
    }

    @Test func aSharesOwnStandsBesideTheBaselinesOfThePromptsThatBothHave() throws {
        try add(
            rating("ana", 5, "large", "p1"),
            rating("ben", 3, "large", "p1"),
            rating("ana", 3, "small", "p1"),
            rating("ana", 2, "large", "p2"),
            rating("ana", 4, "small", "p2"),
            // Of the baseline nobody rated p3, and of the other model nobody p4.
            rating("ana", 5, "small", "p3"),
            rating("ana", 5, "large", "p4"),
            rating("ana", 5, "tiny", "p3")
        )
        #expect(try shares("small") == [[0, 0.5], [1, 0]])
        #expect(try shares("tiny") == [])
        #expect(try Set(store.acceptedShares(of: Self.study).keys) == ["small", "tiny"])
    }

    @Test func onlyWhatPeopleSaidBlindCounts() throws {
        try add(rating("ana", 5, "large", "p1"), rating("ana", 5, "small", "p1"))
        try add(
            rating("judge", 1, "small", "p1", kind: .judge),
            rating("ben", 1, "small", "p1", phase: .discussed),
            rating("ben", 1, "large", "p1", phase: .repeat)
        )
        #expect(try shares("small") == [[1, 1]])
    }

    @Test func withoutABaselineOrACriterionOfAcceptingThereIsNone() throws {
        try add(rating("ana", 5, "large", "p1"), rating("ana", 5, "small", "p1"))
        var other = Self.study
        other.models = other.models.map {
            var model = $0
            model.isBaseline = false
            return model
        }
        #expect(try store.acceptedShares(of: other).isEmpty)
        other = Self.study
        other.cost.accepted = nil
        #expect(try store.acceptedShares(of: other).isEmpty)
    }
}
