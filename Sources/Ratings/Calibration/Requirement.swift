/// One condition of a gate: `alpha(overall) >= .6`, `noninferior(moss-3b)`.
package struct Requirement: Sendable, Equatable {
    /// What a figure is compared by.
    package enum Comparison: String, Sendable, CaseIterable {
        case atLeast = ">="
        case atMost = "<="
        case above = ">"
        case below = "<"
        case equal = "="

        func holds(_ value: Double, _ limit: Double) -> Bool {
            switch self {
            case .atLeast: value >= limit
            case .atMost: value <= limit
            case .above: value > limit
            case .below: value < limit
            case .equal: value == limit
            }
        }

        var isUpwards: Bool { self == .atLeast || self == .above }
    }

    /// Which number of a figure is meant.
    package enum Part: String, Sendable, CaseIterable { case low, high, value }

    /// What can be required.
    package enum Figure: String, Sendable, CaseIterable {
        case alpha, agreement, spearman, unparsed, stale, labels, prompts, mean, corrected, noninferior, replace

        /// Whether it holds or not by itself.
        var isVerdict: Bool { self == .noninferior || self == .replace }
        /// The least and the most arguments.
        var arguments: ClosedRange<Int> {
            switch self {
            case .alpha: 1...1
            case .stale: 0...0
            case .labels, .prompts: 0...1
            case .agreement, .spearman, .unparsed, .mean, .noninferior, .replace: 1...2
            case .corrected: 2...3
            }
        }
    }

    /// As it was written.
    package let text: String
    package let figure: Figure
    package let arguments: [String]
    package let part: Part?
    package let comparison: (comparison: Comparison, limit: Double)?

    package static func == (left: Requirement, right: Requirement) -> Bool { left.text == right.text }

    /// Throws words that say what is wrong with it.
    package init(parsing text: String) throws {
        self.text = text
        var rest = Substring(text.filter { !$0.isWhitespace })
        func fail(_ reason: String) -> RatingsError {
            RatingsError("'\(text)' is no requirement: \(reason), as in 'alpha(overall) >= .6' or 'noninferior(MODEL)'")
        }
        let name = String(rest.prefix { $0.isLetter })
        guard let figure = Figure(rawValue: name) else {
            let known = Figure.allCases.map(\.rawValue).joined(separator: ", ")
            throw fail("it must begin with one of \(known)")
        }
        rest = rest.dropFirst(name.count)
        guard rest.first == "(", let end = rest.firstIndex(of: ")") else {
            throw fail("what it is of stands in brackets")
        }
        let inner = rest[rest.index(after: rest.startIndex)..<end]
        arguments = inner.isEmpty ? [] : inner.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard figure.arguments.contains(arguments.count), !arguments.contains("") else {
            let (least, most) = (figure.arguments.lowerBound, figure.arguments.upperBound)
            throw fail("\(name) takes \(least == most ? "\(least)" : "\(least) to \(most)") names")
        }
        rest = rest[rest.index(after: end)...]
        var part: Part?
        if rest.first == "." {
            let word = String(rest.dropFirst().prefix { $0.isLetter })
            guard let known = Part(rawValue: word) else { throw fail("after the dot stands low, high or value") }
            part = known
            rest = rest.dropFirst(word.count + 1)
        }
        self.figure = figure
        self.part = part
        if figure.isVerdict {
            guard rest.isEmpty, part == nil else { throw fail("\(name) is compared with nothing") }
            comparison = nil
            return
        }
        let sign = String(rest.prefix { "<>=".contains($0) })
        guard let known = Comparison(rawValue: sign == "==" ? "=" : sign) else {
            throw fail("it needs >=, <=, >, < or =")
        }
        let number = rest.dropFirst(sign.count)
        guard let limit = Double(number.hasPrefix(".") ? "0\(number)" : String(number)), limit.isFinite else {
            throw fail("after \(sign) stands a number")
        }
        comparison = (known, limit)
    }
}
