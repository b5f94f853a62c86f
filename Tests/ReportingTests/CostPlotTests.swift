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

    /// A replica at 100 a month serves 10, 20 or 40 requests: the dear end is that of the fewest.
    @Test func theDearEndIsThatOfTheLeastGoodputAndTheLeastShare() throws {
        func even(_ capacity: Double) -> BreakEven { BreakEven(perReplica: 100, capacity: capacity) }
        let band = BandedBreakEven(
            low: even(10),
            central: even(20),
            high: even(40),
            api: 8,
            accepted: (Band(low: 0.5, central: 0.8, high: 1), Band(low: 0.4, central: 0.8, high: 1)),
            upTo: 40
        )
        #expect(band.curves.own(15) == Band(low: 100, central: 100, high: 200) && band.curves.api == Band(8))
        #expect(band.curves.crossing == 12.5)
        let accepted = try #require(band.curvesPerAccepted)
        #expect(accepted.own(15) == Band(low: 100, central: 125, high: 400))
        #expect(accepted.api == Band(low: 8, central: 10, high: 20))
        #expect(Band(low: 0, central: 0.5, high: 1).spreading(2) == Band(low: 2, central: 4, high: .infinity))
    }
}
