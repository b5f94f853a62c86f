package import Studies

/// One current rating, with numbers into the lists of its `RatingRows`; −1 where there is none.
package struct RatingRow: Sendable {
    /// The row in the database: ascending as stored.
    package var id: Int64
    /// NaN where there is none: both bad, or no rating.
    package var value: Double
    package var rater: Int32
    package var criterion: Int32
    package var first: Int32
    package var second: Int32
    package var set: Int32
    package var version: Int32
    package var sample: Int32
    package var outcome: RatingRecord.Outcome
    package var side: RatingRecord.Side?
    /// Whether it answers the question and the scale that the study has today.
    package var isOfThisQuestion: Bool
}

/// The current ratings of a study in one phase, and everything that they name, by number.
package struct RatingRows: Sendable {
    /// A rater and what it is.
    package struct Rater: Sendable, Equatable {
        package var name: String
        package var kind: RaterKind

        package init(name: String, kind: RaterKind) {
            self.name = name
            self.kind = kind
        }
    }

    /// A prompt with its tags.
    package struct Prompt: Sendable, Equatable {
        package var name: String
        package var tags: [String]
        /// The number of the first prompt that reads the same: its own, mostly.
        package var first: Int32
    }

    package internal(set) var rows: [RatingRow] = []
    package internal(set) var raters: [Rater] = []
    /// Names of criteria, those that the study no longer has among them.
    package internal(set) var criteria: [String] = []
    package internal(set) var versions: [String] = []
    package internal(set) var prompts: [Prompt] = []
    package internal(set) var items: [ItemID] = []
    /// By item.
    package internal(set) var itemPrompts: [Int32] = []
    /// The study's models, in its order.
    package internal(set) var models: [String] = []
    /// Prompts with blind human ratings that the study's files no longer have: they go on counting.
    package internal(set) var gonePromptCount = 0
    /// The numbers of models that the study has no more.
    package internal(set) var goneModels: Set<Int> = []
    /// The items and models of the current responses, in the study's order.
    package internal(set) var writers: [(item: Int32, model: Int32)] = []
    /// The prompts and models of the current responses, prompt by prompt, each as often as it has samples.
    var answers: [(prompt: Int32, model: Int32)] = []
    /// What stays out until the study is unblinded.
    package internal(set) var withheld = Withheld()
    /// The same of responses that others replaced since: their ratings stay with them.
    package internal(set) var earlierWriters: [(item: Int32, model: Int32)] = []
    /// By item its characters; empty unless asked for.
    package internal(set) var lengths: [Int32] = []
    /// Showings rated under a wording of their prompt that is not today's, by the row of the rating.
    package internal(set) var ofAnotherPrompt: Set<Int64> = []
    /// By rater and criterion the version that judges today, where the program knows it.
    package internal(set) var versionsOfToday: [VersionName: String] = [:]
    package internal(set) var shown: ShownModels
    /// What some of the ratings are marked with.
    package internal(set) var marks = RatingMarks()
}

/// Ratings that somebody must know of, by their rows.
package struct RatingMarks: Sendable, Equatable {
    /// Whose items were chosen by what is known of them: an adaptive plan marks them.
    package private(set) var adaptive: Set<Int64> = []
    /// Whose texts were not shown to their ends.
    package private(set) var unread: Set<Int64> = []
    /// Whether any of the study was settled in a session, in whatever phase these are.
    package internal(set) var hasSettled = false

    mutating func add(_ flags: String, of row: Int64) throws {
        for flag in try JSONValue(parsing: flags).array ?? [] {
            switch flag.string {
            case "adaptive": adaptive.insert(row)
            case "unread": unread.insert(row)
            default: break
            }
        }
    }
}

/// Whose version on what.
package struct VersionName: Sendable, Hashable {
    package var rater: String
    package var criterion: String

    package init(rater: String, criterion: String) {
        self.rater = rater
        self.criterion = criterion
    }
}
