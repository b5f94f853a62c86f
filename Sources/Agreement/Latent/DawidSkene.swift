import Foundation

/// True classes and raters' errors from labels alone, by expectation maximisation (Dawid and Skene, 1979).
///
/// The start is the soft majority; error cells are held above 1e-10. Items with the same labels share one posterior.
public struct DawidSkene: Sendable {
    /// One label: places in the lists of items, raters and categories. A rater may label an item more than once.
    public struct Label: Sendable {
        public var item: Int
        public var rater: Int
        public var category: Int

        public init(item: Int, rater: Int, category: Int) {
            self.item = item
            self.rater = rater
            self.category = category
        }
    }

    /// The share of each class.
    public private(set) var prior: [Double]
    /// `errors[rater][truth][observed]`: how likely a rater gives a label when the truth is that class.
    public private(set) var errors: [[[Double]]]
    /// `posterior[item][class]`; the prior for an item without labels.
    public private(set) var posterior: [[Double]] = []
    /// Of the labels under the last parameters.
    public private(set) var logLikelihood = 0.0
    /// Steps that were made.
    public private(set) var steps = 0
    /// Whether the last step moved no share or error by more than the tolerance.
    public private(set) var hasConverged = false

    private static let floor = 1e-10

    /// Runs until nothing moves by more than `tolerance`, at most `steps` steps.
    ///
    /// Throws when a place is out of range, or there is no label or no category.
    public init(
        labels: [Label],
        itemCount: Int,
        raterCount: Int,
        categoryCount: Int,
        steps limit: Int = 500,
        tolerance: Double = 1e-9
    ) throws(AgreementError) {
        guard categoryCount > 0, !labels.isEmpty else { throw AgreementError("there are no labels to learn from") }
        for label in labels {
            guard (0..<itemCount).contains(label.item), (0..<raterCount).contains(label.rater),
                (0..<categoryCount).contains(label.category)
            else { throw AgreementError("a label names an item, a rater or a category that is not there") }
        }
        let patterns = LabelPatterns(labels, itemCount: itemCount)
        prior = [Double](repeating: 1 / Double(categoryCount), count: categoryCount)
        errors = [[[Double]]](
            repeating: [[Double]](repeating: [Double](repeating: 0, count: categoryCount), count: categoryCount),
            count: raterCount
        )
        var beliefs = patterns.rows.map { row in
            var shares = [Double](repeating: 0, count: categoryCount)
            for label in row { shares[label.category] += 1 / Double(row.count) }
            return shares
        }
        while steps < limit, !hasConverged {
            hasConverged = maximise(beliefs, patterns) <= tolerance
            beliefs = expect(patterns)
            steps += 1
        }
        posterior = patterns.places.map { $0 < 0 ? prior : beliefs[$0] }
    }

    /// Shares and errors from beliefs; returns how far the furthest of them moved.
    private mutating func maximise(_ beliefs: [[Double]], _ patterns: LabelPatterns) -> Double {
        let classes = prior.indices
        let empty = [[Double]](repeating: [Double](repeating: 0, count: prior.count), count: prior.count)
        var newErrors = [[[Double]]](repeating: empty, count: errors.count)
        var newPrior = [Double](repeating: 0, count: prior.count)
        for (place, row) in patterns.rows.enumerated() {
            for truth in classes {
                let weight = beliefs[place][truth] * patterns.counts[place]
                newPrior[truth] += weight
                for label in row { newErrors[label.rater][truth][label.category] += weight }
            }
        }
        let total = newPrior.reduce(0, +)
        for truth in classes { newPrior[truth] /= total }
        for rater in newErrors.indices {
            for truth in classes {
                let sum = newErrors[rater][truth].reduce(0, +)
                for observed in classes {
                    newErrors[rater][truth][observed] =
                        sum > 0 ? max(Self.floor, newErrors[rater][truth][observed] / sum) : 1 / Double(prior.count)
                }
            }
        }
        let moved = zip(newPrior + newErrors.joined().joined(), prior + errors.joined().joined()).map { abs($0 - $1) }
        (prior, errors) = (newPrior, newErrors)
        return moved.max() ?? 0
    }

    /// Beliefs about each pattern from shares and errors.
    private mutating func expect(_ patterns: LabelPatterns) -> [[Double]] {
        let logPrior = prior.map { log(max(Self.floor, $0)) }
        let logErrors = errors.map { $0.map { $0.map { log($0) } } }
        logLikelihood = 0
        return patterns.rows.enumerated().map { place, row in
            var logs = logPrior
            for label in row {
                for truth in logs.indices { logs[truth] += logErrors[label.rater][truth][label.category] }
            }
            let largest = logs.max() ?? 0
            let weights = logs.map { exp($0 - largest) }
            let sum = weights.reduce(0, +)
            logLikelihood += patterns.counts[place] * (largest + log(sum))
            return weights.map { $0 / sum }
        }
    }
}

/// Items with the same labels, merged.
private struct LabelPatterns {
    var rows: [[DawidSkene.Label]] = []
    var counts: [Double] = []
    /// For each item the place of its pattern, −1 without labels.
    private(set) var places: [Int]

    init(_ labels: [DawidSkene.Label], itemCount: Int) {
        // The sum of the labels' hashes does not depend on their order; 128 bits make two that differ look different.
        var hashes = [SIMD2<UInt64>](repeating: .zero, count: itemCount)
        for label in labels { hashes[label.item] &+= Self.hash(label) }
        let distinct = Set(hashes).subtracting([.zero]).sorted { ($0.x, $0.y) < ($1.x, $1.y) }
        let numbers = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
        places = hashes.map { numbers[$0] ?? -1 }
        var firsts = [Int](repeating: -1, count: distinct.count)
        counts = [Double](repeating: 0, count: distinct.count)
        for (item, place) in places.enumerated() where place >= 0 {
            if firsts[place] < 0 { firsts[place] = item }
            counts[place] += 1
        }
        rows = [[DawidSkene.Label]](repeating: [], count: distinct.count)
        for label in labels {
            let place = places[label.item]
            if place >= 0, firsts[place] == label.item { rows[place].append(label) }
        }
        for place in rows.indices { rows[place].sort { ($0.rater, $0.category) < ($1.rater, $1.category) } }
    }

    private static func hash(_ label: DawidSkene.Label) -> SIMD2<UInt64> {
        let word = UInt64(label.rater) << 32 | UInt64(label.category)
        return SIMD2(mixed(word &+ 0x9E37_79B9_7F4A_7C15), mixed(word &+ 0xD1B5_4A32_D192_ED03))
    }

    private static func mixed(_ start: UInt64) -> UInt64 {
        var word = start
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
