/// The last event of each sitting: kept elsewhere, it shows a tail that was cut off.
package struct ChainHead: Sendable, Equatable {
    package var reviewer: String
    package var sitting: String
    package var number: Int
    package var sha256: String

    package init(reviewer: String, sitting: String, number: Int, sha256: String) {
        self.reviewer = reviewer
        self.sitting = sitting
        self.number = number
        self.sha256 = sha256
    }
}

extension ChainHead {
    /// The name of the format of a file of heads, with its version.
    package static let schema = "slam.head.v1"

    /// The head as one line of such a file.
    package var canonicalLine: String {
        JSONValue.object([
            ("schema", .string(Self.schema)), ("reviewer", .string(reviewer)), ("sitting", .string(sitting)),
            ("number", .number(Double(number))), ("sha256", .string(sha256)),
        ]).canonicalText + "\n"
    }

    /// The heads in a file; `-` is standard input. One without any is refused, as nothing could be checked with it.
    package static func read(_ path: String) throws -> [ChainHead] {
        var heads: [ChainHead] = []
        var mistakes: [Mistake] = []
        try JSONLines.read(try ByteSource(path: path)) { line, value in
            let value = try? value.get()
            guard let reviewer = value?["reviewer"]?.string, let sitting = value?["sitting"]?.string,
                let number = value?["number"]?.integer, let sha256 = value?["sha256"]?.string
            else {
                mistakes.append(Mistake(file: path, line: line, message: "no head of 'slam verify --heads'"))
                return
            }
            heads.append(ChainHead(reviewer: reviewer, sitting: sitting, number: number, sha256: sha256))
        }
        guard mistakes.isEmpty else { throw Mistakes(mistakes) }
        guard !heads.isEmpty else {
            throw StudiesError(
                "'\(path)' has no heads: nothing could be checked with it; name a file of 'slam verify --heads'"
            )
        }
        return heads
    }
}
