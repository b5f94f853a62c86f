import Foundation
import Yams

/// Checks that the parts of a study fit together.
struct StudyCheck {
    let study: Study
    let fields: Fields

    func run() {
        checkModels()
        checkCriteria()
        checkRaters()
        checkJudges()
        checkSimilarities()
        checkTemplates()
        checkGuess()
        checkCost()
    }

    /// Notes a mistake at the line of that entry of that section.
    private func mistake(_ section: String, _ entry: String, _ message: String) {
        let line = fields.fields(section, known: nil)?.line(of: entry) ?? fields.line(of: section)
        fields.log.add("\(section).\(entry) \(message)", line: line)
    }

    /// A kind that bears a model's name would tell the reviewer whom to look for.
    private func checkGuess() {
        guard let question = study.review.sitting.guess else { return }
        let line = fields.fields("review", known: nil)?.line(of: "guess")
        for model in study.review.kinds.keys.sorted() where study.model(named: model) == nil {
            let hint = Spelling.nearest(to: model, among: study.models.map(\.name)).map { ": did you mean '\($0)'?" }
            fields.log.add("review.guess.labels names '\(model)', which is no model\(hint ?? "")", line: line)
        }
        for label in question.labels {
            let model = study.models.first { model in
                [model.name, model.model, model.family ?? ""].map { $0.lowercased() }.contains {
                    label.lowercased() == $0 || $0.count > 2 && label.lowercased().contains($0)
                }
            }
            if let model {
                fields.log.add(
                    "review.guess.labels: '\(label)' tells of the model '\(model.name)': use a neutral word",
                    line: line
                )
            }
        }
    }

    /// What `slam cost` would pass over without a word.
    private func checkCost() {
        if let accepted = study.cost.accepted {
            let name = accepted.criterion
            let known = fields.fields("criteria", known: nil)?.all.map(\.name) ?? []
            if !known.contains(name) {
                let hint = Spelling.nearest(to: name, among: known).map { ": did you mean '\($0)'?" }
                mistake("cost", "accepted", "names '\(name)', which is no criterion\(hint ?? "")")
            }
            switch study.criterion(named: name)?.form {
            case .scale where accepted.atLeast == nil:
                mistake("cost", "accepted", "needs 'at_least': from which value of '\(name)' on?")
            case .scale(let scale):
                guard let least = accepted.atLeast, !(scale.min...scale.max).contains(least) else { break }
                let ends = [scale.min, scale.max].map(JSONValue.canonicalNumber).joined(separator: " to ")
                mistake("cost", "accepted", "has an 'at_least' that is no value of '\(name)', which goes from \(ends)")
            case .pairwise, .ranking:
                mistake("cost", "accepted", "names '\(name)', which accepts no single response")
            default: break
            }
        }
        let models = fields.fields("models", known: nil)?.all.map(\.name) ?? []
        for name in study.cost.hosted.keys.sorted() where !models.contains(name) {
            let hint = Spelling.nearest(to: name, among: models).map { ": did you mean '\($0)'?" }
            mistake("cost", "hosted", "names '\(name)', which is no model\(hint ?? "")")
        }
    }

    private func checkTemplates() {
        let folder = URL(filePath: fields.log.file).deletingLastPathComponent().path
        for model in study.models {
            guard let template = model.template, !Self.isFile(template, in: folder) else { continue }
            mistake("models", model.name, "uses '\(template)', which is no file beside study.yaml")
        }
        for judge in study.judges {
            for template in judge.templates
            where !Workspace.isName(template) || !FileManager.default.fileExists(atPath: "\(folder)/\(template)") {
                mistake("judges", judge.name, "uses '\(template)', which is no file beside study.yaml")
            }
        }
    }

    private static func isFile(_ name: String, in folder: String) -> Bool {
        Workspace.isName(name) && FileManager.default.fileExists(atPath: "\(folder)/\(name)")
    }

    private func checkModels() {
        if study.models.isEmpty, fields.node("models")?.mapping?.isEmpty ?? true {
            fields.log.add("no models: list at least one under 'models'", line: fields.line(of: "models"))
        }
        var requests: [String: String] = [:]
        for model in study.models where !model.isImported {
            checkEndpoint(model.endpoint, "models", model.name)
            let parameters = study.sampling.overridden(by: model.sampling)
            let request = RequestKey.parameters(model: model.model, sampling: parameters, extra: model.extra)
            let own = [model.system, model.template].map { $0.map(JSONValue.string) ?? .null }
            let key = JSONValue.array([.string(model.endpoint), request] + own).canonicalText
            if let twin = requests.updateValue(model.name, forKey: key) {
                mistake("models", model.name, "would send the same requests as '\(twin)': change or remove one")
            }
        }
        let baselines = study.models.filter(\.isBaseline).map(\.name)
        if baselines.count > 1 {
            let names = baselines.joined(separator: "' and '")
            fields.log.add("'\(names)' are all the baseline: keep one", line: fields.line(of: "models"))
        }
    }

