/// What is wrong with the judges' templates and what could be better, to be written in any format.
package struct LintDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.judge.lint.v1"

    /// How much a finding weighs.
    private enum Kind: String { case error, advice }

    /// One thing about one template.
    private struct Finding {
        var judge: String
        var template: String
        var kind: Kind
        var words: String
    }

    private var findings: [Finding] = []

    package init() {}

    /// Takes a template that was looked at, with what forbids its use and what could be better.
    package mutating func add(_ template: String, of judge: String, problems: [String], advice: [String]) {
        for (kind, all) in [(Kind.error, problems), (.advice, advice)] {
            findings += all.map { Finding(judge: judge, template: template, kind: kind, words: $0) }
        }
    }

    /// Whether every template can be used.
    package var isUsable: Bool { !findings.contains { $0.kind == .error } }

    /// What is said where nothing was found.
    package var words: String? {
        findings.isEmpty ? "Every template names what it needs and fences what it judges.\n" : nil
    }

    /// The document in that format.
    package func written(as format: Format) -> String {
        Table(
            columns: [.init("judge"), .init("template"), .init("kind"), .init("finding")],
            rows: findings.map { [.text($0.judge), .text($0.template), .text($0.kind.rawValue), .text($0.words)] }
        ).written(as: format, schema: Self.schema, notes: (words ?? "").notes)
    }
}
