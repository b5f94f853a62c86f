import SafeText
import Yams

/// What is wrong where a text is no YAML: the line to look at, and what to do there.
struct YAMLFault {
    let line: Int?
    let words: String

    init(_ error: YamlError, in text: String) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let lines = text.textLines
            let own = lines.indices.contains(mark.line - 1) ? String(lines[mark.line - 1]) : ""
            let advice = Self.advice(problem, context, at: mark, own)
            // A quote that the next one closed, lines below, puts everything between them out of its place.
            let isMisplaced = problem.contains("did not find expected")
            let open = isMisplaced ? Self.openQuote(in: Array(lines.prefix(mark.line))) : nil
            (line, words) = open.map { ($0, Self.unclosed) } ?? advice
        case .duplicatedKeysInMapping(let duplicates, let context):
            let key = duplicates.first.map { "\($0)" } ?? "?"
            (line, words) = (context.mark.line, "the key '\(key)' stands twice: remove one")
        case .reader(let problem, _, _, _): (line, words) = (nil, problem)
        default: (line, words) = (nil, "the file cannot be parsed")
        }
    }

    private static let unclosed = "the quote that opens here is not closed: close it on the same line"

    /// The number of the last line on which a double quote opens and none closes.
    private static func openQuote(in lines: [Substring]) -> Int? {
        lines.lastIndex { line in
            var (isOpen, before): (Bool, Character) = (false, " ")
            for character in line {
                if character == "#", !isOpen, before == " " { break }
                if character == "\"", before != "\\" { isOpen.toggle() }
                before = character
            }
            return isOpen
        }.map { $0 + 1 }
    }

    private static func advice(_ problem: String, _ context: YamlError.Context?, at mark: Mark, _ own: String) -> (
        Int, String
    ) {
        let (opening, what) = (context?.mark.line ?? mark.line, context?.text ?? "")
        if what.contains("quoted scalar") {
            return (opening, unclosed)
        }
        if what.contains("flow") {
            return (
                opening, "the bracket that opens here is not closed, or a comma is missing in it: close it, or add one"
            )
        }
        if own.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") {
            return (mark.line, "a tab indents this line: indent with spaces")
        }
        if problem.contains("mapping values are not allowed") {
            return (
                mark.line, "a ': ' where none can be: put quotes around a text that holds one, and indent keys alike"
            )
        }
        if problem.contains("cannot start any token") {
            let sign = own.dropFirst(max(0, mark.column - 1)).first.map { "'\($0)'" } ?? "this sign"
            return (mark.line, "a text cannot begin with \(sign): put quotes around it")
        }
        if problem.contains("expected ':'") { return (opening, "a key without a colon: write NAME: VALUE") }
        if problem.contains("did not find expected") || what.contains("block") {
            return (mark.line, "this line is indented otherwise than those beside it: indent keys alike")
        }
        return (mark.line, problem)
    }
}
