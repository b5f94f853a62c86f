/// How long a text is beside its reference, in tokens of 13a, as sacrebleu's `ratio` says it.
package enum LengthRatio {
    /// The ratio to the reference that is nearest in length; nil without references, and where that one is empty.
    package static func ratio(_ text: String, _ references: [String]) -> Double? {
        let own = Tokens13a.tokens(of: text).count
        let lengths = references.map { Tokens13a.tokens(of: $0).count }
        guard let nearest = lengths.min(by: { (abs($0 - own), $0) < (abs($1 - own), $1) }), nearest > 0 else {
            return nil
        }
        return Double(own) / Double(nearest)
    }
}
