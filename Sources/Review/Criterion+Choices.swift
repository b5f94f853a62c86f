package import Studies

/// One key that answers a criterion.
package struct Choice: Sendable, Equatable {
    package var key: Character
    package var value: Double?
    package var label: String
}

extension Criterion {
    /// The keys that answer this criterion, in the order of the screen.
    package var choices: [Choice] {
        switch form {
        case .scale(let scale):
            // Ten digits, then letters that no command uses.
            let keys = Array("123456789").prefix(scale.min == 0 ? 0 : 9) + Array(scale.min == 0 ? "0123456789" : "0")
            let letters = Array("abceghijklmoprstwxyz")
            return zip(keys + letters, scale.points).map { key, point in
                let number = JSONValue.canonicalNumber(point)
                let words = [number == String(key) ? nil : number, scale.label(of: point)]
                return Choice(key: key, value: point, label: words.compactMap(\.self).joined(separator: " "))
            }
        case .pairwise(let tie, let bothBad):
            return [Choice(key: "a", value: 1, label: "left"), Choice(key: "b", value: -1, label: "right")]
                + (tie ? [Choice(key: "=", value: 0, label: "tie")] : [])
                + (bothBad ? [Choice(key: "x", value: nil, label: "both bad")] : [])
        case .accept: return [Choice(key: "y", value: 1, label: "yes"), Choice(key: "n", value: 0, label: "no")]
        }
    }
}
