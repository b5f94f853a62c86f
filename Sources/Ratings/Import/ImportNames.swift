package import Studies

/// What the names in a file mean in a study.
package struct ImportNames: Sendable {
    /// The study's name.
    package var study: String
    let prompts: PromptNames
    private var known: Set<String> = []
    /// By what a file may call a model besides the study's name for it: what its server calls it, where that is one model's.
    private var models: [String: String] = [:]
    private var criteria: [String: Criterion] = [:]

    /// Of a study whose files are not at hand: every name stands for itself.
    package init(study: String) {
        self.study = study
        prompts = PromptNames()
    }

    package init(_ study: Study) {
        self.study = study.name
        prompts = PromptNames(study.prompts)
        known = Set(study.models.map(\.name))
        let groups = Dictionary(grouping: study.models, by: \.model)
        models = groups.compactMapValues { $0.count == 1 ? $0[0].name : nil }.filter { name, _ in
            study.model(named: name) == nil
        }
        criteria = Dictionary(study.criteria.map { ($0.name, $0) }) { first, _ in first }
    }

    /// The study's criterion where it has one alone.
    var onlyCriterion: String? { criteria.count == 1 ? criteria.keys.first : nil }

    /// The study's name of a model; `plain` is the same with what a name may not have put right.
    func model(_ written: String, or plain: String? = nil) -> String {
        if let name = models[written] { return name }
        return known.contains(written) ? written : plain.flatMap { known.contains($0) ? $0 : nil } ?? written
    }

    /// What a word means on a criterion of yes or no; throws what may be written.
    func value(ofWord word: String, on name: String) throws -> Double {
        let value = ["accept": 1.0, "yes": 1.0, "true": 1.0, "reject": 0.0, "no": 0.0, "false": 0.0][word.lowercased()]
        guard let criterion = criteria[name] else {
            guard let value else { throw StudiesError("the score '\(word)' is no number, nor accept or reject") }
            return value
        }
        switch criterion.form {
        case .accept:
            guard let value else { throw StudiesError("the score '\(word)' of '\(name)': write yes or no, or 1 or 0") }
            return value
        case .scale(let scale):
            let anchor = scale.anchors.first { $0.label.lowercased() == word.lowercased() }
            guard let anchor else {
                let range = [scale.min, scale.max].map { JSONValue.number($0).canonicalText }.joined(separator: " to ")
                throw StudiesError("the score '\(word)' is no number: '\(name)' is rated from \(range)")
            }
            return anchor.point
        case .pairwise, .ranking:
            throw StudiesError("the score '\(word)' is no number, and '\(name)' compares responses: see 'slam files'")
        }
    }
}
