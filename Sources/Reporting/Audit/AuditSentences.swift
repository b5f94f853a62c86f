import Auditing
import SafeText
import Studies

extension LatencyDocument {
    /// Latency in one sentence: the median of each probed model.
    package var latencySentence: String {
        let rows = self.rows.filter { $0.keys.contains("probe") }
        guard !rows.isEmpty else { return "Latency: no probe yet." }
        let words = rows.compactMap { row -> String? in
            guard let place = axes.firstIndex(of: .model), let figure = row.quantiles[.firstToken]?.first else {
                return nil
            }
            let value =
                figure.value == nil
                ? "undefined" : "\(figure.text(times: 1000)) ms \(figure.intervalOrReason(times: 1000))"
            return "\(row.keys[place]) \(value), n = \(row.count)"
        }
        return TerminalText.line("Latency: median time to the first token \(words.joined(separator: "; ")).")
    }

    /// Reliability in one sentence.
    package var reliabilitySentence: String {
        guard !reliability.isEmpty else { return "Reliability: no probe yet." }
        let probes = reliability.reduce(0) { $0 + $1.availability.probes }
        let failed = reliability.reduce(0) { $0 + $1.classes.reduce(0) { $0 + $1.count } }
        let days = reliability.map(\.availability.days).max() ?? 0
        let caution = days < 5 ? "; \(Figures.count(days, "day")) of 5 says little of a week" : ""
        return "Reliability: \(failed) of \(Figures.count(probes, "probe")) failed\(caution)."
    }
}

extension CostDocument {
    /// Cost in one sentence: each candidate against the API.
    package var sentence: String {
        guard let api = report.api else { return "Cost: the baseline has no price." }
        let words = report.candidates.map { candidate -> String in
            guard let own = candidate.perRequest?.central else {
                return "\(candidate.model): \(candidate.missing ?? "no figure")"
            }
            let whole = candidate.hasGoodputInterval ? candidate.breakEven?.perRequestWholeBand : nil
            let first = whole?.first?.lowerBound
            let even =
                first.map { "cheaper from \(Figures.fixed($0, decimals: 0)) requests a month on" }
                ?? (candidate.hasGoodputInterval ? "nowhere cheaper" : "cheaper cannot be told")
            return "\(candidate.model) \(Self.dollars(own)), \(even)"
        }
        let month = Figures.fixed(report.requestsPerMonth, decimals: 0)
        return TerminalText.line(
            "Cost of a request at \(month) a month: \(report.baseline) \(Self.dollars(api.perRequest)); \(words.joined(separator: "; "))."
        )
    }
}
