import Foundation
import Testing

/// One vocabulary in all that a user reads: the field's.
struct WordTests {
    /// Phrases that have another word. Short words stand in the compounds in which they are wrong.
    private static let phrases = [
        "when left out", "if you like", "held against", "against people's", "\\breckoned", "is told by",
        "reason is told",
        "worsened cop", "known items", "likeness", "round of talk", "\\bnorming\\b", "departs? most", "failed for good",
        "what it came to", "\\bsittings?\\b", "how far people agree is", "probe arm", "there too", "\\banew\\b",
        "cannot be told from", "before the next shows", "boundary which", "interval too narrow", "be too narrow",
        "\\d tries\\b", "[0-9)] calls\\b", "so far: [^.]* calls", "\\bheadway\\b", "(dark|light) ground",
        "it is told\\b",
        "tell each", "tell attempts", "does not hold(?! \\\\)",
    ]
    /// Names that hashes, users' files and the database stand on.
    private static let frozen: Set<String> = ["sitting", "sittings"]

    @Test func theListedWordsStandInNoTextForUsers() throws {
        let pattern = try Regex("(?i)(" + Self.phrases.joined(separator: "|") + ")")
        for file in try Checkout.swiftFiles(under: "Sources") where !file.contains("/Schema/") {
            let source = try Checkout.text(of: file)
            #expect(!source.contains(/\.count\([^)]*"sitting/), "\(file): a count of sessions")
            for text in Self.literals(of: source) where !Self.isStored(text) {
                guard let match = text.firstMatch(of: pattern) else { continue }
                Issue.record("\(file): '\(text[match.range])' has another word in this program's vocabulary: \(text)")
            }
        }
        let articles = try FileManager.default.subpathsOfDirectory(atPath: "\(Checkout.root)/Sources")
            .filter { $0.hasSuffix(".md") }.map { "Sources/\($0)" }
        for file in articles + ["README.md", "ARCHITECTURE.md"] {
            // What stands as code is a name.
            let text = try Checkout.text(of: file).replacing(/`[^`\n]*`/, with: "").replacing(/\s+/, with: " ")
            if let match = text.firstMatch(of: pattern) {
                Issue.record("\(file): '\(text[match.range])' has another word in this program's vocabulary")
            }
        }
    }

    @Test func aPhraseIsFoundOverTheEndsOfLinesAndLiterals() {
        let source = """
            // held against in a comment is none
            let one = "what is held "
                + "against people"
            let other = \"\"\"
                cannot be told \\
                from what people give
                \"\"\"
            """
        let texts = Self.literals(of: source)
        #expect(texts.contains { $0.contains("what is held against people") })
        #expect(texts.contains { $0.contains("cannot be told from what people give") })
        #expect(!texts.contains { $0.contains("comment") })
    }

    /// A name that is stored, or a query.
    private static func isStored(_ text: String) -> Bool {
        frozen.contains(text) || text.contains(/\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE)\b/)
            || text.contains(/\\\(.*[sS]itting/)
    }

    /// The texts of a source file, those that are joined or go over several lines as one.
    private static func literals(of source: String) -> [String] {
        let code = source.components(separatedBy: "\n")
            .filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
        let long = /"""\n([\s\S]*?)"""/
        let texts = code.matches(of: long).map {
            String($0.1).replacing(/\\\n\s*/, with: "").replacing(/\s*\n\s*/, with: " ")
        }
        let rest = code.replacing(long, with: "").replacing(/"\s*\n\s*\+ "/, with: "")
        return texts + rest.matches(of: /"((?:[^"\\\n]|\\.)*)"/).map { String($0.1) }
    }
}
