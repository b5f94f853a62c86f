import Ratings
import Store
import Studies
import Testing

/// What a metric's scores say of pairs.
struct MetricVerdictTests {
    /// The metric's scores of some texts of a prompt.
    private func scores(_ study: RatedStudy, _ values: [(model: String, score: Double)], _ prompt: Int) throws {
        try study.add(
            values.map { model, score in
                var record = study.record("lex", score, of: [model], prompt: prompt, kind: .metric, version: "v")
                record.criterion = "lex"
                return record
            }
        )
    }

    /// People's verdict on two models' texts, 1 where the first model's is the better.
    private func verdict(_ study: RatedStudy, _ value: Double, _ models: [String], _ prompt: Int) throws {
        let isTurned = study.item(models[0], prompt).rawValue > study.item(models[1], prompt).rawValue
        try study.add([study.record("ana", isTurned ? -value : value, of: models, prompt: prompt)])
    }

    /// The metric's verdicts in a set, 1 where the first named model's text is the better.
    private func found(_ study: RatedStudy, _ models: [String], _ prompt: Int) throws -> Double? {
        let set = try study.set()
        let pair = PairID(study.item(models[0], prompt), study.item(models[1], prompt))
        let number = try #require(set.number(ofCriterion: "better"))
        let own = set.opinions(on: number).first { opinion in
            set.raters[Int(opinion.rater)].name == "lex" && set.subjects.subject(Int(opinion.subject)) == .pair(pair)
        }
        let isTurned = study.item(models[0], prompt).rawValue > study.item(models[1], prompt).rawValue
        return own?.number.map { isTurned ? -$0 + 0 : $0 }
    }

    private func bands(_ study: RatedStudy) throws -> [RatingNote] {
        try study.set().notes.filter { if case .tieBand = $0 { true } else { false } }
    }

    @Test func withFewLabelsTheStudysBandCountsElseEquality() throws {
        for band in [0.02, nil] as [Double?] {
            let study = try RatedStudy(
                similarities: [Similarity(name: "lex", embedder: .lexical, target: .reference, band: band)]
            )
            for prompt in 1...4 { try scores(study, [("a", 0.5), ("b", 0.51), ("c", 0.51)], prompt) }
            for models in [["a", "b"], ["b", "c"], ["a", "c"]] { try verdict(study, 1, models, 1) }
            #expect(try found(study, ["a", "b"], 1) == (band == nil ? -1 : 0))
            #expect(try found(study, ["b", "c"], 1) == 0)
            // What nobody compared it does not judge.
            #expect(try found(study, ["a", "b"], 2) == nil)
            let note = RatingNote.tieBand(
                rater: "lex",
                criterion: "better",
                band: band ?? 0,
                source: band == nil ? .equality : .declared
            )
            #expect(try bands(study) == [note])
            // The band is of the study's copy, and stays in it.
            #expect(Opinions(json: Opinions(bands: ["lex": 0.5]).json).bands == ["lex": 0.5])
        }
    }

    /// Pairs of prompt 6 alone are ties: their own band is fitted without them, and calls none.
    @Test func withLabelsTheBandIsFittedAndNoVerdictRestsOnItsOwnLabel() throws {
        let study = try RatedStudy(
            prompts: 6,
            similarities: [Similarity(name: "lex", embedder: .lexical, target: .reference, band: 0.5)]
        )
        for prompt in 1...6 {
            try scores(study, [("a", 0.5), ("b", 0.3), ("c", prompt == 6 ? 0.45 : 0.1)], prompt)
            try verdict(study, 1, ["a", "b"], prompt)
            try verdict(study, prompt == 6 ? 0 : 1, ["a", "c"], prompt)
        }
        let notes = try bands(study)
        guard case .tieBand("lex", "better", let band, .fitted)? = notes.first else {
            Issue.record("\(notes)")
            return
        }
        #expect(abs(band - 0.05) < 1e-9)
        #expect(try found(study, ["a", "c"], 6) == 1)
        #expect(try found(study, ["a", "b"], 1) == 1)
    }

    @Test func aPairWithATextThatHasNoScoreHasNoVerdict() throws {
        let study = try RatedStudy()
        for prompt in 1...4 { try scores(study, [("b", 0.3), ("c", 0.1)], prompt) }
        try verdict(study, 1, ["a", "b"], 1)
        try verdict(study, 1, ["b", "c"], 1)
        #expect(try found(study, ["b", "c"], 1) == nil, "withheld: the anchor's text is the one without a score")
        try study.store.unblind("s", who: "lead", at: 1)
        #expect(try found(study, ["a", "b"], 1) == nil)
        #expect(try found(study, ["b", "c"], 1) == 1)
    }

    /// Where nobody may call a tie the study's band, which is of all criteria, makes none.
    @Test func whereNoTieIsAllowedTheStudysBandMakesNone() throws {
        let strict = Criterion(
            name: "better",
            question: "Which?",
            level: .nominal,
            form: .pairwise(tie: false, bothBad: false)
        )
        let study = try RatedStudy(
            criteria: [RatedStudy.overall, strict],
            similarities: [Similarity(name: "lex", embedder: .lexical, target: .reference, band: 0.02)]
        )
        for prompt in 1...4 { try scores(study, [("a", 0.5), ("b", 0.51), ("c", 0.52)], prompt) }
        for models in [["a", "b"], ["b", "c"]] { try verdict(study, 1, models, 1) }
        #expect(try found(study, ["a", "b"], 1) == -1 && found(study, ["b", "c"], 1) == -1)
        #expect(try bands(study) == [.tieBand(rater: "lex", criterion: "better", band: 0, source: .equality)])
    }
}
