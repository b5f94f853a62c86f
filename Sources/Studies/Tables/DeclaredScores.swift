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

    /// The numbers that every declared list of points has.
    package struct Listed: Sendable {
        /// Nil where nothing is declared: any number will do.
        private var numbers: Set<Double>?

        package init(_ lists: [[String]] = []) {
            for list in lists {
                let own = Set(list.compactMap { NumberText(ArraySlice(Array($0.utf8))).value })
                numbers = numbers?.intersection(own) ?? own
            }
        }

        func holds(_ number: Double) -> Bool { numbers?.contains(number) ?? true }
    }
}
