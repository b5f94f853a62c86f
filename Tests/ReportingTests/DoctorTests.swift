import Studies
import Testing

@testable import Reporting

/// What is not in order, as it is told.
struct DoctorTests {
    private static let well = DoctorDocument.Outside(mistakes: [], edits: [], servedApart: [], weights: [])

    private func found(_ count: Int, remedy: String = "restore a backup") -> [Diagnosis] {
        [Diagnosis(check: "pages of the file", count: count, remedy: remedy)]
    }

    @Test func whatIsInOrderNamesNoRemedy() {
        let well = DoctorDocument(found(0), outside: Self.well)
        #expect(well.isInOrder)
        #expect(
            well.written(as: .csv) == """
                check,found,remedy\r
                pages of the file,0,in order\r
                mistakes in the study's files,0,in order\r
                edits of the study not taken over,0,in order\r
                models served under another name,0,in order\r
                answers of more than one file of weights,0,in order\r

                """
        )
        let ill = DoctorDocument(found(2), outside: Self.well)
        #expect(!ill.isInOrder)
        let row = #"{"check":"pages of the file","found":2,"remedy":"restore a backup"}"#
        #expect(ill.written(as: .json).hasPrefix(#"{"schema":"slam.doctor.v1","rows":["# + row + ","))
        #expect(ill.written(as: .markdown).contains("| pages of the file | 2 | restore a backup |\n"))
        let line = "pages of the file" + String(repeating: " ", count: 29) + "2  restore a backup\n"
        #expect(ill.written(as: .table).contains(line))
    }

    @Test func whatStandsOutsideTheDatabaseIsCounted() throws {
        let outside = DoctorDocument.Outside(
            mistakes: ["study.yaml:3: no key 'x'", "study.yaml:9: no model"],
            edits: ["'overall' has another question"],
            servedApart: [("large", "gpt-9"), ("small", "tiny"), ("judge", "gpt-9")],
            weights: ["'small' has two files"]
        )
        let document = DoctorDocument(found(0), outside: outside)
        #expect(!document.isInOrder)
        let rows = try JSONValue(parsing: document.written(as: .json))["rows"]?.array ?? []
        #expect(rows.compactMap { $0["found"]?.integer } == [0, 2, 1, 3, 1])
        #expect(
            rows.compactMap { $0["remedy"]?.string } == [
                "in order", "study.yaml:3: no key 'x'; study.yaml:9: no model",
                "'overall' has another question: 'slam plan' or the next 'slam review' takes them over",
                "'large' was served as 'gpt-9', 'small' was served as 'tiny', 'judge' was served as 'gpt-9': "
                    + "check 'model' in study.yaml",
                "'small' has two files: a name of its own in study.yaml asks the new weights everything",
            ]
        )
        // One thing alone is not in order either.
        for outside in [
            DoctorDocument.Outside(mistakes: ["a"], edits: [], servedApart: [], weights: []),
            DoctorDocument.Outside(mistakes: [], edits: ["a"], servedApart: [], weights: []),
            DoctorDocument.Outside(mistakes: [], edits: [], servedApart: [("a", "b")], weights: []),
            DoctorDocument.Outside(mistakes: [], edits: [], servedApart: [], weights: ["a"]),
        ] { #expect(!DoctorDocument(found(0), outside: outside).isInOrder) }
    }

    @Test(arguments: Format.allCases) func whatAServerCallsItselfActsNowhere(format: Format) throws {
        let document = DoctorDocument(found(1, remedy: HostileText.text), outside: Self.well)
        #expect(try HostileText.isHarmless(document.written(as: format), format))
    }
}
