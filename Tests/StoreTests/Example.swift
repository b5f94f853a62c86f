import Fixtures
import Planning
import Store
import Studies

/// A small study with stored responses.
enum Example {
    static let study = Study(
        name: "s",
        models: [
            Model(name: "large", endpoint: "e", model: "l", isBaseline: true),
            Model(name: "small", endpoint: "e", model: "s"),
        ],
        criteria: [.overall, .better()],
        reviewers: ["ana", "ben"],
        prompts: (1...4).map { Prompt(id: "p\($0)", messages: [Message(role: .user, content: "ask \($0)")]) }
    )

    /// A bad text that is shown in training, with why it is bad.
    static let trainingResponse = KnownResponse(
        prompt: "p2",
        text: "known to be bad",
        scores: [.init(criterion: "overall", value: 1)],
        explanation: "it is bad",
        isTraining: true
    )

    static var responses: [ImportedResponse] { responses(of: study) { "\($0) says \($1)\0!" } }

    /// One response of each model to each prompt; `text` is told the names of both.
    static func responses(of study: Study, text: (_ model: String, _ prompt: String) -> String) -> [ImportedResponse] {
        study.prompts.enumerated().flatMap { place, prompt in
            study.models.map {
                ImportedResponse(
                    line: place,
                    prompt: prompt.id,
                    model: $0.name,
                    sample: 1,
                    text: text($0.name, prompt.id)
                )
            }
        }
    }

    static func store() throws -> Store {
        let store = try Store.inMemory()
        try fill(store)
        return store
    }

    static func fill(
        _ store: Store,
        _ study: Study = study,
        _ responses: [ImportedResponse] = responses
    ) throws {
        try store.sync(study)
        _ = try store.importResponses(responses, study: "s", file: "f", at: 1)
        try store.plan(study, worsened: { _, _, _ in nil }, by: Planner(study).rows)
    }
}
