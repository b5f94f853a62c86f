/// Kendall's coefficient of concordance W over complete rows (Kendall and Babington Smith, 1939), corrected for ties.
///
/// W = (12 Σ R² − 3 m² n (n + 1)²) / (m² n (n² − 1) − m Σ (t³ − t)). Undefined with fewer than two raters or complete
/// items, or when each rater gave every item one score.
struct RankKernel {
    let rows: RaterRows
    var correctsTies = true

    var kernel: Kernel {
        Kernel(names: ["kendall_w"], compute: { $1[0] = value($0) }, reason: { _ in reason }, limit: 2000)
    }

    private func value(_ weights: Kernel.Weights) -> Double {
        let (m, q) = (Double(rows.raterCount), rows.categories.count)
        guard rows.raterCount > 1 else { return .nan }
        var total = 0.0
        for row in 0..<rows.count { total += weights[row] }
        guard total > 1 else { return .nan }
        var ranks = rows.margins(weights)
        var ties = 0.0
        for rater in 0..<rows.raterCount {
            var below = 0.0
            for place in rater * q..<(rater + 1) * q {
                let count = ranks[place]
                ties += count * (count * count - 1)
                // Ranks less their mean keep the sums small.
                ranks[place] = below + (count + 1) / 2 - (total + 1) / 2
                below += count
            }
        }
        var squares = 0.0
        for row in 0..<rows.count where weights[row] > 0 {
            var sum = 0.0
            for entry in rows.starts[row]..<rows.starts[row + 1] {
                sum += ranks[Int(rows.raters[entry]) * q + Int(rows.codes[entry])]
            }
            squares += weights[row] * sum * sum
        }
        let spread = m * (m * total * (total * total - 1) - (correctsTies ? ties : 0))
        return spread > 0 ? 12 * squares / spread : .nan
    }

    private var reason: String {
        if rows.raterCount < 2 { return "fewer than two raters" }
        if rows.units.itemCount < 2 { return "fewer than two items that all \(rows.raterCount) raters scored" }
        return "each rater gave all \(rows.units.itemCount) complete items one score"
    }
}

/// Light's kappa (1971): the mean over pairs of raters of Cohen's unweighted kappa.
///
/// Undefined unless every pair's kappa is defined.
struct LightKernel {
    let rows: RaterRows

    private static let largestTable = 1 << 20

    var kernel: Kernel {
        Kernel(names: ["light"], compute: { $1[0] = value($0) }, reason: { _ in reason }, limit: 2000)
    }

    private var pairCount: Int { rows.raterCount * (rows.raterCount - 1) / 2 }

    private func value(_ weights: Kernel.Weights) -> Double {
        let q = rows.categories.count
        guard pairCount > 0, pairCount * q * q <= Self.largestTable else { return .nan }
        var tables = [Double](repeating: 0, count: pairCount * q * q)
        for row in 0..<rows.count where weights[row] > 0 {
            for first in rows.starts[row]..<rows.starts[row + 1] {
                for second in rows.starts[row]..<first {
                    let (a, b) = (Int(rows.raters[second]), Int(rows.raters[first]))
                    let pair = b * (b - 1) / 2 + a
                    tables[(pair * q + Int(rows.codes[second])) * q + Int(rows.codes[first])] += weights[row]
                }
            }
        }
        var sum = 0.0
        for pair in 0..<pairCount { sum += Self.kappa(tables[pair * q * q..<(pair + 1) * q * q], q) }
        return sum / Double(pairCount)
    }

    private static func kappa(_ table: ArraySlice<Double>, _ q: Int) -> Double {
        var (total, equal, expected) = (0.0, 0.0, 0.0)
        for a in 0..<q {
            var (row, column) = (0.0, 0.0)
            for b in 0..<q {
                row += table[table.startIndex + a * q + b]
                column += table[table.startIndex + b * q + a]
            }
            total += row
            equal += table[table.startIndex + a * q + a]
            expected += row * column
        }
        let different = total * total - expected
        return different > 0 ? 1 - (total - equal) * total / different : .nan
    }

    private var reason: String {
        if rows.raterCount < 2 { return "fewer than two raters" }
        if pairCount * rows.categories.count * rows.categories.count > Self.largestTable {
            return "\(rows.raterCount) raters and \(rows.categories.count) categories make too large a table"
        }
        return "the kappa of at least one pair of raters is undefined"
    }
}
