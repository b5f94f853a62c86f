import Planning
import Studies
import Testing

@testable import Store

/// Figures by letter of a blind study rest on whole batches: who rates and looks in turn learns nothing of one text.
struct LetterBatchTests {
    private let store: Store
    private var study = Example.study

    /// Twelve prompts, two models, one question, two reviewers: 48 ratings in batches of ten.
    init() throws {
        store = try Store.inMemory()
        study.criteria = [Example.study.criteria[0]]
        study.prompts = (1...12).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "ask \($0)")]) }
        try store.sync(study)
        try answer(1...12, at: 1)
        try plan()
    }

    private func plan(partial: Bool = false) throws {
        try store.plan(study, partial: partial, worsened: { _, _, _ in nil }, by: Planner(study).rows)
    }

    private func answer(_ prompts: ClosedRange<Int>, of models: [String] = ["large", "small"], at time: Int64) throws {
        let rows = prompts.flatMap { prompt in
            models.map {
                ImportedResponse(line: 1, prompt: "p\(prompt)", model: $0, sample: 1, text: "\($0) says \(prompt)")
            }
        }
        _ = try store.importResponses(rows, study: "s", file: "f", at: time)
    }

    /// What figures by letter see: by rating its value and who wrote the text.
    private func state() throws -> Set<String> {
        let rows = try store.ratingRows(of: "s", letters: true)
        let writers = Dictionary((rows.writers + rows.earlierWriters).map { ($0.item, $0.model) }) { $1 }
        #expect(rows.ofAnotherPrompt.isEmpty && rows.withheld.prompts.isEmpty)
        return Set(rows.rows.map { "\($0.id) \($0.value) \(writers[$0.first].map { "\($0)" } ?? "nobody")" })
    }

    private func rate(_ reviewer: String, _ count: Int = .max, value: Double = 3, after: (() throws -> Void)? = nil)
        throws
    {
        let sitter = Sitter(store, reviewer)
        var left = count
        while left > 0, let shown = try sitter.next() {
            try sitter.rate(shown, ReviewAct(criterion: "overall", value: value))
            try after?()
            left -= 1
        }
    }

    @Test func aSingleRatingMovesNoLetter() throws {
        var last: Set<String> = []
        var changes: [Int] = []
        func look() throws {
            let now = try state()
            if now != last { changes.append(now.subtracting(last).count) }
            last = now
        }
        try rate("ana", 17, after: look)
        try rate("ben", after: look)
        try rate("ana", after: look)
        // All that is planned is rated: all counts, and no step was smaller than a batch.
        #expect(last.count == 48 && changes.reduce(0, +) == 48)
        #expect(changes.count > 1 && changes.allSatisfy { $0 >= 10 }, "\(changes)")
        #expect(try store.ratingRows(of: "s", letters: true).withheld.batches.isEmpty)
    }

    @Test func whatWaitsIsTold() throws {
        try rate("ana", 7)
        #expect(try state().isEmpty)
        let batch = Withheld.Batch(criterion: "overall", rater: nil, counted: 0, all: 7, size: 10)
        #expect(try store.ratingRows(of: "s", letters: true).withheld.batches == [batch])
        #expect(try store.ratingRows(of: "s").rows.count == 7)
        try store.unblind("s", who: "lead", at: 1)
        #expect(try store.ratingRows(of: "s", letters: true).rows.count == 7)
    }

    /// A rating that is corrected, taken back or added to shows its letter as well as a new one.
    @Test func aCorrectionMovesNoLetter() throws {
        try rate("ana")
        try rate("ben")
        let before = try state()
        #expect(before.count == 48)
        let sitter = Sitter(store, "ben")
        try sitter.rate(try #require(try sitter.undo()), ReviewAct(criterion: "overall", value: 5))
        #expect(try store.ratingRows(of: "s").rows.count { $0.value == 5 } == 1)
        #expect(try state() == before)
        let spy = RatingRecord(
            study: "s",
            subject: .item(ItemID(study: "s", prompt: "p1", text: "large says 1")),
            prompt: "p1",
            criterion: "overall",
            value: 5,
            rater: "spy",
            kind: .human
        )
        _ = try store.importRatings([ImportedRating(line: 1, record: spy)], study: "s", file: "f")
        #expect(try store.ratingRows(of: "s").rows.count == 49)
        #expect(try state() == before)
    }

    /// What is whole counts at once, unless it is so little that each text of it could be told.
    @Test(arguments: [(2, 0), (3, 6)]) func aPlanOfFewerThanThreePromptsIsInNoFigureByLetter(prompts: Int, counted: Int)
        throws
    {
        var small = study
        small.prompts = Array(study.prompts.prefix(prompts))
        small.reviewers = ["ana"]
        let store = try Store.inMemory()
        try Example.fill(store, small, Example.responses(of: small) { "\($0) says \($1)" })
        let sitter = Sitter(store)
        while let shown = try sitter.next() { try sitter.rate(shown) }
        #expect(try store.ratingRows(of: "s").rows.count == 2 * prompts)
        #expect(try store.ratingRows(of: "s", letters: true).rows.count == counted)
    }

    /// Who is not asked puts in what he likes, and as much of it as fills any batch.
    @Test func whomThePlanDoesNotAskFillsNoBatch() throws {
        try rate("ana")
        try rate("ben")
        let before = try state()
        let rows = (1...12).flatMap { prompt in
            ["large", "small"].map { model in
                RatingRecord(
                    study: "s",
                    subject: .item(ItemID(study: "s", prompt: "p\(prompt)", text: "\(model) says \(prompt)")),
                    prompt: "p\(prompt)",
                    criterion: "overall",
                    value: 1,
                    rater: "spy",
                    kind: .human
                )
            }
        }
        _ = try store.importRatings(
            rows.enumerated().map { ImportedRating(line: $0 + 1, record: $1) },
            study: "s",
            file: "f"
        )
        #expect(try store.ratingRows(of: "s").rows.count == 72)
        #expect(try state() == before && before.count == 48)
    }

    /// A study that grows by one prompt at a time would tell each prompt's writers.
    @Test func onePromptMoreMovesNoLetter() throws {
        try rate("ana")
        try rate("ben")
        let before = try state()
        var study = study
        for prompt in 13...15 {
            study.prompts.append(Prompt(id: "p\(prompt)", messages: [Message(role: .user, content: "ask")]))
            try store.sync(study)
            try answer(prompt...prompt, at: Int64(prompt))
            try store.plan(study, worsened: { _, _, _ in nil }, by: Planner(study).rows)
            try rate("ana")
            try rate("ben")
            #expect(try store.ratingRows(of: "s").rows.count == 48 + (prompt - 12) * 4)
            let now = try state()
            #expect(prompt < 15 ? now == before : now.count == 60, "\(now.count)")
        }
    }

    /// Each plan's event keeps which batches were full then: the newest of them says where the next one begins.
    @Test func batchesGoOnFromTheNewestPlan() throws {
        try rate("ana")
        #expect(try state().count == 20)
        var study = study
        for (prompt, count) in [(13, 20), (14, 52)] {
            study.prompts.append(Prompt(id: "p\(prompt)", messages: [Message(role: .user, content: "ask")]))
            try store.sync(study)
            try answer(prompt...prompt, at: Int64(prompt))
            try store.plan(study, worsened: { _, _, _ in nil }, by: Planner(study).rows)
            #expect(try state().count == count)
            if prompt == 13 { for reviewer in ["ana", "ben"] { try rate(reviewer) } }
        }
        #expect(try store.ratingRows(of: "s").rows.count == 52)
    }

    /// Of ratings under an older wording those are told of that stand in figures: of the others nothing is.
    @Test func onlyWhatCountsIsToldToBeOfAnOlderWording() throws {
        func edited(_ prompts: [Int]) throws -> Int {
            var study = study
            for prompt in prompts { study.prompts[prompt].messages = [Message(role: .user, content: "ask anew")] }
            try store.sync(study)
            return try store.ratingRows(of: "s", letters: true).withheld.edited
        }
        try rate("ana", 7)
        #expect(try edited([]) == 0 && edited(Array(0..<12)) == 0)
        #expect(try store.ratingRows(of: "s").ofAnotherPrompt.count == 7)
        #expect(try edited([]) == 0)
        try rate("ana")
        #expect(try state().count == 20)
        #expect(try edited(Array(0..<12)) == 20)
        #expect(try store.ratingRows(of: "s").ofAnotherPrompt.count == 24)
    }

    /// What leaves a figure tells as much as what comes.
    @Test func anEditMovesNoLetter() throws {
        try rate("ana", 11, value: 2)
        try rate("ben", 12, value: 4)
        let before = try state()
        #expect(before.count >= 10)
        var study = study
        func edited(_ what: String) throws {
            try store.sync(study)
            try store.plan(study, worsened: { _, _, _ in nil }, by: Planner(study).rows)
            #expect(try state() == before, "\(what)")
        }
        study.prompts[1].messages = [Message(role: .user, content: "ask otherwise")]
        study.prompts[2].tags = ["one"]
        try edited("reworded and tagged")
        var rows = [ImportedResponse(line: 1, prompt: "p1", model: "large", sample: 1, text: "anew")].makeIterator()
        _ = try store.importResponses(study: "s", file: "f", at: 2, replacing: true) {
            rows.next().map { .success($0) }
        }
        try edited("replaced")
        study.prompts.removeFirst()
        try edited("taken out")
    }

    /// Who lacks a text of a prompt is known to whoever collected: its letter would stand still.
    @Test func aPromptCountsOnceEveryModelsTextIsRated() throws {
        var study = study
        study.prompts += (13...18).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "ask \($0)")]) }
        try store.sync(study)
        try answer(13...18, of: ["large"], at: 5)
        try store.plan(study, partial: true, worsened: { _, _, _ in nil }, by: Planner(study).rows)
        try rate("ana")
        try rate("ben")
        let rows = try store.ratingRows(of: "s", letters: true)
        #expect(Set(rows.rows.map { rows.prompts[Int(rows.itemPrompts[Int($0.first)])].name }).count == 12)
        #expect(rows.rows.count == 48 && rows.withheld.unanswered == 6)
    }

    /// A judge that scored one text more moves no letter either; a newer version begins anew.
    @Test func verdictsComeInBatchesToo() throws {
        func judge(_ prompts: ClosedRange<Int>, _ version: String, _ models: [String] = ["large", "small"]) throws {
            let rows = prompts.flatMap { prompt in
                models.map { model in
                    RatingRecord(
                        study: "s",
                        subject: .item(ItemID(study: "s", prompt: "p\(prompt)", text: "\(model) says \(prompt)")),
                        prompt: "p\(prompt)",
                        criterion: "overall",
                        value: 4,
                        rater: "gpt",
                        kind: .judge,
                        version: version
                    )
                }
            }
            _ = try store.importRatings(
                rows.enumerated().map { ImportedRating(line: $0 + 1, record: $1) },
                study: "s",
                file: "f"
            )
        }
        let (one, two) = (String(repeating: "1", count: 64), String(repeating: "2", count: 64))
        try judge(1...4, one)
        #expect(try state().isEmpty)
        try judge(5...5, one, ["large"])
        try judge(5...5, one, ["small"])
        #expect(try state().count == 10)
        try judge(6...7, one)
        #expect(try state().count == 10)
        try judge(8...12, one)
        #expect(try state().count == 24)
        try judge(1...1, two)
        #expect(try state().count == 24)
    }
}
