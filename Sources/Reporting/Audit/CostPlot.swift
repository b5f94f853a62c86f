import Auditing
import Foundation
import Studies

/// The step curve of self-hosting against the API's line, as text.
enum CostPlot {
    private static let columns = 60
    private static let lines = 10

    /// Requests a month from 0 to four times the first crossing or `requests`, whichever is more; `#` self, `·` API, `▒` the
    /// band of goodput.
    static func text(_ even: BandedBreakEven, requests: Double) -> String {
        let crossing = even.perRequest.first?.lowerBound ?? 0
        let most = max(requests * 2, min(even.upTo, crossing * 2))
        let places = (0..<columns).map { (Double($0) + 0.5) / Double(columns) * most }
        let top = places.map { max(even.low.dollars($0), even.api * $0) }.max() ?? 0
        guard top > 0 else { return "" }
        func line(_ dollars: Double) -> Int { min(lines - 1, max(0, Int(dollars / top * Double(lines)))) }
        var cells = [[Character]](repeating: [Character](repeating: " ", count: columns), count: lines)
        for (column, place) in places.enumerated() {
            let ends = [line(even.high.dollars(place)), line(even.low.dollars(place))].sorted()
            for row in ends[0]...ends[1] { cells[row][column] = "▒" }
            cells[line(even.api * place)][column] = "·"
            cells[line(even.central.dollars(place))][column] = "#"
        }
        let scale = CostDocument.dollars(top)
        var text = "     \(scale) a month\n"
        for row in cells.reversed() { text += "     │\(String(row))\n" }
        text += "     └\(String(repeating: "─", count: columns)) \(Figures.fixed(most, decimals: 0)) requests a month\n"
        return text + "     # self-hosted, ▒ its band by goodput, · API\n"
    }
}
