/// What the coverage simulation of the bench found.
enum Coverage {
    /// The method that came nearest to its confidence for so many items or clusters.
    static func best(itemCount: Int, hasFormula: Bool) -> IntervalMethod { .percentile }

    /// What must be said of an interval from so few items; empty when nothing.
    static func warning(itemCount: Int) -> String {
        itemCount < 20 ? "; fewer than 20 items: too narrow" : ""
    }
}
