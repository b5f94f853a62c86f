import Agreement
import Foundation
import Store
import Studies
import Testing

@testable import Ratings

/// Which ratings are in a figure, and which are not.
struct CountRuleTests {
    private func file(_ text: String, categories: [String] = []) throws -> RatingSet {
        let path = FileManager.default.temporaryDirectory.appending(path: "slam-count-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return try RatingSet(file: path, scoring: Scoring(levels: [], categories: categories))
    }

    private func judged(
        _ study: RatedStudy,
        _ value: Double?,
        _ outcome: RatingRecord.Outcome = .rated,
        prompt: Int = 1
    ) -> RatingRecord {
        var record = study.record("j", value, prompt: prompt, kind: .judge, version: "v")
        record.outcome = outcome
        return record
    }

    /// A person who gave nothing was not asked; a judge was.
    @Test func onlyAJudgesEmptyCellIsAMissingVerdict() throws {
        let set = try file("item,rater,kind,score\n1,ana,human,4\n1,j,judge,\n2,ana,human,\n2,j,judge,3\n")
        let lacking = set.opinions.filter { $0.outcome != .rated }
        #expect(lacking.map { set.raters[Int($0.rater)].name } == ["j"] && set.opinions.count == 3)
    }

    @Test func aValueBesideTheDeclaredPointsIsCodedByNone() throws {
        var set = try file("item,rater,score\n1,ana,4\n1,ben,5\n2,ana,1\n2,ben,2\n", categories: ["1,2,3,4,5"])
        #expect(set.ratings(on: 0).categories == [1, 2, 3, 4, 5])
        set.opinions[0].value = 7
        #expect(set.ratings(on: 0).categories == nil)
    }

    /// Neither of two texts without a prompt belongs to the other.
    @Test func itemsWithoutAPromptStandAlone() throws {
        let rows = ["1,p", "2,p", "3,", "4,", "5,q"].flatMap { ["\($0),ana,4\n", "\($0),ben,5\n"] }
        let set = try file("item,prompt,rater,score\n" + rows.joined())
        let report = try set.ratings(on: 0).report(by: .pooled, options: IntervalOptions(resamples: 20))
        let method = report.measures["percent_agreement"]?.method ?? ""
        #expect(method.contains("with 4.0 effective items"), "\(method)")
    }

    /// Nor do they share a prompt where a judge is held against people.
    @Test func itemsWithoutAPromptAreAPromptEach() throws {
        let rows = ["1,p", "2,p", "3,", "4,", "5,q"].flatMap { ["\($0),ana,human,4\n", "\($0),j,judge,5\n"] }
        let set = try file("item,prompt,rater,kind,score\n" + rows.joined())
        let quality = try #require(QualityStudy(set, criterion: 0))
        #expect(quality.subjects.count == 5 && Set(quality.subjects.map(\.prompt)).count == 4)
        let bare = try file("item,rater,kind,score\n1,ana,human,4\n1,j,judge,4\n2,ana,human,3\n3,ana,human,1\n")
        let alone = try #require(QualityStudy(bare, criterion: 0))
        #expect(Set(alone.subjects.map(\.prompt)).count == 3)
    }

    @Test func refusalsAndErrorsAreNotUnparsed() throws {
        let study = try RatedStudy()
        try study.add([
            judged(study, nil, .unparsed), judged(study, nil, .refused, prompt: 2),
            judged(study, nil, .error, prompt: 3), judged(study, 4, prompt: 4),
        ])
        #expect(try study.set().ratings(on: 0).unparsed == ["j": 1])
    }

    @Test func aMetricAloneIsNoRatedItem() throws {
        let study = try RatedStudy()
        var scores = (1...4).map { study.record("near", 0.25, prompt: $0, kind: .metric, version: "m") }
        for place in scores.indices { scores[place].criterion = "near" }
        try study.add([study.record("ana", 3), study.record("ben", 4)] + scores)
        try study.store.unblind("s", who: "lead", at: 1)
        let ratings = try study.set().ratings(on: 0)
        #expect(ratings.items.count == 1 && ratings.scores.map(\.value).sorted() == [0.25, 3, 4])
    }

    @Test func onlyPeopleAreReviewers() throws {
        let study = try RatedStudy()
        try study.add((1...4).flatMap { [study.record("ana", 3, prompt: $0), judged(study, 4, prompt: $0)] })
        let figures = try study.store.reviewerFigures(of: "s", options: IntervalOptions())
        #expect(Set(figures.map(\.reviewer)) == ["ana"])
    }

    /// What is stored is which text won; the check asks which side did.
    @Test func whoAlwaysChoosesTheLeftPrefersASide() throws {
        let study = try RatedStudy(prompts: 12)
        try study.add(
            (1...12).map { prompt in
                var record = study.record("ana", prompt % 2 == 0 ? 1 : -1, of: ["a", "b"], prompt: prompt)
                record.side = prompt % 2 == 0 ? .first : .second
                return record
            }
        )
        let figures = try study.store.reviewerFigures(of: "s", options: IntervalOptions())
        #expect(figures.first { $0.check == "position" }?.estimate.value == 1, "\(figures.map(\.check))")
    }

    @Test func aChosenRatersRatingsAloneStay() throws {
        let study = try RatedStudy()
        try study.add([study.record("ana", 3), study.record("ben", 4)])
        let set = try study.set().selecting(RatingSelection(raters: ["ben"]))
        #expect(set.opinions.map(\.value) == [4])
    }

    /// Of what was skipped nothing was read either, and nothing is in a figure.
    @Test func ratingsOfUnreadTextsAreCountedAmongRatings() throws {
        let study = try RatedStudy()
        var unread = study.record("ana", 3)
        unread.flags = ["unread"]
        var skipped = study.record("ana", nil, prompt: 2)
        (skipped.flags, skipped.outcome) = (["unread"], .skipped)
        try study.add([unread, skipped, study.record("ana", 4, prompt: 3)])
        #expect(try study.set().notes.contains(.unread(criterion: "overall", count: 1, of: 2)))
    }

    /// More than half of the people, on a choice; on a scale their mean.
    @Test func halfOfThePeopleAreNoConsensus() throws {
        let study = try RatedStudy()
        func say(_ values: [Double], prompt: Int) throws {
            let people = ["ana", "ben", "cleo"]
            try study.add(zip(people, values).map { study.record($0, $1, of: ["a", "b"], prompt: prompt) })
            try study.add(zip(people, values).map { study.record($0, 3 + $1, prompt: prompt) })
        }
        try say([1, -1], prompt: 1)
        try say([1, -1, -1], prompt: 2)
        let set = try study.set()
        #expect(Array(set.consensus(on: 1).values) == [-1])
        #expect(set.consensus(on: 0).values.sorted() == [8.0 / 3, 3])
    }

    /// Labels drawn because judges lay apart are counted apart, and no judge replaces anybody on them.
    @Test func labelsThatWereNotDrawnAtRandomAreInNoEstimate() throws {
        let study = try RatedStudy()
        var drawn = study.record("ana", 5, prompt: 2)
        drawn.flags = ["adaptive"]
        try study.add([study.record("ana", 3), drawn, judged(study, 3), judged(study, 4, prompt: 2)])
        let set = try study.set()
        let quality = try #require(QualityStudy(set, criterion: 0))
        let judge = try #require(set.raters.firstIndex { $0.name == "j" })
        #expect(quality.notRandomCount == 1 && quality.judged(by: judge).count == 1)
        let choices = JudgeCard.Choices(settings: CalibrationSettings(), options: IntervalOptions(resamples: 20))
        let card = try #require(
            try JudgeCards(set, selection: RatingSelection(raters: ["j"]), choices: choices).all.first
        )
        #expect(card.calibration.refusals.contains(.labelsNotRandom(1)), "\(card.calibration.refusals)")
    }

