import SafeText

/// How many columns a table in text may take.
package enum PageWidth {
    /// Where nobody says: the width of what is piped.
    package static let piped = 100
    /// The width that is asked for.
    @TaskLocal package static var columns = PageWidth.piped

    /// A sentence in lines of the width that is asked for; as it is where nobody asks for one.
    static func wrapped(_ sentence: String) -> String {
        columns == piped ? sentence : Wrapping.lines(sentence, columns: columns).joined(separator: "\n")
    }
}
