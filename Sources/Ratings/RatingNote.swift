import Store
package import Studies

/// What a reader of figures must know of the ratings, as a fact: sentences are made where it is written.
package enum RatingNote: Sendable, Equatable {
    /// Why ratings no longer answer what the study asks.
    package enum Staleness: String, Sendable, CaseIterable {
        /// The criterion's question or scale is another today.
        case question
        /// The prompt reads otherwise today.
        case prompt
        /// The study has no such criterion.
        case criterion
        /// The judge or metric has a newer version.
        case version
    }

    /// A criterion that nobody has rated.
    case unrated(criterion: String)
    /// Ratings that are left out of every figure.
    case stale(Staleness, criterion: String, rater: String?, count: Int)
    /// What was edited in the study's files and is not taken over: the figures rest on what they said before.
    case edited(Edits)
    /// The study's files have mistakes: whether they were edited cannot be seen.
    case unreadableFiles
    /// An edit of a criterion that was declared to keep its meaning, and why: older ratings are in the figures.
    case kept(criterion: String, reason: String)
    /// Rated subjects of which the same reviewer was not asked a criterion.
    case notAsked(criterion: String, count: Int)
    /// Human ratings given though the end of the prompt or of a response was never shown; they are in the figures.
    case unread(criterion: String, count: Int, of: Int)
    /// What a rater did besides giving a value.
    case without(rater: String, criterion: String, outcome: Outcome, count: Int)
    /// A file without a score.
    case noScores
    case missingScores(count: Int)
    case otherPhase(count: Int, than: RatingRecord.Phase)
    /// Some items lack their cluster or prompt: each is one of its own.
    case alone(String, count: Int, of: Int)
    /// The same of comparisons.
    case comparisonsAlone(String, count: Int, of: Int)
    /// Rated prompts that are fewer texts.
    case samePrompts(count: Int, texts: Int)
    /// What the reader of a file remarked, as it stands.
    case remark(String)
    /// Raters of several kinds are in one ranking.
    case mixedKinds([RaterKind])
    /// A ranking counts as comparisons two by two.
    case rankings
    case noComparisons
    /// Ratings of responses that others replaced since: in no figure by model.
    case replaced(count: Int)
    /// Prompts that people rated and that prompts.jsonl no longer has; their ratings are in the figures.
    case gonePrompts(count: Int)
    /// How many human ratings were given in a sealed bundle, beside the database, and came in files.
    case access(sealed: Int, database: Int, unknown: Int)
    /// Up to which difference of a metric's scores two texts are a tie, and where that is from.
    case tieBand(rater: String, criterion: String, band: Double, source: TieBandSource)
    /// A judge's or metric's scores are those of its stored map.
    case calibrated(MapInUse)
    /// Models stand as letters.
    case letters
    /// Counts by model could betray a letter, and are withheld.
    case lettersWithoutCounts

    /// Ratings that came in files by the names of models are out of every figure until unblinding.
    case withheldByName(count: Int)
    /// A criterion of which every rating came so.
    case withheldCriterion(criterion: String)
    /// A metric that lacks texts of prompts that it scored is out of every figure until unblinding.
    case withheldMetric(rater: String)
    /// Prompts that are in no figure by letter until unblinding.
    case withheldLetters(prompts: Int)
    /// All of them, as ratings came in files by the names of models.
    case withheldLettersByName
    /// Models that came after the blind plan are in no figure by letter until unblinding.
    case withheldModels(count: Int)
    /// Of people's or an automatic rater's ratings some wait until they are a full batch of figures by letter.
    case withheldBatch(Batch)
    /// Ratings under an older wording of their prompt go on counting by letter.
    case heldLetters(count: Int)

    /// Edits of a study's files that a figure may hang on.
    package struct Edits: Sendable, Equatable {
        /// Criteria that read otherwise, are new or are gone.
        package let criteria: [String]
        /// How many prompts read otherwise, bear other tags, are gone or are there again.
        package let prompts: Int
        /// Models that are gone or there again.
        package let models: [String]
        /// Whether what judges' samples or panels vote by is another.
        package let votes: Bool
        /// Whether reviewers are shown other guidelines.
        package let guidelines: Bool

        package init(
            criteria: [String] = [],
            prompts: Int = 0,
            models: [String] = [],
            votes: Bool = false,
            guidelines: Bool = false
        ) {
            (self.criteria, self.prompts, self.models) = (criteria, prompts, models)
            (self.votes, self.guidelines) = (votes, guidelines)
        }
    }

    /// What stays until unblinding.
    static func withheld(_ withheld: Withheld) -> [RatingNote] {
        let prompts = withheld.prompts.count + withheld.unanswered
        return (withheld.namedByModel > 0 ? [.withheldByName(count: withheld.namedByModel)] : [])
            + withheld.metrics.map { .withheldMetric(rater: $0) }
            + (prompts == 0
                ? [] : [withheld.isOfAllByName ? .withheldLettersByName : .withheldLetters(prompts: prompts)])
            + (withheld.laterModels == 0 ? [] : [.withheldModels(count: withheld.laterModels)])
            + withheld.batches.map { .withheldBatch(Batch($0)) }
            + (withheld.edited == 0 ? [] : [.heldLetters(count: withheld.edited)])
    }

    /// How many human or automatic ratings on a criterion stand in figures by letter.
    package struct Batch: Sendable, Equatable {
        package let criterion: String
        /// Nil for people.
        package let rater: String?
        package let counted: Int
        package let all: Int
        /// How many fill a batch.
        package let size: Int
        /// Whether they are verdicts on pairs, of figures within pairs of models.
        package let isWithinPairs: Bool

        init(_ batch: Withheld.Batch) {
            (criterion, rater) = (batch.criterion, batch.rater)
            (counted, all, size) = (batch.counted, batch.all, batch.size)
            isWithinPairs = batch.isWithinPairs
        }
    }

    /// Whether it tells of what stays until unblinding.
    package var isWithheld: Bool {
        switch self {
        case .withheldByName, .withheldCriterion, .withheldMetric, .withheldLetters, .withheldLettersByName,
            .withheldModels, .withheldBatch, .heldLetters:
            true
        default: false
        }
    }

    /// Whether it tells of a metric's verdicts on pairs, which are no figure of a model.
    var isOfTieBand: Bool { if case .tieBand = self { true } else { false } }

    /// Whether it tells of figures of one of these criteria, or of all.
    package func isOf(_ criteria: Set<String>) -> Bool { criterion.map(criteria.contains) ?? true }

    /// The criterion that it tells of.
    var criterion: String? {
        switch self {
        case .unrated(let criterion), .kept(let criterion, _), .stale(_, let criterion, _, _),
            .notAsked(let criterion, _), .unread(let criterion, _, _),
            .without(_, let criterion, _, _), .withheldCriterion(let criterion),
            .tieBand(_, let criterion, _, _):
            criterion
        case .calibrated(let used): used.map.criterion
        case .withheldBatch(let batch): batch.criterion
        default: nil
        }
    }

    /// Whether it tells of ratings that are left out because of an edit or a newer version.
    package var isStale: Bool { if case .stale = self { true } else { false } }

    /// Whether it tells of what a table holds besides ratings that count, or lacks.
    package var isOfTable: Bool {
        switch self {
        case .noScores, .missingScores, .otherPhase, .remark: true
        default: false
        }
    }

    /// Whether it tells of edits that are not taken over, or may not be: whatever is shown of ratings rests on older files.
    package var isOfEdits: Bool {
        switch self {
        case .edited, .unreadableFiles: true
        default: false
        }
    }

    /// Where a metric's tie band is from.
    package enum TieBandSource: String, Sendable {
        /// Fitted on people's verdicts, five folds over prompts.
        case fitted
        /// study.yaml.
        case declared
        /// Nobody says: equal scores alone are a tie.
        case equality
    }

    /// What became of a verdict that is no number; both bad, in figures, is a tie.
    package enum Outcome: Sendable, Equatable {
        case bothBad
        case other(RatingRecord.Outcome)

        package var words: String {
            switch self {
            case .bothBad: "both bad"
            case .other(let outcome): outcome.rawValue
            }
        }
    }
}
