import Fixtures
import Foundation

extension Checkout {
    /// Paths below the root, sorted.
    static func swiftFiles(under folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")
            .filter { $0.hasSuffix(".swift") }.sorted().map { "\(folder)/\($0)" }
    }

    static func text(of path: String) throws -> String {
        try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
    }

    /// The modules that a file imports.
    static func imports(of path: String) throws -> [String] {
        try text(of: path).split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            guard let keyword = words.firstIndex(of: "import"), words.prefix(keyword).allSatisfy(isModifier),
                keyword + 1 < words.count
            else { return nil }
            let name =
                ["func", "struct", "class", "enum", "protocol", "var", "let", "typealias"]
                    .contains(words[keyword + 1]) ? words[min(keyword + 2, words.count - 1)] : words[keyword + 1]
            return String(name.split(separator: ".").first ?? "")
        }
    }

    /// The ranges of what an expression finds; Swift's own expressions take a minute for all sources.
    static func ranges(of expression: NSRegularExpression, in text: String) -> [[Range<String.Index>?]] {
        expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).map { match in
            (0..<match.numberOfRanges).map { Range(match.range(at: $0), in: text) }
        }
    }

    private static func isModifier(_ word: String) -> Bool {
        word.hasPrefix("@") || ["public", "package", "internal", "private", "fileprivate"].contains(word)
    }
}
