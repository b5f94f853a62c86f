import Agreement
import Auditing
import Studies

/// Medians by weekday and hour as shades of grey.
enum HeatMap {
    private static let shades: [Character] = ["·", "░", "▒", "▓", "█"]
    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    /// `[weekday][hour]`, in seconds; nil is no attempt, infinite that half or more failed.
    static func text(_ cells: [[Double?]]) -> String {
        let known = cells.flatMap { $0.compactMap(\.self) }.filter(\.isFinite)
        guard let low = known.min(), let high = known.max() else { return "" }
        var text = "     0  3  6  9  12 15 18 21\n"
        for (day, row) in cells.enumerated() where day < days.count {
            let line = row.map { cell -> Character in
                guard let cell else { return " " }
                guard cell.isFinite else { return "!" }
                let share = high > low ? (cell - low) / (high - low) : 0
                return shades[min(shades.count - 1, Int(share * Double(shades.count)))]
            }
            text += "\(days[day])  \(String(line))\n"
        }
        let (from, to) = (Figures.fixed(low * 1000, decimals: 0), Figures.fixed(high * 1000, decimals: 0))
        return text + "     · \(from) ms … █ \(to) ms; blank: no attempt; !: half or more failed\n"
    }
}

/// Quantiles as bars.
enum QuantilePlot {
    private static let allShares = [0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]
    private static let width = 40.0

    /// Failures are infinite: their bars end in an arrow. Only quantiles that so many attempts bound are drawn.
    static func text(_ usable: UsableLatency) -> String {
        let shares = allShares.filter { usable.count >= QuantileRanks.fewest(for: $0) }
        guard !shares.isEmpty else {
            return
                "     No quantile is drawn: \(Figures.count(usable.count, "attempt")), \(QuantileRanks.fewest(for: 0.5)) needed.\n"
        }
        let values = shares.map { usable.quantile($0) }
        guard let most = values.compactMap(\.self).filter(\.isFinite).max(), most > 0 else { return "" }
        var text = ""
        for (share, value) in zip(shares, values) {
            let percent = share < 0.1 ? " p5" : "p\(Int((share * 100).rounded()))"
            guard let value else { continue }
            let length = value.isFinite ? Int((value / most * width).rounded()) : Int(width)
            let end = value.isFinite ? " \(Figures.fixed(value * 1000, decimals: 0)) ms" : "→ not reached"
            text += "     \(percent)  \(String(repeating: "▇", count: max(1, length)))\(end)\n"
        }
        return text
    }
}
