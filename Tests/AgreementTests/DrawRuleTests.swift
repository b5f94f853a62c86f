import Testing

@testable import Agreement

/// What is drawn, dealt, left out and merged, beside plain loops.
struct DrawRuleTests {
    private func near(_ value: Double?, _ expected: Double, _ slack: Double = 1e-9) -> Bool {
        value.map { abs($0 - expected) < slack } ?? false
    }

    /// xoshiro256** after splitmix64, as another program has it: figures of one seed stay those of today.
    @Test func aSeedGivesTheSameNumbersForGood() {
        var one = Generator(seed: 1)
        let words: [UInt64] = [12_966_619_160_104_079_557, 9_600_361_134_598_540_522, 10_590_380_919_521_690_900]
        #expect((0..<3).map { _ in one.next() } == words)
        var seven = Generator(seed: 7)
        let tens = (0..<12).map { _ in seven.index(below: 10) }
        #expect(tens == [7, 2, 8, 9, 9, 8, 0, 1, 4, 1, 5, 7])
        var other = Generator(seed: 7)
        let shares = [other.uniform(), other.uniform()]
        #expect(shares == [0.7005764821796896, 0.2787512294737843])
    }

    private static let patterns: [Int32] = [0, 1, 0, 2, 1, 1, 0, 2, 2, 2]
    private static let clusters = ["p", "p", "p", "q", "q", "r", "r", "r", "s", "q"]

    private func units(clustered: Bool = true, crossed: [String]? = nil) throws -> Units {
        let table = try RatingTable(
            items: Self.patterns.indices.map { "i\(10 + $0)" },
            raters: [("a", .human)],
            scores: Self.patterns.indices.map { .init(item: $0, rater: 0, value: 1) },
            clusters: clustered ? Self.clusters : nil,
            crossedClusters: crossed
        )
        let items = Self.patterns.indices.map { Int32($0) }
        return Units(table, items: items, patterns: Self.patterns, patternCount: 3)
    }

    @Test func eachItemIsLeftOutAsOftenAsItsPatternStands() throws {
        var found: [(weights: [Double], times: Double)] = []
        Units(counts: [2, 1, 3]).leavingOneOut { found.append(($0, $1)) }
        #expect(found.map(\.weights) == [[1, 1, 3], [2, 0, 3], [2, 1, 2]] && found.map(\.times) == [2, 1, 3])
        found = []
        let units = try units()
        units.leavingOneOut { found.append(($0, $1)) }
        let expected = ["p", "q", "r", "s"].map { name in
            (0..<3).map { pattern in
                Double(Self.patterns.indices.count { Self.patterns[$0] == pattern && Self.clusters[$0] != name })
            }
        }
        #expect(found.map(\.weights) == expected && found.allSatisfy { $0.times == 1 })
        #expect(units.clusterCount == 4 && units.unitCount == 4 && units.itemCount == 10 && units.counts == [3, 3, 4])
    }

    @Test func groupsThatAreLeftOutAreAllItemsTogether() {
        let counts = [5, 1, 9]
        var left = [0.0, 0, 0]
        var groups = 0
        Units(counts: counts).leavingGroupsOut(4, seed: 3) { weights in
            groups += 1
            for place in left.indices { left[place] += Double(counts[place]) - weights[place] }
            #expect(zip(weights, counts).allSatisfy { 0 <= $0 && $0 <= Double($1) })
        }
        #expect(groups == 4 && left == [5, 1, 9])
    }

    /// Every item lies on one side; of clusters all items do.
    @Test func whatIsDealtIsDealtWhole() throws {
        func sides(_ units: Units, _ generator: inout Generator) -> (kept: [Double], swapped: [Double]) {
            var (kept, swapped) = ([9.0, 9, 9], [9.0, 9, 9])
            kept.withUnsafeMutableBufferPointer { kept in
                swapped.withUnsafeMutableBufferPointer { units.deal(&generator, kept: kept, swapped: $0) }
            }
            return (kept, swapped)
        }
        var generator = Generator(seed: 4)
        let (single, clustered) = (Units(counts: [3, 3, 4]), try units())
        // Which patterns each cluster has: p 2, 1, 0; q 0, 1, 2; r 1, 1, 1; s 0, 0, 1.
        let parts: [[Double]] = [[2, 1, 0], [0, 1, 2], [1, 1, 1], [0, 0, 1]]
        var possible: Set<[Double]> = []
        for side in 0..<16 {
            var sums = [0.0, 0, 0]
            for cluster in 0..<4 where (side >> cluster) & 1 == 1 {
                for pattern in 0..<3 { sums[pattern] += parts[cluster][pattern] }
            }
            possible.insert(sums)
        }
        var (share, ofClusters, seen) = (0.0, 0.0, Set<[Double]>())
        for _ in 0..<400 {
            let one = sides(single, &generator)
            #expect(zip(one.kept, one.swapped).map(+) == [3, 3, 4])
            share += one.kept.reduce(0, +) / 4000
            let other = sides(clustered, &generator)
            #expect(zip(other.kept, other.swapped).map(+) == [3, 3, 4])
            ofClusters += other.kept.reduce(0, +) / 4000
            seen.insert(other.kept)
        }
        // Half of 4000 items within five standard errors, of which clusters have larger ones; all sides of four clusters.
        #expect(abs(share - 0.5) < 0.04 && abs(ofClusters - 0.5) < 0.067 && seen == possible)
    }

