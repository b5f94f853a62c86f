import Agreement
import Store
import Studies
import Testing

@testable import Ratings

/// A judge's map: when there is one, what is kept of it, and what it makes of scores.
struct JudgeMapTests {
    private static let options = IntervalOptions(resamples: 20, seed: 3)

    /// So many prompts on which two people and a judge scored one model's text, and more that the judge scored alone.
    private func set(
        prompts: Int,
        more: Int = 0,
        people score: (Int) -> Double = { Double(1 + $0 % 5) },
        judge verdict: (Int) -> Double = { Double(1 + $0 * 3 % 4) }
    ) throws -> RatingSet {
        let study = try RatedStudy(prompts: prompts + more)
        try study.add(
            (1...prompts + more).flatMap { prompt -> [RatingRecord] in
                let judge = study.record("j", verdict(prompt), prompt: prompt, kind: .judge, version: "v")
                let people = prompt > prompts ? [] : ["ana", "ben"]
                return people.map { study.record($0, score(prompt), prompt: prompt) } + [judge]
            }
        )
        try study.store.unblind("s", who: "lead", at: 1)
        return try study.set()
    }

    private func map(_ set: RatingSet) throws -> JudgeMap? { try set.card(Self.options).map }

    @Test(arguments: [(29, false), (30, true)]) func aMapTakesThirtyPrompts(prompts: Int, isFitted: Bool) throws {
        let found = try map(set(prompts: prompts))
        #expect((found != nil) == isFitted)
        #expect(found == nil || found?.promptCount == prompts && found?.labelCount == prompts)
    }

