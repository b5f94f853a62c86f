/// Where running a model is not dearer than an API: intervals of requests a month, since a new replica is a step.
///
/// Self costs replicas × c + fixed + s R, replicas = max(minimum, ⌈R / capacity⌉); the API a R. Ends are included, intervals
/// that touch are one, and all are cut at `upTo`.
package struct BreakEven: Sendable, Equatable {
    /// A month of one replica.
    package var perReplica: Double
    /// Requests a month that a replica serves.
    package var capacity: Double
    package var fixed: Double
    package var perRequest: Double
    package var minimumReplicas: Int

    package init(
        perReplica: Double,
        capacity: Double,
        fixed: Double = 0,
        perRequest: Double = 0,
        minimumReplicas: Int = 1
    ) {
        self.perReplica = perReplica
        self.capacity = capacity
        self.fixed = fixed
        self.perRequest = perRequest
        self.minimumReplicas = max(1, minimumReplicas)
    }

    package init(_ cost: SelfHostedCost) {
        self.init(
            perReplica: cost.perReplica,
            capacity: cost.capacity,
            fixed: cost.operations,
            perRequest: cost.perRequest,
            minimumReplicas: cost.minimumReplicas
        )
    }

    /// Replicas at so many requests a month.
    package func replicas(_ requests: Double) -> Int { max(minimumReplicas, Steps.ceiling(requests / capacity)) }

    /// Dollars a month.
    package func dollars(_ requests: Double) -> Double {
        Double(replicas(requests)) * perReplica + fixed + perRequest * requests
    }

    /// Where self is not dearer than an API at `api` dollars a request.
    package func cheaper(than api: Double, upTo: Double) -> [ClosedRange<Double>] {
        intervals(self: 1, api: api, upTo: upTo)
    }

    /// Where a response that is accepted is not dearer: both costs are divided by the share that is accepted.
    package func cheaper(than api: Double, accepted: (own: Double, api: Double), upTo: Double) -> [ClosedRange<Double>]
    {
        guard accepted.own > 0 else { return [] }
        guard accepted.api > 0 else { return upTo > 0 ? [0...upTo] : [] }
        return intervals(self: 1 / accepted.own, api: api / accepted.api, upTo: upTo)
    }

    private static let mostSteps = 1_000_000

    /// `factor` times self against `api` a request.
    private func intervals(self factor: Double, api: Double, upTo: Double) -> [ClosedRange<Double>] {
        guard capacity > 0, upTo > 0 else { return [] }
        var found: [ClosedRange<Double>] = []
        let slope = api - factor * perRequest
        let last = min(replicas(upTo), Self.mostSteps)
        var replicas = minimumReplicas
        while replicas <= last {
            let from = replicas == minimumReplicas ? 0 : Double(replicas - 1) * capacity
            let to = min(Double(replicas) * capacity, upTo)
            let cost = factor * (Double(replicas) * perReplica + fixed)
            let start = slope > 0 ? max(from, cost / slope) : slope == 0 && cost <= 0 ? from : .infinity
            if start <= to {
                if let touching = found.last, start <= touching.upperBound {
                    found[found.count - 1] = touching.lowerBound...to
                } else {
                    found.append(start...to)
                }
            }
            // Where a whole step pays for one replica more, each further step does: no cost lies below 0.
            if start == from, from > 0, let touching = found.last {
                found[found.count - 1] = touching.lowerBound...upTo
                break
            }
            replicas += 1
        }
        return found
    }
}
