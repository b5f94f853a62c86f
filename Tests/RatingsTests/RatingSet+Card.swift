import Agreement
import Studies
import Testing

@testable import Ratings

extension RatingSet {
    /// The card of the judge 'j', settled by nothing.
    func card(_ options: IntervalOptions) throws -> JudgeCard {
        let choices = JudgeCard.Choices(settings: CalibrationSettings(), options: options)
        return try #require(try JudgeCards(self, selection: RatingSelection(raters: ["j"]), choices: choices).all.first)
    }
}
