import Fixtures
import Foundation
import Testing

/// One vocabulary in all that a user reads: the field's.
struct WordTests {
    /// Phrases that have another word. Short words stand in the compounds in which they are wrong.
    private static let phrases = [
        "when left out", "if you like", "h(e|o)lds? (\\w+ )?against", "against people's", "\\breckoned", "is told by",
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
        let pattern = try NSRegularExpression(pattern: "(?i)(" + Self.phrases.joined(separator: "|") + ")")
        for file in try Checkout.swiftFiles(under: "Sources") where !file.contains("/Schema/") {
            let source = try Checkout.text(of: file)
            #expect(!source.contains(/\.count\([^)]*"sitting/), "\(file): a count of sessions")
            for text in try Self.literals(of: source) {
                guard let match = Self.first(pattern, in: text), !Self.isStored(text) else { continue }
                Issue.record("\(file): '\(match)' has another word in this program's vocabulary: \(text)")
            }
        }
        let articles = try FileManager.default.subpathsOfDirectory(atPath: "\(Checkout.root)/Sources")
            .filter { $0.hasSuffix(".md") }.map { "Sources/\($0)" }
        for file in articles + ["README.md", "ARCHITECTURE.md"] {
            // What stands as code is a name.
            let text = try Checkout.text(of: file).replacing(/`[^`\n]*`/, with: "").replacing(/\s+/, with: " ")
            if let match = Self.first(pattern, in: text) {
                Issue.record("\(file): '\(match)' has another word in this program's vocabulary")
            }
        }
    }

    @Test func aPhraseIsFoundOverTheEndsOfLinesAndLiterals() throws {
        let source = """
            // held against in a comment is none
            let one = "what is held "
                + "against people"
            let other = \"\"\"
                cannot be told \\
                from what people give
                \"\"\"
            """
        let texts = try Self.literals(of: source)
        #expect(texts.contains { $0.contains("what is held against people") })
        #expect(texts.contains { $0.contains("cannot be told from what people give") })
        #expect(!texts.contains { $0.contains("comment") })
    }

    /// A name that is stored, or a query.
    private static func isStored(_ text: String) -> Bool {
        frozen.contains(text) || text.contains(/\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE)\b/)
            || text.contains(/\\\(.*[sS]itting/)
    }

    private static func first(_ pattern: NSRegularExpression, in text: String) -> Substring? {
        Checkout.ranges(of: pattern, in: text).first?[0].map { text[$0] }
    }

    /// The texts of a source file, those that are joined or go over several lines as one.
    private static func literals(of source: String) throws -> [String] {
        let code = source.components(separatedBy: "\n")
            .filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
        let long = try NSRegularExpression(pattern: #""""\n([\s\S]*?)""""#)
        let short = try NSRegularExpression(pattern: #""((?:[^"\\\n]|\\.)*)""#)
        let joint = try NSRegularExpression(pattern: #""\s*\n\s*\+ ""#)
        func texts(_ pattern: NSRegularExpression, _ text: String) -> [String] {
            Checkout.ranges(of: pattern, in: text).compactMap { $0[1].map { String(text[$0]) } }
        }
        func without(_ pattern: NSRegularExpression, _ text: String) -> String {
            pattern.stringByReplacingMatches(in: text, range: NSRange(text.startIndex..., in: text), withTemplate: "")
        }
        let longTexts = texts(long, code).map {
            $0.replacing(/\\\n\s*/, with: "").replacing(/\s*\n\s*/, with: " ")
        }
        return longTexts + texts(short, without(joint, without(long, code)))
    }
}
