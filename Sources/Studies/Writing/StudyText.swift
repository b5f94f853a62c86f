/// `study.yaml` as `slam init` writes it: what is asked, and every other key in a comment with its default.
package struct StudyText {
    /// A model as a line of the file.
    package struct Model {
        var name: String
        /// What stands in its braces.
        var members: [String]

        package init(name: String, members: [String]) { (self.name, self.members) = (name, members) }
    }

    var opening: [String]
    var endpoints: [String] = []
    var models: [Model]
    var criteria: [Criterion]
    var reviewers: [String]
    /// What stands under `review` besides the comments.
    var review: [String] = []
    var judges: [String] = []
    var similarity: [String] = []
    /// What stands under `sampling` besides the samples.
    var sampling: [String] = []
    var samples = 1

    package init(
        opening: [String],
        endpoints: [String] = [],
        models: [Model],
        criteria: [Criterion],
        reviewers: [String],
        review: [String] = [],
        judges: [String] = [],
        similarity: [String] = [],
        sampling: [String] = [],
        samples: Int = 1
    ) {
        (self.opening, self.endpoints, self.models, self.criteria) = (opening, endpoints, models, criteria)
        (self.reviewers, self.review, self.judges, self.similarity) = (reviewers, review, judges, similarity)
        (self.sampling, self.samples) = (sampling, samples)
    }

    /// The whole file.
    package var text: String {
        let lines =
            ["# yaml-language-server: $schema=study.schema.json"] + opening.map { $0.isEmpty ? "#" : "# \($0)" }
            + [
                "# Every key of this file stands here; what is commented has the value that holds without it.",
                "version: 1",
            ]
            + section("endpoints", endpoints, Self.endpointHelp)
            + ["", "models:  # a model without an endpoint is one whose responses are imported"]
            + models.map { "  \($0.name): {\($0.members.joined(separator: ", "))}" } + Self.modelHelp
            + ["", "sampling:", "  samples: \(samples)  # responses of each model to each prompt"]
            + sampling.map { "  \($0)" } + Self.samplingHelp
            + ["", "criteria:"] + criteria.flatMap(Self.lines) + Self.criterionHelp
            + ["", "reviewers: [\(reviewers.joined(separator: ", "))]"]
            + section("review", review, Self.reviewHelp) + section("judges", judges, Self.judgeHelp)
            + section("panels", [], Self.panelHelp) + section("similarity", similarity, Self.similarityHelp)
            + [""] + Self.sloHelp + [""] + Self.costHelp + [""] + Self.calibrationHelp
        return lines.joined(separator: "\n") + "\n"
    }

    /// A section with entries, or the whole of it in comments.
    private func section(_ name: String, _ entries: [String], _ help: [String]) -> [String] {
        entries.isEmpty ? ["", "# \(name):"] + help : ["", "\(name):"] + entries.map { "  \($0)" } + help
    }

    private static func lines(of criterion: Criterion) -> [String] {
        let question = JSONValue.string(criterion.question).canonicalText
        let form =
            switch criterion.form {
            case .scale(let scale):
                "scale: {min: \(number(scale.min)), max: \(number(scale.max)), step: \(number(scale.step))}"
            case .accept: "accept: true"
            case .pairwise(let tie, let bothBad): "pairwise: {tie: \(tie), both_bad: \(bothBad)}"
            case .ranking(let most, let tie): "ranking: {most: \(most), tie: \(tie)}"
            }
        var lines = ["  \(criterion.name):", "    question: \(question)", "    \(form)"]
        if case .scale(let scale) = criterion.form {
            let anchors = scale.anchors.map { "\(number($0.point)): \($0.label)" }
            let example = "# anchors: {\(number(scale.min)): poor, \(number(scale.max)): excellent}"
            lines.append("    " + (anchors.isEmpty ? example : "anchors: {\(anchors.joined(separator: ", "))}"))
        }
        return lines
    }

    private static func number(_ value: Double) -> String { JSONValue.canonicalNumber(value) }
}
