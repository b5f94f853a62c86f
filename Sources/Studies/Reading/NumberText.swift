import Foundation

/// A number as a file spells it.
package enum NumberText: Sendable, Equatable {
    /// How a cell that should hold a number reads.
    case number(Double)
    /// What spreadsheets and data frames write where there is no value; `isCertain` where it can be no label either.
    case missing(isCertain: Bool)
    /// No number, nor like one.
    case word
    /// Like a number, and none that is read: what is wrong, and what to write.
    case odd(String)

    /// What separates the decimals.
    package enum Decimal: String, Sendable, CaseIterable {
        case point = "."
        case comma = ","
        /// Either, as long as a table keeps to one.
        case either
    }

    package init(_ field: ArraySlice<UInt8>, decimal: Decimal = .point) {
        if let number = Self.plain(field), decimal != .comma || !field.contains(0x2E) {
            self = .number(number)
            return
        }
        guard let spelled = String(validating: field, as: UTF8.self) else {
            self = .odd("not UTF-8: save the file as UTF-8")
            return
        }
        self = Self.reading(ColumnName.trimmed(spelled), decimal)
    }

    /// The value, of a number.
    package var value: Double? { if case .number(let value) = self { value } else { nil } }

    /// The digits of a short number with a decimal point and nothing else, which is nearly every one.
    private static func plain(_ field: ArraySlice<UInt8>) -> Double? {
        var (digits, decimals, hasPoint) = (0, 0, false)
        var whole: Int64 = 0
        var rest = field
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        for byte in rest {
            if byte == UInt8(ascii: "."), !hasPoint, digits > 0 {
                hasPoint = true
                continue
            }
            guard (0x30...0x39).contains(byte), digits < 15 else { return nil }
            digits += 1
            whole = whole * 10 + Int64(byte - 0x30)
            if hasPoint { decimals += 1 }
        }
        guard digits > 0 else { return nil }
        // Both are exact, so that one division rounds once.
        let value = Double(whole) / powers[decimals]
        return isNegative ? -value : value
    }

    /// No statistic takes a score that is further from 0.
    private static let largest = 1e75

    private static let powers = (0...15).map { power in (0..<power).reduce(1.0) { product, _ in product * 10 } }

    private static func reading(_ text: String, _ decimal: Decimal) -> NumberText {
        guard !text.isEmpty else { return .missing(isCertain: true) }
        if let isCertain = absent[text.lowercased()] { return .missing(isCertain: isCertain) }
        let ascii = text.replacing("\u{2212}", with: "-")
        switch (decimal, grammar(ascii, "."), grammar(ascii, ",")) {
        case (.point, true, _), (.either, true, _): return finite(ascii, text)
        case (.comma, _, true), (.either, _, true): return finite(ascii.replacing(",", with: "."), text)
        case (.point, _, true):
            return .odd(
                "'\(text)' has a decimal comma: write \(ascii.replacing(",", with: ".")), or read it with --decimal ,"
            )
        case (.comma, true, _):
            return .odd(
                "'\(text)' has a decimal point where commas are expected: write a comma, or leave --decimal out"
            )
        default: return looksLikeNumber(text) ? .odd(oddity(text)) : .word
        }
    }

    /// Texts, in small letters, that stand for no value.
    private static let absent: [String: Bool] = [
        "nan": true, "#n/a": true, "#na": true, "<na>": true, "null": true, "n/a": false, "na": false, "n.a.": false,
        "none": false, "nil": false, "missing": false, "-": false, "--": false, "–": false, "—": false, "?": false,
        ".": false,
    ]

    private static func grammar(_ text: String, _ point: Character) -> Bool {
        var rest = Substring(text)
        if let sign = rest.first, "+-".contains(sign) { rest.removeFirst() }
        let whole = takeDigits(&rest)
        var decimals = 0
        if rest.first == point {
            rest.removeFirst()
            decimals = takeDigits(&rest)
        }
        guard whole + decimals > 0 else { return false }
        guard let letter = rest.first, "eE".contains(letter) else { return rest.isEmpty }
        rest.removeFirst()
        if let sign = rest.first, "+-".contains(sign) { rest.removeFirst() }
        return takeDigits(&rest) > 0 && rest.isEmpty
    }

    private static func takeDigits(_ rest: inout Substring) -> Int {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        return digits.count
    }

    /// Whether a whole number is no other for being kept as a double; what has decimals or an exponent is rounded by custom.
    private static func isKept(_ ascii: String, _ value: Double) -> Bool {
        guard value.magnitude >= 0x1p53 else { return true }
        let digits = ascii.drop { "+-".contains($0) }.drop { $0 == "0" }
        guard digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return true }
        return String(format: "%.0f", value.magnitude) == digits
    }

    private static func finite(_ ascii: String, _ text: String) -> NumberText {
        // Swift wants a digit behind the point.
        let padded =
            ascii.hasSuffix(".") ? ascii + "0" : ascii.replacing(".e", with: ".0e").replacing(".E", with: ".0e")
        guard let value = Double(padded), value.isFinite else { return .odd("'\(text)' is too large for a number") }
        guard value.magnitude <= largest else {
            return .odd("'\(text)' is too large for sums of squares: write it in larger units, to 1e75 at most")
        }
        guard isKept(ascii, value) else {
            return .odd("'\(text)' has more digits than can be kept exactly: write a smaller number")
        }
        return .number(value == 0 ? 0 : value)
    }

    /// Whether a text has digits and nothing beside them but what numbers are written with.
    private static func looksLikeNumber(_ text: String) -> Bool {
        let bare = text.lowercased()
        if ["inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"].contains(bare) || bare.hasPrefix("0x") {
            return true
        }
        var hasDigit = false
        for scalar in text.unicodeScalars {
            if scalar.properties.numericType != nil {
                hasDigit = true
            } else if !beside.contains(scalar) {
                return false
            }
        }
        return hasDigit
    }

    private static let beside = Set(" \u{A0}\u{2009}\u{202F}.,'’%‰/:+-−eE()*".unicodeScalars)

    private static func oddity(_ text: String) -> String {
        if text.hasSuffix("%") { return "'\(text)' is a percentage: write the number alone, in one unit in every row" }
        if text.contains("/") { return "'\(text)' is a fraction or a date: write the score alone" }
        if text.contains("%") || text.contains("‰") { return "'\(text)' is a percentage: write the number alone" }
        if text.lowercased().hasSuffix("inf") || text.lowercased().hasSuffix("infinity") {
            return "'\(text)' is not finite: leave the cell empty where there is no score"
        }
        return "'\(text)' is no number as it is spelt: write it with digits and a decimal point, such as 1234.5"
    }
}
