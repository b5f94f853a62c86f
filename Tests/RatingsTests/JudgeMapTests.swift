import Agreement
import Store
import Studies
import Testing

@testable import Ratings

/// A judge's map: when there is one, what is kept of it, and what it makes of scores.
struct JudgeMapTests {
    private static let options = IntervalOptions(resamples: 20, seed: 3)

    /// So many prompts on which two people and a judge scored one model's text, and more that the judge scored alone.
    private func set(prompts: Int, more: Int = 0) throws -> RatingSet {
        let study = try RatedStudy(prompts: prompts + more)
        try study.add(
            (1...prompts + more).flatMap { prompt -> [RatingRecord] in
                let score = Double(1 + prompt % 5)
                let judge = study.record("j", Double(1 + prompt * 3 % 4), prompt: prompt, kind: .judge, version: "v")
                let people = prompt > prompts ? [] : ["ana", "ben"].map { study.record($0, score, prompt: prompt) }
                return people + [judge]
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
}