    @Test func aKeptMapIsTheOneThatWasFitted() throws {
        let found = try #require(try map(set(prompts: 40)))
        #expect(try JudgeMap(found.record) == found)
        #expect(
            found.rater == "j" && found.criterion == "overall" && found.seed == 3 && found.origin.judgeVersion == "v"
        )
        var broken = found.record
        broken.map = "{}"
        #expect(throws: RatingsError.self) { try JudgeMap(broken) }
    }

    @Test func whatChangedOfAMapsOriginIsNamed() {
        let own = JudgeMap.Origin(judgeVersion: "v", criterionSHA256: "c", labelsSHA256: "l")
        func moved(_ judge: String, _ criterion: String, _ labels: String, alike: Set<String> = []) -> [String] {
            own.moved(to: .init(judgeVersion: judge, criterionSHA256: criterion, labelsSHA256: labels), alike: alike)
        }
        #expect(moved("v", "c", "l").isEmpty && moved("w", "c", "l") == ["judge version"])
        #expect(moved("v", "d", "l") == ["criterion version"] && moved("v", "c", "m") == ["labels"])
        #expect(moved("w", "d", "m") == ["judge version", "criterion version", "labels"])
        // What was kept to mean the same means the same.
        #expect(
            moved("v", "d", "l", alike: ["c"]).isEmpty && moved("v", "d", "l", alike: ["d"]) == ["criterion version"]
        )
    }

    /// The map of a labelled text is the one that did not see its label.
    @Test func aLabelledTextIsMappedWithoutItsOwnLabel() throws {
        let set = try set(prompts: 30, more: 5)
        let study = try #require(QualityStudy(set, criterion: 0))
        let rater = try #require(set.raters.firstIndex { $0.name == "j" })
        let used = MapInUse(try #require(try map(set)), study: study, rater: rater)
        #expect(used.stale.isEmpty && study.unlabelledScores(of: rater).count == 5)
        let mapped = set.calibrated(by: [used])
        #expect(mapped.opinions.count == set.opinions.count && mapped.notes.last == .calibrated(used))
        var differing = 0
        for (before, after) in zip(set.opinions, mapped.opinions) {
            #expect(before.subject == after.subject && before.rater == after.rater)
            guard Int(before.rater) == rater else {
                #expect(after.value == before.value)
                continue
            }
            let (subject, score) = (Int(before.subject), try #require(before.number))
            let isLabelled = set.opinions.contains { $0.subject == before.subject && Int($0.rater) != rater }
            let prompt = set.subjects.unit(of: subject) ?? set.subjects.name(of: subject)
            let fold = QualityStudy.fold(of: prompt, seed: used.map.seed)
            let (own, all) = (used.map.map(score, outside: fold), used.map.map(score))
            #expect(after.value == (isLabelled ? own : all))
            differing += isLabelled && own != all ? 1 : 0
        }
        #expect(differing > 0)
    }

    /// Thirty prompts with a label of a model are enough to rank it by a map, and one fewer is not.
    @Test(arguments: [(29, false), (30, true)]) func aModelTakesThirtyPrompts(prompts: Int, isSure: Bool) throws {
        let set = try set(prompts: prompts, more: 40 - prompts)
        let study = try #require(QualityStudy(set, criterion: 0))
        let rater = try #require(set.raters.firstIndex { $0.name == "j" })
        let used = MapInUse(try #require(try map(self.set(prompts: 35))), study: study, rater: rater)
        let found = try MappedQuality.all(study, used, confidence: 0.95)
        let own = try #require(found.first)
        #expect(found.count == 1 && own.isSure == isSure && own.naiveCount == 40)
        #expect(own.refusals == (isSure ? [] : [.fewLabels(29)]))
        #expect(used.stale == ["labels"])
    }

    /// The map of a set, used in it or in another.
    private func used(_ set: RatingSet, from other: RatingSet? = nil) throws -> MapInUse {
        let study = try #require(QualityStudy(set, criterion: 0))
        let rater = try #require(set.raters.firstIndex { $0.name == "j" })
        return MapInUse(try #require(try map(other ?? set)), study: study, rater: rater)
    }

    /// People who always gave the same give a mean without an interval, and no rank.
    @Test func aModelWithoutAnIntervalIsNotSure() throws {
        let set = try set(prompts: 35, people: { _ in 3 })
        let study = try #require(QualityStudy(set, criterion: 0))
        let own = try #require(
            try MappedQuality.all(study, used(set, from: self.set(prompts: 35)), confidence: 0.95).first
        )
        #expect(own.refusals.isEmpty && own.mean.estimate.value == 3 && own.mean.estimate.low == nil && !own.isSure)
    }

    /// From a twentieth of the scores on it is told that they lie where nothing was labelled.
    @Test(arguments: [(20, 0.05), (21, nil)] as [(Int, Double?)])
    func scoresBeyondTheLabelledAreTold(more: Int, outside: Double?) throws {
        let set = try set(prompts: 30, more: more, judge: { $0 == 31 ? 5 : Double(1 + $0 * 3 % 4) })
        #expect(try used(set).outside == outside)
    }

    @Test func whileLettersStandNoMetricIsRankedByItsMap() throws {
        let set = try set(prompts: 35)
        let used = try used(set)
        func ranked(_ kind: Studies.RaterKind, isBlind: Bool) throws -> CalibratedRanking {
            var other = set
            for place in other.raters.indices where other.raters[place].name == "j" { other.raters[place].kind = kind }
            other.isBlind = isBlind
            return try CalibratedRanking(other, maps: [used], criterion: nil, options: Self.options)
        }
        for isBlind in [false, true] {
            let found = try ranked(.judge, isBlind: isBlind)
            #expect(found.players.map(\.rank) == [1] && found.players.map(\.ranks) == [1...1] && found.leftOut.isEmpty)
            #expect(found.notes.contains(.lettersWithoutCounts) == isBlind && found.criterion == "overall")
        }
        #expect(try ranked(.metric, isBlind: false).players.count == 1)
        #expect { try ranked(.metric, isBlind: true) } throws: { "\($0)".contains("would betray a letter") }
        #expect { try CalibratedRanking(set, maps: [used, used], criterion: nil, options: Self.options) } throws: {
            "\($0)".hasPrefix("name a criterion with a map with --criterion: choose one of overall")
        }
    }

    @Test func whyThereIsNoMapIsSaid() throws {
        let set = try set(prompts: 35)
        let map = try #require(try map(set))
        #expect(try set.maps(named: ["j", "j"], among: [map]).map(\.map) == [map])
        #expect { try set.maps(named: ["x"], among: [map]) } throws: {
            "\($0)" == "no judge 'x' to calibrate: choose one of j"
        }
        #expect { try set.maps(named: ["ana"], among: [map]) } throws: { "\($0)".hasPrefix("no judge 'ana'") }
        #expect { try set.maps(named: ["j"], among: []) } throws: { "\($0)".hasPrefix("no stored map of 'j'") }
        var lost = map.record
        lost.criterion = "lost"
        let other = try JudgeMap(lost)
        #expect { try set.maps(named: ["j"], among: [other]) } throws: {
            "\($0)".hasPrefix("the map of 'j' is on 'lost', which nobody rates here")
        }
    }

    @Test func whyACorrectedFigureIsRefusedIsInWords() {
        let refusals: [CorrectedQuality.Refusal] = [.fewLabels(29), .outsideRange(0.256)]
        #expect(
            refusals.map(\.words) == [
                "labels on 29 of at least 30 prompts of this model",
                "26 % of unlabelled scores lie where nothing was labelled",
            ]
        )
    }
}
