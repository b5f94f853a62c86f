package import Agreement
package import Planning
package import Ratings
import Studies

/// How each reviewer rates, to be written in any format.
package struct QualityDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.quality.v1"

    private let figures: [ReviewerFigure]
    private let options: IntervalOptions
    private let notes: [String]

    /// `facts` are what must be known of the ratings.
    package init(_ figures: [ReviewerFigure], options: IntervalOptions, facts: [RatingNote]) {
        self.figures = figures
        self.options = options
        notes = facts.map(\.sentence)
    }

    /// The document in that format.
    package func written(as format: Format) -> String {
        Table(figures).written(as: format, schema: Self.schema, options: options, notes: notes)
    }

    /// What must be known, a line for each.
    package var words: String { notes.map { $0 + "\n" }.joined() }

    /// Beside how well people could tell: what the plan alone gave away, before unblinding without how much that is.
    package static func words(of attack: PlanAttack, isBlind: Bool) -> String {
        words(isAboveLuck: attack.isAboveLuck, excess: attack.excess, isBlind: isBlind)
    }

    static func words(isAboveLuck: Bool, excess: Double, isBlind: Bool) -> String {
        let more = isAboveLuck ? "more" : "no more"
        guard !isBlind else { return "From the plan alone \(more) of the texts could be told than by luck.\n" }
        let share = Figures.fixed(excess * 100, decimals: 0)
        return "From the plan alone \(share) % more of the texts could be told than by chance, \(more) than by luck.\n"
    }
}