    private func checkEndpoint(_ endpoint: String, _ section: String, _ entry: String) {
        let known = fields.fields("endpoints", known: nil)?.all.map(\.name) ?? []
        guard !known.contains(endpoint) else { return }
        let hint = Spelling.nearest(to: endpoint, among: known).map { ": did you mean '\($0)'?" }
        mistake(section, entry, "has no endpoint '\(endpoint)'\(hint ?? ": add it under 'endpoints'")")
    }

    private func checkCriteria() {
        let isPaired = study.criteria.contains(where: \.isPairwise)
        if isPaired, study.review.isOpen {
            let names = study.criteria.filter(\.isPairwise).map { "'\($0.name)'" }.joined(separator: ", ")
            let message =
                "review.assign: open cannot plan the pairs of \(names), as each reviewer must see both sides equally "
                + "often: set 'assign: named', or ask about pairs in a study of its own"
            fields.log.add(message, line: fields.fields("review", known: nil)?.line(of: "assign"))
        }
        let needsBaseline = isPaired && study.review.pairs == .baseline
        if needsBaseline, !study.models.contains(where: \.isBaseline) {
            let message =
                "pairs are made against the baseline, but no model has 'baseline: true': mark one, or set 'pairs: ring'"
            fields.log.add(message, line: fields.line(of: "review"))
        }
    }

    private func checkRaters() {
        var names: Set<String> = []
        for (index, reviewer) in study.reviewers.enumerated() {
            let line = fields.node("reviewers")?.sequence.map { $0[index].mark?.line } ?? fields.line(of: "reviewers")
            if !Workspace.isName(reviewer) {
                fields.log.add("reviewer '\(reviewer)': use letters, digits, '.', '-', '_' only", line: line)
            }
            if !names.insert(reviewer).inserted {
                fields.log.add("the reviewer '\(reviewer)' stands twice: remove one", line: line)
            } else if let other = names.first(where: { $0 != reviewer && $0.lowercased() == reviewer.lowercased() }) {
                fields.log.add(
                    "the reviewers '\(other)' and '\(reviewer)' differ by capitals alone: remove one",
                    line: line
                )
            }
        }
        let others =
            study.judges.map { ("judges", $0.name) } + study.panels.map { ("panels", $0.name) }
            + study.similarities.map { ("similarity", $0.name) }
        for (section, name) in others where !names.insert(name).inserted {
            mistake(section, name, "has the name of another rater: rename one")
        }
    }

    private func checkJudges() {
        let criteria = fields.fields("criteria", known: nil)?.all.map(\.name) ?? []
        for judge in study.judges {
            checkEndpoint(judge.endpoint, "judges", judge.name)
            for name in judge.criteria where !criteria.contains(name) {
                let hint = Spelling.nearest(to: name, among: criteria).map { ": did you mean '\($0)'?" }
                mistake("judges", judge.name, "scores '\(name)', which is no criterion\(hint ?? "")")
            }
            let problems = judge.problems(
                endpoint: study.endpoint(named: judge.endpoint),
                criteria: judge.criteria.compactMap(study.criterion(named:))
            )
            for problem in problems { mistake("judges", judge.name, problem) }
            if let rater = judge.manner.examples?.rater, !study.reviewers.contains(rater) {
                mistake("judges", judge.name, "takes examples from '\(rater)', who is no reviewer")
            }
        }
        for panel in study.panels {
            for name in panel.judges where !study.judges.contains(where: { $0.name == name }) {
                mistake("panels", panel.name, "names '\(name)', which is no judge")
            }
            if panel.quorum > panel.judges.count {
                mistake("panels", panel.name, "needs more votes than it has judges: lower 'quorum'")
            }
        }
    }

    private func checkSimilarities() {
        for similarity in study.similarities {
            if case .endpoint(let endpoint, _) = similarity.embedder {
                checkEndpoint(endpoint, "similarity", similarity.name)
            }
            if case .anchor(let anchor) = similarity.target, study.model(named: anchor) == nil {
                mistake("similarity", similarity.name, "has the anchor '\(anchor)', which is no model")
            }
        }
    }
}
