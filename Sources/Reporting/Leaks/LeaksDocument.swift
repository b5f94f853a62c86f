package import Planning
package import Studies

/// The responses that say who wrote them, to be written in any format.
package struct LeaksDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.leaks.v1"

    /// One place of one text.
    private struct Finding {
        var prompt: String
        var item: ItemID
        var kind: Leak.Kind
        var words: String
    }

    /// How many texts were looked at, and how many have leaks.
    private(set) var textCount = 0
    private(set) var leakingCount = 0
    private var findings: [Finding] = []
    private let policy: ReviewSettings.LeakPolicy

    /// `policy` is what is done with these texts.
    package init(_ policy: ReviewSettings.LeakPolicy) { self.policy = policy }

    /// Takes a text that was looked at, with what was found in it.
    package mutating func add(_ text: String, _ leaks: [Leak], item: ItemID, prompt: String) {
        textCount += 1
        leakingCount += leaks.isEmpty ? 0 : 1
        findings += leaks.map { Finding(prompt: prompt, item: item, kind: $0.kind, words: String(text[$0.range])) }
    }

    /// The document in that format.
    package func written(as format: Format) -> String {
        Table(
            columns: [.init("prompt"), .init("item"), .init("kind"), .init("words")],
            rows: findings.map {
                [.text($0.prompt), .id($0.item.rawValue), .text($0.kind.rawValue), .text($0.words)]
            }
        ).written(as: format, schema: Self.schema, notes: words.notes)
    }

    /// How many texts have leaks, and what is done with them.
    package var words: String {
        let deed =
            switch policy {
            case .report: "reported"
            case .mask: "masked for reviewers"
            case .exclude: "left out of the next plan"
            }
        return "\(leakingCount) of \(Figures.count(textCount, "text")) with leaks, \(deed).\n"
    }
}