    /// Whichever text has the smaller id.
    @Test func aVerdictCountsForTheModelThatWon() throws {
        let study = try RatedStudy()
        let order = (1...4).map { study.item("a", $0) < study.item("b", $0) }
        #expect(Set(order) == [true, false])
        try study.add(
            order.enumerated().map { study.record("ana", $1 ? 1 : -1, of: ["a", "b"], prompt: $0 + 1) }
        )
        try study.store.unblind("s", who: "lead", at: 1)
        let set = try study.set()
        let quality = try #require(QualityStudy(set, criterion: 1))
        let (a, b) = (
            try #require(set.modelNames.firstIndex(of: "a")), try #require(set.modelNames.firstIndex(of: "b"))
        )
        #expect(quality.pairs(candidate: a, baseline: b).flatMap { $0.verdicts.map(\.value) } == [1, 1, 1, 1])
        #expect(quality.pairs(candidate: b, baseline: a).flatMap { $0.verdicts.map(\.value) } == [-1, -1, -1, -1])
        let rows = quality.labelledPairs()
        #expect(rows.count == 4)
        for row in rows { #expect(row.verdicts == [row.models?.left == a ? .left : .right]) }
    }

    @Test func aNameThatASetLacksChoosesNothing() throws {
        let study = try RatedStudy()
        try study.add([study.record("ana", 3), study.record("ben", 4)])
        let set = try study.set()
        #expect(RatingSelection(raters: ["nobody"]).within(set) == nil)
        #expect(RatingSelection(criteria: ["lost"], raters: ["ben"]).within(set) == nil)
        let part = try #require(
            RatingSelection(criteria: ["overall", "lost"], raters: ["ben", "nobody"]).within(set)
        )
        #expect(part.criteria == ["overall"] && part.raters == ["ben"] && part.models.isEmpty)
        #expect(RatingSelection().within(set) != nil)
    }

