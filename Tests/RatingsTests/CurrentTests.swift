import Agreement
import Ratings
import Store
import Studies
import Testing

/// Which rating counts.
struct CurrentTests {
    @Test func agreementTakesOnlyTheNewestVersion() throws {
        let study = try RatedStudy()
        try study.add(
            [study.record("ana", 3)]
                + ["v1", "v2"].enumerated().map { place, version in
                    study.record("judge", Double(place + 4), kind: .judge, version: version)
                }
        )
        let set = try study.set()
        #expect(set.opinions.map(\.value).sorted() == [3, 5])
        #expect(set.notes.contains(.stale(.version, criterion: "overall", rater: "judge", count: 1)))
        #expect(set.ratings(on: 0).scores.map(\.value).sorted() == [3, 5])
    }

    @Test func theVersionOfTodayCountsEvenWhereALaterOneWasTried() throws {
        let study = try RatedStudy()
        try study.add(["v1", "v2"].map { study.record("judge", $0 == "v1" ? 2 : 5, kind: .judge, version: $0) })
        try study.store.setVersions([VersionName(rater: "judge", criterion: "overall"): "v1"], study: "s")
        #expect(try study.set().opinions.map(\.value) == [2])
        try study.store.setVersions([VersionName(rater: "judge", criterion: "overall"): "not asked yet"], study: "s")
        #expect(try study.set().opinions.map(\.value) == [5])
    }

    @Test func aCorrectionReplacesWithinItsPhaseOnly() throws {
        let study = try RatedStudy()
        try study.add([study.record("ana", 2)])
        var second = study.record("ana", 4)
        second.supersedes = try study.store.records(of: "s").last?.id
        try study.add([second])
        let stored = try study.store.currentRatings(of: "s").first?.id
        var talked = study.record("ana", 5)
        (talked.phase, talked.supersedes) = (.discussed, stored)
        try study.add([talked])
        #expect(try study.set().opinions.map(\.value) == [4])
        #expect(try study.set(.discussed).opinions.map(\.value) == [5])
        var taken = study.record("ana", nil)
        (taken.outcome, taken.supersedes) = (.retracted, stored)
        try study.add([taken])
        #expect(try study.set().opinions.isEmpty)
    }

    @Test func anOlderScaleIsCountedAndInNoFigure() throws {
        var study = try RatedStudy()
        try study.add([study.record("ana", 3), study.record("ben", 4)])
        let wider = Criterion(
            name: "overall",
            question: "How good?",
            level: .ordinal,
            form: .scale(Scale(min: 1, max: 10, step: 1))
        )
        study.study.criteria[0] = wider
        try study.store.sync(study.study)
        try study.add([study.record("ben", 8, prompt: 2)])
        let set = try study.set()
        #expect(set.opinions.map(\.value) == [8])
        #expect(set.notes.contains(.stale(.question, criterion: "overall", rater: nil, count: 2)))
        // Set back, they count again, and the other does not.
        study.study.criteria[0] = RatedStudy.overall
        try study.store.sync(study.study)
        #expect(try study.set().opinions.map(\.value).sorted() == [3, 4])
    }

    /// Three of five is no three of ten: neither a reviewer's habits nor what is shown as an example rests on both.
    @Test func noHabitRestsOnAnOlderScale() throws {
        var study = try RatedStudy()
        var again = study.record("ben", 4)
        again.phase = .repeat
        try study.add([study.record("ana", 3), study.record("ben", 4), again])
        #expect(try study.store.standingRatings(of: "s").records.count == 2)
        study.study.criteria[0].form = .scale(Scale(min: 1, max: 10, step: 1))
        try study.store.sync(study.study)
        try study.add([study.record("ben", 8, prompt: 2)])
        let blind = try study.store.standingRatings(of: "s")
        #expect(blind.records.map(\.value) == [8])
        #expect(blind.stale == [.stale(.question, criterion: "overall", rater: nil, count: 2)])
        let quality = try study.store.reviewerFiguresAndNotes(of: "s", options: IntervalOptions(resamples: 0))
        #expect(Set(quality.figures.map(\.reviewer)) == ["ben"])
        #expect(quality.figures.allSatisfy { $0.estimate.itemCount < 2 })
        #expect(quality.notes == [.stale(.question, criterion: "overall", rater: nil, count: 3)])
    }

