/// The kinds of rater.
package enum RaterKind: String, Sendable, CaseIterable {
    case human, judge, metric
}

/// A model with a prompt, parameters and a parser that scores responses.
package struct Judge: Sendable, Equatable {
    package var name: String
    package var endpoint: String
    package var model: String
    package var family: String?
    /// Names of criteria.
    package var criteria: [String]
    /// The template's file name in the study's folder.
    package var template: String
    package var sampling: Sampling
    package var price: Price?
    package var extra: [String: JSONValue]
    package var manner: Manner

    package init(
        name: String,
        endpoint: String,
        model: String,
        family: String? = nil,
        criteria: [String],
        template: String,
        sampling: Sampling = Sampling(temperature: 0, maxTokens: 400),
        price: Price? = nil,
        extra: [String: JSONValue] = [:],
        manner: Manner = Manner()
    ) {
        self.name = name
        self.endpoint = endpoint
        self.model = model
        self.family = family
        self.criteria = criteria
        self.template = template
        self.sampling = sampling
        self.price = price
        self.extra = extra
        self.manner = manner
    }
}

/// Several judges that vote.
package struct Panel: Sendable, Equatable {
    /// How the votes make one value.
    package enum Vote: String, Sendable, CaseIterable {
        case mean, median, majority
    }

    package var name: String
    package var judges: [String]
    package var vote: Vote
    /// Votes that are needed for a value.
    package var quorum: Int

    package init(name: String, judges: [String], vote: Vote, quorum: Int) {
        self.name = name
        self.judges = judges
        self.vote = vote
        self.quorum = quorum
    }
}
