import Foundation
package import Studies

extension JudgeTemplate {
    /// What forbids the template for these criteria, in words.
    package func problems(for criteria: [Criterion], manner: Judge.Manner) -> [String] {
        let texts = Self.texts(criteria, manner)
        var needed = texts + ["prompt", "boundary"]
        needed += criteria.count > 1 && manner.isTogether ? ["criteria", "name"] : ["criterion"]
        if manner.examples != nil { needed.append("examples") }
        let names = Set(tags.map(\.name))
        let missing = needed.filter { !names.contains($0) }.map { "does not name {{\($0)}}" }
        let unfenced = texts.filter { names.contains($0) && !isFenced($0) }
        return missing + unfenced.map { "does not fence {{\($0)}}: put {{boundary}} on a line before and one after it" }
    }

    /// What a template had better say, in words.
    package func advice(for criteria: [Criterion], manner: Judge.Manner) -> [String] {
        var advice: [String] = []
        let names = Set(tags.map(\.name))
        if !names.contains("scale") { advice.append("does not name the scale: add {{scale}}") }
        let isAnchored = criteria.contains {
            if case .scale(let scale) = $0.form { !scale.anchors.isEmpty } else { false }
        }
        if isAnchored, !names.contains("anchors") {
            advice.append("does not say what the scale's points mean: add {{anchors}}")
        }
        if let pattern = manner.pattern, !PatternBound.holdsOnProse(pattern) {
            advice.append(
                "is read by a pattern that takes too long on prose: let nothing in it repeat in two ways, as (a+)+ does"
            )
        }
        if manner.reply == .json {
            let words = manner.isRanking ? ["ranking"] : Self.verdictWords(criteria)
            for word in words where !source.contains("\"\(word)\"") {
                advice.append("does not show the form of the reply: name \"\(word)\" in its JSON object")
            }
            if let reason = source.range(of: "\"reason\""), let word = words.first,
                let verdict = source.range(of: "\"\(word)\""), verdict.lowerBound < reason.lowerBound
            {
                advice.append("asks for the verdict before the reason: ask for the reason first")
            }
        }
        return advice
    }

    private static func texts(_ criteria: [Criterion], _ manner: Judge.Manner) -> [String] {
        if manner.isRanking { return ["responses", "response"] }
        return criteria.contains(where: \.isPairwise) ? ["first", "second"] : ["response"]
    }

    private static func verdictWords(_ criteria: [Criterion]) -> [String] {
        let isScored = criteria.contains { if case .scale = $0.form { true } else { false } }
        return isScored ? ["score"] : criteria.contains(where: \.isPairwise) ? ["choice"] : []
    }

    private struct Tag {
        var name: String
        var isSection: Bool
    }

    /// The variables and sections in their order, without comments.
    private var tags: [Tag] {
        source.matches(of: /\{\{\{?\s*([#^\/&]?)\s*([A-Za-z_.]+)\s*\}?\}\}/).map {
            Tag(name: String($0.2), isSection: !$0.1.isEmpty && $0.1 != "&")
        }
    }

    /// Whether a boundary is the nearest variable on both sides of a text, wherever it stands.
    private func isFenced(_ name: String) -> Bool {
        guard name != "responses" else { return true }
        let variables = tags.filter { !$0.isSection }.map(\.name)
        return variables.indices.filter { variables[$0] == name }.allSatisfy { place in
            place > 0 && variables[place - 1] == "boundary" && place + 1 < variables.count
                && variables[place + 1] == "boundary"
        }
    }
}
