import Studies
import Testing

@testable import Reporting

/// What a page of several tables leaves out, and what a file does not.
struct SectionedReportTests {
    private func table(_ rows: Int) -> Table {
        Table(columns: [.init("n")], rows: (0..<rows).map { [.count($0 + 1000)] })
    }

    @Test func rowsThatAPageLeavesOutAreCounted() {
        func page(_ rows: Int) -> String {
            SectionedReport(schema: "s", sections: [.init("all", title: "All", table(rows))]).written(as: .table)
        }
        #expect(page(103).contains("… and 3 rows more: --format json has all."))
        #expect(page(101).contains("… and 1 row more:") && page(103).contains("1099") && !page(103).contains("1100"))
        #expect(!page(100).contains("more:") && page(100).contains("1099"))
    }

    @Test func aFileHasTheRowsThatThePageSpares() {
        let section = SectionedReport.Section("all", title: "All", table(3), shown: table(1))
        let report = SectionedReport(schema: "s", sections: [section], sentences: ["One sentence."])
        #expect(report.written(as: .csv, only: "all") == "n\r\n1000\r\n1001\r\n1002\r\n")
        #expect(report.written(as: .table, only: "all").contains("1000"))
        #expect(!report.written(as: .table, only: "all").contains("1001"))
        #expect(report.json["all"]?.array?.count == 3 && report.json["notes"]?.array == [.string("One sentence.")])
        #expect(report.written(as: .csv, only: "none") == "")
    }

    @Test func aPartWithoutRowsSaysWhy() {
        let none = SectionedReport.Section("all", title: "All", table(0), reason: "Nothing is known.")
        let some = SectionedReport.Section("all", title: "All", table(1), reason: "Nothing is known.")
        func json(_ section: SectionedReport.Section) -> String {
            SectionedReport(schema: "s", sections: [section]).written(as: .json, only: "all")
        }
        #expect(json(none).contains("Nothing is known.") && !json(some).contains("Nothing is known."))
    }
}
