/// The intraclass correlations of the complete rows.
struct ICCKernel {
    let rows: RaterRows
    private let center: Double

    init(_ rows: RaterRows) {
        self.rows = rows
        var (sum, count) = (0.0, 0.0)
        for row in 0..<rows.count {
            let weight = Double(rows.units.counts[row])
            for entry in rows.starts[row]..<rows.starts[row + 1] {
                sum += weight * rows.categories[Int(rows.codes[entry])]
            }
            count += weight * Double(rows.size(row))
        }
        center = count > 0 ? sum / count : 0
    }

    var kernel: Kernel {
        Kernel(
            names: ICCForm.allCases.map { "icc.\($0.rawValue)" },
            compute: { weights, values in
                let squares = meanSquares(weights)
                for (place, form) in ICCForm.allCases.enumerated() { values[place] = squares.value(form) }
            },
            reason: { _ in reason },
            closedForm: { place, value, confidence in
                let squares = rows.units.weights.withUnsafeBufferPointer { meanSquares($0) }
                return squares.interval(ICCForm.allCases[place], value, confidence)
            },
            exact: Set(ICCForm.allCases.indices)
        )
    }

    func meanSquares(_ weights: Kernel.Weights) -> MeanSquares {
        let k = rows.raterCount
        var (n, sum, squares, within) = (0.0, 0.0, 0.0, 0.0)
        var columns = [Double](repeating: 0, count: k)
        for row in 0..<rows.count where weights[row] > 0 {
            let weight = weights[row]
            var own = 0.0
            for (rater, entry) in (rows.starts[row]..<rows.starts[row + 1]).enumerated() {
                let value = rows.categories[Int(rows.codes[entry])] - center
                own += value
                columns[rater] += weight * value
            }
            let mean = own / Double(k)
            for entry in rows.starts[row]..<rows.starts[row + 1] {
                let difference = rows.categories[Int(rows.codes[entry])] - center - mean
                within += weight * difference * difference
            }
            n += weight
            sum += weight * mean
            squares += weight * mean * mean
        }
        let grand = sum / n
        let between = columns.reduce(0) { $0 + ($1 / n - grand) * ($1 / n - grand) }
        return MeanSquares(
            n: n,
            k: Double(k),
            items: Double(k) * max(0, squares - n * grand * grand),
            raters: n * between,
            within: within
        )
    }

    private var reason: String {
        if rows.raterCount < 2 { return "fewer than two raters" }
        if rows.units.itemCount < 2 { return "fewer than two items that all \(rows.raterCount) raters scored" }
        if Set(rows.codes).count == 1 {
            return "all \(rows.units.itemCount * rows.raterCount) ratings equal (percent agreement 100 %)"
        }
        return rows.categories.haveLostSquares ? [Double].lostSquares : "the items do not differ"
    }
}

/// The one-way intraclass correlation of any number of ratings an item (Donner, 1979; Searle, 1971).
///
/// (MSB − MSW) / (MSB + (k₀ − 1) MSW) with k₀ = (N − Σ m² / N) / (a − 1). Undefined without two items and an item of two.
struct UnbalancedICCKernel {
    let patterns: CountPatterns

    var kernel: Kernel {
        Kernel(
            names: ["icc.1_unbalanced"],
            compute: { $1[0] = meanSquares($0).value },
            reason: { _ in reason },
            closedForm: { _, _, confidence in
                let squares = patterns.units.weights.withUnsafeBufferPointer { meanSquares($0) }
                return MeanSquares.exact(
                    squares.between / squares.within,
                    squares.items - 1,
                    squares.ratings - squares.items,
                    squares.meanSize,
                    true,
                    confidence,
                    "Donner (1979)"
                )
            },
            carries: { patterns.sizes[$0] > 1 },
            carriers: "items with two ratings",
            exact: [0]
        )
    }

    private struct Squares {
        var items: Double
        var ratings: Double
        var between: Double
        var within: Double
        var meanSize: Double

        var value: Double {
            guard items > 1, ratings > items else { return .nan }
            return (between - within) / (between + (meanSize - 1) * within)
        }
    }

    private func meanSquares(_ weights: Kernel.Weights) -> Squares {
        var (items, ratings, sizes, sum) = (0.0, 0.0, 0.0, 0.0)
        for row in 0..<patterns.count where weights[row] > 0 {
            items += weights[row]
            ratings += weights[row] * patterns.sizes[row]
            sizes += weights[row] * patterns.sizes[row] * patterns.sizes[row]
            sum += weights[row] * patterns.sizes[row] * mean(row)
        }
        let grand = sum / ratings
        var (between, within) = (0.0, 0.0)
        for row in 0..<patterns.count where weights[row] > 0 {
            let mean = mean(row)
            between += weights[row] * patterns.sizes[row] * (mean - grand) * (mean - grand)
            guard patterns.sizes[row] > 1 else { continue }
            let pairs = patterns.squares(row) { patterns.categories[$0] }
            within += weights[row] * pairs * (patterns.sizes[row] - 1) / (2 * patterns.sizes[row])
        }
        return Squares(
            items: items,
            ratings: ratings,
            between: between / (items - 1),
            within: within / (ratings - items),
            meanSize: (ratings - sizes / ratings) / (items - 1)
        )
    }

    private func mean(_ row: Int) -> Double {
        var sum = 0.0
        for place in patterns.starts[row]..<patterns.starts[row + 1] {
            sum += patterns.entryCounts[place] * patterns.categories[Int(patterns.entries[place])]
        }
        return sum / patterns.sizes[row]
    }

    private var reason: String {
        if let reason = patterns.constantReason(minimum: 1) { return reason }
        guard patterns.units.itemCount > 1 else { return "fewer than two items" }
        return patterns.categories.haveLostSquares ? [Double].lostSquares : "the items do not differ"
    }
}
