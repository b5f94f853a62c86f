import Agreement
import Store
import Studies
import Testing

@testable import Ratings

/// What people hold of two texts beside the difference of a metric's scores, each worked out by hand.
struct MetricPairsTests {
    private let study: RatedStudy

    init() throws { study = try RatedStudy() }

    private func score(_ values: [String: Double]) throws {
        try study.add(
            values.sorted { $0.key < $1.key }.map { model, value in
                var record = study.record("lex", value, of: [model], kind: .metric, version: "v")
                record.criterion = "lex"
                return record
            }
        )
    }

    private func pairs(on criterion: String) throws -> MetricPairs {
        let set = try study.set()
        let metric = try #require(set.number(ofCriterion: "lex"))
        let number = try #require(set.number(ofCriterion: criterion))
        return try #require(MetricPairs(set, metric: metric, criterion: number))
    }

    /// What is found of two models' texts, the first named first.
    private func pair(_ one: String, _ other: String, in pairs: MetricPairs) throws -> MetricPairs.Pair {
        let items = [study.item(one), study.item(other)]
        var found = try #require(pairs.pairs.first { Set([$0.first, $0.second]) == Set(items) })
        if found.first == items[1] {
            (found.difference, found.verdict) = (-found.difference + 0, -found.verdict + 0)
        }
        return found
    }

    private func isClose(_ value: Double?, _ expected: Double) -> Bool { abs((value ?? .nan) - expected) < 1e-12 }

    /// `a` is better than `b` by ana's two points and worse by cleo's one; `c` was rated by ana alone.
    private func scales() throws -> MetricPairs {
        try study.add([
            study.record("ana", 4), study.record("ben", 5), study.record("cleo", 1),
            study.record("ana", 2, of: ["b"]), study.record("ben", 5, of: ["b"]), study.record("cleo", 2, of: ["b"]),
            study.record("ana", 3, of: ["c"]), study.record("dan", 1, of: ["c"]),
        ])
        try score(["a": 0.75, "b": 0.25, "c": 0.25])
        return try pairs(on: "overall")
    }

    @Test func onAScaleTheBetterTextIsThatWithTheGreaterMeanOfWhoRatedBoth() throws {
        let found = try scales()
        #expect(found.pairs.count == 3 && found.withoutScoreCount == 0)
        let (ab, ac) = (try pair("a", "b", in: found), try pair("a", "c", in: found))
        let bc = try pair("b", "c", in: found)
        #expect([ab, ac, bc].map(\.verdict) == [1, 1, -1])
        #expect([ab, ac, bc].map(\.difference) == [0.5, 0.5, 0])
        // Ana's others hold b for the better, ben's a tie counts half, and cleo's others hold a for it.
        #expect(ab.person == 0.5 / 3 && ac.person == nil && bc.person == nil)
    }

    @Test func sharesCountATieOfScoresHalfAndTheBoundIncluded() throws {
        let found = try scales()
        #expect(isClose(try found.signAgreement().value, 2.5 / 3))
        let ceiling = try found.ceiling()
        #expect(isClose(ceiling.value, 0.5 / 3) && ceiling.itemCount == 1)
        #expect(isClose(try found.within(0.5).value, 1))
        #expect(isClose(try found.within(0.25).value, 1.0 / 3))
    }

    @Test func whetherMoreIsPreferredIsAskedOfPairsThatDiffer() throws {
        let found = try scales()
        let lengths = [study.item("a"): 30.0, study.item("b"): 20, study.item("c"): 10]
        #expect(isClose(try found.prefersMore(lengths, byPeople: true).value, 2.0 / 3))
        let metric = try found.prefersMore(lengths, byPeople: false)
        #expect(metric.value == 1 && metric.itemCount == 2)
        let alike = [study.item("a"): 30.0, study.item("b"): 30, study.item("c"): 40]
        let people = try found.prefersMore(alike, byPeople: true)
        #expect(people.value == 0.5 && people.itemCount == 2)
    }

    @Test func onPairsTheVerdictIsTheSignOfAllPeoples() throws {
        func verdict(_ rater: String, _ value: Double, _ models: [String]) -> RatingRecord {
            let isTurned = study.item(models[0]).rawValue > study.item(models[1]).rawValue
            return study.record(rater, isTurned ? -value : value, of: models)
        }
        try study.add([
            verdict("ana", 1, ["a", "b"]), verdict("ben", 0, ["a", "b"]),
            verdict("ana", -1, ["b", "c"]), verdict("ben", 1, ["b", "c"]),
        ])
        try score(["a": 0.25, "b": 0.75, "c": 0.5])
        let found = try pairs(on: "better")
        let (ab, bc) = (try pair("a", "b", in: found), try pair("b", "c", in: found))
        #expect([ab.verdict, bc.verdict] == [1, 0] && [ab.difference, bc.difference] == [-0.5, 0.25])
        // Ben's other decides for a and he does not; ana's does not decide.
        #expect(ab.person == 0.5 && bc.person == 0)
        #expect(try found.signAgreement().value == 0 && found.signAgreement().itemCount == 1)
    }

    @Test func whoRatedOnlyOneOfTwoSaysNothingOfThem() throws {
        try study.add([study.record("ana", 4), study.record("ben", 2, of: ["b"]), study.record("ben", 3, of: ["c"])])
        try score(["a": 0.5, "b": 0.25, "c": 0.75])
        let found = try pairs(on: "overall")
        #expect(found.pairs.count == 1)
        #expect(try pair("b", "c", in: found).verdict == -1)
    }

    @Test func aPairWithATextWithoutAScoreIsCounted() throws {
        try study.add(["a", "b", "c"].map { study.record("ana", $0 == "a" ? 4 : 2, of: [$0]) })
        try score(["b": 0.25, "c": 0.5])
        try study.store.unblind("s", who: "lead", at: 1)
        let found = try pairs(on: "overall")
        #expect(found.pairs.count == 1 && found.withoutScoreCount == 2)
        #expect(try pair("b", "c", in: found).verdict == 0)
        let set = try study.set()
        #expect(MetricPairs(set, metric: 0, criterion: 1) == nil, "the first is no metric")
    }
}
