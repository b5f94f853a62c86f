import Agreement
import Foundation
import Studies
import Testing

@testable import Reporting

/// Who stands first, and what a ranking by letter does not tell.
struct RankTextTests {
    /// Of the comparisons zed wins all, and those of the other two are given.
    private func document(
        amy: Int = 1,
        ben: Int = 3,
        hidesCounts: Bool = false,
        hidesTotals: Bool = false
    ) throws -> RankDocument {
        func rows(_ left: Int, _ right: Int, _ count: Int) -> [ComparisonTable.Row] {
            (0..<count).map { _ in ComparisonTable.Row(left: left, right: right, outcome: .left) }
        }
        let table = try ComparisonTable(
            players: ["amy", "ben", "zed"],
            rows: rows(2, 0, 5) + rows(2, 1, 5) + rows(0, 1, amy) + rows(1, 0, ben)
        )
        let options = IntervalOptions(resamples: 40, seed: 1)
        var document = RankDocument(
            source: "s",
            options: options,
            report: RankReport(table, options: options),
            bothBadCount: 0,
            hidesCounts: hidesCounts
        )
        document.hidesTotals = hidesTotals
        return document
    }

    private func said(_ document: RankDocument) -> String {
        document.written(as: .table).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    @Test func theBestStandsFirstWhateverItsName() throws {
        let document = try document()
        #expect(said(document).contains("zed stands first, with a win rate of 1.000"), "\(said(document))")
        let order = document.written(as: .csv).split(whereSeparator: \.isNewline).filter { $0.contains(",rank,") }
        #expect(order.map { $0.prefix(3) } == ["zed", "ben", "amy"], "\(order)")
    }

    @Test func twoThatStandFirstTogetherAreBothNamed() throws {
        let equals = try ComparisonTable(
            players: ["amy", "ben", "zed"],
            rows: [
                .init(left: 0, right: 2, outcome: .left), .init(left: 1, right: 2, outcome: .left),
                .init(left: 0, right: 1, outcome: .left), .init(left: 1, right: 0, outcome: .left),
            ]
        )
        let options = IntervalOptions(resamples: 0)
        let report = RankReport(equals, options: options)
        let document = RankDocument(source: "s", options: options, report: report, bothBadCount: 0)
        #expect(said(document).contains("amy, ben stand first together, with a win rate of 0.667"), "\(said(document))")
    }

    @Test func winsAndLossesStandUnderTheirNames() throws {
        let json = try document().json
        let amy = try #require(json["players"]?.array?.first)
        #expect(amy["name"]?.string == "amy" && amy["wins"]?.number == 1 && amy["losses"]?.number == 8)
        #expect(amy["ties"]?.number == 0 && amy["n"]?.number == 9)
        #expect(json["n_comparisons"]?.number == 14 && json["n_ties"]?.number == 0)
    }

    @Test func byLetterNoCountAndNoMethodOfOneIsTold() throws {
        let (open, lettered) = (said(try document()), said(try document(hidesCounts: true)))
        // Zed's rate moves in no resample: its interval is by a formula, which names a count.
        #expect(open.components(separatedBy: "The win rate of ").count == 2, "\(open)")
        #expect(lettered.components(separatedBy: "The win rate of ").count == 2, "\(lettered)")
        #expect(lettered.contains("The win rate of zed: by formula, as no resample moves it."), "\(lettered)")
        #expect(open.contains("(few comparisons: 14)") && !lettered.contains("comparisons: 14"))
        #expect(lettered.contains("interval likely too narrow."), "\(lettered)")
        let zed = try #require(try document(hidesCounts: true).json["players"]?.array?.last)
        #expect(zed["wins"] == .null && zed["n"] == .null && zed["win_rate"]?["value"]?.number == 1)
        let amy = try #require(try document(hidesCounts: true).json["players"]?.array?.first?["win_rate"])
        #expect((amy["low"]?.number ?? 9) < (amy["value"]?.number ?? 0), "\(amy)")
    }

    @Test func totalsOfSomeLettersAreWithheld() throws {
        let json = try document(hidesCounts: true, hidesTotals: true).json
        #expect(json["n_comparisons"] == .null && json["n_ties"] == .null && json["n_both_bad"] == .null)
        #expect(try said(document(hidesTotals: true)).hasPrefix("Comparisons of 3 players, from s"))
    }
}
