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
        let options = IntervalOptions(resamples: 20, seed: 4)
        var generator = Generator(seed: 4)
        var count = 0
        units.forEachDraw(options) { weights in
            var times = [Int](repeating: 0, count: clusterCount)
            for _ in 0..<clusterCount { times[generator.index(below: clusterCount)] += 1 }
            let expected = (0..<patternCount).map { pattern in
                Double((0..<clusterCount).reduce(0) { $0 + times[$1] * size($1, pattern) })
            }
            #expect(Array(weights) == expected)
            count += 1
        }
        #expect(count == 20)
    }

    /// What was drawn once is kept for the next figure on as many clusters, unless it is too much to keep: it is the same.
    @Test(arguments: [(40, 33), (40, 33), (40, 16), (2_200_000, 1)]) func drawsAreThoseOfTheirSeed(
        clusterCount: Int,
        resamples: Int
    ) {
        for seed in [UInt64(1), 7] {
            var generator = Generator(seed: seed)
            var count = 0
            ClusterDraws.forEach(of: clusterCount, IntervalOptions(resamples: resamples, seed: seed)) { weights in
                var expected = [Double](repeating: 0, count: clusterCount)
                for _ in 0..<clusterCount { expected[generator.index(below: clusterCount)] += 1 }
                #expect(weights == expected)
                count += 1
            }
            #expect(count == resamples)
        }
    }

    /// Sums that a small number does not hold are exact all the same.
    @Test func largeClustersWeighWhatTheyAre() {
        let counts = ClusterCounts(
            [.init(pattern: 0, count: 16_777_217), .init(pattern: 0, count: 5), .init(pattern: 1, count: 3)],
            starts: [0, 1, 3],
            patternCount: 2
        )
        #expect(counts.weights == [16_777_222, 3])
        var generator = Generator(seed: 2)
        ClusterCounts.forEachDraw([counts], of: 2, IntervalOptions(resamples: 40, seed: 2)) { weights in
            var times = [0.0, 0.0]
            for _ in 0..<2 { times[generator.index(below: 2)] += 1 }
            #expect(weights == [[times[0] * 16_777_217 + times[1] * 5, times[1] * 3]])
        }
    }

    /// Many clusters of many items each are carried over before the small numbers that are added overflow.
    @Test(arguments: [1, 700, 9000, 40_000]) func sumsAreCarriedOver(size: Int) {
        let counts = ClusterCounts(
            (0..<30).map { .init(pattern: Int32($0 % 2), count: Int32(size + $0)) },
            starts: Array(0...30),
            patternCount: 2
        )
        var generator = Generator(seed: 5)
        ClusterCounts.forEachDraw([counts], of: 30, IntervalOptions(resamples: 40, seed: 5)) { weights in
            var expected = [0.0, 0.0]
            for _ in 0..<30 {
                let cluster = generator.index(below: 30)
                expected[cluster % 2] += Double(size + cluster)
            }
            #expect(weights == [expected])
        }
    }

    /// Things in any order are counted by cluster, also where one has none.
    @Test func thingsAreCountedByClusterAndPattern() {
        let counts = ClusterCounts(
            [(cluster: 2, pattern: 1), (cluster: 0, pattern: 1), (cluster: 2, pattern: 0), (cluster: 2, pattern: 1)],
            clusterCount: 3,
            patternCount: 2
        )
        #expect(counts.weights == [1, 3])
        var generator = Generator(seed: 3)
        ClusterCounts.forEachDraw([counts], of: 3, IntervalOptions(resamples: 40, seed: 3)) { weights in
            var times = [0.0, 0.0, 0.0]
            for _ in 0..<3 { times[generator.index(below: 3)] += 1 }
            #expect(weights == [[times[2], times[0] + 2 * times[2]]])
        }
    }
}
