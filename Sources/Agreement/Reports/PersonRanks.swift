/// One person's cells merged by what stands in them: a resample then counts patterns, of which there are few.
struct PersonRanks {
    /// Cells of one pattern in one cluster.
    private struct Part {
        var cluster: Int32
        var pattern: Int32
        var count: Double
    }

    private let parts: [Part]
    /// By pattern the place of the own score, of the automatic rater's and of the others' mean among their distinct values.
    private let patterns: [SIMD4<Int32>]
    /// How many distinct values each of the three has.
    private let sizes: [Int]

    /// `clusters` has for each item the place of its cluster.
    init(_ cells: [CeilingCells.Cell], clusters: [Int]) {
        let columns = [Self.coded(cells.map(\.own)), Self.coded(cells.map(\.judge)), Self.coded(cells.map(\.others))]
        sizes = columns.map(\.count)
        var (places, patterns, counts): ([SIMD4<Int32>: Int32], [SIMD4<Int32>], [SIMD2<Int32>: Double]) = ([:], [], [:])
        for (place, cell) in cells.enumerated() {
            let triple = SIMD4(columns[0].codes[place], columns[1].codes[place], columns[2].codes[place], 0)
            let pattern = places[triple] ?? Int32(patterns.count)
            if pattern == Int32(patterns.count) {
                places[triple] = pattern
                patterns.append(triple)
            }
            counts[SIMD2(Int32(clusters[cell.item]), pattern), default: 0] += 1
        }
        self.patterns = patterns
        parts = counts.map { Part(cluster: $0.key.x, pattern: $0.key.y, count: $0.value) }
            .sorted { ($0.cluster, $0.pattern) < ($1.cluster, $1.pattern) }
    }

    private static func coded(_ values: [Double]) -> (codes: [Int32], count: Int) {
        let levels = Set(values).sorted()
        let places = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, Int32($0)) })
        return (values.map { places[$0] ?? 0 }, levels.count)
    }

    /// Spearman's correlations with the others where each cluster stands as often as `weights` says, and the number of
    /// cells; nil with fewer than three cells or a constant column.
    func correlations(_ weights: [Double]) -> (own: Double, judge: Double, weight: Double)? {
        let drawn = drawn(weights)
        let total = drawn.reduce(0, +)
        guard total >= 3 else { return nil }
        let ranks = sizes.indices.map { column in
            var counts = [Double](repeating: 0, count: sizes[column])
            for (pattern, count) in zip(patterns, drawn) { counts[Int(pattern[column])] += count }
            return counts.withUnsafeBufferPointer { AlphaKernel.midRanks($0).map { $0 - total / 2 } }
        }
        var (xx, yy, zz, xz, yz) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for (pattern, count) in zip(patterns, drawn) where count > 0 {
            let (x, y, z) = (ranks[0][Int(pattern.x)], ranks[1][Int(pattern.y)], ranks[2][Int(pattern.z)])
            xx += count * x * x
            yy += count * y * y
            zz += count * z * z
            xz += count * x * z
            yz += count * y * z
        }
        guard xx > 1e-9, yy > 1e-9, zz > 1e-9 else { return nil }
        return (xz / (xx * zz).squareRoot(), yz / (yy * zz).squareRoot(), total)
    }

    /// How often each pattern stands in the sample.
    private func drawn(_ weights: [Double]) -> [Double] {
        var drawn = [Double](repeating: 0, count: patterns.count)
        drawn.withUnsafeMutableBufferPointer { drawn in
            weights.withUnsafeBufferPointer { weights in
                for part in parts { drawn[Int(part.pattern)] += weights[Int(part.cluster)] * part.count }
            }
        }
        return drawn
    }
}
