import Ratings
import Store
import Studies

/// A study of three models and, usually, four prompts in memory, and what is said of its texts.
struct RatedStudy {
    let store: Store
    var study: Study

    init(
        criteria: [Criterion] = [Self.overall, Self.better],
        judges: [Judge] = [],
        panels: [Panel] = [],
        prompts: Int = 4,
        similarities: [Similarity] = []
    ) throws {
        study = Study(
            name: "s",
            models: ["a", "b", "c"].map { Model(name: $0, endpoint: "e", model: $0, isBaseline: $0 == "a") },
            criteria: criteria,
            reviewers: ["ana", "ben"],
            judges: judges,
            panels: panels,
            similarities: similarities,
            prompts: (1...prompts).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "ask \($0)")]) }
        )
        store = try Store.inMemory()
        try store.sync(study)
        let responses = study.prompts.flatMap { prompt in
            study.models.map {
                ImportedResponse(
                    line: 1,
                    prompt: prompt.id,
                    model: $0.name,
                    sample: 1,
                    text: "\($0.name) to \(prompt.id)"
                )
            }
        }
        _ = try store.importResponses(responses, study: "s", file: "f", at: 1)
    }

    static let overall = Criterion(
        name: "overall",
        question: "How good?",
        level: .ordinal,
        form: .scale(Scale(min: 1, max: 5, step: 1))
    )
    static let better = Criterion(
        name: "better",
        question: "Which?",
        level: .nominal,
        form: .pairwise(tie: true, bothBad: true)
    )

    /// The text of a model.
    func item(_ model: String, _ prompt: Int = 1) -> ItemID {
        ItemID(study: "s", prompt: "p\(prompt)", text: "\(model) to p\(prompt)")
    }

    /// A metric, near, scores every text.
    func addNear() throws {
        try add(
            (1...4).flatMap { prompt in
                ["a", "b", "c"].map { model in
                    var score = record("near", 0.25, of: [model], prompt: prompt, kind: .metric, version: "m")
                    score.criterion = "near"
                    return score
                }
            }
        )
    }

    /// A score of one text, or a verdict on two by the order of their ids.
    func record(
        _ rater: String,
        _ value: Double?,
        of models: [String] = ["a"],
        prompt: Int = 1,
        kind: RaterKind = .human,
        version: String? = nil
    ) -> RatingRecord {
        let items = models.map { item($0, prompt) }
        return RatingRecord(
            study: "s",
            subject: items.count == 1 ? .item(items[0]) : .pair(PairID(items[0], items[1])),
            prompt: "p\(prompt)",
            criterion: items.count == 1 ? "overall" : "better",
            value: value,
            rater: rater,
            kind: kind,
            version: version
        )
    }

    func add(_ records: [RatingRecord]) throws {
        let rows = records.enumerated().map { ImportedRating(line: $0 + 1, record: $1) }
        _ = try store.importRatings(rows, study: "s", file: "f")
    }

    /// What figures take, in a phase.
    func set(_ phase: RatingRecord.Phase = .blind) throws -> RatingSet {
        try RatingSet(study: "s", in: store, phase: phase)
    }
}
