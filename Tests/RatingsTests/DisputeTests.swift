import Ratings
import Store
import Studies
import Testing

/// What people say differently of one text, and how far judges lie apart.
struct DisputeTests {
    private static let percent = Criterion(
        name: "percent",
        question: "How much?",
        level: .interval,
        form: .scale(Scale(min: 0, max: 100, step: 50))
    )

    private func record(
        _ study: RatedStudy,
        _ rater: String,
        _ value: Double,
        of models: [String] = ["a"],
        on criterion: String,
        kind: RaterKind = .human
    ) -> RatingRecord {
        var record = study.record(rater, value, of: models, kind: kind, version: kind == .judge ? "v" : nil)
        record.criterion = criterion
        return record
    }

    @Test func theGreatestSpreadInStepsComesFirstAndWhatIsSettledIsNoLongerOpen() throws {
        let study = try RatedStudy(criteria: [RatedStudy.overall, Self.percent, RatedStudy.better])
        var settled = record(study, "consensus", 2, on: "overall")
        settled.phase = .adjudicated
        try study.add([
            record(study, "ana", 1, on: "overall"), record(study, "ben", 3, on: "overall"), settled,
            record(study, "ana", 0, on: "percent"), record(study, "ben", 50, on: "percent"),
            record(study, "ana", 4, of: ["b"], on: "overall"), record(study, "ben", 4, of: ["b"], on: "overall"),
            // One person is in no dispute, and a judge is no person.
            record(study, "ana", 5, of: ["c"], on: "overall"),
            record(study, "robot", 1, of: ["c"], on: "overall", kind: .judge),
            record(study, "ana", 1, of: ["a", "b"], on: "better"),
            record(study, "ben", -1, of: ["a", "b"], on: "better"),
        ])
        let found = try Dispute.all(of: "s", in: study.store)
        #expect(found.map(\.criterion) == ["overall", "percent", "better", "overall"])
        #expect(found.map(\.spread) == [2, 1, 0.5, 0])
        #expect(found.map(\.outcome) == [.adjudicated, .unresolved, .unresolved, .unanimous])
        #expect(found.map(\.agreed) == [2, nil, nil, 4])
        #expect(found.map(\.scores) == [[1, 3], [0, 50], [-1, 1], [4, 4]])
    }

    @Test func judgesAreApartByTheCriterionOnWhichTheyAreMost() throws {
        let study = try RatedStudy(criteria: [Self.percent, RatedStudy.overall])
        try study.add([
            record(study, "x", 0, on: "percent", kind: .judge), record(study, "y", 100, on: "percent", kind: .judge),
            record(study, "x", 3, on: "overall", kind: .judge), record(study, "y", 4, on: "overall", kind: .judge),
            // A labelled response needs no label, and one judge differs from nobody.
            record(study, "x", 1, of: ["b"], on: "overall", kind: .judge),
            record(study, "y", 5, of: ["b"], on: "overall", kind: .judge),
            record(study, "ana", 2, of: ["b"], on: "overall"),
            record(study, "x", 1, of: ["c"], on: "overall", kind: .judge),
        ])
        let found = try study.set().disagreementOfJudges
        #expect(found.map(\.item) == [study.item("a")] && found.map(\.share) == [1])
    }
}
