package import Studies

/// The questions that most suites ask.
extension Criterion {
    /// A scale from 1 to 5.
    package static let overall = Criterion(
        name: "overall",
        question: "?",
        level: .ordinal,
        form: .scale(Scale(min: 1, max: 5, step: 1))
    )

    /// Which of two is better; a tie is an answer.
    package static func better(bothBad: Bool = false) -> Criterion {
        Criterion(name: "better", question: "?", level: .nominal, form: .pairwise(tie: true, bothBad: bothBad))
    }
}
