import Foundation
import Inference
import Studies
import Testing

/// What Responses say more than once: the text of the end is the whole one, and only what is completed is an end.
struct ResponsesEndTests {
    private func ask(_ reply: ScriptedServer.Reply, kind: Endpoint.Kind = .openaiResponses)
        async throws
        -> Result<Completion, Failure>
    {
        let server = try ScriptedServer(reply)
        defer { server.stop() }
        let endpoint = Endpoint(name: "e", kind: kind, url: "http://127.0.0.1:\(server.port)")
        let messages = [Message(role: .user, content: "hello")]
        return await ModelClient().complete(
            ChatRequest(endpoint: endpoint, model: "m", messages: messages)
        )
    }

    private static func delta(_ text: String) -> String {
        "{\"type\":\"response.output_text.delta\",\"delta\":\"\(text)\"}"
    }

    private static func message(_ text: String, status: String? = nil) -> String {
        let state = status.map { "\"status\":\"\($0)\"," } ?? ""
        return
            "{\"type\":\"message\",\(state)\"content\":[{\"type\":\"output_text\",\"text\":\"\(text)\"}]}"
    }

    private static func completed(_ output: String, status: String = "completed") -> String {
        "{\"type\":\"response.completed\",\"response\":\(response(output, status: status))}"
    }

    private static func response(_ output: String, status: String = "completed") -> String {
        "{\"status\":\"\(status)\",\"output\":[\(output)],\"usage\":{\"input_tokens\":9,\"output_tokens\":2,\"total_tokens\":11}}"
    }

    private static let created =
        "{\"type\":\"response.created\",\"response\":{\"status\":\"in_progress\",\"output\":[]}}"
    private static let whole = "Hello world."

