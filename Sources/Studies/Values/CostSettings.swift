/// What a cost rests on besides what was measured; `cost:` in `study.yaml`. Dollars; a month is 730 hours.
package struct CostSettings: Sendable, Equatable {
    /// Requests a day of the service that is decided about.
    package var requestsPerDay = 1000.0
    /// The busiest hour's rate over the mean rate.
    package var peakToMean = 3.0
    /// The share of a replica's goodput that may be used at the peak.
    package var utilisation = 0.7
    package var minimumReplicas = 1
    package var gpusPerReplica = 1.0
    /// Dollars for a GPU's hour, where the endpoint's machine gives no `hourly`.
    package var gpuHour: Double?
    package var owned: Owned?
    package var electricity: Electricity?
    /// Dollars a month for the people who run it, whatever the load.
    package var operations = 0.0
    /// The share of the API's requests that may go as a batch, and what a batch costs of the price.
    package var batchShare = 0.0
    package var batchPriceFactor = 0.5
    /// The share of the requests that the small model takes; the others go on to the API.
    package var shareMoved = 0.8
    package var judgeSampleShare = 0.0
    package var judgePerVerdict = 0.0
    package var labelsPerMonth = 0.0
    package var minutesPerLabel = 1.5
    package var reviewerHour = 40.0
    /// Dollars, once.
    package var migration = 0.0
    /// The criterion by which a response is accepted, and from which value on; nil takes the first accept criterion.
    package var accepted: Accepted?
    /// What others ask for the same open weights, by model.
    package var hosted: [String: Price] = [:]
    /// The keys that the study gives, those of a mapping as `owned.residual`; the others stand at their defaults.
    package var given: Set<String> = []

    package init() {}

    /// Hardware that is bought, for one replica.
    package struct Owned: Sendable, Equatable {
        package var price: Double
        package var lifeMonths: Double
        package var residual: Double
        package var interestPerMonth: Double
    }

    /// The electricity of one replica.
    package struct Electricity: Sendable, Equatable {
        package var idleWatts: Double
        package var busyWatts: Double
        package var pue: Double
        package var pricePerKWh: Double
    }

    /// When a response counts as accepted.
    package struct Accepted: Sendable, Equatable {
        package var criterion: String
        /// Nil only for a criterion of accepting.
        package var atLeast: Double?
    }
}

extension Study {
    /// The criterion by which a response is accepted, and from which value on: as the study says, else its first criterion of
    /// accepting; nil without either.
    package var acceptance: (criterion: String, atLeast: Double)? {
        if let accepted = cost.accepted { return (accepted.criterion, accepted.atLeast ?? 1) }
        return criteria.first { $0.form == .accept }.map { ($0.name, 1) }
    }
}

/// The machine behind an endpoint; `machine:` in `study.yaml`.
package struct Machine: Sendable, Equatable {
    package var name: String?
    /// What an hour of it costs, in `currency`.
    package var hourly: Double?
    package var currency: String
    /// Whether other endpoints run on it too.
    package var isShared: Bool
    /// The name of the server's process, where it is not the one that listens on the endpoint's port.
    package var processName: String?

    /// Whether its price can stand beside an API's, which is in dollars.
    package var isInDollars: Bool { ["USD", "US$", "$"].contains(currency.uppercased()) }
}
