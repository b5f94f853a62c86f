import Testing

@testable import Agreement

/// What a resample of whole clusters weighs.
struct UnitsTests {
    /// Clusters that have all patterns are added as whole rows, some patterns at once: fewer than these, as many, and more.
    @Test(arguments: [1, 15, 16, 17, 40]) func aDrawOfClustersWeighsTheirItems(patternCount: Int) throws {
        let clusterCount = 12
        func size(_ cluster: Int, _ pattern: Int) -> Int { 1 + (cluster + pattern) % 3 }
        var (patterns, clusters): ([Int32], [String]) = ([], [])
        for cluster in 0..<clusterCount {
            for pattern in 0..<patternCount {
                patterns += Array(repeating: Int32(pattern), count: size(cluster, pattern))
                clusters += Array(repeating: "c\(100 + cluster)", count: size(cluster, pattern))
            }
        }
        let table = try RatingTable(
            items: patterns.indices.map { "i\(10_000 + $0)" },
            raters: [("a", .human)],
            scores: patterns.indices.map { RatingTable.Score(item: $0, rater: 0, value: 1) },
            clusters: clusters
        )
        let places = patterns.indices.map { Int32($0) }
        let units = Units(table, items: places, patterns: patterns, patternCount: patternCount)
        var (generator, same) = (Generator(seed: 4), Generator(seed: 4))
        for _ in 0..<20 {
            var weights = units.weights
            weights.withUnsafeMutableBufferPointer { units.draw(&generator, into: $0) }
            var times = [Int](repeating: 0, count: clusterCount)
            for _ in 0..<clusterCount { times[same.index(below: clusterCount)] += 1 }
            let expected = (0..<patternCount).map { pattern in
                Double((0..<clusterCount).reduce(0) { $0 + times[$1] * size($1, pattern) })
            }
            #expect(weights == expected)
        }
    }
}
