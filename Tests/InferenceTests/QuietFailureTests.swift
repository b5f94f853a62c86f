import Foundation
import Inference
import Studies
import Testing

/// The ways in which real servers fail without a word: each is told apart, none is a response.
struct QuietFailureTests {
    private typealias Reply = ScriptedServer.Reply

    private static func chunk(_ text: String, finish: String = "null") -> String {
        "{\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\(text)\"},\"finish_reason\":\(finish)}]}"
    }

    private static let usage =
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"prompt_tokens_details\":{\"cached_tokens\":3}}}"
    private static let half = "The half "

    private func ask(
        _ reply: Reply,
        kind: Endpoint.Kind = .openai,
        profile: String? = nil,
        prompt: String = "hello",
        endings: [String: Endpoint.Ending] = [:],
        extra: [String: JSONValue] = [:]
    ) async throws -> Result<Completion, Failure> {
        let server = try ScriptedServer(reply)
        defer { server.stop() }
        var endpoint = Endpoint(
            name: "e",
            kind: kind,
            url: "http://127.0.0.1:\(server.port)",
            keyVariable: "KEY",
            profile: profile
        )
        endpoint.endings = endings
        return await ModelClient(environment: { _ in "sk-planted-key" }).complete(
            ChatRequest(
                endpoint: endpoint,
                model: "m",
                messages: [Message(role: .user, content: prompt)],
                extra: extra
            )
        )
    }

    private func failure(_ result: Result<Completion, Failure>) throws -> Failure {
        guard case .failure(let failure) = result else {
            Issue.record("became a response")
            throw CancellationError()
        }
        return failure
    }

    @Test func noEventsUnderAGoodStatusIsEmpty() async throws {
        #expect(try failure(try await ask(.events())).kind == .empty)
    }

    @Test func anEndMarkWithoutContentIsEmpty() async throws {
        let role = "{\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}"
        #expect(try failure(try await ask(.events(role, "[DONE]"))).kind == .empty)
    }

    @Test func aCleanEndWithoutAFinishKeepsTheHalf() async throws {
        let failure = try failure(try await ask(.events(Self.chunk(Self.half))))
        #expect(failure.kind == .noFinish)
        #expect(failure.partialText == Self.half)
        #expect(failure.isRetryable)
    }

    @Test func aConnectionCutInMidStreamKeepsTheHalf() async throws {
        let event = "data: \(Self.chunk(Self.half))\n\n"
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        let reply = Reply("\(head)\(String(event.utf8.count, radix: 16))\r\n\(event)\r\n")
        let failure = try failure(try await ask(reply))
        #expect(failure.kind == .cut)
        #expect(failure.partialText == Self.half)
    }

    @Test func anErrorWithinAStreamHasItsCause() async throws {
        let error = "{\"error\":{\"message\":\"Overloaded sk-planted-key\",\"type\":\"overloaded_error\"}}"
        let failure = try failure(try await ask(.events(Self.chunk(Self.half), error)))
        #expect(failure.kind == .errorInStream && failure.cause == .overloaded)
        #expect(failure.partialText == Self.half)
        // What a server repeats of the key is not kept.
        #expect(!failure.message.contains("planted") && failure.message.contains("[key]"))
        #expect(!String(decoding: failure.said ?? [], as: UTF8.self).contains("planted"))
    }

    /// Of a long answer only the beginning is kept as it came, and only there the key is looked for, not in all the rest.
    @Test func aKeyFarBehindWhatIsKeptLeavesIt() async throws {
        let words = Self.chunk(String(repeating: "word ", count: 2000))
        let failure = try failure(try await ask(.events(words, Self.chunk("sk-planted-key"))))
        let said = String(decoding: failure.said ?? [], as: UTF8.self)
        #expect(said.hasPrefix("data: ") && said.contains("word word"), "\(said.prefix(80))")
        #expect(failure.kind == .noFinish && failure.partialText?.contains("planted") == false)
        let pieces = [Self.chunk("sk-plan"), Self.chunk("ted-key"), words]
        let near = try self.failure(try await ask(.events(pieces[0], pieces[1], pieces[2])))
        #expect(near.said == Array("[key]".utf8))
    }

    @Test func ollamasErrorLineUnderAGoodStatusIsOne() async throws {
        let lines = "{\"message\":{\"content\":\"\(Self.half)\"},\"done\":false}\n{\"error\":\"out of memory\"}\n"
        let reply = Reply.body("200 OK", lines, type: "application/x-ndjson")
        let failure = try failure(try await ask(reply, kind: .ollama))
        #expect(failure.kind == .errorInStream)
        #expect(failure.partialText == Self.half)
    }

