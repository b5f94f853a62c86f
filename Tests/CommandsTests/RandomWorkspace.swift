import Fixtures
import Foundation

/// A small study whose every trait is drawn from a seed: who rated what, in which phase, by which version, with what gaps.
struct RandomWorkspace {
    private struct Text {
        var prompt: String
        var model: Int
        var quality: Double
    }

    private var chance: SplitMix
    private let seed: UInt64
    private let models: Int
    private let prompts: Int
    private let reviewers: [String]
    private let step: Double
    private let hasTies: Bool
    private var texts: [Text] = []

    init(seed: UInt64) {
        var chance = SplitMix(state: seed)
        self.seed = seed
        models = 2 + chance.below(3)
        prompts = 4 + chance.below(8)
        reviewers = Array(["ana", "ben", "cleo", "dora"].prefix(1 + chance.below(4)))
        step = chance.below(3) == 0 ? 0.5 : 1
        hasTies = chance.below(4) > 0
        self.chance = chance
    }

    /// Writes the study, and brings its responses and ratings in by `slam import`.
    mutating func make() async throws -> TemporaryWorkspace {
        let workspace = TemporaryWorkspace()
        try workspace.write("Prompts/s/study.yaml", yaml)
        try workspace.write("Prompts/s/prompts.jsonl", promptLines)
        try workspace.write("responses.csv", responses())
        try workspace.write("scores.csv", scores())
        try workspace.write("pairs.csv", comparisons())
        for file in ["responses.csv", "scores.csv", "pairs.csv"] {
            try await workspace.done("import", "\(workspace.path)/\(file)", "--new-raters")
        }
        try workspace.fixLetters()
        return workspace
    }

    private var yaml: String {
        let names = (1...models).map { place in
            "  model-\(place): {endpoint: api, model: m\(place), family: family-\((place + 1) / 2)\(place == 1 ? ", baseline: true" : "")}\n"
        }
        return """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:1/v1"}}
            review: {pairs: all}
            models:
            \(names.joined())criteria:
              overall: {question: "How good?", scale: {min: 1, max: 5, step: \(step)}}
              safe: {question: "Would you send it?", accept: true}
              better: {question: "Which one?", pairwise: {tie: \(hasTies), both_bad: true}}
            reviewers: []
            """
    }

    private var promptLines: String {
        (1...prompts).map { place in
            let tags = place % 3 == 0 ? ["short"] : place % 3 == 1 ? ["short", "odd"] : []
            return #"{"id": "p\#(place)", "prompt": "Ask \#(place)", "tags": \#(tags)}"# + "\n"
        }.joined()
    }

    private mutating func responses() -> String {
        var lines = "prompt,model,response\n"
        for prompt in 1...prompts {
            for model in 1...models {
                // Now and then two models write the very same text.
                let isCopy = model > 1 && chance.below(12) == 0
                let words = String(repeating: "word ", count: 1 + chance.below(30))
                let text = isCopy ? "The same of \(prompt)" : "\(words)of \(prompt) by \(model)"
                lines += "p\(prompt),model-\(model),\(text)\n"
                guard !isCopy else { continue }
                texts.append(Text(prompt: "p\(prompt)", model: model, quality: Double(models - model) + normal()))
            }
        }
        return lines
    }

    /// About normal: the sum of twelve numbers from 0 to 1, less 6.
    private mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + chance.unit() } }

    private mutating func scores() -> String {
        var lines = "rater,kind,version,criterion,score,prompt,model,phase\n"
        func add(_ rater: String, _ criterion: String, _ score: String, _ text: Text, _ phase: String = "blind") {
            lines += "\(rater),\(criterion),\(score),\(text.prompt),model-\(text.model),\(phase)\n"
        }
        for text in texts {
            for reviewer in reviewers where chance.below(5) > 0 {
                add("\(reviewer),human,", "overall", point(text.quality), text)
                if chance.below(3) > 0 { add("\(reviewer),human,", "safe", accepts(text.quality), text) }
                if chance.below(9) == 0 { add("\(reviewer),human,", "overall", point(text.quality), text, "discussed") }
            }
            for (judge, version) in [("judge-a", "v1"), ("judge-a", "v2"), ("judge-b", "v1")] where chance.below(6) > 0
            {
                let word = chance.below(14) == 0 ? "unparsed" : point(text.quality + 0.3)
                add("\(judge),judge,\(version)", "overall", word, text)
                if chance.below(2) == 0 { add("\(judge),judge,\(version)", "safe", accepts(text.quality), text) }
            }
            add("metric,metric,m1", "metric", "\((normal() + text.quality) / 10)", text)
        }
        return lines
    }

    private mutating func point(_ quality: Double) -> String {
        "\(min(5, max(1, ((2.5 + quality + normal() * 0.7) / step).rounded() * step)))"
    }

    private mutating func accepts(_ quality: Double) -> String { quality + normal() > 0 ? "accept" : "reject" }

    private mutating func comparisons() -> String {
        var lines = "rater,kind,version,criterion,winner,prompt,left_model,right_model\n"
        for one in texts {
            for other in texts where other.prompt == one.prompt && other.model > one.model {
                let difference = one.quality - other.quality
                for reviewer in reviewers where chance.below(4) > 0 {
                    lines += "\(reviewer),human,,better,\(turned(difference, one, other))\n"
                }
                for judge in ["judge-a", "judge-b"] where chance.below(5) > 0 {
                    lines += "\(judge),judge,v1,better,\(turned(difference + 0.5, one, other))\n"
                }
            }
        }
        return lines
    }

    /// The winner, the prompt and the two models in the order of the screen, which is drawn.
    private mutating func turned(_ difference: Double, _ one: Text, _ other: Text) -> String {
        let felt = difference + normal()
        let isTurned = chance.below(2) == 0
        let (left, right) = isTurned ? (other, one) : (one, other)
        let winner =
            chance.below(25) == 0
            ? "both_bad" : hasTies && abs(felt) < 0.4 ? "tie" : (felt > 0) == isTurned ? "right" : "left"
        return "\(winner),\(one.prompt),model-\(left.model),model-\(right.model)"
    }
}

extension SplitMix {
    fileprivate mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }

    fileprivate mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
}
