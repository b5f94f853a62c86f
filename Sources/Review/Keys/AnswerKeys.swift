package import Studies

/// One answer to a criterion and the keys that give it.
package struct Choice: Sendable, Equatable {
    package var value: Double?
    package var label: String
    /// The keys that answer the first open criterion that has them.
    package var inTurn: [Key]
    /// The key of the criterion's own row, which answers it whenever it is pressed.
    package var own: Key?
}

/// One criterion and its row of keys.
package struct KeyRow: Sendable, Equatable {
    package var criterion: Criterion
    package var choices: [Choice]
    /// Whether the points are too many for keys, so that a number is typed.
    package var isTyped: Bool
}

/// The keys of all criteria that apply to what is shown.
///
/// The first criterion of each form has the natural keys (digits, `y n`, `a b =`); each further one gets a row of
/// letters of its own too, from those that give no command.
package struct AnswerKeys: Sendable, Equatable {
    private static let letterRows = ["wertyiophjklsxcmzab", "ashjklzxcmbi", "zxcbmloiytre"]
    /// More points than this have no keys of their own.
    private static let mostKeys = 10

    package let rows: [KeyRow]

    package init(_ criteria: [Criterion], commands: KeyMap) {
        var rows = criteria.map { KeyRow(criterion: $0, choices: Self.choices($0), isTyped: Self.isTyped($0)) }
        var taken = commands.characters
        taken.formUnion(rows.flatMap { $0.choices.flatMap(\.inTurn) }.compactMap(Self.character))
        var forms: Set<String> = []
        for index in rows.indices where !rows[index].isTyped {
            let isFirst = forms.insert(Self.form(rows[index].criterion)).inserted
            let letters = isFirst ? nil : Self.letters(rows[index].choices.count, taken)
            taken.formUnion(letters ?? [])
            for place in rows[index].choices.indices {
                let own = letters.map { Key.character($0[place]) }
                rows[index].choices[place].own = isFirst ? rows[index].choices[place].inTurn.first : own
            }
        }
        self.rows = rows
    }

    /// What a key answers, given which criteria are answered already; nil where it answers nothing.
    package func answer(_ key: Key, answered: Set<String>) -> (row: Int, choice: Choice)? {
        // An own letter names its criterion; a natural key goes to the first that is open.
        for (index, row) in rows.enumerated() {
            if let choice = row.choices.first(where: { $0.own == key && !$0.inTurn.contains(key) }) {
                return (index, choice)
            }
        }
        let candidates = rows.enumerated().filter { $0.element.choices.contains { $0.inTurn.contains(key) } }
        let open = candidates.first { !answered.contains($0.element.criterion.name) }
        guard let (index, row) = open ?? candidates.first,
            let choice = row.choices.first(where: { $0.inTurn.contains(key) })
        else { return nil }
        return (index, choice)
    }

    private static func letters(_ count: Int, _ taken: Set<Character>) -> [Character]? {
        for row in letterRows {
            let free = row.filter { !taken.contains($0) }
            if free.count >= count { return Array(free.prefix(count)) }
        }
        return nil
    }

    private static func form(_ criterion: Criterion) -> String {
        switch criterion.form {
        case .scale: "scale"
        case .pairwise: "pairwise"
        case .accept: "accept"
        case .ranking: "ranking"
        }
    }

    private static func isTyped(_ criterion: Criterion) -> Bool {
        if case .scale(let scale) = criterion.form { return scale.points.count > mostKeys }
        return false
    }

    private static func character(_ key: Key) -> Character? {
        if case .character(let character) = key { character } else { nil }
    }

    private static func choices(_ criterion: Criterion) -> [Choice] {
        switch criterion.form {
        case .scale(let scale):
            guard !isTyped(criterion) else { return [] }
            let keys = scale.min == 0 ? Array("0123456789") : Array("1234567890")
            return zip(keys, scale.points).map { key, point in
                let number = JSONValue.canonicalNumber(point)
                let words = [number == String(key) ? nil : number, scale.label(of: point)]
                let label = words.compactMap(\.self).joined(separator: " ")
                return Choice(value: point, label: label, inTurn: [.character(key)])
            }
        case .pairwise(let tie, let bothBad):
            return [
                Choice(value: 1, label: "left", inTurn: [.character("a"), .left]),
                Choice(value: -1, label: "right", inTurn: [.character("b"), .right]),
            ] + (tie ? [Choice(value: 0, label: "tie", inTurn: [.character("=")])] : [])
                + (bothBad ? [Choice(value: nil, label: "both bad", inTurn: [.character("x")])] : [])
        case .accept:
            return [
                Choice(value: 1, label: "yes", inTurn: [.character("y")]),
                Choice(value: 0, label: "no", inTurn: [.character("n")]),
            ]
        // The number of a text puts it in order: no key is an answer by itself.
        case .ranking: return []
        }
    }
}
