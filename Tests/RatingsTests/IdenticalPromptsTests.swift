import Testing

@testable import Ratings

/// As large a share of ties counts as of the other prompts is rated.
struct IdenticalPromptsTests {
    @Test(arguments: [
        (alike: 25, others: 35, rated: 35, counted: 25), (25, 35, 7, 5), (25, 35, 1, 0), (25, 35, 0, 0),
        (0, 35, 35, 0), (10, 3, 4, 10), (10, 0, 0, 0),
    ])
    func tiesKeepStepWithRatings(alike: Int, others: Int, rated: Int, counted: Int) {
        var prompts = IdenticalPrompts()
        for place in 0..<alike + others { prompts.add(areAlike: place < alike) }
        prompts.rated = rated
        #expect(prompts.count == alike && prompts.counted == counted)
    }
}
