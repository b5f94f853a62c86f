import Rehearsal

extension Script {
    /// Each model's answer to each prompt, of 100 tokens in and 50 out.
    static func answers(of models: [String], to prompts: [String]) -> Script {
        Script(
            lines: models.flatMap { model in
                prompts.map { prompt in
                    Line(
                        model: model,
                        prompt: prompt,
                        matches: [],
                        response: "\(model) on \(prompt)",
                        inputTokens: 100,
                        outputTokens: 50
                    )
                }
            }
        )
    }
}
