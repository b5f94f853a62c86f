import SafeText

/// What a session is about, for its first and last screens.
package struct Briefing: Sendable, Equatable {
    package var study: String
    package var reviewer: String
    /// Markdown; empty where the study has none.
    package var guidelines: String
    /// The guidelines that this reviewer read before, where they were others.
    package var formerGuidelines: String?
    /// How the reviewer hands in what was done.
    package var handIn: String

    package init(
        study: String,
        reviewer: String,
        guidelines: String = "",
        formerGuidelines: String? = nil,
        handIn: String = ""
    ) {
        self.study = study
        self.reviewer = reviewer
        self.guidelines = guidelines
        self.formerGuidelines = formerGuidelines
        self.handIn = handIn
    }

    /// The lines of the guidelines that are gone (−) and new (+).
    package var changes: [String] {
        guard let former = formerGuidelines, former != guidelines else { return [] }
        let (old, new) = (former.textLines.filter { !$0.isEmpty }, guidelines.textLines.filter { !$0.isEmpty })
        return new.difference(from: old).map { change in
            switch change {
            case .remove(_, let line, _): "− \(line)"
            case .insert(_, let line, _): "+ \(line)"
            }
        }
    }
}
