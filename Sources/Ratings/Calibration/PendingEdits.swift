import Store
import Studies

/// Edits of a study's files that the database has not taken over, and which requirements each could change.
struct PendingEdits {
    private let set: RatingSet
    private let changes: StudyChanges
    /// Criteria with a margin: their tests are adjusted together.
    private let margins: Set<String>

    init(_ changes: StudyChanges, of set: RatingSet, margins: [String: Double]) {
        (self.changes, self.set, self.margins) = (changes, set, Set(margins.keys))
    }

    /// In words each edit that could change what comes of a requirement; empty where none can.
    func changing(_ requirement: Requirement) -> [String] {
        guard !changes.isEmpty else { return [] }
        let read = set.acts.filter { reads($0, requirement) }
        let criteria = Set(read.map { set.criteria[Int($0.criterion)].name })
        return criterionEdits(requirement, rated: criteria) + promptEdits(requirement, read)
            + modelEdits(requirement, read) + voteEdits(requirement)
    }

    private func criterionEdits(_ requirement: Requirement, rated: Set<String>) -> [String] {
        let named = requirement.criterion
        let edited = changes.edited.filter { rated.contains($0.name) && !$0.isOfAskingAlone }
            .map { "'\($0.name)' has \($0.differences)" }
        let gone = changes.gone.filter { rated.contains($0.name) || $0.name == named }.map { one in
            one.renamed.map { "'\(one.name)' is called '\($0)'" } ?? "'\(one.name)' is no criterion any more"
        }
        let new = changes.new.filter { name in
            rated.contains(name) || name == named || requirement.figure == .noninferior && margins.contains(name)
        }
        return edited + gone + new.map { "'\($0)' is new" }
    }

    private func promptEdits(_ requirement: Requirement, _ read: [Act]) -> [String] {
        // What is stale by its criterion is so under any wording of its prompt.
        let isReworded = read.contains {
            ($0.staleness == nil || $0.staleness == .prompt) && changes.promptRows.contains($0.row)
        }
        let reworded = isReworded ? Self.prompts(changes.prompts, "reads", "read").map { "\($0) otherwise" } : nil
        let moved = Set(changes.gonePrompts + changes.returnedPrompts)
        guard !moved.isEmpty, readsModels(requirement),
            read.contains(where: { set.subjects.prompt(of: Int($0.subject)).map(moved.contains) ?? false })
        else { return [reworded].compactMap(\.self) }
        return [
            reworded, Self.prompts(changes.gonePrompts, "is gone", "are gone"),
            Self.prompts(changes.returnedPrompts, "is back", "are back"),
        ].compactMap(\.self)
    }

    private static func prompts(_ names: [String], _ one: String, _ several: String) -> String? {
        guard !names.isEmpty else { return nil }
        let isOne = names.count == 1
        return "\(isOne ? "prompt" : "prompts") \(Figures.quoted(names, most: 3)) \(isOne ? one : several)"
    }

    private func modelEdits(_ requirement: Requirement, _ read: [Act]) -> [String] {
        guard readsModels(requirement), !read.isEmpty else { return [] }
        // People's mean of a model is of its own texts alone.
        func isRead(_ model: String) -> Bool { requirement.figure != .mean || requirement.arguments[0] == model }
        return changes.goneModels.filter(isRead).map { "model '\($0)' is gone" }
            + changes.returnedModels.filter(isRead).map { "model '\($0)' is back" }
    }

    private func voteEdits(_ requirement: Requirement) -> [String] {
        guard changes.settings.contains("opinions"), let name = requirement.rater,
            set.raters.contains(where: { $0.name == name && $0.kind == .judge })
        else { return [] }
        return ["what judges' samples or panels vote by is another"]
    }

    /// Whether a requirement's figure takes this act, or would if it were not stale.
    private func reads(_ act: Act, _ requirement: Requirement) -> Bool {
        let criterion = set.criteria[Int(act.criterion)]
        if requirement.figure == .stale { return true }
        guard requirement.criterion.map({ $0 == criterion.name }) ?? true || isTestedBeside(criterion.name, requirement)
        else { return false }
        if requirement.figure == .noninferior, requirement.criterion == nil, !margins.contains(criterion.name) {
            return false
        }
        let rater = set.raters[Int(act.rater)]
        if rater.kind == .human { return requirement.figure != .unparsed }
        guard let wanted = requirement.rater else { return false }
        return rater.name == wanted || isPanel(wanted) && rater.kind == .judge
    }

    private func isTestedBeside(_ criterion: String, _ requirement: Requirement) -> Bool {
        requirement.figure == .noninferior && margins.contains(criterion)
    }

    private func isPanel(_ name: String) -> Bool {
        set.raters.indices.contains { set.raters[$0].name == name && set.isPanel($0) }
    }

    /// Whether it hangs on who wrote what.
    private func readsModels(_ requirement: Requirement) -> Bool {
        switch requirement.figure {
        case .mean, .corrected, .noninferior, .replace: true
        case .unparsed, .stale, .labels, .prompts: false
        case .alpha, .agreement, .spearman:
            // Chance of verdicts on pairs is of each pair of models.
            set.criteria.contains { $0.kind == .pair && $0.name == requirement.criterion ?? $0.name }
        }
    }
}

extension Requirement {
    /// The criterion that it names, where it names one.
    var criterion: String? {
        switch figure {
        case .alpha, .labels, .prompts: arguments.first
        case .agreement, .spearman, .unparsed, .mean, .noninferior, .replace: arguments.dropFirst().first
        case .corrected: arguments.dropFirst(2).first
        case .stale: nil
        }
    }

    /// The judge, panel or metric that it names.
    var rater: String? {
        switch figure {
        case .agreement, .spearman, .unparsed, .replace: arguments.first
        case .corrected: arguments.dropFirst().first
        case .alpha, .labels, .prompts, .mean, .noninferior, .stale: nil
        }
    }
}
