import Agreement
import Foundation

/// How well people could guess the kind of the model that wrote a response.
///
/// James's index (James et al., Statistics in Medicine, 1996) is one figure for all kinds: 1 when nobody can tell, ½ when
/// guesses are at random, 0 when all are right. Bang's (Bang, Ni and Davis, Controlled Clinical Trials, 2004) is one a
/// kind: 0 at random, 1 when all are right, −1 when all are wrong; with more than two kinds a wrong guess counts as its
/// share of the wrong ones, so that 0 is still chance.
package struct BlindingIndex: Sendable {
    /// A figure with its 95 % interval.
    package struct Figure: Sendable, Equatable {
        package var value: Double
        package var low: Double
        package var high: Double
        /// Guesses, those of "no telling" among them.
        package var count: Int
    }

    /// Guesses by the true kind, then by the guessed one; the last place is "no telling".
    private let counts: [[Int]]
    package let kinds: [String]

    /// A guess nil is "no telling".
    package init(_ guesses: [(kind: String, guessed: String?)], kinds: [String]) {
        self.kinds = kinds
        var counts = [[Int]](repeating: [Int](repeating: 0, count: kinds.count + 1), count: kinds.count)
        for guess in guesses {
            guard let row = kinds.firstIndex(of: guess.kind) else { continue }
            counts[row][guess.guessed.flatMap(kinds.firstIndex(of:)) ?? kinds.count] += 1
        }
        self.counts = counts
    }

    /// Over all kinds, with a percentile interval of resampled guesses; nil where no guess was of a kind, or all of one.
    package func james(resamples: Int = 1000, seed: UInt64 = 1) -> Figure? {
        guard let value = Self.james(counts) else { return nil }
        let cells = counts.joined().map { Double($0) }
        let total = counts.joined().reduce(0, +)
        var cumulative: [Double] = []
        for cell in cells { cumulative.append((cumulative.last ?? 0) + cell) }
        var simulator = Simulator(seed: seed)
        var values: [Double] = []
        for _ in 0..<resamples {
            var drawn = counts.map { $0.map { _ in 0 } }
            for _ in 0..<total {
                let point = simulator.uniform() * Double(total)
                let cell = cumulative.firstIndex { point < $0 } ?? cells.count - 1
                drawn[cell / (kinds.count + 1)][cell % (kinds.count + 1)] += 1
            }
            if let value = Self.james(drawn) { values.append(value) }
        }
        guard values.count > 1 else { return nil }
        values.sort()
        return Figure(value: value, low: values.quantile(0.025), high: values.quantile(0.975), count: total)
    }

    /// Of one kind, with the normal interval of the multinomial; nil where nothing of that kind was guessed at.
    package func bang(_ kind: String) -> Figure? {
        guard let row = kinds.firstIndex(of: kind), kinds.count > 1 else { return nil }
        let total = counts[row].reduce(0, +)
        guard total > 0 else { return nil }
        let right = Double(counts[row][row]) / Double(total)
        let wrong = Double(counts[row].dropLast().reduce(0, +) - counts[row][row]) / Double(total)
        let others = Double(kinds.count - 1)
        let value = right - wrong / others
        let variance = right + wrong / (others * others) - value * value
        let half = normalQuantile(confidence: 0.95) * (max(0, variance) / Double(total)).squareRoot()
        return Figure(value: value, low: max(-1, value - half), high: min(1, value + half), count: total)
    }

    private static func james(_ counts: [[Int]]) -> Double? {
        let total = Double(counts.joined().reduce(0, +))
        guard total > 0 else { return nil }
        let told = counts.map { Array($0.dropLast()) }
        let certain = Double(told.joined().reduce(0, +))
        let undecided = 1 - certain / total
        guard certain > 0 else { return 1 }
        var (right, chance) = (0.0, 0.0)
        for kind in told.indices {
            let (own, guessed) = (told[kind].reduce(0, +), told.reduce(0) { $0 + $1[kind] })
            right += Double(told[kind][kind]) / certain
            chance += Double(own) * Double(guessed) / (certain * certain)
        }
        // With one kind, or one guess throughout, chance is always right: nothing can be told from it.
        guard chance < 1 else { return nil }
        let kappa = (right - chance) / (1 - chance)
        return (1 + undecided - (1 - undecided) * kappa) / 2
    }
}

extension BlindingIndex {
    /// With fewer guesses nothing is said.
    private static let fewest = 10

    /// The figures as they stand beside the reviewers', `all` in place of a name.
    package var figures: [QualityFigure] {
        [
            figure("blinding.james", james()) {
                $0.high < 0.5 ? "the kind of model could be told: see 'slam leaks'" : nil
            }
        ]
            + kinds.map { kind in
                figure("blinding.bang.\(kind)", bang(kind)) {
                    $0.low > 0 ? "guessed right more often than by chance" : nil
                }
            }
    }

    private func figure(_ check: String, _ found: Figure?, _ notice: (Figure) -> String?) -> QualityFigure {
        guard let found, found.count >= Self.fewest else {
            let words = found == nil ? "no guesses that could be told from chance" : "too few guesses"
            return QualityFigure(reviewer: "all", check: check, count: found?.count ?? 0, isNoted: false, words: words)
        }
        let notice = notice(found)
        return QualityFigure(
            reviewer: "all",
            check: check,
            value: found.value,
            low: found.low,
            high: found.high,
            count: found.count,
            isNoted: notice != nil,
            words: notice ?? "not told better than by chance"
        )
    }
}
