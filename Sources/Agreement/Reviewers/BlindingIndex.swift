/// How well people could guess the kind of the model that wrote a response.
///
/// James's index (James et al., Statistics in Medicine, 1996) is one figure for all kinds: 1 when nobody can tell, ½ when
/// guesses are at random, 0 when all are right. Bang's (Bang, Ni and Davis, Controlled Clinical Trials, 2004) is one a
/// kind: 0 at random, 1 when all are right, −1 when all are wrong; with more than two kinds a wrong guess counts as its
/// share of the wrong ones, so that 0 is still chance.
package struct BlindingIndex: Sendable {
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

    /// Over all kinds, with a percentile interval of resampled guesses.
    ///
    /// Undefined where no guess was of a kind, or all of one.
    package func james(_ options: IntervalOptions = IntervalOptions()) -> Estimate {
        let total = counts.joined().reduce(0, +)
        guard let value = Self.james(counts) else { return Self.undefined(total) }
        let cells = Array(counts.joined())
        let members = cells.indices.flatMap { [Int](repeating: $0, count: cells[$0]) }
        var generator = Generator(seed: options.seed)
        var values: [Double] = []
        for _ in 0..<options.resamples {
            var drawn = counts.map { $0.map { _ in 0 } }
            for _ in members {
                let cell = members[generator.index(below: total)]
                drawn[cell / (kinds.count + 1)][cell % (kinds.count + 1)] += 1
            }
            if let value = Self.james(drawn) { values.append(value) }
        }
        var estimate = Estimate(value: value, itemCount: total, ratingCount: total)
        guard values.count > 1 else {
            estimate.method = "no interval: undefined in the resamples"
            return estimate
        }
        values.sort()
        let tail = (1 - options.confidence) / 2
        (estimate.low, estimate.high) = (values.quantile(tail), values.quantile(1 - tail))
        estimate.method = "percentile bootstrap of guesses, \(options.resamples) resamples"
        return estimate.holdingItself
    }

    /// Of one kind, with the normal interval of the multinomial; undefined where nothing of that kind was guessed at.
    package func bang(_ kind: String, confidence: Double = 0.95) -> Estimate {
        guard let row = kinds.firstIndex(of: kind), kinds.count > 1 else { return Self.undefined(0) }
        let total = counts[row].reduce(0, +)
        guard total > 0 else { return Self.undefined(0) }
        let right = Double(counts[row][row]) / Double(total)
        let wrong = Double(counts[row].dropLast().reduce(0, +) - counts[row][row]) / Double(total)
        let others = Double(kinds.count - 1)
        let value = right - wrong / others
        let variance = right + wrong / (others * others) - value * value
        let half = normalQuantile(confidence: confidence) * (max(0, variance) / Double(total)).squareRoot()
        var estimate = Estimate(value: value, itemCount: total, ratingCount: total)
        (estimate.low, estimate.high) = (max(-1, value - half), min(1, value + half))
        estimate.method = "multinomial, normal"
        return estimate
    }

    private static func undefined(_ count: Int) -> Estimate {
        Estimate(undefined: "no guesses that could be told from chance", itemCount: count, ratingCount: count)
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
    package func figures(_ options: IntervalOptions = IntervalOptions()) -> [ReviewerFigure] {
        [
            figure("blinding.james", james(options)) {
                $0.high.map { $0 < 0.5 } ?? false ? "the kind of model could be told: see 'slam leaks'" : nil
            }
        ]
            + kinds.map { kind in
                figure("blinding.bang.\(kind)", bang(kind, confidence: options.confidence)) {
                    $0.low.map { $0 > 0 } ?? false ? "guessed right more often than by chance" : nil
                }
            }
    }

    /// What stands in their place while the study is blind: how many guesses there are.
    package static func withheld(count: Int) -> ReviewerFigure {
        ReviewerFigure(
            reviewer: "all",
            check: "blinding",
            estimate: Estimate(undefined: "withheld until 'slam unblind'", itemCount: count, ratingCount: count),
            isNoted: false,
            words: "withheld until 'slam unblind', as whether a guess was right tells who wrote the text"
        )
    }

    private func figure(_ check: String, _ found: Estimate, _ notice: (Estimate) -> String?) -> ReviewerFigure {
        var found = found
        if found.value != nil, found.itemCount < Self.fewest {
            found = Estimate(undefined: "too few guesses", itemCount: found.itemCount, ratingCount: found.ratingCount)
        }
        let notice = found.value == nil ? nil : notice(found)
        let words = notice ?? found.undefined ?? "not told better than by chance"
        return ReviewerFigure(reviewer: "all", check: check, estimate: found, isNoted: notice != nil, words: words)
    }
}
