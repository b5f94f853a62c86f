import Studies
import Testing

@testable import Reporting

/// What became of items in each metric, as it is told.
struct MetricsTests {
    private func document(isPartial: Bool = false, name: String = "lex") -> MetricsDocument {
        var summary = MetricSummary()
        (summary.scored, summary.anchors, summary.withoutTarget) = (101, 12, 3)
        (summary.unscored, summary.new, summary.truncated) = (4, 55, 6)
        var document = MetricsDocument(isPartial: isPartial)
        document.add(name, summary)
        return document
    }

    @Test func eachCountStandsInItsColumn() {
        let columns = "metric,scored,anchor_texts,without_target,without_vector,new,truncated"
        #expect(document().written(as: .csv) == "\(columns)\r\nlex,101,12,3,4,55,6\r\n")
        #expect(document().written(as: .markdown).hasSuffix("| lex | 101 | 12 | 3 | 4 | 55 | 6 |\n"))
        #expect(
            document().written(as: .json) == """
                {"schema":"slam.similarity.v1","rows":[{"metric":"lex","scored":101,"anchor_texts":12,\
                "without_target":3,"without_vector":4,"new":55,"truncated":6}],"notes":[]}

                """
        )
        let titles = "metric  scored  anchor's texts  without target  not scored  new  truncated\n"
        #expect(document().written(as: .table).hasPrefix(titles))
    }

    /// What was cut is long, and who has answered so far is one model.
    @Test(
        arguments: [
            (.csv, ",55,\r\n"), (.markdown, "| 55 | – |"), (.json, #""truncated":null"#), (.table, " 55 "),
        ] as [(Format, String)]
    )
    func whatWasCutIsWithheldUntilEveryModelHasAnswered(format: Format, text: String) {
        let written = document(isPartial: true).written(as: format)
        #expect(written.contains(text) && !written.contains("6"), "\(written)")
    }

    @Test func vectorsOfSeveralModelsAreSaid() throws {
        var document = document()
        #expect(document.words.isEmpty)
        document.served = [("near", ["emb-1", "emb-2"])]
        document.weights = ["'far' has two files"]
        let lines = ["'near' was served as emb-1, emb-2: its vectors are not of one model.", "'far' has two files."]
        #expect(document.words == lines.map { $0 + "\n" }.joined())
        let json = try JSONValue(parsing: document.written(as: .json))
        #expect(json["notes"]?.array?.compactMap(\.string) == lines)
    }

    @Test(arguments: Format.allCases) func aMetricsNameActsNowhere(format: Format) throws {
        #expect(try HostileText.isHarmless(document(name: HostileText.text).written(as: format), format))
    }
}
