import Foundation

/// What it costs to run a model: whole replicas, paid for when idle too. Dollars and months of 730 hours.
package struct SelfHostedCost: Sendable, Equatable {
    package static let hoursPerMonth = 730.0
    package static let secondsPerMonth = 2_628_000.0

    /// The highest measured requests a second of one replica at which the service level holds.
    package var goodput: Double
    package var maxUtilisation: Double
    package var peakToMean: Double
    package var minimumReplicas: Int
    package var gpusPerReplica: Double
    /// The price of a hired GPU's hour; nil where none is hired.
    package var gpuHour: Double?
    package var owned: Owned?
    package var power: Power?
    package var operations: Double

    /// Hardware that is bought, for one replica.
    package struct Owned: Sendable, Equatable {
        package var price: Double
        package var lifeMonths: Double
        package var residual: Double
        package var interestPerMonth: Double

        package init(price: Double, lifeMonths: Double, residual: Double = 0, interestPerMonth: Double = 0) {
            self.price = price
            self.lifeMonths = lifeMonths
            self.residual = residual
            self.interestPerMonth = interestPerMonth
        }

        /// An annuity, (price − residual / (1 + r)^L) r / (1 − (1 + r)^−L); a straight line where r is 0.
        package var perMonth: Double {
            guard interestPerMonth != 0 else { return (price - residual) / lifeMonths }
            let growth = pow(1 + interestPerMonth, lifeMonths)
            return (price - residual / growth) * interestPerMonth / (1 - 1 / growth)
        }
    }

    /// The electricity of one replica.
    package struct Power: Sendable, Equatable {
        package var idleWatts: Double
        package var busyWatts: Double
        /// The power of the whole site over that of the machines.
        package var pue: Double
        package var pricePerKWh: Double

        package init(idleWatts: Double, busyWatts: Double, pue: Double = 1, pricePerKWh: Double) {
            self.idleWatts = idleWatts
            self.busyWatts = busyWatts
            self.pue = pue
            self.pricePerKWh = pricePerKWh
        }
    }

    package init(
        goodput: Double,
        maxUtilisation: Double = 0.7,
        peakToMean: Double = 1,
        minimumReplicas: Int = 1,
        gpusPerReplica: Double = 1,
        gpuHour: Double? = nil,
        owned: Owned? = nil,
        power: Power? = nil,
        operations: Double = 0
    ) {
        self.goodput = goodput
        self.maxUtilisation = maxUtilisation
        self.peakToMean = peakToMean
        self.minimumReplicas = minimumReplicas
        self.gpusPerReplica = gpusPerReplica
        self.gpuHour = gpuHour
        self.owned = owned
        self.power = power
        self.operations = operations
    }

    /// Requests a month that one replica serves.
    package var capacity: Double { goodput * maxUtilisation / peakToMean * Self.secondsPerMonth }

    /// What does not depend on the load, of one replica a month.
    package var perReplica: Double {
        (gpuHour ?? 0) * gpusPerReplica * Self.hoursPerMonth + (owned?.perMonth ?? 0) + idleElectricity
    }

    private var idleElectricity: Double { power.map { $0.idleWatts * $0.dollarsPerWattMonth } ?? 0 }

    /// What each request adds: the electricity of work.
    package var perRequest: Double {
        power.map { ($0.busyWatts - $0.idleWatts) / (goodput * Self.secondsPerMonth) * $0.dollarsPerWattMonth } ?? 0
    }

    /// The month at so many requests.
    package func month(_ requests: Double) -> Month {
        let mean = requests / Self.secondsPerMonth
        let peak = mean * peakToMean
        let unrounded = peak / (goodput * maxUtilisation)
        let replicas = max(minimumReplicas, Steps.ceiling(unrounded))
        let count = Double(replicas)
        let utilisation = count > 0 ? mean / (count * goodput) : 0
        var parts: [(name: String, dollars: Double)] = []
        if let gpuHour { parts.append(("hire", count * gpusPerReplica * gpuHour * Self.hoursPerMonth)) }
        if let owned { parts.append(("hardware", count * owned.perMonth)) }
        var watts: Double?
        if let power {
            let drawn = count * (power.idleWatts + (power.busyWatts - power.idleWatts) * utilisation)
            parts.append(("electricity", drawn * power.dollarsPerWattMonth))
            watts = drawn * power.pue
        }
        if operations != 0 { parts.append(("operations", operations)) }
        return Month(
            requests: requests,
            meanRate: mean,
            peakRate: peak,
            replicasUnrounded: unrounded,
            replicas: replicas,
            utilisation: utilisation,
            parts: parts,
            wattHoursPerRequest: mean > 0 ? watts.map { $0 / (mean * 3600) } : nil
        )
    }

    /// What a month comes to.
    package struct Month: Sendable {
        package let requests: Double
        package let meanRate: Double
        package let peakRate: Double
        package let replicasUnrounded: Double
        package let replicas: Int
        package let utilisation: Double
        package let parts: [(name: String, dollars: Double)]
        package let wattHoursPerRequest: Double?

        package var dollars: Double { parts.reduce(0) { $0 + $1.dollars } }
        package var perRequest: Double? { requests > 0 ? dollars / requests : nil }
        /// A request costs this many times what it would on machines that are never idle.
        package var penalty: Double? { utilisation > 0 ? 1 / utilisation : nil }
    }
}

extension SelfHostedCost.Power {
    /// Dollars a month of a watt that the machine always draws.
    fileprivate var dollarsPerWattMonth: Double { pue * SelfHostedCost.hoursPerMonth * pricePerKWh / 1000 }
}

/// Whole steps of what is computed with rounding errors.
enum Steps {
    /// The smallest whole number that is not below `value` but for a rounding error.
    static func ceiling(_ value: Double) -> Int {
        guard value.isFinite, value < 1e15 else { return Int(1e15) }
        return max(0, Int((value * (1 - 1e-12)).rounded(.up)))
    }
}
