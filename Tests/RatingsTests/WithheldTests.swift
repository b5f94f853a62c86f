import Agreement
import Ratings
import Store
import Studies
import Testing

/// What of a blind study is in no figure, as it tells who wrote a text: each was in one before.
struct WithheldTests {
    private func named(_ study: RatedStudy, _ rater: String, _ value: Double, _ model: String, _ prompt: Int = 1)
        -> ImportedRating
    {
        ImportedRating(
            line: 1,
            record: study.record(rater, value, of: [model], prompt: prompt, kind: .judge),
            sources: [.init(model: model, sample: 1)]
        )
    }

    private func raters(_ set: RatingSet) -> Set<String> { Set(set.opinions.map { set.raters[Int($0.rater)].name }) }

    @Test func whatIsImportedByModelIsInNoFigureUntilUnblinding() throws {
        let study = try RatedStudy()
        let spy = zip(["a", "b", "c"], [1.0, 2, 3]).map { named(study, "spy", $1, $0) }
        _ = try study.store.importRatings(spy, study: "s", file: "f")
        // All that there is: it is compared with itself, by no text and no letter.
        let alone = try RatingSet(study: "s", in: study.store, totals: true)
        #expect(
            alone.opinions.count == 3
                && alone.opinions.allSatisfy { alone.subjects.letters(of: Int($0.subject)).isEmpty }
        )
        #expect(try study.set().opinions.isEmpty)
        let notes = try study.set().notes
        #expect(notes.contains(.withheldCriterion(criterion: "overall")), "\(notes)")
        #expect(notes.contains(.unrated(criterion: "better")) && !notes.contains(.unrated(criterion: "overall")))
        try study.add([study.record("ana", 4)])
        for totals in [false, true] {
            let set = try RatingSet(study: "s", in: study.store, totals: totals)
            #expect(raters(set) == ["ana"])
            #expect(set.notes.contains(.withheldByName(count: 3)), "\(set.notes)")
        }
        #expect(try study.store.currentRatings(of: "s").map(\.rater) == ["ana"])
        try study.store.unblind("s", who: "lead", at: 1)
        #expect(raters(try study.set()) == ["ana", "spy"])
    }

    /// Tags are anybody's to choose: of a group of two pairs a kappa within pairs of models says whether they are of the same two.
    @Test func groupsOfPairsHaveNoFigureWithinPairsOfModels() throws {
        let study = try RatedStudy()
        try study.add(
            (1...4).flatMap { prompt in
                ["ana", "ben"].map { study.record($0, 1, of: ["a", "b"], prompt: prompt) }
            }
        )
        func hasAlpha() throws -> [Bool] {
            let set = try study.set()
            let all = set.ratings(on: try #require(set.number(ofCriterion: "better")))
            let parts = try all.parts(by: .prompt).map(\.ratings)
            return try ([all] + parts).map { ratings in
                let report = try ratings.report(by: .pooled, options: IntervalOptions(resamples: 0))
                return report.measures["alpha.nominal.by_model_pair"] != nil
            }
        }
        #expect(try hasAlpha() == [true, false, false, false, false])
        try study.store.unblind("s", who: "lead", at: 1)
        #expect(try hasAlpha() == [true, true, true, true, true])
    }

    /// Who rates one text after the other and looks each time sees at which a metric's count stands still.
    @Test func aMetricThatLacksTextsIsInNoFigureUntilUnblinding() throws {
        let study = try RatedStudy()
        func scores(_ metric: String, _ models: [String]) throws {
            for prompt in 1...4 {
                try study.add(
                    models.map { model in
                        var record = study.record(metric, 0.5, of: [model], prompt: prompt, kind: .metric, version: "v")
                        record.criterion = metric
                        return record
                    }
                )
            }
        }
        try scores("to-a", ["b", "c"])
        try scores("to-reference", ["a", "b", "c"])
        let set = try study.set()
        #expect(raters(set) == ["to-reference"])
        #expect(set.notes.contains(.withheldMetric(rater: "to-a")), "\(set.notes)")
        try study.store.unblind("s", who: "lead", at: 1)
        #expect(raters(try study.set()) == ["to-a", "to-reference"])
    }

    /// Letters whose figures have other denominators are told by the counts that stand beside names.
    @Test func onlyPromptsThatEveryModelAnsweredStandUnderLetters() throws {
        let study = try RatedStudy()
        let all = try study.set()
        #expect(!all.notes.contains { $0.isWithheld })
        try replace("a to p2 anew", of: "a", 2, study)
        // Nobody rated the former text: no figure moves.
        try study.add(
            (1...4).flatMap { prompt in ["a", "b", "c"].filter { $0 != "a" || prompt != 2 }.map { ($0, prompt) } }
                .map { study.record("ana", 3, of: [$0], prompt: $1) }
        )
        #expect(try letters(study) == ["p1", "p2", "p3", "p4"])
        // A rated one did: only its model's letter would.
        try replace("a to p1 anew", of: "a", 1, study)
        #expect(try letters(study) == ["p2", "p3", "p4"])
        #expect(try study.set().notes.contains(.withheldLetters(prompts: 1)))
        try study.store.unblind("s", who: "lead", at: 1)
        #expect(try study.set().notes.allSatisfy { !$0.isWithheld })
    }

    @Test func aPromptThatAModelDidNotAnswerStandsUnderNoLetter() throws {
        var study = try RatedStudy()
        study.study.prompts.append(Prompt(id: "p5", messages: [Message(role: .user, content: "ask 5")]))
        try study.store.sync(study.study)
        _ = try study.store.importResponses(
            ["a", "b"].map { ImportedResponse(line: 1, prompt: "p5", model: $0, sample: 1, text: "\($0) to p5") },
            study: "s",
            file: "f",
            at: 1
        )
        try study.add(
            (1...5).flatMap { prompt in ["a", "b"].map { study.record("ana", 3, of: [$0], prompt: prompt) } }
        )
        #expect(try letters(study) == ["p1", "p2", "p3", "p4"])
    }

    /// The prompts of which a rated text has a letter.
    private func letters(_ study: RatedStudy) throws -> Set<String> {
        let set = try study.set()
        return Set(
            set.opinions.filter { !set.subjects.letters(of: Int($0.subject)).isEmpty }
                .compactMap { set.subjects.prompt(of: Int($0.subject)) }
        )
    }

    private func replace(_ text: String, of model: String, _ prompt: Int, _ study: RatedStudy) throws {
        var rows = [ImportedResponse(line: 1, prompt: "p\(prompt)", model: model, sample: 1, text: text)].makeIterator()
        _ = try study.store.importResponses(study: "s", file: "f", at: 2, replacing: true) {
            rows.next().map { .success($0) }
        }
    }

    /// Whether a text is the model's own or another's makes no difference to what is stored.
    @Test func aReplacementWithATextThatStandsAlreadyChangesNothing() throws {
        let study = try RatedStudy()
        let before = try study.store.responses(of: "s")
        for model in ["a", "b"] {
            try replace("a to p1", of: model, 1, study)
            #expect(try study.store.responses(of: "s") == before)
        }
        try study.store.unblind("s", who: "lead", at: 1)
        try replace("a to p1", of: "b", 1, study)
        #expect(try study.store.responses(of: "s") != before)
    }
}
