import Agreement
package import Studies

/// What was measured of one model besides its quality, for the table that joins them.
package struct ModelAudit: Sendable {
    package let model: String
    /// Time to the first token of probes where most were streamed, else the whole time; seconds from the intended start.
    package let metric: LatencyMetric
    package let median: Figure
    package let p95: Figure
    /// How the answers came about; nil without a probe.
    package let condition: Attempt.Condition?
    /// The mean share of the prompts that came from a cache, and the mean number under way.
    package let cachedShare: Double?
    package let underWay: Double?
    /// Nil without a probe.
    package let availability: Availability?
    /// Dollars a request: the API's price, or self-hosted at the measured goodput.
    package let perRequest: Band?
    /// Dollars an accepted response; nil without labels of thirty prompts.
    package let perAccepted: Band?
    /// Why there is no cost, in words.
    package let costMissing: String?
    package let bits: Int?
    package let sizeGB: Double?
    /// Measured where a server's reading tells it, else as study.yaml says.
    package let memoryMB: Double?
    package let isMemoryMeasured: Bool
}

extension ModelAudit {
    /// Of each model of a study, in the study's order; `memory` is what was read of servers, in MB by model.
    package static func all(
        _ study: Study,
        _ evidence: CostReport.Evidence,
        memory: [String: Double] = [:],
        _ options: AuditOptions = AuditOptions()
    ) -> [ModelAudit] {
        var (report, reason): (CostReport?, String?) = (nil, nil)
        do { report = try CostReport(study, evidence, options) } catch { reason = "\(error)" }
        let probes = evidence.attempts.countingUnderWay().filter {
            $0.purpose == .probe && $0.slot?.load == nil && !$0.isOfItsUser
        }
        let byModel = Dictionary(grouping: probes, by: \.model)
        return study.models.map { model in
            ModelAudit(
                model,
                byModel[model.name] ?? [],
                Cost(model, report, reason),
                memory: memory[model.name],
                options
            )
        }
    }

    private init(_ model: Model, _ probes: [Attempt], _ cost: Cost, memory: Double?, _ options: AuditOptions) {
        self.model = model.name
        (bits, sizeGB) = (model.bits, model.sizeGB)
        (memoryMB, isMemoryMeasured) = (memory ?? model.memoryMB, memory != nil)
        (perRequest, perAccepted, costMissing) = (cost.perRequest, cost.perAccepted, cost.missing)
        let clock = LocalClock()
        let rows = LatencyRow.rows(probes, by: [.model], clock: clock, options)
        // What most probes met; the rest stands in 'slam latency'.
        let row = rows.reduce(nil as LatencyRow?) { best, row in row.count > (best?.count ?? 0) ? row : best }
        let metric: LatencyMetric = row?.quantiles[.firstToken] == nil ? .total : .firstToken
        self.metric = metric
        let figures = row?.quantiles[metric] ?? []
        let none = Figure(nil, count: 0, undefined: model.endpoint.isEmpty ? .imported : .noProbe)
        (median, p95) = (figures.first ?? none, figures.dropFirst().first ?? none)
        (condition, cachedShare, underWay) = (row?.condition, row?.cachedShare, row?.underWay)
        availability =
            probes.isEmpty
            ? nil : ReliabilityReport(model.name, probes, clock: clock, confidence: options.confidence).availability
    }

    /// What one model costs, or why that is unknown.
    private struct Cost {
        var perRequest: Band?
        var perAccepted: Band?
        var missing: String?

        init(_ model: Model, _ report: CostReport?, _ reason: String?) {
            guard let report else {
                missing = reason
                return
            }
            if model.name == report.baseline {
                perRequest = report.api.map { Band($0.perRequest) }
                missing = report.apiMissing
                take(report.candidates.lazy.compactMap(\.accepted?.api).first)
                return
            }
            let found = report.candidates.first { $0.model == model.name }
            // What others ask for the same weights stands in 'slam cost': here what one's own machine was measured at, or what
            // the model's endpoint asks. A price of 0 is no cost: somebody pays for the machine.
            let isPaid = [model.price?.input, model.price?.output].contains { ($0 ?? 0) > 0 }
            let asked = isPaid ? found?.ownPrice.map { Band($0.perRequest) } : nil
            perRequest = found?.perRequest ?? asked
            missing = perRequest == nil ? found?.missing ?? "no figure" : nil
            if perRequest == nil, model.endpoint.isEmpty { missing = "imported: there is no endpoint to measure" }
            take(found?.accepted?.own)
        }

        /// Spreads a request's cost over the accepted; without a bound where the low share is 0.
        private mutating func take(_ share: Band?) {
            guard let perRequest, let share, share.central > 0 else { return }
            perAccepted = Band(
                low: perRequest.low / share.high,
                central: perRequest.central / share.central,
                high: share.low > 0 ? perRequest.high / share.low : .infinity
            )
        }
    }
}

extension ModelAudit {
    /// Whether the latencies of these may stand beside each other: one metric, one condition, the like under way and cached.
    package static func areComparable(_ audits: [ModelAudit]) -> Bool {
        guard let first = audits.first else { return false }
        return audits.allSatisfy { audit in
            audit.metric == first.metric && audit.condition == first.condition && audit.condition != nil
        } && LatencyComparison.isAlike(audits.map { $0.cachedShare ?? 0 }, crowds: audits.compactMap(\.underWay))
    }
}
