/// Which models no other one beats.
///
/// A model is dominated only where another is better on every axis and the paired interval of the difference in quality
/// excludes 0; better on every axis without that is not separable.
package enum Pareto {
    /// A model on the axes; quality is better when higher, every other axis when lower.
    package struct Entry: Sendable, Equatable {
        package var name: String
        package var quality: Double
        package var costs: [Double]

        package init(name: String, quality: Double, costs: [Double]) {
            self.name = name
            self.quality = quality
            self.costs = costs
        }
    }

    package enum Standing: Sendable, Equatable {
        /// Nothing is better on every axis.
        case efficient
        /// That one is better on every axis, and surely in quality.
        case dominated(by: String)
        /// That one is better on every axis, but its quality cannot be told from this one's.
        case notSeparable(from: String)
    }

    /// The standing of each; `difference` gives the paired interval of the first one's quality less the second's.
    package static func standings(
        _ entries: [Entry],
        difference: (_ better: Int, _ worse: Int) -> (low: Double, high: Double)?
    ) -> [Standing] {
        entries.indices.map { own in
            var standing = Standing.efficient
            for other in entries.indices where other != own && isWorse(entries[own], than: entries[other]) {
                if let low = difference(other, own)?.low, low > 0 { return .dominated(by: entries[other].name) }
                if standing == .efficient { standing = .notSeparable(from: entries[other].name) }
            }
            return standing
        }
    }

    /// In what share of the draws each is in the set; a draw gives each model's quality.
    package static func shares(_ entries: [Entry], draws: [[Double]]) -> [Double]? {
        guard !draws.isEmpty else { return nil }
        var counts = [Int](repeating: 0, count: entries.count)
        for draw in draws where draw.count == entries.count {
            let drawn = zip(entries, draw).map { Entry(name: $0.name, quality: $1, costs: $0.costs) }
            for own in drawn.indices {
                let isBeaten = drawn.indices.contains { $0 != own && isWorse(drawn[own], than: drawn[$0]) }
                if !isBeaten { counts[own] += 1 }
            }
        }
        return counts.map { Double($0) / Double(draws.count) }
    }

    /// Worse on every axis.
    package static func isWorse(_ one: Entry, than other: Entry) -> Bool {
        one.quality < other.quality && zip(one.costs, other.costs).allSatisfy { $0 > $1 }
    }
}