    @Test func whatCarriesAFigureIsCountedByItemAndByCluster() throws {
        let units = try units()
        let (first, third) = (units.count(where: { $0 == 0 }), units.count(where: { $0 == 2 }))
        #expect(first == (3, 2) && third == (4, 3))
        let (none, single) = (units.count(where: { _ in false }), Units(counts: [2, 5]).count(where: { $0 == 1 }))
        #expect(none == (0, 0) && single == (5, 0))
        // Pattern 1 says nothing; the others agree in full and by half.
        func agreement(_ pattern: Int) -> Double? { [1, nil, 0.5][pattern] }
        let known = Self.patterns.indices.filter { Self.patterns[$0] != 1 }
        let values = known.map { agreement(Int(Self.patterns[$0])) ?? 0 }
        let names = known.map { ["p": 0, "q": 1, "r": 2, "s": 3][Self.clusters[$0]] ?? 9 }
        let own = units.share(agreement, confidence: 0.9)
        let plain = ClusteredShare(checked: values, clusters: names, confidence: 0.9)
        #expect(near(own.value, plain.value ?? 9) && near(own.low, plain.low ?? 9) && near(own.high, plain.high ?? 9))
        #expect(own.clusterCount == 4 && own.itemCount == 7)
        let alone = try self.units(clustered: false).share(agreement, confidence: 0.9)
        #expect(alone.clusterCount == 7 && near(alone.value, plain.value ?? 9))
        #expect(units.share({ _ in nil }, confidence: 0.9).value == nil)
    }

    /// Prompts are drawn, then models: an item weighs as often as both of its own.
    @Test func crossedClustersAreDrawnApart() throws {
        let models = ["m", "n", "m", "n", "m", "n", "m", "n", "m", "m"]
        let units = try units(crossed: models)
        #expect(units.crossedCount == 2 && units.clusterCount == 4)
        var generator = Generator(seed: 6)
        let (names, others) = (["p", "q", "r", "s"], ["m", "n"])
        units.forEachDraw(IntervalOptions(resamples: 25, seed: 6)) { weights in
            var (first, second) = ([0.0, 0, 0, 0], [0.0, 0])
            for _ in 0..<4 { first[generator.index(below: 4)] += 1 }
            for _ in 0..<2 { second[generator.index(below: 2)] += 1 }
            var expected = [0.0, 0, 0]
            for item in Self.patterns.indices {
                let one = first[names.firstIndex(of: Self.clusters[item]) ?? 0]
                expected[Int(Self.patterns[item])] += one * second[others.firstIndex(of: models[item]) ?? 0]
            }
            #expect(Array(weights) == expected)
        }
    }

    /// Items of the same scores are one pattern, whoever gave them; those with too few are none.
    @Test func itemsOfTheSameScoresAreMerged() throws {
        let table = try RatingTable(
            rows: [[1, 2, 2], [2, 1, 2], [2, 2, 1], [1, 1, nil], [nil, 1, 1], [3, nil, nil], [2, 2, 2]]
        )
        func patterns(_ raters: [Int], _ minimum: Int) -> [[Double]: Int] {
            let found = CountPatterns(table, raters: raters, minimum: minimum)
            var all: [[Double]: Int] = [:]
            for row in 0..<found.count {
                var counts = [0.0, 0, 0]
                for place in found.starts[row]..<found.starts[row + 1] {
                    counts[Int(found.entries[place])] += found.entryCounts[place]
                }
                #expect(counts.reduce(0, +) == found.sizes[row])
                all[counts] = found.units.counts[row]
            }
            return all
        }
        #expect(patterns([0, 1, 2], 1) == [[1, 2, 0]: 3, [2, 0, 0]: 2, [0, 0, 1]: 1, [0, 3, 0]: 1])
        #expect(patterns([0, 1, 2], 2) == [[1, 2, 0]: 3, [2, 0, 0]: 2, [0, 3, 0]: 1])
        #expect(patterns([0, 1, 2], 3) == [[1, 2, 0]: 3, [0, 3, 0]: 1])
        #expect(patterns([0, 2], 2) == [[1, 1, 0]: 2, [0, 2, 0]: 2])
        let all = CountPatterns(table, raters: [0, 1, 2], minimum: 1)
        // Ratings of items with two; items on which two agree on another score than the commonest, 2.
        #expect(all.pairableCount == 16 && all.agreeingElsewhereCount == 2)
        let ordered = Patterns(table, raters: [0, 1], minimum: 2)
        #expect(ordered.itemCount == 5 && ordered.count == 4 && ordered.width == 2)
    }

