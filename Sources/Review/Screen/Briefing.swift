/// What a sitting is about, for its first and last screens.
package struct Briefing: Sendable, Equatable {
    package var study: String
    package var reviewer: String
    /// Markdown; empty where the study has none.
    package var guidelines: String
    /// How the reviewer hands in what was done.
    package var handIn: String

    package init(study: String, reviewer: String, guidelines: String = "", handIn: String = "") {
        self.study = study
        self.reviewer = reviewer
        self.guidelines = guidelines
        self.handIn = handIn
    }
}
