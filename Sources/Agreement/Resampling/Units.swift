/// What a resample draws: items by pattern, whole clusters, or clusters of two crossed kinds.
struct Units: Sendable {
    /// Some items of one pattern that lie in the same clusters.
    struct Part: Sendable {
        var cluster: Int32
        var crossed: Int32
        var pattern: Int32
        var count: Int32
    }

    /// How many items have each pattern.
    let counts: [Int]
    let itemCount: Int
    /// By cluster; empty without clusters.
    private let parts: [Part]
    /// Where each cluster's parts start; one more than there are clusters.
    private let starts: [Int]
    let clusterCount: Int
    /// The number of clusters of the second kind; 0 without.
    let crossedCount: Int
    /// The pattern of each item, where drawing items one by one is the quicker way.
    private let members: [Int32]

    /// Items without clusters.
    init(counts: [Int]) { self.init(counts: counts, parts: []) }

    /// The items at `selected`, whose patterns are `patterns`, with the clusters of the table.
    init(_ table: RatingTable, items selected: [Int32], patterns: [Int32], patternCount: Int) {
        var counts = [Int](repeating: 0, count: patternCount)
        for pattern in patterns { counts[Int(pattern)] += 1 }
        guard let clusters = table.clusters else {
            self.init(counts: counts, parts: [])
            return
        }
        let crossed = table.crossedClusters
        let parts =
            crossed == nil
            ? Self.counted(selected.map { Int(clusters[Int($0)]) }, patterns, patternCount) : nil
        guard parts == nil else {
            self.init(counts: counts, parts: parts ?? [])
            return
        }
        let cells = selected.indices.map { place in
            let item = Int(selected[place])
            return Part(
                cluster: clusters[item],
                crossed: crossed?[item] ?? 0,
                pattern: patterns[place],
                count: 1
            )
        }
        self.init(counts: counts, parts: Self.joined(cells), crossed: crossed != nil)
    }

    /// The parts of clusters of one kind, counted in a table of clusters and patterns; nil where most of it would be empty.
    private static func counted(_ clusters: [Int], _ patterns: [Int32], _ patternCount: Int) -> [Part]? {
        guard let last = clusters.max(), (last + 1) * patternCount <= 8 * clusters.count else { return nil }
        var table = [Int32](repeating: 0, count: (last + 1) * patternCount)
        for (cluster, pattern) in zip(clusters, patterns) { table[cluster * patternCount + Int(pattern)] += 1 }
        return table.indices.lazy.filter { table[$0] > 0 }.map { place in
            Part(
                cluster: Int32(place / patternCount),
                crossed: 0,
                pattern: Int32(place % patternCount),
                count: table[place]
            )
        }
    }

    /// The parts that cells of one item each come to.
    private static func joined(_ cells: [Part]) -> [Part] {
        let sorted = cells.sorted { ($0.cluster, $0.crossed, $0.pattern) < ($1.cluster, $1.crossed, $1.pattern) }
        var parts: [Part] = []
        for cell in sorted {
            if let last = parts.last, last.cluster == cell.cluster, last.crossed == cell.crossed,
                last.pattern == cell.pattern
            {
                parts[parts.count - 1].count += 1
            } else {
                parts.append(cell)
            }
        }
        return parts
    }

    private init(counts: [Int], parts: [Part], crossed isCrossed: Bool = false) {
        self.counts = counts
        itemCount = counts.reduce(0, +)
        var parts = parts
        var starts = [0]
        for index in parts.indices.dropFirst() where parts[index].cluster != parts[index - 1].cluster {
            starts.append(index)
        }
        starts.append(parts.count)
        clusterCount = parts.isEmpty ? 0 : starts.count - 1
        if isCrossed {
            let kinds = Set(parts.map(\.crossed)).sorted()
            let places = Dictionary(uniqueKeysWithValues: kinds.enumerated().map { ($1, Int32($0)) })
            for index in parts.indices { parts[index].crossed = places[parts[index].crossed] ?? 0 }
            crossedCount = kinds.count
        } else {
            crossedCount = 0
        }
        self.parts = parts
        self.starts = starts
        guard parts.isEmpty, itemCount <= 16 * counts.count else {
            members = []
            return
        }
        members = counts.indices.flatMap { [Int32](repeating: Int32($0), count: counts[$0]) }
    }

    /// How many things are drawn: items or clusters.
    var unitCount: Int { clusterCount > 0 ? clusterCount : itemCount }

    /// The weights that stand for the data as they are.
    var weights: [Double] { counts.map(Double.init) }

    /// Calls `body` with the weights of each bootstrap sample.
    func forEachDraw(_ options: IntervalOptions, _ body: (UnsafeBufferPointer<Double>) -> Void) {
        guard clusterCount == 0 || crossedCount > 0 else {
            return ClusterCounts.forEachDraw([clustered], of: clusterCount, options) {
                $0[0].withUnsafeBufferPointer(body)
            }
        }
        var generator = Generator(seed: options.seed)
        var weights = [Double](repeating: 0, count: counts.count)
        weights.withUnsafeMutableBufferPointer { weights in
            for _ in 0..<options.resamples {
                draw(&generator, into: weights)
                body(UnsafeBufferPointer(weights))
            }
        }
    }

    private var clustered: ClusterCounts {
        ClusterCounts(
            parts.map { ClusterCounts.Part(pattern: $0.pattern, count: $0.count) },
            starts: starts,
            patternCount: counts.count
        )
    }

