import Studies
import Testing

@testable import Reporting

/// How much would be asked, as it is told.
struct RequestsTests {
    private static let estimate = WorkEstimate(
        requests: 464,
        inputTokens: 192_832,
        mostNanoDollars: 13_306_800_000,
        unpriced: 3
    )

    @Test func aReaderGetsASentenceAndAProgramItsNumbers() {
        let document = RequestsDocument(Self.estimate)
        let words = "464 requests, about 192832 input tokens, at most $13.3068; 3 without a price or max_tokens."
        #expect(document.written(as: .table) == words + "\n" && document.written(as: .markdown) == words + "\n")
        #expect(
            document.written(as: .csv) == """
                requests,input_tokens,most_dollars,unpriced\r
                464,192832,13.3068,3\r

                """
        )
        #expect(
            document.written(as: .json) == """
                {"schema":"slam.requests.v1","rows":[{"requests":464,"input_tokens":192832,"most_dollars":13.3068,\
                "unpriced":3}],"notes":["\(words)"]}

                """
        )
        #expect(WorkEstimate(requests: 1, inputTokens: 5).words == "1 request, about 5 input tokens.\n")
    }

    @Test(arguments: Format.allCases) func whatIsWithheldHasNoNumber(format: Format) {
        let text = RequestsDocument(nil).written(as: format)
        #expect(!text.contains { ("0"..."9").contains($0) && format != .json }, "\(text)")
        #expect(format != .csv || text.hasSuffix("\r\n,,,\r\n"))
        #expect(format != .json || text.contains(#""requests":null,"input_tokens":null,"most_dollars":null"#))
        #expect(format == .csv || text.contains("withheld until every model has answered."))
    }
}
