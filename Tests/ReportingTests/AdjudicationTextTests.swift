import Studies
import Testing

@testable import Ratings
@testable import Reporting

/// What people disagreed on, in the words of its question.
struct AdjudicationTextTests {
    @Test func aValueHasTheWordsOfItsQuestion() throws {
        let (one, two) = (ItemID(rawValue: "a"), ItemID(rawValue: "b"))
        func words(_ form: Criterion.Form, _ subject: RatingSubject, _ scores: [Double], _ agreed: Double) -> String {
            let criterion = Criterion(name: "c", question: "How?", level: .ordinal, form: form)
            let dispute = Dispute(
                subject: subject,
                prompt: "p",
                criterion: "c",
                scores: scores,
                spread: 0.5,
                outcome: .adjudicated,
                agreed: agreed
            )
            let text = AdjudicationDocument([dispute], criteria: [criterion]).written(as: .table)
            return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        let pairs = Criterion.Form.pairwise(tie: true, bothBad: false)
        let pair = words(pairs, .pair(PairID(one, two)), [-1, 0, 1], 1)
        #expect(pair.contains(" c second tie first ") && pair.hasSuffix(" adjudicated first"), "\(pair)")
        let accepted = words(.accept, .item(one), [0, 1], 0)
        #expect(accepted.contains(" c no yes ") && accepted.hasSuffix(" adjudicated no"), "\(accepted)")
        let scored = words(.scale(Scale(min: 1, max: 5, step: 1)), .item(one), [1, 4.5], 4)
        #expect(scored.contains(" c 1 4.5 ") && scored.hasSuffix(" adjudicated 4"), "\(scored)")
    }
}
