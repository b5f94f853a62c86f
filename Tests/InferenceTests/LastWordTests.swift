import Foundation
import Studies
import Testing

@testable import Inference

/// Where an answer ends: by the word for it, by the protocol's last word, or by a tool that the model waits for.
struct LastWordTests {
    typealias Reply = ScriptedServer.Reply

    private static func failure(_ result: Result<Completion, Failure>) throws -> Failure {
        guard case .failure(let failure) = result else {
            Issue.record("became a response: \(try result.get().text)")
            throw CancellationError()
        }
        return failure
    }

    private static func chat(_ message: String, _ finish: String) -> [Reply] {
        let choice = "{\"choices\":[{\"index\":0,\"MESSAGE\":{\(message)},\"finish_reason\":\"\(finish)\"}]}"
        return [
            .body("200 OK", choice.replacing("MESSAGE", with: "message")),
            .events(choice.replacing("MESSAGE", with: "delta"), FieldServerTests.usage, "[DONE]"),
        ]
    }

    private static let call = "\"tool_calls\":[{\"id\":\"t\",\"function\":{\"name\":\"look\",\"arguments\":\"{}\"}}]"

    /// A text beside a call is half an answer, whatever the word for its end; a limit and a filter say more.
    @Test(arguments: [
        ("stop", Completion.Finish.tool), ("tool_calls", .tool), ("end_turn", .tool), ("length", .length),
        ("content_filter", .filter),
    ])
    func aTextBesideACallIsNoWholeAnswer(word: String, finish: Completion.Finish) async throws {
        for reply in Self.chat("\"content\":\"I will look.\",\(Self.call)", word) {
            let completion = try await FieldServerTests.ask(reply).get()
            #expect(completion.text == "I will look." && completion.finish == finish)
        }
        for empty in ["\"tool_calls\":[]", "\"tool_calls\":null"] {
            for reply in Self.chat("\"content\":\"All.\",\(empty)", "stop") {
                #expect(try await FieldServerTests.ask(reply).get().finish == .stop)
            }
        }
    }

    @Test func everyProtocolTellsOfACallBesideAText() async throws {
        let line = "{\"message\":{\"content\":\"I will look.\",\(Self.call)},\"done\":true,\"done_reason\":\"stop\"}\n"
        let ollama = Reply.body("200 OK", line, type: "application/x-ndjson")
        #expect(try await FieldServerTests.ask(ollama, kind: .ollama).get().finish == .tool)
        let blocks = "[{\"type\":\"text\",\"text\":\"I will look.\"},{\"type\":\"tool_use\",\"name\":\"look\"}]"
        let message = "{\"type\":\"message\",\"content\":\(blocks),\"stop_reason\":\"end_turn\"}"
        #expect(try await FieldServerTests.ask(.body("200 OK", message), kind: .anthropic).get().finish == .tool)
    }

    /// What a server of Responses runs by itself is a part of the answer; any other call waits for its user.
    @Test(arguments: [
        ("function_call", Completion.Finish.tool), ("custom_tool_call", .tool), ("computer_call", .tool),
        ("local_shell_call", .tool), ("web_search_call", .stop), ("file_search_call", .stop),
        ("code_interpreter_call", .stop), ("image_generation_call", .stop), ("mcp_call", .stop),
    ])
    func theServersOwnToolsAreNoCall(type: String, finish: Completion.Finish) async throws {
        let text = "{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Found.\"}]}"
        let item = "{\"type\":\"\(type)\"}"
        let whole = "{\"status\":\"completed\",\"output\":[\(item),\(text)]}"
        let replies: [Reply] = [
            .body("200 OK", whole),
            .events(
                "{\"type\":\"response.output_item.added\",\"item\":\(item)}",
                "{\"type\":\"response.output_text.delta\",\"delta\":\"Found.\"}",
                "{\"type\":\"response.completed\",\"response\":\(whole)}"
            ),
        ]
        for reply in replies {
            let completion = try await FieldServerTests.ask(reply, kind: .openaiResponses).get()
            #expect(completion.text == "Found." && completion.finish == finish)
        }
        // Without a text either is a call and no answer.
        let alone = Reply.body("200 OK", "{\"status\":\"completed\",\"output\":[\(item)]}")
        #expect(try Self.failure(try await FieldServerTests.ask(alone, kind: .openaiResponses)).kind == .toolCall)
    }

    /// Nothing behind the protocol's last word is read, an error neither.
    @Test func whatFollowsOllamasLastWordIsNotRead() async throws {
        let done = "{\"message\":{\"content\":\"All.\"},\"done\":true,\"done_reason\":\"stop\"}\n"
        for behind in ["{\"error\":\"boom\"}\n", "{\"message\":{\"content\":\" More\"},\"done\":false}\n", "half"] {
            let reply = Reply.body("200 OK", done + behind, type: "application/x-ndjson")
            #expect(try await FieldServerTests.ask(reply, kind: .ollama).get().text == "All.")
        }
        // Before it, it is the answer's.
        let before = "{\"message\":{\"content\":\"Half\"},\"done\":false}\n{\"error\":\"boom\"}\n"
        let reply = Reply.body("200 OK", before + done, type: "application/x-ndjson")
        #expect(try Self.failure(try await FieldServerTests.ask(reply, kind: .ollama)).kind == .errorInStream)
    }

