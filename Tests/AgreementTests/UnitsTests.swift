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
    @Test(arguments: [(40, 33), (40, 33), (40, 16), (4_400_000, 1)]) func drawsAreThoseOfTheirSeed(
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

    /// A text counts once, however often it was asked; of a cluster that is not drawn nothing does.
    @Test func aRatioIsOverItems() {
        var ratio = ClusterRatio(clusterCount: 2)
        ratio.addItem([1, 0, 0, 0], cluster: 0)
        ratio.addItem([1], cluster: 1)
        ratio.addItem([], cluster: 1)
        #expect(ratio.count == 2 && ratio.value([1, 1]) == 0.625)
        #expect(ratio.value([2, 0]) == 0.25 && ratio.value([0, 1]) == 1 && ratio.value([0, 0]) == nil)
    }

    /// Three and one beside two and two: by chance one half are alike.
    @Test func chanceIsOfBothSides() throws {
        let pairs: [(Int, Int, cluster: Int)] = [(0, 0, 0), (0, 1, 0), (1, 1, 1), (0, 0, 1)]
        let all = try #require(WeightedKappa.value(pairs, count: 2, weights: [1, 1]))
        #expect(all.chance == 0.5 && all.kappa == 0.5)
        // Of the first cluster twice the one always gave 0, the other both.
        let one = try #require(WeightedKappa.value(pairs, count: 2, weights: [2, 0]))
        #expect(one.chance == 0.5 && one.kappa == 0)
        let same = try #require(WeightedKappa.value(Array(pairs[..<1]), count: 2, weights: [1]))
        #expect(same.chance == 1 && same.kappa == nil)
        #expect(WeightedKappa.value(pairs, count: 2, weights: [0, 0]) == nil)
    }

    /// Ties share their middle rank: 1.5, 1.5, 3, 4 and 1, 2, 3.5, 3.5.
    @Test func tiesShareTheirMiddleRank() throws {
        let (one, other) = (WeightedRanks([1, 1, 2, 3]), WeightedRanks([10, 20, 30, 30]))
        let ones = [Double](repeating: 1, count: 4)
        #expect(abs(try #require(one.correlation(with: other, weights: ones)) - 8.0 / 9) < 1e-12)
        // What is drawn twice stands twice.
        let twice = try #require(one.correlation(with: other, weights: [2, 0, 1, 1]))
        let plain = WeightedRanks([1, 1, 2, 3]).correlation(with: WeightedRanks([10, 10, 30, 30]), weights: ones)
        #expect(abs(twice - (try #require(plain))) < 1e-12)
        #expect(one.correlation(with: WeightedRanks([5, 5, 5, 5]), weights: ones) == nil)
    }

    /// Twenty raters of thirty items, of which every second has two scores: a table that is not merged.
    @Test func itemsWithTooFewScoresAreLeftOutOfManyRaters() throws {
        let scores = (0..<30).flatMap { item in
            (0...(item % 2)).map {
                RatingTable.Score(item: item, rater: (item + $0) % 20, value: Double((item * 3 + $0) % 4))
            }
        }
        let table = try RatingTable(
            items: (0..<30).map { "i\(100 + $0)" },
            raters: (0..<20).map { ("r\(100 + $0)", .human) },
            scores: scores
        )
        let all = Array(table.raters.indices)
        for (minimum, items) in [(1, 30), (2, 15), (3, 0)] {
            let rows = RaterRows(table, raters: all, minimum: minimum)
            let merged = RaterRows(
                Patterns(table, columns: table.columns(all), minimum: minimum),
                categories: table.categories
            )
            #expect(rows.units.itemCount == items && merged.units.itemCount == items, "\(minimum)")
            let sums = [rows, merged].map { $0.units.weights.withUnsafeBufferPointer($0.margins) }
            #expect(sums[0] == sums[1])
        }
    }
}
