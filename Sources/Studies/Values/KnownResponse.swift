/// A text made for a study whose values are known: a hidden check (gold), or one that is explained in training.
package struct KnownResponse: Sendable, Equatable {
    /// The value that it should get on a criterion.
    package struct Score: Sendable, Equatable {
        package var criterion: String
        package var value: Double

        package init(criterion: String, value: Double) {
            self.criterion = criterion
            self.value = value
        }
    }

    /// The id of the prompt that it answers.
    package var prompt: String
    package var text: String
    package var scores: [Score]
    /// Why, for training.
    package var explanation: String?
    package var isTraining: Bool

    package init(prompt: String, text: String, scores: [Score], explanation: String? = nil, isTraining: Bool = false) {
        self.prompt = prompt
        self.text = text
        self.scores = scores
        self.explanation = explanation
        self.isTraining = isTraining
    }
}

/// What a training item should have got on a criterion, and why.
package struct Expectation: Sendable, Equatable {
    package var criterion: String
    package var value: Double
    package var explanation: String?

    package init(criterion: String, value: Double, explanation: String? = nil) {
        self.criterion = criterion
        self.value = value
        self.explanation = explanation
    }
}
