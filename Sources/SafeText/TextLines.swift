extension Character {
    /// Whether it ends a line: LF, CR, or both, which Swift holds for one character.
    package var endsLine: Bool { self == "\n" || self == "\r\n" || self == "\r" }
}

extension StringProtocol {
    /// The lines of a foreign text, without their ends: LF, CR and CRLF end a line. A text that ends with one has an empty
    /// last line.
    package var textLines: [SubSequence] { split(omittingEmptySubsequences: false, whereSeparator: \.endsLine) }
}
