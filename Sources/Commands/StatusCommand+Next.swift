import Reporting
import Store
import Studies

extension StatusCommand {
    /// What to run next.
    func next(
        _ progress: [ReviewProgress],
        _ judges: [JudgeRow],
        _ study: Study,
        _ closed: Int,
        _ late: PlanState.Waiting
    ) -> String {
        let known = Set(study.reviewers + [ReviewProgress.anyone])
        let waiting = progress.filter { $0.left > $0.inBundle }
        if let reviewer = waiting.first(where: { known.contains($0.reviewer) }) {
            return "slam review --reviewer \(reviewer.reviewer == ReviewProgress.anyone ? "NAME" : reviewer.reviewer)"
        }
        if let gone = waiting.first {
            return "slam plan, as '\(gone.reviewer)' is no reviewer of the study any more"
        }
        if judges.contains(where: { $0.left > 0 }) { return "slam judge" }
        if let away = progress.first(where: { $0.inBundle > 0 }) {
            return "slam merge FILE, once '\(away.reviewer)' has handed the bundle in"
        }
        if !late.isEmpty { return "slam plan --partial to have them rated, or slam agreement" }
        return closed > 0 ? "slam plan --reopen, or slam agreement with what is rated" : "slam agreement"
    }

    /// Items of which some people's ratings are missing because they skipped them.
    func shortWords(_ study: String, _ store: Store) throws -> String {
        let short = try store.shortOfRatings(of: study)
        guard short.count > 0 else { return "" }
        let again = short.reviewers.count == 1 ? short.reviewers[0] : "NAME"
        return "\(Figures.count(short.count, "item")) short of the ratings planned: skipped by "
            + "\(short.reviewers.joined(separator: ", ")) ('slam review --reviewer \(again) --skipped' asks again).\n"
    }

    /// What is in bundles, and how it comes back.
    func bundleWords(_ progress: [ReviewProgress]) -> String {
        progress.filter { $0.inBundle > 0 }.map { one in
            "\(Figures.count(one.inBundle, "item")) in the bundle of '\(one.reviewer)': 'slam merge FILE' takes them back "
                + "rated, 'slam bundle \(one.reviewer) --revoke' gives them to others.\n"
        }.joined()
    }

    /// How many responses each metric scored.
    func metricRows(_ study: Study, _ store: Store) throws -> [[Table.Cell]] {
        guard !study.similarities.isEmpty else { return [] }
        let counts = try store.scoreCounts(of: study.name)
        return study.similarities.map {
            [.text("scores by"), .text($0.name), .count(counts[$0.name] ?? 0), .unknown, .unknown, .unknown]
        }
    }

    /// What of the study's files is not taken over, and what is in no figure because something was edited.
    func stale(_ study: Study, _ store: Store) throws -> String {
        var text = ""
        if let lines = try store.changes(to: study)?.lines, !lines.isEmpty {
            text += "The study's files were edited since: the next 'slam plan' or 'slam review' takes them over.\n"
            text += lines.map { "  \($0)\n" }.joined()
        }
        let found = try store.staleRatings(of: study.name)
        let parts = [
            (found.question, "under an older question or scale"),
            (found.prompt, "under an older wording of the prompt"),
            (found.gone, "of criteria that the study no longer has"),
        ].filter { $0.0 > 0 }.map { "\(Figures.count($0.0, "rating")) \($0.1)" }
        if !parts.isEmpty {
            text += "In no figure: \(parts.joined(separator: ", ")) ('slam doctor' names the remedies).\n"
        }
        return text
    }
}
