/// How many labels a judge is worth: n (V_labels / V_used − 1), both variances by one method on the same prompts.
///
/// May be negative; nil where either variance is 0.
public func labelsWorth(labels: Int, labelsVariance: Double, usedVariance: Double) -> Double? {
    guard labelsVariance > 0, usedVariance > 0 else { return nil }
    return Double(labels) * (labelsVariance / usedVariance - 1)
}

extension CorrectedMean {
    /// How many labelled prompts the judge is worth: n (V_labels / V_used − 1) with n labelled prompts, both variances by the
    /// sums of squares over all prompts, with a percentile bootstrap over prompts.
    ///
    /// Undefined without labels, and where either variance is 0.
    public func worth(_ rows: [LabelledRow], folds: [Int], options: IntervalOptions = IntervalOptions()) -> Estimate {
        let sums = WorthSums(rows, folds: folds)
        let ratio = sums.ratio(sums.counts)
        guard labelledPromptCount > 1, let ratio else {
            let reason =
                labelledPromptCount > 1 ? "labels or corrected labels do not vary" : "fewer than two labelled prompts"
            return Estimate(undefined: reason, itemCount: promptCount, ratingCount: rows.count)
        }
        let labels = Double(labelledPromptCount)
        var estimate = Estimate(value: labels * (ratio - 1), itemCount: promptCount, ratingCount: rows.count)
        let resamples = min(options.resamples, max(200, 1_000_000 / max(1, sums.counts.count)))
        let draws = sums.draws(resamples, seed: options.seed).map { labels * ($0 - 1) }.sorted()
        guard draws.count > 1 else { return estimate }
        let tail = (1 - options.confidence) / 2
        (estimate.low, estimate.high) = (draws.quantile(tail), draws.quantile(1 - tail))
        estimate.isResampled = true
        estimate.method = "percentile bootstrap over \(promptCount) prompts, \(resamples) resamples"
        return estimate.holdingItself
    }
}

/// The two variances as functions of how often each prompt is drawn.
///
/// Both are quadratic in a prompt's sums z = (labelled responses, their labels, their scores, unlabelled responses, their
/// scores), so that the sums of z and of its products by fold are all that a resample needs.
private struct WorthSums {
    /// By distinct prompt (fold and sums alike) how many are alike, and where its sums stand.
    let counts: [Double]
    private let folds: [Int]
    private let sums: [Double]
    private let foldCount: Int
    /// By prompt its place among the distinct ones.
    private let owners: [Int]

    private static let size = 5
    /// The sums themselves, then their products row by row.
    private static let width = size + size * size

    init(_ rows: [LabelledRow], folds: [Int]) {
        // Neither variance knows where the scales begin; near 0 no digit is lost in the squares.
        let labels = rows.compactMap(\.label)
        let label = labels.isEmpty ? 0 : Moments.mean(labels)
        let judge = rows.isEmpty ? 0 : Moments.mean(rows.map(\.judge))
        var prompts: [Int: (fold: Int, z: [Double])] = [:]
        for (row, fold) in zip(rows, folds) {
            var own = prompts[row.prompt] ?? (fold, [Double](repeating: 0, count: Self.size))
            if let given = row.label {
                own.z[0] += 1
                own.z[1] += given - label
                own.z[2] += row.judge - judge
            } else {
                own.z[3] += 1
                own.z[4] += row.judge - judge
            }
            prompts[row.prompt] = own
        }
        let places = Dictionary(uniqueKeysWithValues: Set(folds).sorted().enumerated().map { ($1, $0) })
        var known: [[Double]: Int] = [:]
        var (counts, own, sums, owners): ([Double], [Int], [Double], [Int]) = ([], [], [], [])
        for (_, prompt) in prompts.sorted(by: { $0.key < $1.key }) {
            let fold = places[prompt.fold] ?? 0
            let key = [Double(fold)] + prompt.z
            if let place = known[key] {
                counts[place] += 1
                owners.append(place)
                continue
            }
            known[key] = counts.count
            owners.append(counts.count)
            counts.append(1)
            own.append(fold)
            sums += prompt.z
            for one in prompt.z { sums += prompt.z.map { one * $0 } }
        }
        (self.counts, self.folds, self.sums, self.owners) = (counts, own, sums, owners)
        foldCount = places.count
    }

