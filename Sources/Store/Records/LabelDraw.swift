package import Studies

/// One draw of items for labels: the probability of each that could be drawn, and which were.
package struct LabelDraw: Sendable, Equatable {
    /// One item of the pool.
    package struct Candidate: Sendable, Equatable {
        package var item: ItemID
        package var probability: Double
        package var isDrawn: Bool

        package init(item: ItemID, probability: Double, isDrawn: Bool) {
            self.item = item
            self.probability = probability
            self.isDrawn = isDrawn
        }
    }

    /// From 1.
    package var number: Int
    package var pool: [Candidate]

    package init(number: Int, pool: [Candidate]) {
        self.number = number
        self.pool = pool
    }
}
