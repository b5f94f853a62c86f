import Foundation

/// Names that a study may bear, made of what a file calls things.
package enum PlainName {
    private static let most = 90

    /// A name for each of some that differ: itself where a study may bear it, else one that no other has.
    static func distinct(_ written: [String]) -> [String] {
        // Nothing takes the name that another one has of itself.
        var taken = Set(written.map { $0.lowercased() })
        return written.map { one in
            guard !Workspace.isName(one) else { return one }
            let base = of(one) ?? "model"
            // A number behind it could make another one's name of it.
            var (name, number) = (base, 1)
            while !taken.insert(name.lowercased()).inserted {
                name = base + ending(number)
                number += 1
            }
            return name
        }
    }

    /// Letters of other scripts in Latin ones, ä as a and ß as ss, anything else as a dash; nil where no letter is left.
    static func of(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { $0 < 0x80 }
        let latin = isPlain ? text : text.applyingTransform(StringTransform("Any-Latin; Latin-ASCII"), reverse: false)
        let plain = (latin ?? text).unicodeScalars.map { scalar in
            let isLetter = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isLetter || "._-".unicodeScalars.contains(scalar) ? String(scalar) : "-"
        }.joined()
        let start = String(plain.drop { ".-_".contains($0) }.prefix(most))
        return start.lastIndex { !".-_".contains($0) }.map { String(start[...$0]) }
    }

    /// How something could be called instead, after a refusal; empty where no letter is left.
    package static func like(_ text: String) -> String { of(text).map { ": write it as '\($0)', for example" } ?? "" }

    /// `_b` for the second of that name, then `_c` and on.
    private static func ending(_ number: Int) -> String {
        let letters = Array("bcdefghijklmnopqrstuvwxyz")
        let letter = String(letters[(number - 1) % letters.count])
        return "_" + String(repeating: letter, count: 1 + (number - 1) / letters.count)
    }
}
