import Studies
import Testing

@testable import Inference

/// What a request says and may cost, and what a failure means for the next one.
struct RequestRuleTests {
    private func request(_ kind: Endpoint.Kind, extra: [String: JSONValue] = [:]) -> ChatRequest {
        ChatRequest(
            endpoint: Endpoint(name: "e", kind: kind, url: "http://127.0.0.1:1"),
            model: "m",
            messages: [Message(role: .system, content: "be brief"), Message(role: .user, content: "hello")],
            sampling: Sampling(temperature: 0.5),
            extra: extra
        )
    }

    /// An over-long prompt is an error and is not cut; what the study says itself wins.
    @Test func whatTheStudySaysItselfWins() {
        let plain = request(.ollama).ollamaBody
        #expect(plain["truncate"] == .bool(false) && plain["options"]?["temperature"]?.number == 0.5)
        let own = request(.ollama, extra: ["truncate": .bool(true), "temperature": .number(0.25)]).ollamaBody
        #expect(own["truncate"] == .bool(true) && own["options"]?["temperature"]?.number == 0.25)
        #expect(request(.openai, extra: ["temperature": .number(0.25)]).body["temperature"]?.number == 0.25)
    }

    /// No token is shorter than a byte.
    @Test func theWorstOfAnInputIsEachByteAToken() {
        let request = request(.openai)
        #expect(request.promptBytes == 13 && request.largestInputTokens == 13 + 2 * 16 + 16)
    }

    /// A server that counts nothing says 0.
    @Test func aCountOfNoneIsNotKnown() {
        #expect(Assembly.positive(0) == nil && Assembly.positive(-1) == nil && Assembly.positive(nil) == nil)
        #expect(Assembly.positive(1) == 1)
    }

    /// Behind a gateway that gave up the model may have worked on.
    @Test(arguments: [
        (408, Failure.Bill.unknown), (502, .unknown), (504, .unknown), (520, .unknown), (524, .unknown),
        (400, .nothing), (429, .nothing), (500, .nothing), (503, .nothing),
    ])
    func aGatewaysTimeoutMayBeBilled(status: Int, bill: Failure.Bill) {
        var exchange = Exchange(httpStatus: status)
        exchange.timings.connecting = 1
        #expect(Failure(.serverError, "no", exchange: exchange).bill == bill)
        exchange.timings.connecting = nil
        #expect(Failure(.serverError, "no", exchange: exchange).bill == .nothing)
    }

    @Test func anEmptyAccountToldWithinAStreamStopsTheEndpoint() {
        #expect(Failure(.errorInStream, "no", cause: .quota).stopsEndpoint)
        #expect(!Failure(.errorInStream, "no", cause: .rateLimited).stopsEndpoint)
        #expect(Failure(.quota, "no").stopsEndpoint && !Failure(.errorInStream, "no").stopsEndpoint)
    }

    @Test func weightsDifferByAnythingThatBothTell() {
        let one = ModelWeights(digest: "a", quantization: "Q4_0", bytes: 1)
        #expect(one.differs(from: ModelWeights(digest: "b", quantization: "Q4_0", bytes: 1)))
        #expect(one.differs(from: ModelWeights(quantization: "Q8_0")) && one.differs(from: ModelWeights(bytes: 2)))
        #expect(!one.differs(from: ModelWeights(parameters: 3)) && !one.differs(from: one))
    }

    /// Some servers say in a header whether to ask again, whatever the status.
    @Test(arguments: [("503 X", "false", false), ("503 X", "true", true), ("400 X", "true", true), ("503 X", "", true)])
    func aServerThatSaysWhetherToAskAgainIsHeard(status: String, word: String, isRetryable: Bool) async throws {
        let headers = word.isEmpty ? "" : "x-should-retry: \(word)\r\n"
        let server = try ScriptedServer(.body(status, "{\"error\":{\"message\":\"no\"}}", headers: headers))
        defer { server.stop() }
        let endpoint = Endpoint(name: "e", kind: .openai, url: "http://127.0.0.1:\(server.port)")
        let answer = await ModelClient(environment: { _ in nil }).complete(
            ChatRequest(endpoint: endpoint, model: "m", messages: [Message(role: .user, content: "hello")])
        )
        guard case .failure(let failure) = answer else {
            Issue.record("became a response")
            return
        }
        #expect(failure.isRetryable == isRetryable, "\(failure)")
    }
}
