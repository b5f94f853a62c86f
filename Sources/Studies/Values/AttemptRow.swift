/// One try as its owner looks at it: who was asked and what came of it, never the text.
package struct AttemptRow: Sendable {
    /// The number that `--show` takes; nil where it is withheld.
    package var id: Int64?
    /// Nil where it is withheld.
    package var at: Int64?
    package var purpose: Attempt.Purpose
    /// The model's or judge's name in the study.
    package var asked: String
    package var prompt: String?
    package var sample: Int
    package var number: Int
    /// `ok`, or the class of the failure.
    package var failureClass: String
    package var httpStatus: Int?
    package var totalNanoseconds: Int64?
    package var inputTokens: Int?
    package var outputTokens: Int?
    package var nanoDollars: Int64?
    package var finishReason: String?
    package var message: String?
    /// What a failed answer said first, made harmless.
    package var said: String?
    /// Whether times, tokens, cost and end are kept back: beside a model's name they join it to a text by its length.
    package var isWithheld = false
    /// Whether the server's words are kept back: they may be those of the text that is rated.
    package var isMute = false
    /// Whether the prompt is kept back: a model failed on it for good, and who knows which knows who wrote the others.
    package var isOfHiddenPrompt = false

    package init(
        id: Int64? = nil,
        at: Int64? = nil,
        purpose: Attempt.Purpose,
        asked: String,
        prompt: String? = nil,
        sample: Int,
        number: Int,
        failureClass: String,
        httpStatus: Int? = nil,
        totalNanoseconds: Int64? = nil,
        inputTokens: Int? = nil,
        outputTokens: Int? = nil,
        nanoDollars: Int64? = nil,
        finishReason: String? = nil,
        message: String? = nil,
        said: String? = nil
    ) {
        self.id = id
        self.at = at
        self.purpose = purpose
        self.asked = asked
        self.prompt = prompt
        self.sample = sample
        self.number = number
        self.failureClass = failureClass
        self.httpStatus = httpStatus
        self.totalNanoseconds = totalNanoseconds
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.nanoDollars = nanoDollars
        self.finishReason = finishReason
        self.message = message
        self.said = said
    }
}
