/// What of two raters' agreement is prevalence and what is bias, with intervals (Byrt, Bishop and Carlin, 1993).
public struct PairBalance: Sendable, Equatable {
    /// Kappa adjusted for prevalence and bias, (q p − 1)/(q − 1) for the percent agreement p and q categories in use; its
    /// interval is that of p, carried over. Undefined where one category is in use.
    public let adjustedKappa: Estimate
    /// |both first − both second| / n; undefined but for two categories in use.
    public let prevalenceIndex: Estimate
    /// |first and second − second and first| / n; undefined but for two categories in use.
    public let biasIndex: Estimate
}

extension RatingTable {
    /// The balance of two raters on the items that both scored, at their places among the raters; nil without one.
    ///
    /// Intervals are over clusters where the table has some: Wilson's (1927) of the adjusted kappa, Newcombe's (1998) of the
    /// indices, and none without resamples.
    public func balance(first: Int, second: Int, options: IntervalOptions = IntervalOptions()) -> PairBalance? {
        var (pairs, places): ([(a: Int, b: Int)], [Int]) = ([], [])
        for item in items.indices {
            guard let a = category(rater: first, item: item), let b = category(rater: second, item: item) else {
                continue
            }
            pairs.append((a, b))
            places.append(clusters.map { Int($0[item]) } ?? item)
        }
        let used = Set(pairs.flatMap { [$0.a, $0.b] }).sorted()
        guard let least = used.first, let last = used.last else { return nil }
        func undefined(_ reason: String) -> Estimate {
            Estimate(undefined: reason, itemCount: pairs.count, ratingCount: 2 * pairs.count)
        }
        func index(_ value: (Int, Int) -> Double) -> Estimate {
            guard used.count == 2 else {
                return undefined(
                    "\(used.count) \(used.count == 1 ? "category is" : "categories are") in use: it is of two"
                )
            }
            let found = ShareDifference(
                pairs.map { value($0.a, $0.b) },
                clusters: places,
                confidence: options.confidence
            ).magnitude
            return options.resamples > 0 ? found : found.withoutInterval
        }
        let equal = ClusteredShare(
            checked: pairs.map { $0.a == $0.b ? 1 : 0 },
            clusters: places,
            confidence: options.confidence
        )
        let kappa =
            used.count == 1
            ? undefined("both gave all \(pairs.count) items one category") : Self.adjusted(equal, Double(used.count))
        return PairBalance(
            adjustedKappa: options.resamples > 0 ? kappa : kappa.withoutInterval,
            prevalenceIndex: index { $0 != $1 ? 0 : $0 == least ? 1 : -1 },
            biasIndex: index { $0 == $1 ? 0 : $0 == least && $1 == last ? 1 : -1 }
        )
    }

    private static func adjusted(_ agreement: ClusteredShare, _ categories: Double) -> Estimate {
        let share = agreement.estimate
        func carried(_ share: Double) -> Double { (categories * share - 1) / (categories - 1) }
        var kappa = Estimate(
            value: carried(share.value ?? 0),
            itemCount: share.itemCount,
            ratingCount: 2 * share.itemCount
        )
        (kappa.low, kappa.high) = (share.low.map(carried), share.high.map(carried))
        kappa.standardError = share.standardError.map { $0 * categories / (categories - 1) }
        kappa.method = share.method.map { share.low == nil ? $0 : "\($0), carried over to kappa" }
        return kappa
    }
}
