import Inference
import Studies
import Testing

/// The most that a request can take, by all that is sent with it.
struct RequestBoundTests {
    private func request(_ extra: [String: JSONValue], maxTokens: Int? = 100) -> ChatRequest {
        ChatRequest(
            endpoint: Endpoint(name: "e", kind: .openai, url: "http://127.0.0.1:1"),
            model: "m",
            messages: [Message(role: .user, content: "hello")],
            sampling: Sampling(maxTokens: maxTokens),
            extra: extra
        )
    }

    @Test func extraMayAllowMoreUnderAnyName() {
        #expect(request([:]).largestOutputTokens == 100)
        #expect(request([:], maxTokens: nil).largestOutputTokens == nil)
        for name in ["max_tokens", "max_completion_tokens", "max_output_tokens", "num_predict"] {
            #expect(request([name: .number(9000)]).largestOutputTokens == 9000)
            // Without an end, or without a number, nobody knows.
            #expect(request([name: .number(-1)]).largestOutputTokens == nil)
            #expect(request([name: .null]).largestOutputTokens == nil)
        }
        let options = JSONValue.object([("num_predict", .number(700))])
        #expect(request(["options": options]).largestOutputTokens == 700)
    }

    @Test func toolsAreReadToo() {
        let tools = JSONValue.array([.string(String(repeating: "x", count: 40_000))])
        #expect(request(["tools": tools]).largestInputTokens > request([:]).largestInputTokens + 40_000)
    }
}
