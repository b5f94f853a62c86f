import Studies
import Testing

@testable import Ratings
@testable import Store

/// Edits of the files that a gate would feel, and those that it would not.
struct PendingEditTests {
    private func pending(
        _ requirement: String,
        _ records: (RatedStudy) -> [RatingRecord],
        panels: [Panel] = [],
        margins: [String: Double] = [:],
        _ change: (inout StudyChanges, RatingSet) -> Void
    ) throws -> [String] {
        let study = try RatedStudy(panels: panels)
        try study.add(records(study))
        let set = try study.set()
        var changes = StudyChanges()
        change(&changes, set)
        return PendingEdits(changes, of: set, margins: margins).changing(try Requirement(parsing: requirement))
    }

    private func people(_ study: RatedStudy) -> [RatingRecord] {
        [study.record("ana", 3), study.record("ben", 4, prompt: 2)]
    }

    private func judged(_ study: RatedStudy, _ rater: String, of models: [String] = ["a"]) -> RatingRecord {
        study.record(rater, 1, of: models, kind: .judge, version: OpinionTests.version)
    }

    private static func question(_ changes: inout StudyChanges, _ set: RatingSet) {
        changes.edited = [.init(name: "overall", parts: ["question"], ratings: 2)]
    }

    /// People's mean of a model is of its own texts; whatever a map or a comparison rests on is of all.
    @Test func aMeanFeelsItsOwnModelAlone() throws {
        func found(_ requirement: String) throws -> [String] {
            try pending(requirement, { people($0) + [judged($0, "j")] }) { changes, _ in
                (changes.goneModels, changes.returnedModels) = (["b"], ["c"])
            }
        }
        #expect(try found("mean(a, overall) >= 1").isEmpty)
        #expect(try found("mean(b, overall) >= 1") == ["model 'b' is gone"])
        #expect(try found("mean(c, overall) >= 1") == ["model 'c' is back"])
        let both = ["model 'b' is gone", "model 'c' is back"]
        #expect(try found("corrected(a, j, overall) >= 1") == both && found("replace(j, overall)") == both)
        #expect(try found("alpha(overall) >= 0").isEmpty && found("labels(overall) > 0").isEmpty)
    }

    /// What could not be read is the judge's: people's ratings are no part of it.
    @Test func whatCouldNotBeReadFeelsNoRatingOfPeople() throws {
        func found(_ requirement: String, of models: [String]) throws -> [String] {
            try pending(requirement, { people($0) + [judged($0, "j", of: models)] }, Self.question)
        }
        let told = ["'overall' has another question"]
        #expect(try found("unparsed(j, overall) <= .1", of: ["a", "b"]).isEmpty)
        #expect(try found("unparsed(j, overall) <= .1", of: ["a"]) == told)
        #expect(try found("agreement(j, overall) >= .5", of: ["a", "b"]) == told)
        #expect(try found("alpha(better) >= 0", of: ["a"]).isEmpty && found("stale() = 0", of: ["a"]) == told)
    }

    @Test func aPanelFeelsWhatItsJudgesFeel() throws {
        let panel = Panel(name: "p", judges: ["j", "k"], vote: .mean, quorum: 2)
        func found(_ rater: String) throws -> [String] {
            try pending(
                "agreement(\(rater), overall) >= .5",
                { [judged($0, "j"), judged($0, "k")] },
                panels: [panel],
                Self.question
            )
        }
        #expect(try found("p") == ["'overall' has another question"] && found("j") == found("p"))
        #expect(try found("nobody").isEmpty)
        func voted(_ requirement: String) throws -> [String] {
            try pending(requirement, { people($0) + [judged($0, "j"), judged($0, "k")] }, panels: [panel]) {
                changes,
                _ in
                changes.settings = ["opinions"]
            }
        }
        #expect(try voted("agreement(p, overall) >= .5") == ["what judges' samples or panels vote by is another"])
        #expect(try voted("alpha(overall) >= 0").isEmpty)
    }

    /// A prompt that reads otherwise is felt where a rating of it is read; one that came or went by figures of models.
    @Test func aPromptIsFeltByItsRatings() throws {
        func found(_ requirement: String, reworded prompt: String) throws -> [String] {
            try pending(requirement, people) { changes, set in
                changes.prompts = [prompt]
                changes.promptRows = Set(
                    set.acts.filter { set.subjects.prompt(of: Int($0.subject)) == prompt }.map(\.row)
                )
            }
        }
        #expect(try found("alpha(overall) >= 0", reworded: "p1") == ["prompt 'p1' reads otherwise"])
        #expect(try found("alpha(overall) >= 0", reworded: "p3").isEmpty)
        #expect(try found("alpha(better) >= 0", reworded: "p1").isEmpty)
        func moved(_ requirement: String, _ gone: [String]) throws -> [String] {
            try pending(requirement, people) { changes, _ in
                (changes.gonePrompts, changes.returnedPrompts) = (gone, ["p4"])
            }
        }
        #expect(try moved("mean(a, overall) >= 1", ["p1"]) == ["prompt 'p1' is gone", "prompt 'p4' is back"])
        #expect(try moved("mean(a, overall) >= 1", ["p1", "p2"])[0] == "prompts 'p1', 'p2' are gone")
        #expect(try moved("mean(a, overall) >= 1", ["p3"]).isEmpty && moved("alpha(overall) >= 0", ["p1"]).isEmpty)
    }

    @Test func aCriterionThatIsGoneOrNewIsFeltWhereItIsNamedOrRated() throws {
        func found(_ requirement: String, margins: [String: Double] = [:]) throws -> [String] {
            try pending(requirement, people, margins: margins) { changes, _ in
                changes.gone = [
                    .init(name: "overall", renamed: "quality", ratings: 2),
                    .init(name: "better", renamed: nil, ratings: 0),
                ]
                changes.new = ["quality"]
            }
        }
        #expect(try found("alpha(overall) >= 0") == ["'overall' is called 'quality'"])
        #expect(try found("alpha(better) >= 0") == ["'better' is no criterion any more"])
        #expect(try found("alpha(quality) >= 0") == ["'quality' is new"])
        #expect(try found("noninferior(b)").isEmpty)
        #expect(try found("noninferior(b)", margins: ["quality": 0.5]) == ["'quality' is new"])
        #expect(try pending("alpha(overall) >= 0", people) { _, _ in }.isEmpty)
        let asking = try pending("alpha(overall) >= 0", people) { changes, _ in
            changes.edited = [.init(name: "overall", parts: ["way of asking"], ratings: 2)]
        }
        #expect(asking.isEmpty)
    }
}
