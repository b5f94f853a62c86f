/// A share of the requests on the small model, which is paid for whole, the others on the API, with judge and people to watch.
package struct HybridCost: Sendable, Equatable {
    package var requests: Double
    /// The whole traffic on the API.
    package var apiPerMonth: Double
    package var selfPerMonth: Double
    package var shareMoved: Double
    package var acceptedAPI: Band
    package var acceptedSelf: Band
    package var judgeSampleShare: Double
    package var judgePerVerdict: Double
    package var labelsPerMonth: Double
    package var minutesPerLabel: Double
    package var reviewerHour: Double
    package var migration: Double

    package init(requests: Double, apiPerMonth: Double, selfPerMonth: Double, shareMoved: Double) {
        self.requests = requests
        self.apiPerMonth = apiPerMonth
        self.selfPerMonth = selfPerMonth
        self.shareMoved = shareMoved
        (acceptedAPI, acceptedSelf) = (Band(1), Band(1))
        (judgeSampleShare, judgePerVerdict) = (0, 0)
        (labelsPerMonth, minutesPerLabel, reviewerHour, migration) = (0, 0, 0, 0)
    }

    package var judgePerMonth: Double { requests * judgeSampleShare * judgePerVerdict }

    package var peoplePerMonth: Double { labelsPerMonth * minutesPerLabel / 60 * reviewerHour }

    package var perMonth: Double {
        selfPerMonth + (1 - shareMoved) * apiPerMonth + judgePerMonth + peoplePerMonth
    }

    package var savingPerMonth: Double { apiPerMonth - perMonth }

    /// One-off migration over the saving; nil where nothing is saved.
    package var paybackMonths: Double? { Self.payback(migration, savingPerMonth: savingPerMonth) }

    package static func payback(_ migration: Double, savingPerMonth: Double) -> Double? {
        savingPerMonth > 0 ? migration / savingPerMonth : nil
    }

    /// The accepted share of the mix.
    package var accepted: Band {
        func mix(_ own: Double, _ api: Double) -> Double { shareMoved * own + (1 - shareMoved) * api }
        return Band(
            low: mix(acceptedSelf.low, acceptedAPI.low),
            central: mix(acceptedSelf.central, acceptedAPI.central),
            high: mix(acceptedSelf.high, acceptedAPI.high)
        )
    }

    package var apiPerAccepted: Band { Self.perAccepted(apiPerMonth, requests, acceptedAPI) }

    package var perAccepted: Band { Self.perAccepted(perMonth, requests, accepted) }

    /// In percent of what the API costs; nil where that is unbounded.
    package var savingPerAcceptedPercent: Double? {
        let (own, api) = (perAccepted.central, apiPerAccepted.central)
        return api.isFinite && api > 0 && own.isFinite ? (1 - own / api) * 100 : nil
    }

    /// Low quality makes the high cost; `.infinity` where no response is accepted.
    static func perAccepted(_ dollars: Double, _ requests: Double, _ shares: Band) -> Band {
        func cost(_ share: Double) -> Double {
            share > 0 && requests > 0 ? dollars / (requests * share) : .infinity
        }
        return Band(low: cost(shares.high), central: cost(shares.central), high: cost(shares.low))
    }
}
