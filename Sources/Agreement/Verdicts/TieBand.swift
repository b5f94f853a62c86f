/// A band within which a difference of scores counts as a tie, fitted on people's verdicts.
///
/// The verdict of a difference d is a tie where |d| ≤ band, else the sign of d. The band is the one with the most agreement,
/// the narrowest of equals; 0 or the size of a difference. Its agreement is told out of fold: five folds of clusters
/// (prompts), each item judged by the band of the other four. Undefined with fewer than five clusters.
public struct TieBand: Sendable, Equatable {
    /// The band of all items; nil without one.
    public let band: Double?
    /// The share of items whose verdict is people's, each by the band of the other folds.
    public let agreement: Estimate
    /// By cluster the band that was fitted without its fold; empty with fewer than five clusters.
    private let bands: [Int: Double]

    /// `differences` are first less second; `verdicts` are 1 (first), −1 (second) and 0 (tie); `clusters` number the prompts.
    ///
    /// Throws when the lengths differ, a difference is no number or a verdict is another.
    public init(
        differences: [Double],
        verdicts: [Double],
        clusters: [Int],
        confidence: Double = 0.95
    ) throws(AgreementError) {
        guard differences.count == verdicts.count, verdicts.count == clusters.count else {
            throw AgreementError("differences, verdicts and clusters differ in number")
        }
        guard differences.allSatisfy(\.isFinite), verdicts.allSatisfy({ [-1, 0, 1].contains($0) }) else {
            throw AgreementError("a difference is no number, or a verdict is not 1, 0 or −1")
        }
        let items = zip(differences, verdicts).map { Item(difference: $0, verdict: $1) }
        band = items.isEmpty ? nil : Self.fit(items)
        let numbers = Set(clusters).sorted()
        guard numbers.count >= Self.folds else {
            bands = [:]
            agreement = Estimate(undefined: "fewer than five prompts", itemCount: items.count, ratingCount: items.count)
            return
        }
        let folds = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0 % Self.folds) })
        var hits = [Double](repeating: 0, count: items.count)
        var fitted: [Double] = []
        for fold in 0..<Self.folds {
            let band = Self.fit(items.indices.filter { folds[clusters[$0]] != fold }.map { items[$0] })
            fitted.append(band)
            for place in items.indices where folds[clusters[place]] == fold {
                hits[place] = items[place].verdict(band) == items[place].verdict ? 1 : 0
            }
        }
        bands = folds.mapValues { fitted[$0] }
        agreement = ClusteredShare(checked: hits, clusters: clusters, confidence: confidence).estimate
    }

    /// 1 (first), −1 (second) or 0 (tie) for a difference of scores in a cluster.
    ///
    /// A cluster that the band was fitted on takes the band of the other folds, so that no verdict rests on its own label; any
    /// other takes the band of all. Nil with fewer than five clusters, and for a difference that is no number.
    public func verdict(of difference: Double, cluster: Int) -> Double? {
        guard let band, !bands.isEmpty, difference.isFinite else { return nil }
        return Self.verdict(difference, bands[cluster] ?? band)
    }

    static func verdict(_ difference: Double, _ band: Double) -> Double {
        abs(difference) <= band ? 0 : difference > 0 ? 1 : -1
    }

    private static let folds = 5

    private struct Item {
        let difference: Double
        let verdict: Double

        func verdict(_ band: Double) -> Double { TieBand.verdict(difference, band) }
    }

    private static func fit(_ items: [Item]) -> Double {
        let sorted = items.sorted { abs($0.difference) < abs($1.difference) }
        var hits = sorted.count { $0.verdict(0) == $0.verdict }
        var best = (band: 0.0, hits: hits)
        var place = 0
        while place < sorted.count {
            let size = abs(sorted[place].difference)
            while place < sorted.count, abs(sorted[place].difference) == size {
                let item = sorted[place]
                if size > 0 { hits += (item.verdict == 0 ? 1 : 0) - (item.verdict(0) == item.verdict ? 1 : 0) }
                place += 1
            }
            if hits > best.hits { best = (size, hits) }
        }
        return best.band
    }
}
