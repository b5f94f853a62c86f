/// A table of ratings in a file of its own: `item, rater, score`, optionally `kind, criterion, prompt, model, phase, cluster`;
/// of two texts also `model_a, model_b`; or SLaM's own records (`slam.rating.v1`, `slam export --tidy`).
package struct BareTable: Sendable {
    /// The ratings of one criterion, as numbers into the lists of names.
    package struct Ratings: Sendable {
        package var name: String
        package var items: [Int32] = []
        package var raters: [Int32] = []
        /// Rows without a score: the item and the rater of each.
        package var missing: [(item: Int32, rater: Int32)] = []
        /// Pairs of which a judge said another thing in each order.
        package var inconsistent: [(item: Int32, rater: Int32)] = []
        /// Numbers into `values`.
        package var scores: [Int32] = []
        /// Distinct values, in the order of first sight; of words their index in `words`.
        package var values: [Double] = []
        /// The words of the values 0, 1, … where the scale has words.
        package var words: [String]?
        /// The declared values of the scale, in order.
        package var categories: [Double]?
        /// Whether the ratings are choices between two texts.
        package var isOfPairs = false
        /// Whether SLaM's own records call them accepted and rejected.
        package var isOfAcceptance = false
    }

    /// How a table is to be read.
    package struct Choices: Sendable {
        /// Rows of other phases are passed over; those without one are `blind`.
        package var phase: RatingRecord.Phase
        /// What separates decimals; nil for what the table's separator allows.
        package var decimal: NumberText.Decimal?
        /// What is declared of a criterion's scores.
        package var declared: @Sendable (String) -> DeclaredScores
        /// The points that are declared of all criteria together.
        package var listed: DeclaredScores.Listed
        /// What some columns are, as `role=column`.
        package var map: [String]
        /// The criteria that are asked for, whose scores alone are checked and read; all where none is named.
        package var shown: [String]

        package init(
            phase: RatingRecord.Phase = .blind,
            decimal: NumberText.Decimal? = nil,
            declared: @escaping @Sendable (String) -> DeclaredScores = { _ in DeclaredScores() },
            listed: DeclaredScores.Listed = DeclaredScores.Listed(),
            map: [String] = [],
            shown: [String] = []
        ) {
            self.map = map
            self.shown = shown
            self.phase = phase
            self.decimal = decimal
            self.declared = declared
            self.listed = listed
        }
    }

    package internal(set) var items = Names()
    package internal(set) var raters = Names()
    /// By rater's number.
    package internal(set) var kinds: [RaterKind] = []
    /// What the table says of each item.
    package internal(set) var clusters = ItemColumn()
    package internal(set) var prompts = ItemColumn()
    package internal(set) var models = ItemColumn()
    /// The names of models that were compared, and by item the numbers of its two.
    package internal(set) var sideNames = Names()
    package internal(set) var sides: [Int32: SIMD2<Int32>] = [:]
    /// Verdicts that neither text will do.
    package internal(set) var bothBadCount = 0
    package internal(set) var criteria: [Ratings] = []
    /// Rows whose score is empty or a word for none.
    package internal(set) var missingCount = 0
    /// Rows of another phase than the one that was wanted, which are passed over.
    package internal(set) var otherPhaseCount = 0
    /// The criteria of these rows, and those that nobody asked for: a table has them all the same.
    package internal(set) var otherCriteria: Set<String> = []
    /// What a reader of the figures must know besides, in sentences.
    package internal(set) var remarks: [String] = []

    /// Reads every row; throws `Mistakes` with every bad one.
    package static func read(path: String, choices: Choices = Choices()) throws -> BareTable {
        var reader = try BareTableReader(ByteSource(path: path), choices: choices)
        return try reader.read()
    }
}
