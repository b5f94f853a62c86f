import Auditing
import Studies

extension CostDocument {
    /// Dollars an accepted response of the API, by the prompts that the first candidate with labels shares with it; nil while
    /// withheld.
    var apiPerAccepted: Band? {
        guard let api = report.api, let shares = report.candidates.lazy.compactMap(\.accepted).first else { return nil }
        return shares.api.spreading(api.perRequest)
    }

    /// The shares that the cost of an accepted response rests on.
    func acceptedLines(of candidate: CandidateCost) -> [String] {
        guard let shares = candidate.accepted else { return [] }
        let (own, api) = (Self.share(shares.own), Self.share(shares.api))
        let count = Figures.count(shares.prompts.count, "prompt")
        let cost = report.api.map { shares.api.spreading($0.perRequest) }
        let dollars = cost.map { "; the API's accepted response costs \(Self.withBand($0))" }
        return ["Accepted: \(own) of its responses, \(api) of the API's (\(count) with blind labels)\(dollars ?? "")."]
    }

    static func acceptedLine(of hybrid: HybridCost) -> String {
        let cost = hybrid.perAccepted
        let saving = hybrid.savingPerAcceptedPercent.map { percent in
            ", \(Figures.fixed(abs(percent), decimals: 1)) % \(percent < 0 ? "more" : "less") than the API's"
        }
        return "… hybrid per accepted response: \(withBand(cost))\(saving ?? "")."
    }

    /// In a sentence; what is exact has no ends.
    private static func withBand(_ amount: Band) -> String {
        amount.low == amount.high ? dollars(amount.central) : "\(dollars(amount.central)) \(band(amount))"
    }

    private static func share(_ band: Band) -> String {
        let ends = [band.low, band.high].map { Figures.fixed($0 * 100, decimals: 1) }
        return "\(Figures.fixed(band.central * 100, decimals: 1)) % [\(ends[0]), \(ends[1])]"
    }
}

extension CostDocument {
    /// The paper's range, with what each end of it needs here.
    var paper: String {
        var text = Self.line("The paper's 5× to 29× rest on: \(PaperRange.assumptions.joined(separator: "; ")).")
        for (name, hourly) in report.hourlyCosts {
            let needed = PaperRange.ends.map { ratio in
                "\(Figures.fixed(ratio, decimals: 0))× needs "
                    + Figures.fixed(PaperRange.requestsPerHour(for: ratio, hourly: hourly), decimals: 0)
            }
            text += Self.line(
                "At $\(Figures.fixed(hourly, decimals: 2)) an hour (\(name)): \(needed.joined(separator: ", ")) requests in every paid hour."
            )
        }
        for candidate in candidates {
            if let goodput = candidate.goodput?.central, let month = candidate.month {
                // The machine alone, as the paper counts no operations.
                let machines = month.parts.filter { ["hire", "hardware"].contains($0.name) }.map(\.dollars)
                let hourly = machines.reduce(0, +) / Double(max(1, month.replicas)) / SelfHostedCost.hoursPerMonth
                let shares = PaperRange.ends.compactMap { ratio in
                    PaperRange.utilisation(for: ratio, hourly: hourly, goodput: goodput).map { share in
                        let percent = share < 0.0005 ? "less than 0.1" : Figures.fixed(share * 100, decimals: 1)
                        return
                            "\(Figures.fixed(ratio, decimals: 0))× takes \(percent) %\(share > 1 ? ", which cannot be" : "")"
                    }
                }
                text += Self.line(
                    "\(candidate.model), of what its replica was measured to serve in an hour: \(shares.joined(separator: "; "))."
                )
            }
            guard let api = report.api, let own = candidate.perRequest?.central, own > 0 else { continue }
            text += Self.line(
                "\(candidate.model) here: the API costs \(Figures.fixed(api.perRequest / own, decimals: 2))× as much a request."
            )
        }
        return text
    }

    private static func line(_ text: String) -> String { PageWidth.lines([text]) }
}
