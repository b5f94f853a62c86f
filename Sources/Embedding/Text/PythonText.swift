/// Text as the reference tools, which are written in Python, see it: code points, Python's white space and lower case.
enum PythonText {
    /// What `str.isspace` takes for white space.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
            true
        default: false
        }
    }

    /// What a regular expression's `\w` matches.
    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.isASCII else { return isASCIIWord(scalar.value) }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber:
            return true
        default: return scalar.properties.numericType != nil
        }
    }

    private static func isASCIIWord(_ value: UInt32) -> Bool {
        switch value {
        case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        default: false
        }
    }

    /// What `string.punctuation` holds.
    static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }

    /// The pieces between white space, as `str.split()` gives them.
    static func split(_ scalars: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
        scalars.split(whereSeparator: isSpace)
    }

    /// `str.lower()`: the full lower case of every code point, a capital sigma at a word's end being ς.
    static func lowercased(_ text: String) -> [Unicode.Scalar] {
        let scalars = Array(text.unicodeScalars)
        var lower: [Unicode.Scalar] = []
        lower.reserveCapacity(scalars.count)
        for (index, scalar) in scalars.enumerated() {
            switch scalar.value {
            case 0x41...0x5A: lower.append(Unicode.Scalar(UInt8(scalar.value) + 32))
            case 0..<0x80: lower.append(scalar)
            case 0x3A3: lower.append(isFinalSigma(index, in: scalars) ? "\u{3C2}" : "\u{3C3}")
            default: lower.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
            }
        }
        return lower
    }

    /// Unicode's Final_Sigma: a cased letter before and none after, whatever is ignorable between.
    private static func isFinalSigma(_ index: Int, in scalars: [Unicode.Scalar]) -> Bool {
        let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
        let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
        return before?.properties.isCased == true && after?.properties.isCased != true
    }
}

extension Sequence<Unicode.Scalar> {
    /// The code points as a string.
    var string: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: self)
        return String(view)
    }
}
