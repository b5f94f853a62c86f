package import Studies

/// A criterion in the version that is asked.
package struct AskedQuestion: Sendable, Equatable {
    package var criterion: String
    package var sha256: String
}

/// What the store keeps of a study: all that a review may know.
package struct StudyCopy: Sendable, Equatable {
    package var name: String
    package var criteria: [Criterion]
    package var reviewers: [String]
    package var lease: Duration
    package var show: [ReviewSettings.Shown]
    package var sitting: Sitting
    /// Markdown; empty where there is none.
    package var guidelines: String
    /// How judges' samples and panels' votes become one opinion each.
    package var opinions: Opinions
    package var calibration = CalibrationSettings()
    /// Every margin that was ever declared, in the order in which it was.
    package var declared: [DeclaredMargin] = []
}