    @Test func aCriterionThatTheStudyLostIsTold() throws {
        var study = try RatedStudy()
        try study.add([study.record("ana", 3), study.record("ben", 4)])
        study.study.criteria[0].name = "quality"
        try study.store.sync(study.study)
        let set = try study.set()
        #expect(set.opinions.isEmpty && set.rated.isEmpty)
        #expect(set.notes.contains(.stale(.criterion, criterion: "overall", rater: nil, count: 2)))
        #expect(set.notes.contains(.unrated(criterion: "quality")))
    }

    @Test func aJudgesTwoOrdersAreOneComparisonInARanking() throws {
        let study = try RatedStudy()
        let sides = RatingRecord.Side.allCases.map { side in
            var record = study.record("judge", 1, of: ["a", "b"], kind: .judge, version: "v")
            record.side = side
            return record
        }
        try study.add(sides)
        let comparisons = Comparisons(try study.set(), criterion: 1, kind: .judge)
        let report = RankReport(try comparisons.table(over: nil).0, options: IntervalOptions(resamples: 0))
        #expect(report.comparisonCount == 1 && !comparisons.notes.contains { "\($0)".contains("inconsistent") })
        // At odds they are none, which is told of the kind that is ranked.
        var other = study.record("judge", -1, of: ["a", "c"], kind: .judge, version: "v")
        other.side = .second
        var one = study.record("judge", 1, of: ["a", "c"], kind: .judge, version: "v")
        one.side = .first
        try study.add([one, other])
        let told = RatingNote.without(
            rater: "judge",
            criterion: "better",
            outcome: .other(.inconsistent),
            count: 1
        )
        #expect(Comparisons(try study.set(), criterion: 1, kind: .judge).notes.contains(told))
        #expect(!Comparisons(try study.set(), criterion: 1, kind: .human).notes.contains(told))
    }

    /// The better of two models has now the smaller id, now the greater.
    @Test func aPairsTextsStandWithTheirModelsInTheOrderOfTheirIds() throws {
        let study = try RatedStudy()
        let pairs = (1...4).flatMap { prompt in [["a", "b"], ["a", "c"], ["b", "c"]].map { (prompt, $0) } }
        let areInOrder = pairs.map { study.item($1[0], $0) < study.item($1[1], $0) }
        #expect(Set(areInOrder) == [true, false])
        try study.add(
            zip(pairs, areInOrder).map { pair, isInOrder in
                study.record("ana", isInOrder ? 1 : -1, of: pair.1, prompt: pair.0)
            }
        )
        try study.store.unblind("s", who: "lead", at: 1)
        let set = try study.set()
        let table = try Comparisons(set, criterion: 1, kind: .human).table(over: nil).0
        let report = RankReport(table, options: IntervalOptions(resamples: 0))
        #expect(report.players.map(\.name) == ["a", "b", "c"] && report.players.map(\.wins) == [8, 4, 0])
        #expect(set.subjects.count == 12)
        for subject in 0..<set.subjects.count {
            let prompt = try #require(set.subjects.prompt(of: subject).flatMap { Int($0.dropFirst()) })
            let models = set.subjects.writers(of: subject).joined().map { set.modelNames[Int($0)] }
            let texts = models.map { study.item($0, prompt) }
            #expect(texts.map(\.rawValue).joined(separator: ":") == set.subjects.name(of: subject))
        }
    }

    @Test func aTextOfTwoModelsCountsForEach() throws {
        let study = try RatedStudy()
        let text = ImportedResponse(line: 1, prompt: "p1", model: "c", sample: 2, text: "a to p1")
        _ = try study.store.importResponses([text], study: "s", file: "g", at: 2)
        try study.add([study.record("ana", 3)])
        let set = try study.set()
        let letters = set.subjects.modelNames(of: Int(set.opinions[0].subject))
        #expect(letters.count == 2 && Set(letters).isDisjoint(with: ["a", "b", "c"]))
    }

    @Test func aMetricStandsBesideEveryScaleItsItemsWereRatedOn() throws {
        let study = try RatedStudy()
        try study.add([study.record("ana", 3), study.record("ben", 4)])
        var scores = ["a", "b"].map { study.record("near", 0.25, of: [$0], kind: .metric, version: "m") }
        for place in scores.indices { scores[place].criterion = "near" }
        try study.add(scores)
        // A metric that lacks a text is withheld until then.
        try study.store.unblind("s", who: "lead", at: 1)
        let ratings = try study.set().rated
        #expect(ratings.map(\.name) == ["overall"])
        #expect(ratings[0].scores.map(\.value).sorted() == [0.25, 3, 4])
        #expect(try ratings[0].table().raters.map(\.name) == ["ana", "ben", "near"])
    }
}