    @Test func whatIsOfNoCriterionIsInNoFigureOfOneAndInEveryNote() throws {
        let notes: [RatingNote] = [.noScores, .unrated(criterion: "x"), .unrated(criterion: "y")]
        #expect(RatingSelection(criteria: ["y"]).narrowing(notes) == [.noScores, .unrated(criterion: "y")])
        #expect(RatingSelection().narrowing(notes) == notes)
        let figures: [String?] = ["x", nil, "y", "x"]
        #expect(try RatingSelection(criteria: ["x"]).narrowing(figures, criterion: { $0 }) == ["x", "x"])
        #expect(try RatingSelection().narrowing(figures, criterion: { $0 }) == figures)
        #expect { try RatingSelection(raters: ["z"]).narrowing(figures, rater: { $0 }) } throws: {
            "\($0)" == "no rater 'z': there are x, y"
        }
    }

    /// Each trait groups by what it is named after; what has none of it is in no part.
    @Test func itemsAreGroupedByWhatIsAsked() throws {
        let rows = [("a", "p1", "m1"), ("b", "p1", "m2"), ("c", "p2", "m1"), ("d", "p2", "m2"), ("e", "p3", "m1")]
        let ratings = try file(
            "item,prompt,model,rater,score\n"
                + rows.flatMap { row in ["ana", "ben"].map { "\(row.0),\(row.1),\(row.2),\($0),3\n" } }.joined()
        ).ratings(on: 0)
        func sizes(_ trait: CriterionRatings.Trait) throws -> [String] {
            try ratings.parts(by: trait).map { "\($0.name) \($0.ratings.items.count) \($0.ratings.isPart)" }
        }
        #expect(try sizes(.prompt) == ["p1 2 true", "p2 2 true", "p3 1 true"])
        #expect(try sizes(.model) == ["m1 3 false", "m2 2 false"])
        #expect { _ = try sizes(.tag) } throws: {
            "\($0)".hasSuffix("has a tag: only a study's prompts and responses have")
        }
        let bare = try file("item,rater,score\n1,ana,3\n1,ben,4\n").ratings(on: 0)
        #expect { _ = try bare.parts(by: .model) } throws: {
            "\($0)".hasSuffix("has a model: name it in a column 'model'")
        }
    }

    @Test func tagsOfPromptsGroupTheirTexts() throws {
        var study = try RatedStudy()
        study.study.prompts[0].tags = ["code", "hard"]
        study.study.prompts[1].tags = ["code"]
        try study.store.sync(study.study)
        try study.add((1...3).flatMap { prompt in ["ana", "ben"].map { study.record($0, 3, prompt: prompt) } })
        let set = try study.set()
        let ratings = set.ratings(on: try #require(set.number(ofCriterion: "overall")))
        let tags = try ratings.parts(by: .tag).map { "\($0.name) \($0.ratings.items.count)" }
        #expect(tags == ["code 2", "hard 1"])
    }

    /// Of what was given nothing becomes something else in the tables of verdicts.
    @Test func eachOutcomeIsAVerdictOfItsOwn() throws {
        let study = try RatedStudy()
        func value(_ outcome: RatingRecord.Outcome, _ number: Double?) -> VerdictTable.Value {
            VerdictTable.Value(judged(study, number, outcome))
        }
        #expect(value(.rated, 4) == .value(4) && value(.rated, nil) == .bothBad)
        #expect(value(.unparsed, nil) == .unparsed && value(.refused, nil) == .refused)
        #expect(value(.inconsistent, nil) == .inconsistent)
        for outcome in [RatingRecord.Outcome.error, .skipped, .retracted] { #expect(value(outcome, nil) == .error) }
    }

    @Test func verdictsThatCountNoMoreAreCountedByWhy() throws {
        let study = try RatedStudy()
        try study.add([study.record("ana", 3), judged(study, 3), judged(study, 4, prompt: 2)])
        var set = try study.set()
        let judge = try #require(set.raters.firstIndex { $0.name == "j" })
        let person = try #require(set.raters.firstIndex { $0.name == "ana" })
        set.versions = ["old", "new"]
        func act(_ subject: Int32, _ version: Int32, _ staleness: RatingNote.Staleness? = nil, by rater: Int) -> Act {
            Act(
                row: 1,
                subject: subject,
                rater: Int32(rater),
                criterion: 0,
                version: version,
                sample: 1,
                outcome: .rated,
                staleness: staleness,
                value: 3
            )
        }
        set.acts = [
            act(0, 1, by: judge), act(0, 1, .question, by: judge), act(0, 0, .version, by: judge),
            act(0, -1, by: judge),
            act(1, 1, by: judge), act(1, 0, .question, by: judge), act(0, 0, .question, by: person),
        ]
        let names = Set([set.subjects.name(of: 0)])
        let found = set.staleVerdicts(of: "j", on: "overall", version: "new", among: names)
        #expect(found.gone == 2 && found.reworded == 1 && found.older == 2)
        let other = set.staleVerdicts(of: "j", on: "better", version: "new", among: names)
        #expect(other.gone == 0 && other.reworded == 0 && other.older == 0)
    }

    /// Of three texts a person scored two, and skipped one; the judge has a verdict on one of the two.
    @Test func whatNobodyScoredIsNotLabelledWithoutTheJudge() throws {
        let study = try RatedStudy()
        try study.add((1...3).map { study.record("ana", 3, prompt: $0) } + [judged(study, 4)])
        var set = try study.set()
        let judge = try #require(set.raters.firstIndex { $0.name == "j" })
        let skipped = try #require(
            set.opinions.firstIndex { opinion in
                Int(opinion.rater) != judge && set.subjects.prompt(of: Int(opinion.subject)) == "p3"
            }
        )
        set.opinions[skipped].outcome = .skipped
        let found = set.labelledWithout(judge, on: 0)
        #expect(found.map { set.subjects.prompt(of: Int($0)) } == ["p2"])
    }

    @Test func onlyJudgesScoresOfSingleTextsAreTaken() throws {
        let study = try RatedStudy()
        try study.add([
            study.record("ana", 3), judged(study, 4), judged(study, nil, .unparsed, prompt: 2),
            study.record("j", 1, of: ["a", "b"], kind: .judge, version: "v"),
        ])
        let found = try study.set().judgedScores
        #expect(found.map(\.rater) == ["j"] && found.map(\.criterion) == ["overall"])
        #expect(found.map { Array($0.scores.values) } == [[4]])
    }

    /// What people prefer, and no judge, is what the next plan is drawn by.
    @Test func aPlanLearnsWhomPeoplePrefer() throws {
        let study = try RatedStudy()
        let values: [Double] = [1, 0, -1]
        try study.add(
            values.enumerated().map { study.record("ana", $1, of: ["a", "b"], prompt: $0 + 1) }
                + [study.record("j", 1, of: ["a", "c"], kind: .judge, version: "v")]
        )
        let found = try study.store.comparedModels(of: study.study).sorted { $0.share > $1.share }
        #expect(found.map { $0.share } == [1, 0.5, 0])
        for (place, one) in found.enumerated() {
            let isTurned = study.item("b", place + 1) < study.item("a", place + 1)
            #expect(one.first == (isTurned ? 1 : 0) && one.second == (isTurned ? 0 : 1))
        }
    }

    @Test func aCriterionIsNamedWhereThereAreSeveral() throws {
        let study = try RatedStudy()
        try study.add([study.record("ana", 3), study.record("ana", 1, of: ["a", "b"])])
        let set = try study.set()
        let names = set.criteria.map(\.name)
        #expect(try set.criterion(named: "better") == names.firstIndex(of: "better"))
        let list = names.joined(separator: ", ")
        #expect { try set.criterion(named: nil) } throws: {
            "\($0)" == "name a criterion with --criterion: choose one of \(list)"
        }
        #expect { try set.criterion(named: "x") } throws: { "\($0)" == "no criterion 'x': choose one of \(list)" }
        #expect(try file("item,rater,score\n1,ana,4\n").criterion(named: nil) == 0)
    }
}
