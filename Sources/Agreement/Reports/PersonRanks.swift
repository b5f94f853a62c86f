/// One person's cells merged by what stands in them: a resample then counts patterns, of which there are few.
struct PersonRanks {
    /// How many cells of each pattern each cluster has.
    let counts: ClusterCounts
    /// By pattern the place of the own score, of the automatic rater's and of the others' mean among their distinct values.
    private let patterns: [SIMD4<Int32>]
    /// How many distinct values each of the three has.
    private let sizes: [Int]

    /// `clusters` has for each item the place of its cluster, of so many.
    init(_ cells: [CeilingCells.Cell], clusters: [Int], clusterCount: Int) {
        let columns = [Self.coded(cells.map(\.own)), Self.coded(cells.map(\.judge)), Self.coded(cells.map(\.others))]
        sizes = columns.map(\.count)
        let pairs = Self.joined(columns[0], columns[1])
        let ranking = Self.joined((pairs.ranks, pairs.count), columns[2])
        // Numbered as they first occur: sums over patterns are in that order.
        var numbers = [Int32](repeating: -1, count: ranking.count)
        var patterns: [SIMD4<Int32>] = []
        let codes = cells.indices.map { place in
            let rank = Int(ranking.ranks[place])
            if numbers[rank] < 0 {
                numbers[rank] = Int32(patterns.count)
                patterns.append(
                    SIMD4(columns[0].codes[place], columns[1].codes[place], columns[2].codes[place], 0)
                )
            }
            return numbers[rank]
        }
        self.patterns = patterns
        counts = ClusterCounts(
            cells.indices.map { (cluster: clusters[cells[$0].item], pattern: codes[$0]) },
            clusterCount: clusterCount,
            patternCount: patterns.count
        )
    }

    private static func joined(_ left: (codes: [Int32], count: Int), _ right: (codes: [Int32], count: Int)) -> Ranking {
        let keys = zip(left.codes, right.codes).map { UInt64($0) * UInt64(right.count) + UInt64($1) }
        return Ranking(keys, space: UInt64(left.count) * UInt64(right.count))
    }

    private static func coded(_ values: [Double]) -> (codes: [Int32], count: Int) {
        let ranking = Ranking(values.map(Radix.key), space: .max)
        return (ranking.ranks, ranking.count)
    }

    /// Spearman's correlations with the others where each pattern stands as often as `drawn` says, and the number of cells;
    /// nil with fewer than three cells or a constant column.
    func correlations(_ drawn: [Double]) -> (own: Double, judge: Double, weight: Double)? {
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
}
