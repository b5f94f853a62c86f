import Auditing
import Foundation
import Studies

/// Costs of a month at so many requests, as they are drawn: self-hosted with its band, and the API with its own.
struct CostCurves {
    /// What stands above the picture, after the highest amount.
    let title: String
    let own: (_ requests: Double) -> Band
    let api: Band
    /// Where self-hosting is not dearer first.
    let crossing: Double?
    let upTo: Double
}

extension BandedBreakEven {
    var curves: CostCurves {
        CostCurves(
            title: "a month",
            own: { Band(low: high.dollars($0), central: central.dollars($0), high: low.dollars($0)) },
            api: Band(api),
            crossing: perRequest.first?.lowerBound,
            upTo: upTo
        )
    }

    /// Both costs over the share that is accepted; nil where a share is unknown or may be nothing.
    var curvesPerAccepted: CostCurves? {
        guard let own = acceptedSelf, let other = acceptedAPI, own.low > 0, other.low > 0 else { return nil }
        return CostCurves(
            title: "a month over the accepted share, at so many requests",
            own: {
                Band(
                    low: high.dollars($0) / own.high,
                    central: central.dollars($0) / own.central,
                    high: low.dollars($0) / own.low
                )
            },
            api: other.spreading(api),
            crossing: perAccepted?.first?.lowerBound,
            upTo: upTo
        )
    }
}

extension Band {
    /// An amount over this share: the low share makes the high end, unbounded where it is 0.
    func spreading(_ amount: Double) -> Band {
        func over(_ share: Double) -> Double { share > 0 ? amount / share : .infinity }
        return Band(low: over(high), central: over(central), high: over(low))
    }
}

/// The step curve of self-hosting against the API's line, as text.
enum CostPlot {
    private static let columns = 60
    private static let lines = 10

    /// Requests a month from 0 to twice the first crossing or `requests`, whichever is more; `#` self, `▒` its band, `·` API,
    /// `:` the API's band.
    static func text(_ curves: CostCurves, requests: Double) -> String {
        let most = max(requests * 2, min(curves.upTo, (curves.crossing ?? 0) * 2))
        let places = (0..<columns).map { (Double($0) + 0.5) / Double(columns) * most }
        let top = places.map { max(curves.own($0).high, curves.api.high * $0) }.max() ?? 0
        guard top > 0, top.isFinite else { return "" }
        func line(_ dollars: Double) -> Int { min(lines - 1, max(0, Int(dollars / top * Double(lines)))) }
        var cells = [[Character]](repeating: [Character](repeating: " ", count: columns), count: lines)
        func fill(_ low: Double, _ high: Double, _ column: Int, _ mark: Character) {
            for row in line(low)...max(line(low), line(high)) { cells[row][column] = mark }
        }
        for (column, place) in places.enumerated() {
            let own = curves.own(place)
            if curves.api.low < curves.api.high { fill(curves.api.low * place, curves.api.high * place, column, ":") }
            fill(own.low, own.high, column, "▒")
            cells[line(curves.api.central * place)][column] = "·"
            cells[line(own.central)][column] = "#"
        }
        var text = "     \(CostDocument.dollars(top)) \(curves.title)\n"
        for row in cells.reversed() { text += "     │\(String(row))\n" }
        let end = "\(Figures.fixed(most, decimals: 0)) requests a month"
        text += "     └\(String(repeating: "─", count: columns))\n"
        text += "      0\(String(repeating: " ", count: max(1, columns - 1 - end.count)))\(end)\n"
        let band = curves.api.low < curves.api.high ? ", : its band" : ""
        return text + "     # self-hosted, ▒ its band, · API\(band)\n"
    }
}
