import Agreement
import Ratings
import Store
import Studies
import Testing

/// One text under several ids is one prompt in every figure.
struct SamePromptTests {
    /// Of six prompts the first, the second and the fourth read the same; the third has another system text.
    private func study() throws -> RatedStudy {
        var study = try RatedStudy(prompts: 6)
        for (place, text) in ["ask  1\n", " ask 1", "ask 1", "ask\t1"].enumerated() {
            study.study.prompts[place].messages = [Message(role: .user, content: text)]
            study.study.prompts[place].tags = ["t\(place)"]
        }
        study.study.prompts[2].system = "be brief"
        try study.store.sync(study.study)
        for prompt in 1...6 {
            let (ana, ben) = (Double(prompt % 5 + 1), Double(prompt % 4 + 1))
            let verdict: Double = prompt % 2 == 0 ? 1 : -1
            try study.add([study.record("ana", ana, prompt: prompt)])
            try study.add([study.record("ben", ben, prompt: prompt)])
            try study.add([study.record("ana", verdict, of: ["a", "b"], prompt: prompt)])
        }
        try study.store.unblind("s", who: "lead", at: 3)
        return study
    }

    @Test func theyAreOneClusterAndThatIsSaid() throws {
        let set = try study().set()
        #expect(set.notes.contains(.samePrompts(count: 6, texts: 4)))
        let number = try #require(set.number(ofCriterion: "overall"))
        let items = try #require(QualityStudy(set, criterion: number)).items(seed: 1)
        #expect(items.filter { !$0.labels.isEmpty }.count == 6)
        #expect(Set(items.filter { !$0.labels.isEmpty }.map(\.prompt)).count == 4)
        let report = try set.ratings(on: number).report(by: .pooled, options: .init(resamples: 20))
        #expect(report.measures["alpha.ordinal"]?.method?.contains("4 clusters") == true, "\(report.measures.all)")
        let byPrompt = try set.ratings(on: number).report(by: .prompt, options: .init(resamples: 20))
        #expect(byPrompt.measures["percent_agreement"]?.method?.contains("of 4 prompts") == true)
    }

    /// What is shown and split is still each prompt's own.
    @Test func eachKeepsItsNameAndItsTags() throws {
        let set = try study().set()
        let subjects = set.subjects
        let rated = (0..<subjects.count).filter { subjects.name(of: $0).contains(":") == false }
        #expect(Set(rated.compactMap { subjects.prompt(of: $0) }) == ["p1", "p2", "p3", "p4", "p5", "p6"])
        #expect(Set(rated.compactMap { subjects.promptCluster(of: $0) }) == ["p1", "p3", "p5", "p6"])
        #expect(Set(rated.flatMap { subjects.tags(of: $0) }) == ["t0", "t1", "t2", "t3"])
        #expect(subjects.samePrompts == ["p2": "p1", "p4": "p1"])
    }

    @Test func aStudyOfDifferentTextsHasNoSuchNote() throws {
        let study = try RatedStudy()
        try study.add((1...4).map { study.record("ana", 3, prompt: $0) })
        let notes = try study.set().notes
        #expect(!notes.contains { if case .samePrompts = $0 { true } else { false } })
    }
}
