import Mustache
package import Studies

/// A judge's prompt as a Mustache template; texts stand in it as they are, fenced by a boundary that they cannot know.
package struct JudgeTemplate: Sendable {
    private let template: MustacheTemplate
    private let source: String

    /// Throws words when the text is no Mustache template.
    package init(_ source: String, name: String) throws {
        self.source = source
        do {
            // Plain text: a judge reads `<`, not `&lt;`.
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\n" + source)
        } catch {
            throw StudiesError("the template '\(name)' is not Mustache (\(error)): check its braces")
        }
    }

    /// What the template lacks for a criterion, in words.
    package func problems(for criterion: Criterion) -> [String] {
        let needed = (criterion.isPairwise ? ["first", "second"] : ["response"]) + ["prompt", "criterion", "boundary"]
        return needed.filter { name in !source.contains("{{\(name)}}") && !source.contains("{{{\(name)}}}") }
            .map { "does not name {{\($0)}}" }
    }

    /// The prompt for one response, or for two in the order shown.
    package func rendered(prompt: Prompt, texts: [String], criterion: Criterion, boundary: String) -> String {
        var values: [String: Any] = [
            "prompt": prompt.text, "criterion": criterion.question, "scale": criterion.scaleText,
            "anchors": criterion.anchorText, "boundary": boundary,
        ]
        if let system = prompt.system { values["system"] = system }
        if let reference = prompt.reference { values["reference"] = reference }
        let names = texts.count == 1 ? ["response"] : ["first", "second"]
        for (name, text) in zip(names, texts) { values[name] = text }
        return template.render(values)
    }
}

extension Criterion {
    fileprivate var scaleText: String {
        switch form {
        case .scale(let scale):
            let ends = [scale.min, scale.max, scale.step].map(JSONValue.canonicalNumber)
            return "a number from \(ends[0]) to \(ends[1]) in steps of \(ends[2])"
        case .accept: return "1 for yes, 0 for no"
        case .pairwise(let tie, let bothBad):
            return "\"first\" or \"second\"" + (tie ? " or \"tie\"" : "") + (bothBad ? " or \"both_bad\"" : "")
        }
    }

    fileprivate var anchorText: String {
        guard case .scale(let scale) = form else { return "" }
        return scale.anchors.map { "\(JSONValue.canonicalNumber($0.point)) = \($0.label)" }.joined(separator: ", ")
    }
}