    /// V_labels / V_used of resampled prompts; draws where it is undefined are left out.
    func draws(_ resamples: Int, seed: UInt64) -> [Double] {
        var generator = Generator(seed: seed)
        guard owners.count > 1 else { return [] }
        return (0..<resamples).compactMap { _ in ratio(drawn(&generator)) }
    }

    /// A multinomial draw, by binomials where many prompts are alike.
    private func drawn(_ generator: inout Generator) -> [Double] {
        guard counts.count * 8 < owners.count else {
            var weights = [Double](repeating: 0, count: counts.count)
            for _ in owners.indices { weights[owners[generator.index(below: owners.count)]] += 1 }
            return weights
        }
        var (weights, left, rest) = (counts, owners.count, Double(owners.count))
        for place in counts.indices {
            let drawn = rest > 0 ? generator.binomial(left, min(1, counts[place] / rest)) : 0
            weights[place] = Double(drawn)
            left -= drawn
            rest -= counts[place]
        }
        return weights
    }

    /// V_labels / V_used; nil where either is 0. Without a weight for the judge it is 1.
    func ratio(_ weights: [Double]) -> Double? {
        let width = Self.width
        var byFold = [Double](repeating: 0, count: foldCount * width)
        sums.withUnsafeBufferPointer { sums in
            byFold.withUnsafeMutableBufferPointer { byFold in
                for (place, weight) in weights.enumerated() where weight > 0 {
                    let (from, to) = (place * width, folds[place] * width)
                    for number in 0..<width { byFold[to + number] += weight * sums[from + number] }
                }
            }
        }
        let parts = (0..<foldCount).map { Array(byFold[$0 * width..<($0 + 1) * width]) }
        let all = parts.reduce([Double](repeating: 0, count: width)) { zip($0, $1).map(+) }
        let lambdas = parts.map { Self.lambda(zip(all, $0).map(-)) }
        guard all[0] > 1 else { return nil }
        let label = all[1] / all[0]
        let labels = Self.quadratic(all, [-label / all[0], 1 / all[0], 0, 0, 0])
        guard all[3] > 0 else { return labels > 1e-24 ? 1 : nil }
        let judge = all[4] / all[3]
        let weight = zip(parts, lambdas).reduce(0) { $0 + $1.1 * $1.0[0] } / all[0]
        let mean = zip(parts, lambdas).reduce(0) { $0 + $1.0[1] - $1.1 * ($1.0[2] - judge * $1.0[0]) } / all[0]
        let used = zip(parts, lambdas).reduce(0) { sum, part in
            let (own, lambda) = part
            let psi = [
                (lambda * judge - mean) / all[0], 1 / all[0], -lambda / all[0], -weight * judge / all[3],
                weight / all[3],
            ]
            return sum + Self.quadratic(own, psi)
        }
        return labels > 1e-24 && used > 1e-24 ? labels / used : nil
    }

    /// −Σ A B / Σ B² of the prompts whose sums these are; 0 where undefined.
    private static func lambda(_ sums: [Double]) -> Double {
        guard sums[0] > 1.5, sums[3] > 0.5 else { return 0 }
        let (n, m) = (sums[0], sums[3])
        let a = [-sums[1] / n / n, 1 / n, 0, 0, 0]
        let b = [sums[2] / n / n, 0, -1 / n, -sums[4] / m / m, 1 / m]
        let square = quadratic(sums, b)
        return square > 1e-24 ? -bilinear(sums, a, b) / square : 0
    }

    private static func quadratic(_ sums: [Double], _ vector: [Double]) -> Double { bilinear(sums, vector, vector) }

    /// Σ (a·z)(b·z) over prompts.
    private static func bilinear(_ sums: [Double], _ a: [Double], _ b: [Double]) -> Double {
        var total = 0.0
        for row in 0..<size where a[row] != 0 {
            for column in 0..<size { total += a[row] * b[column] * sums[size + row * size + column] }
        }
        return total
    }
}
