/// What a table of agreement shows besides the figures that are always shown.
package struct AgreementView: Sendable {
    /// Every measure instead of those that suit the level.
    package var showsAll: Bool
    /// A word for each coefficient, with its source and a warning.
    package var showsWords: Bool
    /// The tables that the figures came from.
    package var showsCounts: Bool

    package init(showsAll: Bool = false, showsWords: Bool = false, showsCounts: Bool = false) {
        self.showsAll = showsAll
        self.showsWords = showsWords
        self.showsCounts = showsCounts
    }
}
