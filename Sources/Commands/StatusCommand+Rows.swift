import Reporting

extension StatusCommand {
    /// What is collected of each model, or of all.
    struct ModelRows {
        private var counts: [(name: String, done: Int, left: Int, failed: Int)] = []

        mutating func add(_ name: String, done: Int, left: Int, failed: Int) {
            counts.append((name, done, left, failed))
        }

        /// Whether some model has fewer responses than it is to have.
        var isLacking: Bool { counts.contains { $0.left + $0.failed > 0 } }

        func cells(together: Bool) -> [[Table.Cell]] {
            let shown =
                together
                ? [
                    counts.reduce(into: (name: "all models", done: 0, left: 0, failed: 0)) { sum, own in
                        (sum.done, sum.left, sum.failed) = (
                            sum.done + own.done, sum.left + own.left, sum.failed + own.failed
                        )
                    }
                ] : counts
            return shown.map {
                [.text("responses of"), .text($0.name), .count($0.done), .count($0.left), .count($0.failed), .unknown]
            }
        }
    }
}
