extension Judge {
    /// How a judge is asked, and how its replies become verdicts.
    package struct Manner: Sendable, Equatable {
        /// The form of a reply.
        package enum Reply: String, Sendable, CaseIterable {
            /// One JSON object.
            case json
            /// The score or the choice, and nothing else.
            case bare
            /// What the one group of a regular expression holds.
            case pattern
        }

        /// How several samples make one verdict.
        package enum Vote: String, Sendable, CaseIterable {
            case mean, majority
        }

        package var reply = Reply.json
        /// The regular expression of a reply of that form.
        package var pattern: String?
        /// How often a reply that cannot be read is asked for once more, with the reason.
        package var reask = 0
        /// The vote over samples; nil is the mean on a scale and the majority on a choice.
        package var vote: Vote?
        /// Whether the server is sent the JSON schema of a verdict.
        package var isStructured = false
        /// Whether the score is the mean of the scale's points, weighted by the probabilities of their tokens.
        package var isWeighted = false
        /// Whether one call asks for all criteria.
        package var isTogether = false
        /// Whether one call ranks all responses to a prompt, from which the verdicts on pairs follow.
        package var isRanking = false
        /// A template that asks the same in other words, for an audit.
        package var reworded: String?
        /// Rated responses that are shown as examples.
        package var examples: Examples?

        package init() {}

        /// Examples are chosen from one reviewer's ratings.
        package struct Examples: Sendable, Equatable {
            package var rater: String
            package var count: Int

            package init(rater: String, count: Int) {
                self.rater = rater
                self.count = count
            }
        }
    }

    /// Every template that the judge uses.
    package var templates: [String] { [template] + [manner.reworded].compactMap(\.self) }
}
