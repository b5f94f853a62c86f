import Foundation
package import Studies

/// A score as the mean of the scale's points, weighted by the probabilities of their tokens (G-Eval; Liu et al., 2023).
package struct TokenWeights: Sendable, Equatable {
    package let value: Double
    /// The probability of all tokens that are no point of the scale, or that the server did not list.
    package let leftOut: Double

    /// Reads the alternatives at the token of the score; throws words when they are not exactly there.
    package init(logprobs: JSONValue?, reply: String, scale: Scale) throws {
        guard let tokens = logprobs?.array, !tokens.isEmpty else {
            throw StudiesError("the server told no token probabilities: leave 'weighted' out, or ask another server")
        }
        let texts = tokens.map { $0["token"]?.string ?? "" }
        guard texts.joined().utf8.elementsEqual(reply.utf8) else {
            throw StudiesError("the tokens told do not spell the reply")
        }
        let number = try Self.number(in: reply)
        var start = 0
        let place = texts.firstIndex { text in
            start += text.utf8.count
            return start > number.offset
        }
        guard let place, let around = texts[place].range(of: number.text) else {
            throw StudiesError("the score takes more than one token: its probability is not told")
        }
        let (before, after) = (texts[place][..<around.lowerBound], texts[place][around.upperBound...])
        var masses = [Double](repeating: 0, count: scale.points.count)
        for (text, probability) in try Self.alternatives(tokens[place]) {
            var trimmed = text[...]
            if trimmed.hasPrefix(before) { trimmed = trimmed.dropFirst(before.count) }
            if trimmed.hasSuffix(after) { trimmed = trimmed.dropLast(after.count) }
            guard let point = try? JSONValue(parsing: trimmed.trimmingCharacters(in: .whitespaces)).number,
                let index = scale.points.firstIndex(where: { abs($0 - point) < 1e-9 })
            else { continue }
            masses[index] += probability
        }
        let mass = masses.reduce(0, +)
        guard mass > 0 else { throw StudiesError("no token of the scale is among the alternatives") }
        value = zip(masses, scale.points).reduce(0) { $0 + $1.0 * $1.1 } / mass
        leftOut = max(0, 1 - mass)
    }

    /// The score's digits and where they begin: the only thing in a bare reply, what follows `"score":` in JSON.
    private static func number(in reply: String) throws -> (text: String, offset: Int) {
        var from = reply.startIndex
        // Within a text the quote after the word would be escaped: this is the member's name.
        if let name = reply.range(of: #""score"\s*:\s*"#, options: .regularExpression) { from = name.upperBound }
        let rest = reply[from...].drop { $0.isWhitespace }
        let text = rest.prefix { $0.isNumber || "+-.eE".contains($0) }
        guard !text.isEmpty else { throw StudiesError("no score to weight") }
        return (String(text), reply.utf8.distance(from: reply.startIndex, to: rest.startIndex))
    }

    /// The alternatives with their probabilities, the chosen token among them once.
    private static func alternatives(_ token: JSONValue) throws -> [(String, Double)] {
        let listed = token["top_logprobs"]?.array ?? []
        guard !listed.isEmpty else { throw StudiesError("the server told no alternatives of the score's token") }
        var alternatives: [(String, Double)] = []
        for entry in listed + [token] {
            guard let text = entry["token"]?.string, let logprob = entry["logprob"]?.number else { continue }
            guard logprob <= 1e-6 else {
                throw StudiesError("the server's log probabilities are above 0: they are no probabilities")
            }
            guard !alternatives.contains(where: { $0.0.utf8.elementsEqual(text.utf8) }) else { continue }
            alternatives.append((text, exp(min(0, logprob))))
        }
        return alternatives
    }
}
