import Mustache
package import Ratings
package import Studies

/// A judge's prompt as a Mustache template; texts stand in it as they are, fenced by a boundary that they cannot know.
package struct JudgeTemplate: Sendable {
    private let template: MustacheTemplate
    let source: String

    /// Throws words when the text is no Mustache template.
    package init(_ source: String, name: String) throws {
        self.source = source
        do {
            // Plain text: a judge reads `<`, not `&lt;`.
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\n" + Self.withoutEmptyLines(source))
        } catch {
            throw StudiesError("the template '\(name)' is not Mustache (\(error)): check its braces")
        }
    }

    /// Where anchors have a line to themselves, a criterion without any leaves none.
    private static func withoutEmptyLines(_ source: String) -> String {
        source.replacing(/(?m)^([ \t]*\{\{\{?\s*anchors\s*\}?\}\}[ \t]*)$/) {
            "{{#anchors}}\n\($0.1)\n{{/anchors}}"
        }
    }

    /// The prompt for these texts in the order shown.
    package func rendered(_ filling: Filling) -> String { template.render(filling.values) }

    /// What a template is filled with.
    package struct Filling: Sendable {
        package var prompt: Prompt
        /// In the order shown.
        package var texts: [String]
        package var criteria: [Criterion]
        package var boundary: String
        package var examples: [JudgeExample]
        /// How the wording departs from the plain one.
        package var arm: Arm

        package init(
            prompt: Prompt,
            texts: [String],
            criteria: [Criterion],
            boundary: String,
            examples: [JudgeExample] = [],
            arm: Arm = .plain
        ) {
            self.prompt = prompt
            self.texts = texts
            self.criteria = criteria
            self.boundary = boundary
            self.examples = examples
            self.arm = arm
        }
    }
}

extension JudgeTemplate.Filling {
    fileprivate var values: [String: Any] {
        var values: [String: Any] = ["prompt": prompt.text, "boundary": boundary]
        if let system = prompt.system { values["system"] = system }
        if let reference = prompt.reference { values["reference"] = reference }
        if let criterion = criteria.first { values.merge(self.values(of: criterion)) { $1 } }
        values["criteria"] = criteria.map(self.values(of:))
        values["examples"] = examples.map {
            ["prompt": $0.prompt, "response": $0.response, "verdict": $0.verdict, "boundary": boundary]
        }
        values["responses"] = texts.enumerated().map { place, text in
            ["number": "\(place + 1)", "response": text, "boundary": boundary]
        }
        for (name, text) in zip(texts.count == 1 ? ["response"] : ["first", "second"], texts) { values[name] = text }
        return values
    }

    private func values(of criterion: Criterion) -> [String: Any] {
        var values: [String: Any] = [
            "name": criterion.name, "criterion": arm.question(criterion.question),
            "scale": criterion.scaleText(isReversed: arm == .reversed),
        ]
        let anchors = criterion.anchorText(isReversed: arm == .reversed)
        if !anchors.isEmpty { values["anchors"] = anchors }
        return values
    }
}

extension Criterion {
    fileprivate func scaleText(isReversed: Bool) -> String {
        switch form {
        case .scale(let scale):
            let ends = [scale.min, scale.max, scale.step].map(JSONValue.canonicalNumber)
            return isReversed
                ? "a number from \(ends[1]) down to \(ends[0]) in steps of \(ends[2])"
                : "a number from \(ends[0]) to \(ends[1]) in steps of \(ends[2])"
        case .accept: return isReversed ? "0 for no, 1 for yes" : "1 for yes, 0 for no"
        case .pairwise(let tie, let bothBad):
            return "\"first\" or \"second\"" + (tie ? " or \"tie\"" : "") + (bothBad ? " or \"both_bad\"" : "")
        // Only people rank sets: a judge's study is refused before this.
        case .ranking: return ""
        }
    }

    fileprivate func anchorText(isReversed: Bool) -> String {
        guard case .scale(let scale) = form else { return "" }
        let anchors = isReversed ? scale.anchors.reversed() : scale.anchors
        return anchors.map { "\(JSONValue.canonicalNumber($0.point)) = \($0.label)" }.joined(separator: ", ")
    }
}
