/// A small study.yaml, section by section.
enum StudySections {
    /// Each in JSON, which YAML reads too.
    static let base: [(String, String)] = [
        ("version", "1"), ("endpoints", #"{"api":{"kind":"openai","url":"http://x/v1"}}"#),
        ("models", #"{"a":{"endpoint":"api","model":"m","baseline":true},"b":{}}"#),
        ("criteria", #"{"overall":{"question":"Q","scale":{"min":1,"max":5}}}"#), ("reviewers", #"["ana","ben"]"#),
    ]
}