    /// Some proxies say a piece in the older protocol's place too.
    @Test func whatOllamaSaysBesideAMessageIsNoSecondText() async throws {
        let lines = [("Yes", "false"), (", all.", "true,\"done_reason\":\"stop\"")].map { text, done in
            "{\"message\":{\"content\":\"\(text)\"},\"response\":\"\(text)\",\"done\":\(done)}\n"
        }
        let reply = Reply.body("200 OK", lines.joined(), type: "application/x-ndjson")
        #expect(try await FieldServerTests.ask(reply, kind: .ollama).get().text == "Yes, all.")
        let alone = "{\"response\":\"All.\",\"done\":true,\"done_reason\":\"stop\"}\n"
        let older = Reply.body("200 OK", alone, type: "application/x-ndjson")
        #expect(try await FieldServerTests.ask(older, kind: .ollama).get().text == "All.")
    }

    private static let opening = [
        "{\"type\":\"message_start\",\"message\":{\"type\":\"message\",\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}",
        "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello.\"}}",
    ]
    private static func reason(_ word: String) -> String {
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\(word)},\"usage\":{\"output_tokens\":5}}"
    }

    private static func stream(_ events: [String]) -> Reply {
        Reply(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
                + events.map { "data: \($0)\n\n" }.joined()
        )
    }

    /// Anthropic's reason comes behind all text, so that what a proxy cut off after it is paid and whole.
    @Test func anthropicsReasonIsAnEnd() async throws {
        let whole = try await FieldServerTests.ask(
            Self.stream(Self.opening + [Self.reason("\"end_turn\"")]),
            kind: .anthropic
        ).get()
        #expect(whole.text == "Hello." && whole.finish == .stop && whole.exchange.usage.output == 5)
        let long = Self.stream(Self.opening + [Self.reason("\"max_tokens\"")])
        #expect(try await FieldServerTests.ask(long, kind: .anthropic).get().finish == .length)
    }

    /// Without a reason, with one that is none, or with text behind it, it is as before.
    @Test(arguments: [
        (opening, Failure.Kind.noFinish), (opening + [reason("null")], .noFinish),
        (opening + [reason("\"pause_turn\"")], .aborted),
        ([opening[0], reason("\"end_turn\""), opening[1]], .noFinish),
    ])
    func whatIsNoEndStaysNone(events: [String], kind: Failure.Kind) async throws {
        let failure = try Self.failure(try await FieldServerTests.ask(Self.stream(events), kind: .anthropic))
        #expect(failure.kind == kind && failure.isRetryable && failure.partialText == "Hello.", "\(failure)")
    }

    /// Comments and pings keep no answer open that has begun; a prompt may take its time.
    @Test func aSignOfLifeIsNoPartOfAnAnswer() {
        let piece = "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}\n\n"
        let ping = "event: ping\ndata: {\"type\": \"ping\"}\n\n"
        let steps: [(Int64, String, Int64?)] = [
            (1, ping, nil), (2, ": wait\n\n", nil), (3, piece, 3), (4, ping, 3), (5, ": wait\n\n", 3),
            (6, "data: {\"type\":\"content_block_stop\"}\n\n", 6), (7, ping, 6),
            (8, "data: {\"type\":\"message_stop\"}\n\n", 8), (9, ping, 8),
        ]
        var reader = AnswerReader(format: .messages, isStreamed: true)
        for (now, text, since) in steps {
            Array(text.utf8).withUnsafeBufferPointer { reader.receive($0, at: now, isError: false) }
            #expect(reader.quietSince == since, "after \(text)")
        }
    }

    @Test func aServerThatOnlyPingsIsNotWaitedForTillTheTotalTime() async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        let half = "data: \(FieldServerTests.chunk("Half"))\n\n"
        let server = try ScriptedServer(Reply(head + half, pinging: ": wait\n\n"))
        defer { server.stop() }
        var endpoint = Endpoint(name: "e", kind: .openai, url: "http://127.0.0.1:\(server.port)")
        endpoint.timeouts.idle = .milliseconds(200)
        let messages = [Message(role: .user, content: "hello")]
        let result = await ModelClient().complete(ChatRequest(endpoint: endpoint, model: "m", messages: messages))
        #expect(try Self.failure(result).kind == .idleTimeout)
    }

    /// What was counted of an answer that ended without a reason is on the bill; what was not is unknown.
    @Test func whatWasCountedOfAnUnfinishedAnswerIsPaid() async throws {
        let body = "{\"choices\":[{\"message\":{\"content\":\"Half\"}}]"
        let counted = "\(body),\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}"
        let known = try Self.failure(try await FieldServerTests.ask(.body("200 OK", counted)))
        #expect(known.kind == .noFinish && known.bill == .asUsed)
        let untold = try Self.failure(try await FieldServerTests.ask(.body("200 OK", "\(body)}")))
        #expect(untold.kind == .noFinish && untold.bill == .unknown)
    }
}
