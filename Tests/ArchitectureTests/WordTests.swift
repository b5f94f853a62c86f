import Foundation
import Testing

/// One vocabulary in all that a user reads: the field's.
struct WordTests {
    /// Phrases that have another word; none is code or SQL.
    private static let phrases = [
        "when left out", "if you like", "held against", "reckoned at", "reckoned with", "is told by", "reason is told",
        "worsened cop", "known items", "likeness", "round of talk", "depart most", "departs most", "failed for good",
        "what it came to", "\"sittings?\"\\)", "of a sitting", "how far people agree is", "probe arm", "there too",
    ]

    @Test func theListedWordsStandInNoTextForUsers() throws {
        let pattern = try Regex("(?i)(" + Self.phrases.joined(separator: "|") + ")")
        let articles = try FileManager.default.subpathsOfDirectory(atPath: "\(Checkout.root)/Sources")
            .filter { $0.hasSuffix(".md") }.map { "Sources/\($0)" }
        for file in try Checkout.swiftFiles(under: "Sources") + articles + ["README.md", "ARCHITECTURE.md"] {
            if file.contains("/Schema/") { continue }
            for (number, line) in try Checkout.text(of: file).components(separatedBy: "\n").enumerated() {
                if file.hasSuffix(".swift"), line.drop(while: { $0 == " " }).hasPrefix("//") { continue }
                if let match = line.firstMatch(of: pattern) {
                    Issue.record(
                        "\(file):\(number + 1): '\(line[match.range])' has another word in this program's vocabulary"
                    )
                }
            }
        }
    }
}