    @Test func ollamasCutPromptIsToldOf() async throws {
        let last =
            "{\"message\":{\"content\":\"ok\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":2050,\"eval_count\":2}\n"
        let reply = Reply.body("200 OK", last, type: "application/x-ndjson")
        let prompt = String(repeating: "many words ", count: 4000)
        let failure = try failure(
            try await ask(reply, kind: .ollama, prompt: prompt, extra: ["num_ctx": .number(4096)])
        )
        #expect(failure.kind == .promptCut)
        #expect(!failure.isRetryable)
    }

    @Test(arguments: [
        ("429 Too Many Requests", "<html><title>429 Too Many Requests</title></html>", Failure.Kind.rateLimited),
        ("502 Bad Gateway", "<html><title>502 Bad Gateway</title></html>", .serverError),
        ("504 Gateway Time-out", "<html><title>504</title></html>", .serverError),
        ("500 Internal Server Error", "Internal Server Error", .serverError),
        ("200 OK", "<!doctype html><html><title>Sign in</title></html>", .html),
    ])
    func aProxysPageIsNoAnswer(status: String, body: String, kind: Failure.Kind) async throws {
        #expect(try failure(try await ask(.body(status, body, type: "text/html"))).kind == kind)
    }

    /// The words may be the answer's, and who looks at tries is to see no text.
    @Test func whatIsNotTheProtocolIsKeptAndNotTold() async throws {
        let failure = try failure(try await ask(.events("{\"choices\":[{\"delta\":{\"content\":\"Quite secret")))
        #expect(failure.kind == .malformed && !failure.message.contains("secret"))
        #expect(failure.partialText?.contains("Quite secret") == true)
    }

