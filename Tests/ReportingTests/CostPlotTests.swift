import Auditing
import Testing

@testable import Reporting

/// The picture of costs beside the text of a page of 80 columns.
struct CostPlotTests {
    @Test func thePictureFitsIntoEightyColumns() {
        let curves = CostCurves(
            title: "a month",
            own: { _ in Band(low: 400, central: 438, high: 500) },
            api: Band(low: 0.002, central: 0.0026, high: 0.003),
            crossing: 170_948,
            upTo: 60_833_333
        )
        let lines = CostPlot.text(curves, requests: 608_333).split(separator: "\n")
        #expect(lines.count == 14 && lines.allSatisfy { $0.count <= 80 }, "\(lines)")
        #expect(lines[12].hasPrefix("      0 ") && lines[12].hasSuffix("1216666 requests a month"))
    }
}