    /// Fills `weights` with one sample of items, or of clusters of two kinds.
    func draw(_ generator: inout Generator, into weights: UnsafeMutableBufferPointer<Double>) {
        if clusterCount > 0 {
            weights.update(repeating: 0)
            return drawCrossed(&generator, weights)
        }
        guard members.isEmpty else {
            weights.update(repeating: 0)
            return members.withUnsafeBufferPointer { members in
                for _ in 0..<members.count { weights[Int(members[generator.index(below: members.count)])] += 1 }
            }
        }
        var left = itemCount
        var share = left
        for (place, count) in counts.enumerated() {
            let drawn = left > 0 ? generator.binomial(left, Double(count) / Double(share)) : 0
            weights[place] = Double(drawn)
            left -= drawn
            share -= count
        }
    }

    /// The pigeonhole bootstrap (Owen, 2007): both kinds are drawn, an item weighs the product.
    private func drawCrossed(_ generator: inout Generator, _ weights: UnsafeMutableBufferPointer<Double>) {
        var first = [Double](repeating: 0, count: clusterCount)
        var second = [Double](repeating: 0, count: crossedCount)
        for _ in first.indices { first[generator.index(below: clusterCount)] += 1 }
        for _ in second.indices { second[generator.index(below: crossedCount)] += 1 }
        for cluster in first.indices where first[cluster] > 0 {
            for part in parts[starts[cluster]..<starts[cluster + 1]] {
                weights[Int(part.pattern)] += Double(part.count) * first[cluster] * second[Int(part.crossed)]
            }
        }
    }

    /// The weights without one unit, and for how many units they stand.
    func leavingOneOut(_ body: (_ weights: [Double], _ times: Double) -> Void) {
        var left = weights
        guard clusterCount == 0 else {
            for cluster in 0..<clusterCount {
                for part in parts[starts[cluster]..<starts[cluster + 1]] {
                    left[Int(part.pattern)] -= Double(part.count)
                }
                body(left, 1)
                for part in parts[starts[cluster]..<starts[cluster + 1]] {
                    left[Int(part.pattern)] += Double(part.count)
                }
            }
            return
        }
        for pattern in counts.indices {
            left[pattern] -= 1
            body(left, Double(counts[pattern]))
            left[pattern] += 1
        }
    }

    /// Items dealt at random into groups: for each group the weights of the items that are not in it.
    func leavingGroupsOut(_ groupCount: Int, seed: UInt64, _ body: ([Double]) -> Void) {
        var generator = Generator(seed: seed)
        var groups = [[Double]](repeating: weights, count: groupCount)
        for pattern in counts.indices {
            var left = counts[pattern]
            for group in 0..<groupCount where left > 0 {
                let drawn = generator.binomial(left, 1 / Double(groupCount - group))
                groups[group][pattern] -= Double(drawn)
                left -= drawn
            }
        }
        for group in groups { body(group) }
    }

    /// How many items, and how many clusters, have a pattern of that kind.
    func count(where matches: (Int) -> Bool) -> (items: Int, clusters: Int) {
        let isCounted = counts.indices.map(matches)
        let items = counts.indices.reduce(0) { $0 + (isCounted[$1] ? counts[$1] : 0) }
        let clusters = (0..<clusterCount).count { cluster in
            parts[starts[cluster]..<starts[cluster + 1]].contains { isCounted[Int($0.pattern)] }
        }
        return (items, clusters)
    }

    /// The share that the patterns' agreement comes to, with the clusters' own variance.
    func share(_ agreement: (Int) -> Double?, confidence: Double) -> ClusteredShare {
        let values = counts.indices.map { pattern in agreement(pattern).map { min(1, max(0, $0)) } }
        guard clusterCount > 0 else {
            let own = counts.indices.flatMap { pattern in
                values[pattern].map { [Double](repeating: $0, count: counts[pattern]) } ?? []
            }
            return ClusteredShare(checked: own, clusters: Array(own.indices), confidence: confidence)
        }
        // Items of one pattern are counted, not listed: there may be millions.
        let known = counts.indices.compactMap { pattern in values[pattern].map { (value: $0, count: counts[pattern]) } }
            .sorted { ($0.value, $0.count) < ($1.value, $1.count) }
        let total = known.reduce(0) { $0 + $1.count }
        let share = known.reduce(0) { $0 + Double($1.count) * $1.value } / Double(max(1, total))
        let sums = (0..<clusterCount).compactMap { cluster -> Double? in
            let own = parts[starts[cluster]..<starts[cluster + 1]].compactMap { part in
                values[Int(part.pattern)].map { Double(part.count) * ($0 - share) }
            }
            return own.isEmpty ? nil : own.sorted().reduce(0, +)
        }
        return ClusteredShare(total == 0 ? nil : share, of: total, ClusterSums(sums), confidence: confidence)
    }

    /// Swaps the two sides of each unit with probability ½: `weights` are of the units kept, `swapped` of the others.
    func deal(
        _ generator: inout Generator,
        kept: UnsafeMutableBufferPointer<Double>,
        swapped: UnsafeMutableBufferPointer<Double>
    ) {
        guard clusterCount > 0 else {
            for (place, count) in counts.enumerated() {
                let drawn = generator.binomial(count, 0.5)
                kept[place] = Double(count - drawn)
                swapped[place] = Double(drawn)
            }
            return
        }
        kept.update(repeating: 0)
        swapped.update(repeating: 0)
        for cluster in 0..<clusterCount {
            let side = generator.next() >> 63 == 0 ? kept : swapped
            for part in parts[starts[cluster]..<starts[cluster + 1]] { side[Int(part.pattern)] += Double(part.count) }
        }
    }
}