    @Test(arguments: ["-5", "9223372036854775807", "\"seven\"", "1.5"])
    func aCountThatCannotBeIsUnknown(count: String) async throws {
        let usage = "{\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":\(count)}}"
        let events = Reply.events(Self.chunk("hi", finish: "\"stop\""), usage, "[DONE]")
        let completion = try await ask(events).get()
        #expect(completion.exchange.usage.input == 5 && completion.exchange.usage.output == nil)
    }

    @Test func anotherChoiceIsNoPartOfTheAnswer() async throws {
        let both =
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"yes\"}},{\"index\":1,\"delta\":{\"content\":\"no\"},\"finish_reason\":\"length\"}]}"
        let behind = "{\"choices\":[{\"delta\":{\"content\":\"never\"},\"finish_reason\":\"length\",\"index\":1}]}"
        let completion = try await ask(.events(both, behind, Self.chunk("!", finish: "\"stop\""), "[DONE]")).get()
        #expect(completion.text == "yes!" && completion.finish == .stop)
    }

    @Test func whatAnthropicCountsAtTheStartIsNotTheAnswer() async throws {
        let start =
            "{\"type\":\"message_start\",\"message\":{\"type\":\"message\",\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}}"
        let text = "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"hi\"}}"
        let failure = try failure(try await ask(.events(start, text), kind: .anthropic))
        #expect(failure.exchange.usage.input == 5 && failure.exchange.usage.output == nil)
        #expect(failure.bill == .unknown)
    }

    /// Wherever a server repeats the key, it is not kept.
    @Test func theKeyIsInNoPartOfAnAnswer() async throws {
        let key = "sk-planted-key"
        let event =
            "{\"id\":\"\(key)\",\"model\":\"\(key)\",\"system_fingerprint\":\"\(key)\",\"choices\":[{\"delta\":"
            + "{\"content\":\"see \(key)\",\"reasoning\":\"\(key)\"},\"finish_reason\":\"stop\"}]}"
        let completion = try await ask(.events(event, "[DONE]")).get()
        #expect(completion.text == "see [key]")
        #expect(!"\(completion)".contains("planted"))
    }

    @Test func reasoningAloneIsNoAnswer() async throws {
        let thought =
            "{\"choices\":[{\"delta\":{\"content\":null,\"reasoning_content\":\"hm\"},\"finish_reason\":\"length\"}]}"
        let failure = try failure(try await ask(.events(thought, "[DONE]")))
        #expect(failure.kind == .reasoningOnly)
        #expect(failure.message.contains("raise max_tokens"))
    }

    @Test(arguments: [
        ("401 Unauthorized", "{\"error\":{\"message\":\"bad key\"}}", Failure.Kind.auth),
        ("404 Not Found", "{\"error\":{\"message\":\"no model\"}}", .notFound),
        ("400 Bad Request", "{\"error\":{\"message\":\"x\",\"code\":\"context_length_exceeded\"}}", .contextOverflow),
        (
            "500 Internal Server Error",
            "{\"error\":{\"message\":\"input is too large to process\",\"type\":\"server_error\"}}", .contextOverflow
        ),
        ("429 Too Many Requests", "{\"error\":{\"message\":\"x\",\"code\":\"insufficient_quota\"}}", .quota),
        ("402 Payment Required", "{\"error\":{\"message\":\"x\"}}", .quota),
        ("413 Payload Too Large", "", .badRequest),
        ("422 Unprocessable", "{\"detail\":\"x\"}", .badRequest),
        ("307 Temporary Redirect", "", .redirect),
    ])
    func whatCannotHelpIsNotTriedAgain(status: String, body: String, kind: Failure.Kind) async throws {
        let failure = try failure(try await ask(.body(status, body, headers: "Location: http://127.0.0.1:1/\r\n")))
        #expect(failure.kind == kind)
        #expect(!failure.isRetryable)
        #expect(failure.stopsEndpoint == [.auth, .quota].contains(kind))
        #expect(failure.message.contains("it sends to http://127.0.0.1:1/") == (kind == .redirect))
    }

    @Test func googlesArrayOfErrorsIsReadWithItsDelay() async throws {
        let body =
            "[{\"error\":{\"code\":429,\"message\":\"slow down\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{\"retryDelay\":\"34s\"}]}}]"
        let failure = try failure(try await ask(.body("429 Too Many Requests", body), profile: "gemini"))
        #expect(failure.kind == .rateLimited)
        #expect(failure.retryAfter == .seconds(34))
    }

    @Test func withoutAFinishTheEndMarkWillDoOnlyWhereTheUserSaysSo() async throws {
        let reply = Reply.events(Self.chunk("all"), Self.usage, "[DONE]")
        let failure = try failure(try await ask(reply))
        #expect(failure.kind == .noFinish && failure.message.contains("finish: {none: stop}"))
        let accepted = try await ask(reply, endings: ["none": .stop]).get()
        #expect(accepted.text == "all" && accepted.finish == .stop)
        // Without the end mark it may have been cut.
        let cut = Reply.events(Self.chunk("all"), Self.usage)
        #expect(try self.failure(try await ask(cut, endings: ["none": .stop])).kind == .noFinish)
    }

    @Test func lengthFilterAndRefusalAreAnswersOfTheirKind() async throws {
        #expect(try await ask(.events(Self.chunk("a", finish: "\"length\""))).get().finish == .length)
        #expect(try await ask(.events(Self.chunk("a", finish: "\"content_filter\""))).get().finish == .filter)
        let refusal = "{\"choices\":[{\"delta\":{\"refusal\":\"I must not\"},\"finish_reason\":\"stop\"}]}"
        let completion = try await ask(.events(refusal, Self.usage)).get()
        #expect(completion.finish == .refusal && completion.text == "I must not")
        #expect(completion.exchange.usage.cached == 3)
    }

    /// A server that keeps a connection open behind its first answer and treats the second request on it so, and what to ask.
    private func pooled(_ second: Reply) throws -> (server: ScriptedServer, request: ChatRequest) {
        let body = "{\"choices\":[{\"message\":{\"content\":\"ok\"},\"finish_reason\":\"stop\"}]}"
        let kept = Reply(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)",
            staysOpen: true
        )
        let server = try ScriptedServer(kept, second, kept)
        let request = ChatRequest(
            endpoint: Endpoint(name: "e", kind: .openai, url: "http://127.0.0.1:\(server.port)"),
            model: "m",
            messages: [Message(role: .user, content: "hello")],
            isStreamed: false
        )
        return (server, request)
    }

    @Test func aConnectionThatDiedInThePoolIsReplacedAtOnce() async throws {
        // The second request finds the connection open and is answered by its end.
        let (server, request) = try pooled(Reply(""))
        defer { server.stop() }
        // However long a busy machine takes to tell of it.
        let client = ModelClient(longestDeath: .seconds(3600))
        #expect(try await client.complete(request).get().text == "ok")
        #expect(try await client.complete(request).get().text == "ok")
        #expect(server.requestCount == 3)
        #expect(server.connectionCount == 2)
    }

    /// Where the server had the request for a while, that is a try of its own, which the caller is to know of.
    @Test func aRequestThatWasWorkedOnIsNotSentAgainUnseen() async throws {
        let (server, request) = try pooled(Reply(""))
        defer { server.stop() }
        let client = ModelClient(longestDeath: .zero)
        #expect(try await client.complete(request).get().text == "ok")
        let failure = try failure(await client.complete(request))
        #expect(failure.kind == .reset && failure.bill == .unknown)
        #expect(server.requestCount == 2)
    }

    @Test func aStreamThatAProxyHeldBackIsMarked() async throws {
        let events = (1...20).map { _ in "data: \(Self.chunk("word "))\n\n" }.joined()
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        let end = "data: \(Self.chunk("", finish: "\"stop\""))\n\ndata: [DONE]\n\n"
        let timings = try await ask(Reply(head + events + end)).get().exchange.timings
        #expect(timings.isBuffered)
        #expect(timings.chunks == 20)
    }
}
