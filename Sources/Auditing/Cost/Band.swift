/// A figure that is known between two ends.
package struct Band: Sendable, Equatable {
    package var low: Double
    package var central: Double
    package var high: Double

    package init(low: Double, central: Double, high: Double) {
        self.low = low
        self.central = central
        self.high = high
    }

    /// What is taken for exact.
    package init(_ value: Double) { self.init(low: value, central: value, high: value) }

    package func map(_ transform: (Double) -> Double) -> Band {
        Band(low: transform(low), central: transform(central), high: transform(high))
    }
}

/// Break-even with the bands of what was measured: goodput and accepted shares.
package struct BandedBreakEven: Sendable {
    /// The cost at low, central and high goodput.
    package let low: BreakEven
    package let central: BreakEven
    package let high: BreakEven
    package let api: Double
    package let acceptedSelf: Band?
    package let acceptedAPI: Band?
    package let upTo: Double

    package init(
        low: BreakEven,
        central: BreakEven,
        high: BreakEven,
        api: Double,
        accepted: (own: Band, api: Band)? = nil,
        upTo: Double
    ) {
        (self.low, self.central, self.high) = (low, central, high)
        self.api = api
        (acceptedSelf, acceptedAPI) = (accepted?.own, accepted?.api)
        self.upTo = upTo
    }

    package var perRequest: [ClosedRange<Double>] { central.cheaper(than: api, upTo: upTo) }

    /// Cheaper even at the low goodput.
    package var perRequestWholeBand: [ClosedRange<Double>] { low.cheaper(than: api, upTo: upTo) }

    /// Nil where no accepted share is known.
    package var perAccepted: [ClosedRange<Double>]? {
        guard let acceptedSelf, let acceptedAPI else { return nil }
        return central.cheaper(than: api, accepted: (acceptedSelf.central, acceptedAPI.central), upTo: upTo)
    }

    /// Cheaper even at the low goodput, the low share of its own and the high share of the API.
    package var perAcceptedWholeBand: [ClosedRange<Double>]? {
        guard let acceptedSelf, let acceptedAPI else { return nil }
        return low.cheaper(than: api, accepted: (acceptedSelf.low, acceptedAPI.high), upTo: upTo)
    }

    /// Dollars for a response that is accepted; the low cost comes of the high goodput and share. `.infinity` is unbounded.
    package func selfPerAccepted(_ requests: Double) -> Band? {
        guard let acceptedSelf, requests > 0 else { return nil }
        func cost(_ curve: BreakEven, _ share: Double) -> Double {
            share > 0 ? curve.dollars(requests) / (requests * share) : .infinity
        }
        return Band(
            low: cost(high, acceptedSelf.high),
            central: cost(central, acceptedSelf.central),
            high: cost(low, acceptedSelf.low)
        )
    }
}
