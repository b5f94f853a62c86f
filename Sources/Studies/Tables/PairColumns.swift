/// How tables of other tools name the two sides of a comparison, and who won.
enum PairColumns {
    /// Left and right, by the names of each kind of file.
    static let names = [("model_a", "model_b"), ("left_model", "right_model")]

    /// The same one after the other, as columns of a table.
    static let columns = names.flatMap { [$0.0, $0.1] }

    /// 1 for the left one, −1 for the right one, 0 for a tie; nil for a word that is none of these.
    static func value(_ word: String) -> Double? {
        switch word.lowercased() {
        case "left", "a", "model_a", "first", "1", "1.0": 1
        case "right", "b", "model_b", "second", "-1", "-1.0": -1
        case "tie", "draw", "0", "0.0": 0
        default: nil
        }
    }

    /// The same where the word may also be the name of one of the two; throws words where it is one side's and the other's name.
    static func value(_ word: String, left: String, right: String) throws -> Double? {
        let names = [(left, 1.0), (right, -1.0)].filter { $0.0.utf8.elementsEqual(word.utf8) }
        guard let named = names.first?.1 else { return value(word) }
        guard let side = value(word), side != named else { return named }
        throw StudiesError(
            "'\(word)' is the name of the \(named > 0 ? "left" : "right") one, and a word for another outcome: write left, right, tie or both_bad"
        )
    }

    /// Whether it is a word for a side or for none, and no number.
    static func isWord(_ word: String) -> Bool { isBothBad(word) || value(word) != nil && Double(word) == nil }

    /// Whether words, of which nothing is declared, are verdicts on two texts whose models nobody names: both sides occur
    /// under one pair of names, and nothing else but what prefers neither.
    static func areVerdicts(_ words: [String]) -> Bool {
        let words = Set(words.map { $0.lowercased() })
        return [["left", "right"], ["first", "second"], ["model_a", "model_b"]].contains { sides in
            words.isSuperset(of: sides)
                && words.subtracting(sides).allSatisfy { isBothBad($0) || $0 == "tie" || $0 == "draw" }
        }
    }

    /// Whether the word says that neither will do.
    static func isBothBad(_ word: String) -> Bool {
        ["both_bad", "both bad", "bothbad", "tie (bothbad)"].contains(word.lowercased())
    }
}

/// Winners that a table says by numbers: 1 and −1 are the sides and 0 a tie, but without −1 nobody can say whether 0 is the
/// other side, nor of which 1 is.
struct PairNumbers {
    private var first: (word: String, line: Int)?
    private var hasZero = false
    private var hasMinusOne = false

    mutating func note(_ word: String, line: Int) {
        guard let number = Double(word) else { return }
        // The zero says more plainly what is in doubt.
        if first == nil || number == 0 && !hasZero { first = (word, line) }
        if number == 0 { hasZero = true }
        if number < 0 { hasMinusOne = true }
    }

    func mistake(in file: String) -> Mistake? {
        guard let first, !hasMinusOne else { return nil }
        let doubt = hasZero ? "a tie, or the other one" : "the left one of 1 and -1, or the right one of 0 and 1"
        return Mistake(
            file: file,
            line: first.line,
            message: "the winner is '\(first.word)', and '-1' nowhere: \(doubt)? Write left, right or tie"
        )
    }
}

/// The two models of a row that compares their texts, in the order of their names: no figure hangs on sides.
struct PairSides {
    let first: ArraySlice<UInt8>
    let second: ArraySlice<UInt8>
    /// Whether the left one is the second.
    let isTurned: Bool

    init(left: ArraySlice<UInt8>, right: ArraySlice<UInt8>) {
        isTurned = right.lexicographicallyPrecedes(left)
        (first, second) = isTurned ? (right, left) : (left, right)
    }

    /// 1 for the left one, by a word or by its name.
    func value(_ word: String) throws -> Double? {
        let (one, other) = (String(decoding: first, as: UTF8.self), String(decoding: second, as: UTF8.self))
        return try PairColumns.value(word, left: isTurned ? other : one, right: isTurned ? one : other)
    }

    /// Whether the word is the name of one of the two.
    func isName(_ word: String) -> Bool { first.elementsEqual(word.utf8) || second.elementsEqual(word.utf8) }

    /// The name of the pair of texts for what was asked.
    func name(_ item: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        ArraySlice(Array(item) + Array(": ".utf8) + Array(first) + Array(" and ".utf8) + Array(second))
    }
}
