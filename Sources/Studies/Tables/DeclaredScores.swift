/// What is said of a criterion's scores before a table is read.
package struct DeclaredScores: Sendable {
    /// Whether the scores are labels without an order or a distance; nil where nobody says.
    package var isNominal: Bool?
    /// Every point of the scale, in order, as texts.
    package var categories: [String]?

    package init(isNominal: Bool? = nil, categories: [String]? = nil) {
        self.isNominal = isNominal
        self.categories = categories
    }
}
