import SafeText
import Store
import Studies

extension StudyChanges {
    /// One line for each thing that changed, with what goes stale by it and the remedy.
    var lines: [String] {
        var lines = edited.map { one in
            let keep = one.mayKeepMeaning ? "; --keep \(one.name) --reason TEXT if the meaning is the same" : ""
            return "'\(one.name)' has \(one.differences): \(Self.stale(one.ratings, " and are asked again\(keep)"))"
        }
        lines += gone.map { one in
            guard let name = one.renamed else {
                return "'\(one.name)' is no criterion any more: \(Self.stale(one.ratings, ""))"
            }
            let stale = Self.stale(
                one.ratings,
                "; give it back its name in study.yaml if only that was meant to change"
            )
            return "'\(one.name)' is called '\(name)' now, which is a criterion of its own: \(stale)"
        }
        lines += new.map { "'\($0)' is new: it is asked of what was rated without it too" }
        if !prompts.isEmpty {
            lines.append(
                "\(Figures.count(prompts.count, "prompt")) \(prompts.count == 1 ? "reads" : "read") otherwise "
                    + "(\(Self.list(prompts))): \(Self.stale(promptRatings, " and are asked again"))"
            )
        }
        lines += movedLines
        if hasOtherGuidelines { lines.append("the guidelines read otherwise: every reviewer is shown what changed") }
        if !newReviewers.isEmpty { lines.append("new reviewers: \(newReviewers.joined(separator: ", "))") }
        if !goneReviewers.isEmpty { lines.append("no reviewers any more: \(goneReviewers.joined(separator: ", "))") }
        if !settings.isEmpty {
            let names = [
                "sitting": "keys, times and questions of the review", "lease_ms": "review.lease",
                "model_quotas": "review.quotas.models",
            ]
            lines.append("other settings: \(settings.map { names[$0] ?? $0 }.joined(separator: ", "))")
        }
        return lines
    }

    private var movedLines: [String] {
        [
            (gonePrompts, "prompts that the study has no more"), (returnedPrompts, "prompts that it has again"),
            (retagged, "prompts with other tags"),
            (goneModels, "models that the study has no more"), (returnedModels, "models that it has again"),
        ].filter { !$0.0.isEmpty }.map { "\($0.1): \(Self.list($0.0))" }
    }

    private static func list(_ names: [String]) -> String {
        Figures.quoted(names.map { TerminalText.line($0) })
    }

    private static func stale(_ count: Int, _ remedy: String) -> String {
        count == 0
            ? "no rating goes stale"
            : "\(Figures.count(count, "rating")) of it \(count == 1 ? "goes" : "go") stale, in no figure\(remedy)"
    }
}