    @Test(arguments: [
        [created, delta("Hello "), completed(message(whole))],
        [created, delta("Hello "), delta("world."), completed("")],
        [
            delta("Hello "), "{\"type\":\"response.output_text.done\",\"text\":\"\(whole)\"}",
            completed(""),
        ],
        [
            delta("Hello "), "{\"type\":\"response.output_item.done\",\"item\":\(message(whole))}",
            completed(""),
        ],
        [
            delta("Hello "),
            "{\"type\":\"response.content_part.done\",\"part\":{\"type\":\"output_text\",\"text\":\"\(whole)\"}}",
            completed(""),
        ],
        [delta("."), completed("\(message("Hello ")),\(message("world."))")],
        ["{\"type\":\"response.output_text.done\",\"text\":\"\(whole)\"}", completed("")],
        [delta("Hello "), delta("world."), completed(message("Hello "))],
        [delta("Hello "), delta("world."), completed(message(whole, status: "completed"))],
    ])
    func theEndHasTheWholeText(events: [String]) async throws {
        let text = events.map { "data: \($0)\n\n" }.joined()
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        let completion = try await ask(ScriptedServer.Reply(head + text)).get()
        #expect(
            completion.text == Self.whole && completion.finish == .stop
                && completion.exchange.usage.output == 2
        )
    }

    @Test(arguments: [
        ScriptedServer.Reply.events(
            delta("Hello wor"),
            completed(message("Hello wor"), status: "cancelled")
        ),
        .events(delta("Hello wor"), completed(message("Hello wor"), status: "in_progress")),
        .events(delta("Hello wor"), completed(message("Hello wor"), status: "queued")),
        .events(delta("Hello wor"), completed(message("Hello wor", status: "incomplete"))),
        .events(
            delta("Hello wor"),
            "{\"type\":\"response.output_item.done\",\"item\":\(message("Hello wor", status: "incomplete"))}",
            completed("")
        ),
        .body("200 OK", response(message("Hello wor", status: "incomplete"))),
        .body("200 OK", response(message("Hello wor"), status: "in_progress")),
        .events(delta("Goodbye"), completed(message("Hello"))),
    ])
    func onlyWhatIsCompletedIsAnEnd(reply: ScriptedServer.Reply) async throws {
        guard case .failure(let failure) = try await ask(reply) else {
            Issue.record("became a response")
            return
        }
        #expect(
            [.aborted, .noFinish, .malformed].contains(failure.kind) && failure.partialText != nil,
            "\(failure)"
        )
    }

    private static func item(_ text: String, phase: String) -> String {
        let content = "[{\"type\":\"output_text\",\"text\":\"\(text)\"}]"
        return "{\"type\":\"message\",\"phase\":\"\(phase)\",\"content\":\(content)}"
    }

    private static func at(_ place: Int, _ event: String, _ members: String) -> String {
        "{\"type\":\"response.\(event)\",\"output_index\":\(place),\(members)}"
    }

    private static let spoken = "\(item("I look.", phase: "commentary")),\(item(whole, phase: "final_answer"))"

    /// What a model says before it answers is of the phase of comments, and no part of the answer.
    @Test(arguments: [
        ScriptedServer.Reply.events(
            at(0, "output_item.added", "\"item\":\(item("", phase: "commentary"))"),
            at(0, "output_text.delta", "\"delta\":\"I look.\""),
            at(0, "output_text.done", "\"text\":\"I look.\""),
            at(0, "output_item.done", "\"item\":\(item("I look.", phase: "commentary"))"),
            at(1, "output_item.added", "\"item\":\(item("", phase: "final_answer"))"),
            at(1, "output_text.delta", "\"delta\":\"\(whole)\""),
            completed(spoken)
        ),
        .events(
            at(0, "output_text.delta", "\"delta\":\"I look.\""),
            at(1, "output_text.delta", "\"delta\":\"\(whole)\""),
            completed(spoken)
        ),
        .events(completed(spoken)), .body("200 OK", response(spoken)),
    ])
    func whatIsSaidBeforeTheAnswerIsNoPartOfIt(reply: ScriptedServer.Reply) async throws {
        let completion = try await ask(reply).get()
        #expect(completion.text == Self.whole && completion.finish == .stop, "\(completion)")
    }

    /// The limit of tokens cuts a character where it likes; anything else that is no text is paid once.
    @Test(
        arguments: [
            ("Hi \\ud83d", "length", "Hi "), ("Hi \\ud83d", "stop", nil), ("a\\ud83d b", "length", nil),
        ] as [(String, String, String?)]
    )
    func aBrokenCharacterIsPaidOnce(text: String, finish: String, kept: String?) async throws {
        let usage = "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}"
        let body =
            "{\"choices\":[{\"message\":{\"content\":\"\(text)\"},\"finish_reason\":\"\(finish)\"}],\(usage)}"
        switch try await ask(.body("200 OK", body), kind: .openai) {
        case .success(let completion): #expect(completion.text == kept && completion.finish == .length)
        case .failure(let failure):
            #expect(kept == nil && failure.kind == .malformed && !failure.isRetryable, "\(failure)")
            #expect(failure.exchange.usage.output == 2)
        }
    }

    /// Neither a whole message nor a stream of none is a text.
    @Test(arguments: [
        ScriptedServer.Reply.body(
            "200 OK",
            "{\"type\":\"message\",\"content\":[],\"stop_reason\":\"refusal\",\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}"
        ),
        .events(
            "{\"type\":\"message_start\",\"message\":{\"type\":\"message\",\"content\":[],\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}",
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"refusal\"},\"usage\":{\"output_tokens\":1}}",
            "{\"type\":\"message_stop\"}"
        ),
    ])
    func aRefusalWithoutATextIsNoResponse(reply: ScriptedServer.Reply) async throws {
        guard case .failure(let failure) = try await ask(reply, kind: .anthropic) else {
            Issue.record("became a response")
            return
        }
        #expect(failure.kind == .contentFilter && !failure.isRetryable, "\(failure)")
    }

    /// A proxy that counts nothing at the end says 0.
    @Test func zerosAtTheEndEraseNoCount() async throws {
        let start = "\"usage\":{\"input_tokens\":10,\"cache_read_input_tokens\":90,\"output_tokens\":1}"
        let end =
            "\"usage\":{\"input_tokens\":0,\"cache_read_input_tokens\":0,\"cache_creation_input_tokens\":0,\"output_tokens\":5}"
        let completion = try await ask(
            .events(
                "{\"type\":\"message_start\",\"message\":{\"type\":\"message\",\"content\":[],\(start)}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}",
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\(end)}",
                "{\"type\":\"message_stop\"}"
            ),
            kind: .anthropic
        ).get()
        let usage = completion.exchange.usage
        #expect(usage.input == 100 && usage.cached == 90 && usage.output == 5, "\(usage)")
    }

    /// A word that is none, and a stream without the protocol's last word.
    @Test func theWordNoneIsNoReason() async throws {
        let chunk = "{\"choices\":[{\"delta\":{\"content\":\"Hello wor\"},\"finish_reason\":\"none\"}]}"
        let server = try ScriptedServer(.events(chunk))
        defer { server.stop() }
        var endpoint = Endpoint(name: "e", kind: .openai, url: "http://127.0.0.1:\(server.port)")
        endpoint.endings = ["none": .stop]
        let messages = [Message(role: .user, content: "hello")]
        let result = await ModelClient().complete(
            ChatRequest(endpoint: endpoint, model: "m", messages: messages)
        )
        guard case .failure(let failure) = result else {
            Issue.record("became a response")
            return
        }
        #expect(failure.kind == .noFinish || failure.kind == .cut, "\(failure)")
    }

    /// What an error is called decides, and not a word that stands in its sentence.
    @Test(
        arguments: [
            ("500 X", "\"message\":\"failed to stop upstream process\"", .serverError),
            ("503 X", "\"message\":\"desktop update in progress\"", .overloaded),
            ("503 X", "\"message\":\"The moderation service is temporarily unavailable\"", .overloaded),
            ("500 X", "\"message\":\"feature flagged off on this node\"", .serverError),
            (
                "429 X",
                "\"message\":\"Too many requests in this minute. See your usage limits at /limits\"",
                .rateLimited
            ),
            (
                "429 X", "\"message\":\"Rate limit exceeded: 20/min. Purchase credits at /credits\"",
                .rateLimited
            ),
            ("503 X", "\"message\":\"no\",\"type\":\"billing_service_unavailable\"", .overloaded),
            ("400 X", "\"message\":\"Unsupported parameter: 'moderation'\"", .badRequest),
            ("500 X", "\"message\":\"context window manager crashed, retry later\"", .serverError),
            ("429 X", "\"message\":\"no\",\"code\":\"insufficient_quota\"", .quota),
            ("429 X", "\"message\":\"You exceeded your current quota\"", .quota),
            ("400 X", "\"message\":\"Your credit balance is too low. Please top up\"", .quota),
            ("400 X", "\"message\":\"Please top up your account\"", .quota),
            ("400 X", "\"message\":\"the prompt was flagged by moderation\"", .contentFilter),
            ("200 OK", "\"message\":\"Invalid key\",\"code\":401", .auth),
            ("200 OK", "\"message\":\"no\",\"code\":403", .auth),
            ("200 OK", "\"message\":\"No endpoints found\",\"code\":404", .notFound),
            ("200 OK", "\"message\":\"model 'm' not found\"", .notFound),
        ] as [(String, String, Failure.Kind)]
    )
    func aWordInASentenceDecidesNothing(status: String, members: String, kind: Failure.Kind)
        async throws
    {
        guard
            case .failure(let failure) = try await ask(
                .body(status, "{\"error\":{\(members)}}"),
                kind: .openai
            )
        else {
            Issue.record("became a response")
            return
        }
        #expect(failure.kind == kind, "\(failure)")
    }
}
