/// What a prompt's last message is put into before a model is sent it: `{{prompt}}`, and `{{system}}` where the model is told
/// its system text so.
package enum PromptTemplate {
    /// The variables that it names and that it does not know.
    package static func unknown(in source: String) -> [String] {
        source.matches(of: /\{\{\{?\s*([^{}]*?)\s*\}?\}\}/).map { String($0.1) }.filter {
            !["prompt", "system"].contains($0)
        }
    }

    /// Whether it shows the prompt at all.
    package static func isWhole(_ source: String) -> Bool { source.contains(/\{\{\{?\s*prompt\s*\}?\}\}/) }

    /// The text with the variables' values in their places, as they stand.
    package static func rendered(_ source: String, prompt: String, system: String?) -> String {
        source.replacing(/\{\{\{?\s*(prompt|system)\s*\}?\}\}/) { $0.1 == "prompt" ? prompt : system ?? "" }
    }
}

extension Study {
    /// The messages that a model is sent for a prompt: its own system text in place of the prompt's, its template around the
    /// last message. Reviewers and judges are shown the prompt's.
    package func messages(of prompt: Prompt, to model: Model) -> [Message] {
        let system = model.system ?? prompt.system
        var messages = prompt.messages
        let source = model.template.flatMap { templates[$0] }
        if let source, let last = messages.indices.last {
            messages[last].content = PromptTemplate.rendered(source, prompt: messages[last].content, system: system)
        }
        let isInTemplate = source?.contains(/\{\{\{?\s*system/) ?? false
        guard let system, !isInTemplate else { return messages }
        return [Message(role: .system, content: system)] + messages
    }

    /// Samples of each prompt that a model is asked for.
    package func samples(of model: Model) -> Int { max(1, model.sampling.samples ?? sampling.samples ?? 1) }
}
