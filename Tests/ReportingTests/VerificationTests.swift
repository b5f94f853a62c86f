import Studies
import Testing

@testable import Reporting

/// What the logs say of what is stored, as it is told.
struct VerificationTests {
    private func document(_ standings: [ChainFinding.Standing], what: String = "the value") -> VerificationDocument {
        var report = ChainReport()
        (report.eventCount, report.sittingCount, report.ratingCount) = (12, 1, 4)
        report.findings = standings.enumerated().map { place, standing in
            ChainFinding(standing, reviewer: "ana", sitting: "s\(place)", number: place > 0 ? place : nil, what)
        }
        return VerificationDocument(report, access: AccessCounts())
    }

    @Test(
        arguments: [
            ([], 0, "all holds."), ([.note], 0, "all holds; 1 note."),
            ([.unknown, .note, .unknown], 3, "all holds; 2 cannot be told, 1 note."),
            ([.note, .broken, .unknown, .note], 2, "1 does not match, 1 cannot be told, 2 note."),
        ] as [([ChainFinding.Standing], Int32, String)]
    )
    func whatDoesNotMatchWeighsMost(standings: [ChainFinding.Standing], status: Int32, words: String) {
        #expect(document(standings).status == status)
        let opening = "12 events of 1 session, 4 records of ratings given in the program, "
        #expect(document(standings).words == opening + "corrections and retractions among them: \(words)\n")
    }

    @Test func aLogThatHoldsLeavesNoTableToRead() {
        #expect(document([]).written(as: .table).isEmpty)
        #expect(document([]).written(as: .csv) == "standing,reviewer,session,event,finding\r\n")
        let json = document([]).written(as: .json)
        #expect(json.hasPrefix(#"{"schema":"slam.verify.v1","rows":[],"notes":["12 events of 1 session, 4 records"#))
        #expect(!document([]).written(as: .markdown).isEmpty)
    }

    @Test func aFindingSaysWhereItStands() {
        let found = document([.broken, .unknown])
        #expect(
            found.written(as: .csv) == """
                standing,reviewer,session,event,finding\r
                does not match,ana,s0,,the value\r
                cannot be told,ana,s1,1,the value\r

                """
        )
        #expect(found.written(as: .table).contains("does not match  ana       s0           –  the value\n"))
        #expect(found.written(as: .markdown).contains("| cannot be told | ana | s1 | 1 | the value |\n"))
        let row = #"{"standing":"does not match","reviewer":"ana","session":"s0","event":null,"finding":"the value"}"#
        #expect(found.written(as: .json).contains(row))
    }

    @Test func whatTheLogSaysNothingOfIsCounted() {
        var report = ChainReport()
        (report.olderRuleCount, report.importedCount, report.unrestrictedCount) = (3, 1, 2)
        let words = VerificationDocument(report, access: AccessCounts(sealed: 5, database: 7, unknown: 9)).words
        #expect(words.contains("3 ratings logged by an earlier rule: phase"))
        #expect(words.contains("1 rating came from files: the log says nothing"))
        #expect(words.contains("In 2 sessions the connection was not restricted"))
        let access = "Human ratings that stand: 5 sealed (in bundles), 7 given beside the database, 9 from files.\n"
        #expect(words.hasSuffix(access))
        #expect(VerificationDocument(ChainReport(), access: AccessCounts()).words.split(separator: "\n").count == 1)
    }

    @Test(arguments: Format.allCases) func whatAnEditedDatabaseSaysActsNowhere(format: Format) throws {
        #expect(try HostileText.isHarmless(document([.broken], what: HostileText.text).written(as: format), format))
    }
}
