/// One model's texts by prompt, of every sample.
package struct ModelTexts: Sendable, Equatable {
    /// What it answered to one prompt.
    package struct Answers: Sendable, Equatable {
        package var prompt: String
        package var texts: [String]

        package init(prompt: String, texts: [String] = []) { (self.prompt, self.texts) = (prompt, texts) }
    }

    package var model: String
    package var answers: [Answers]

    package init(model: String, answers: [Answers] = []) { (self.model, self.answers) = (model, answers) }
}
