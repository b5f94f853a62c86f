/// How many columns a table in text may take.
package enum PageWidth {
    /// Where nobody says: the width of what is piped.
    package static let piped = 100
    /// The width that is asked for.
    @TaskLocal package static var columns = PageWidth.piped
}
