import Studies
import Testing

@testable import Inference

/// When the parts of an answer came, and what a limit that recovers by itself is called.
struct ArrivalTests {
    /// The first token is reasoning's, the first of the answer comes later, and gaps are those between neighbours.
    @Test func everyTokenHasTheTimeAtWhichItCame() {
        let parts = [
            (100, #"{"reasoning_content":"hm"}"#), (250, #"{"content":"a"}"#), (270, #"{"content":"b"}"#),
        ]
        var reader = AnswerReader(format: .chat, isStreamed: true)
        for (time, delta) in parts {
            let event = "data: {\"choices\":[{\"index\":0,\"delta\":\(delta)}]}\n\n"
            Array(event.utf8).withUnsafeBufferPointer { reader.receive($0, at: Int64(time), isError: false) }
        }
        let intake = reader.intake
        #expect(intake.firstToken == 100 && intake.firstAnswerToken == 250 && intake.lastToken == 270)
        #expect(intake.gaps == [150, 20] && intake.chunks == 3)
    }

    /// A limit a minute may be called a quota: one that says when it recovers, or by a name of Google's, stops nothing.
    @Test(
        arguments: [
            ("34s", nil, Failure.Kind.rateLimited), (nil, nil, .quota), (nil, "RESOURCE_EXHAUSTED", .rateLimited),
        ] as [(String?, String?, Failure.Kind)]
    )
    func aQuotaThatRecoversIsARate(delay: String?, type: String?, kind: Failure.Kind) {
        let words = "You exceeded your current quota, please check your plan"
        let error = ServerError(message: words, type: type, code: "429", retryDelay: delay)
        #expect(error.kind == kind && error.kind(under: 429) == kind)
    }
}
