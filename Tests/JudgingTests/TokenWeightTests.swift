import Foundation
import Judging
import Studies
import Testing

struct TokenWeightTests {
    static let scale = Scale(min: 1, max: 5, step: 1)

    /// Tokens with the alternatives of one of them.
    private func logprobs(_ tokens: [String], at place: Int, _ alternatives: [(String, Double)]) -> JSONValue {
        .array(
            tokens.enumerated().map { index, token in
                let tops = index == place ? alternatives : [(token, 1)]
                let listed = tops.map { text, probability in
                    JSONValue.object([("token", .string(text)), ("logprob", .number(log(probability)))])
                }
                let own = tops.first { $0.0 == token }?.1 ?? 1
                return .object([
                    ("token", .string(token)), ("logprob", .number(log(own))), ("top_logprobs", .array(listed)),
                ])
            }
        )
    }

    @Test func theMeanIsOverTheTokensOfTheScaleAndTheRestIsTold() throws {
        // By hand: (4 × 0.6 + 5 × 0.3) / 0.9 = 4.3333, and 0.1 left out.
        let told = logprobs(["4"], at: 0, [("4", 0.6), ("5", 0.3), ("good", 0.06), ("4.5", 0.04)])
        let weights = try TokenWeights(logprobs: told, reply: "4", scale: Self.scale)
        #expect(abs(weights.value - 13.0 / 3) < 1e-12)
        #expect(abs(weights.leftOut - 0.1) < 1e-12)
    }

    @Test func theTokenOfTheScoreIsFoundWithinJSON() throws {
        let tokens = ["{\"", "reason", "\":", " \"a 5\",", " \"", "score", "\":", " 2", "}"]
        let told = logprobs(tokens, at: 7, [(" 2", 0.5), (" 1", 0.25), (" 3", 0.25)])
        let weights = try TokenWeights(logprobs: told, reply: tokens.joined(), scale: Self.scale)
        #expect(abs(weights.value - 2) < 1e-12)
        let glued = ["{\"score\":", "2}"]
        let closed = logprobs(glued, at: 1, [("2}", 0.5), ("4}", 0.5)])
        let third = try TokenWeights(logprobs: closed, reply: glued.joined(), scale: Self.scale)
        #expect(abs(third.value - 3) < 1e-12)
    }

    /// Some servers list only others, some the chosen one too: it counts once with what it is told beside its token.
    @Test(arguments: [[("5", 0.3)], [("5", 0.3), ("4", 0.6)], [("4", 0.6), ("5", 0.3)]])
    func theChosenTokenCountsOnceWhetherItIsListedOrNot(alternatives: [(String, Double)]) throws {
        let listed = alternatives.map { text, probability in
            JSONValue.object([("token", .string(text)), ("logprob", .number(log(probability)))])
        }
        let token = JSONValue.object([
            ("token", .string("4")), ("logprob", .number(log(0.6))), ("top_logprobs", .array(listed)),
        ])
        let weights = try TokenWeights(logprobs: .array([token]), reply: "4", scale: Self.scale)
        #expect(abs(weights.value - 3.9 / 0.9) < 1e-12 && abs(weights.leftOut - 0.1) < 1e-12)
    }

    @Test func whatCannotBeWeightedIsRefusedInWords() {
        let spelled = logprobs(["4"], at: 0, [("4", 1)])
        let cases: [(JSONValue?, String)] = [
            (nil, "4"), (.array([]), "4"), (spelled, "5"), (logprobs(["1", "0"], at: 0, [("1", 1)]), "10"),
            (logprobs(["4"], at: 0, [("4", exp(5)), ("2", exp(7))]), "4"),
            (logprobs(["four"], at: 0, [("four", 1)]), "four"),
        ]
        for (told, reply) in cases {
            #expect(throws: StudiesError.self) { try TokenWeights(logprobs: told, reply: reply, scale: Self.scale) }
        }
    }
}