    /// More columns than one number holds: rows are one pattern where all of their scores are.
    @Test func patternsOfManyRatersAreWholeRows() throws {
        var generator = Generator(seed: 8)
        let base = (0..<6).map { _ in (0..<90).map { _ in Double(generator.index(below: 3)) } }
        var rows = (0..<40).map { _ in base[generator.index(below: 6)] }
        // One differs in its first column alone, one in its last.
        rows.append([base[0][0] + 1] + base[0].dropFirst())
        rows.append(base[0].dropLast() + [base[0][89] + 1])
        let found = Patterns(try RatingTable(rows: rows), raters: Array(0..<90), minimum: 90)
        #expect(found.count == Set(rows).count && found.itemCount == 42)
        let counts = Dictionary(grouping: rows, by: \.self).mapValues(\.count)
        #expect(found.counts.sorted() == counts.values.sorted())
    }

    @Test(arguments: [UInt64(100), 1 << 40]) func ranksAreDense(space: UInt64) {
        let ranking = Ranking([7, 3, 99, 3, 7, 0], space: space)
        #expect(ranking.ranks == [2, 1, 3, 1, 2, 0] && ranking.count == 4)
        #expect(Ranking([], space: space).count == 0)
    }

    /// Of two categories what a judge reads within authors is the correlation of what is left of each author's means.
    @Test func readingOfCategoriesIsACorrelationWithinAuthors() throws {
        var generator = Generator(seed: 12)
        let items = (0..<80).map { prompt -> JudgedItem in
            let (author, truth) = (prompt % 3, generator.index(below: 4 + prompt % 3) > 1 ? 1.0 : 0)
            let verdict = generator.index(below: 4) == 0 ? 1 - truth : truth
            return JudgedItem(
                prompt: prompt,
                labels: [.init(person: 0, value: truth)],
                verdict: prompt == 7 ? nil : verdict,
                author: prompt == 9 ? nil : author
            )
        }
        let found = JudgedItems(items: items, kind: .nominal, options: IntervalOptions(resamples: 20)).reading()
        let known = items.filter { $0.verdict != nil && $0.author != nil }
        var (xy, xx, yy) = (0.0, 0.0, 0.0)
        for author in 0..<3 {
            let own = known.filter { $0.author == author }
            let (v, y) = (own.map { $0.verdict ?? 9 }, own.map { $0.labels[0].value })
            let (meanV, meanY) = (Moments.mean(v), Moments.mean(y))
            for (a, b) in zip(v, y) {
                xy += (a - meanV) * (b - meanY)
                xx += (a - meanV) * (a - meanV)
                yy += (b - meanY) * (b - meanY)
            }
        }
        #expect(near(found?.value, xy / (xx * yy).squareRoot()) && found?.itemCount == 78)
    }

    @Test func whatIsMissingIsSaidOfEachItem() throws {
        let rows = (0..<30).map {
            LabelledRow(prompt: $0, judge: Double($0 % 3), label: $0 < 15 ? Double($0 % 3) : nil)
        }
        let folds = rows.map { $0.prompt % 5 }
        func bounds(_ isMissing: [Bool]) throws -> MissingBounds? {
            try CorrectedMean.missingBounds(rows, isMissing: isMissing, folds: folds, isShare: false, scale: 0...2)
        }
        #expect(throws: AgreementError.self) { try bounds([true]) }
        #expect(try bounds([Bool](repeating: false, count: 30)) == nil)
        #expect(try bounds((0..<30).map { $0 == 20 }) != nil)
        let none = rows.map { LabelledRow(prompt: $0.prompt, judge: $0.judge, label: nil) }
        let empty = try CorrectedMean.quality(none, folds: folds, isShare: false)
        #expect(empty.estimate.undefined == "no label" && empty.unused == nil)
    }
}
