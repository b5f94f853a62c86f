import Foundation
import Inference
import Studies
import Testing

/// What servers of public bug reports answered, and its siblings: the recorded answers lie in `Tests/Field`, each after the
/// report that its name's line in issue 19 cites.
struct FieldServerTests {
    typealias Reply = ScriptedServer.Reply

    static func chunk(_ text: String, finish: String = "null") -> String {
        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\(text)\"},\"finish_reason\":\(finish)}]}"
    }

    static let usage = "{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}}"

    static func recorded(_ name: String) throws -> Reply {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return Reply(try String(contentsOf: folder.appending(path: "Field/\(name).http"), encoding: .utf8))
    }

    static func ask(
        _ reply: Reply,
        kind: Endpoint.Kind = .openai,
        endings: [String: Endpoint.Ending] = [:],
        reasoning: ReasoningRule = .auto
    ) async throws -> Result<Completion, Failure> {
        let server = try ScriptedServer(reply)
        defer { server.stop() }
        var endpoint = Endpoint(name: "e", kind: kind, url: "http://127.0.0.1:\(server.port)")
        endpoint.endings = endings
        endpoint.reasoning = reasoning
        let messages = [Message(role: .user, content: "hello")]
        return await ModelClient().complete(ChatRequest(endpoint: endpoint, model: "m", messages: messages))
    }

    private func failure(_ result: Result<Completion, Failure>) throws -> Failure {
        guard case .failure(let failure) = result else {
            Issue.record("became a response: \(try result.get().text)")
            throw CancellationError()
        }
        return failure
    }

    @Test(arguments: [
        ("B01-finish-reason-empty-cut", Endpoint.Kind.openai, Failure.Kind.noFinish, true),
        ("B02-finish-abort", .openai, .aborted, true), ("B08-message-is-object", .openai, .badRequest, false),
        ("B09-filter-words", .openai, .contentFilter, false), ("B10-credit-too-low-400", .anthropic, .quota, false),
        ("B16-only-a-tool-call", .openai, .toolCall, false),
    ])
    func aRecordedFailureHasItsClass(name: String, kind: Endpoint.Kind, found: Failure.Kind, isRetryable: Bool)
        async throws
    {
        let failure = try failure(try await Self.ask(try Self.recorded(name), kind: kind))
        #expect(failure.kind == found && failure.isRetryable == isRetryable, "\(failure)")
        #expect(failure.stopsEndpoint == (found == .quota))
    }

    @Test(arguments: [
        ("B03-delta-and-message", Endpoint.Kind.openai, "Hello big world."),
        ("B04-think-tags", .openai, "Hello world."),
        ("B05-reasoning-tokens-apart", .openai, "Hello world."),
        ("B07-anthropic-done-tail", .anthropic, "Hello world."),
        ("B17-usage-in-choice", .openai, "Hello world."),
    ])
    func aRecordedAnswerIsWhole(name: String, kind: Endpoint.Kind, text: String) async throws {
        let completion = try await Self.ask(try Self.recorded(name), kind: kind).get()
        #expect(completion.text == text && completion.finish == .stop)
        #expect(completion.exchange.usage.input ?? 0 > 0 && completion.exchange.usage.output ?? 0 > 0)
    }

    /// An empty word, a word of the server, an unknown one: none is the model's end.
    @Test(arguments: [
        ("\"\"", Failure.Kind.noFinish), ("\" \"", .noFinish), ("\"null\"", .noFinish), ("null", .noFinish),
        ("\"abort\"", .aborted), ("\"ABORTED\"", .aborted), ("\"cancelled\"", .aborted), ("\"timeout\"", .aborted),
        ("\"insufficient_system_resource\"", .aborted), ("\"quux\"", .aborted), ("\"error\"", .errorInStream),
    ])
    func onlyAKnownEndIsAnEnd(word: String, kind: Failure.Kind) async throws {
        let stream = Reply.events(Self.chunk("Half an ans", finish: word), Self.usage, "[DONE]")
        let failure = try failure(try await Self.ask(stream))
        #expect(failure.kind == kind && failure.isRetryable && failure.partialText == "Half an ans")
        let body =
            "{\"choices\":[{\"message\":{\"content\":\"Half an ans\"},\"finish_reason\":\(word)}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}"
        #expect(try self.failure(try await Self.ask(.body("200 OK", body))).kind == kind)
        // A result of a batch is held to the same.
        let line = "{\"custom_id\":\"x\",\"response\":{\"status_code\":200,\"body\":\(body)},\"error\":null}"
        let result = Array(line.utf8).withUnsafeBufferPointer { BatchLine(reading: $0, at: 0) }
        #expect(try self.failure(try #require(result).answer).kind == kind)
    }

    @Test func everyProtocolHoldsItsEndToAWord() async throws {
        let start = "{\"type\":\"message_start\",\"message\":{\"type\":\"message\",\"usage\":{\"input_tokens\":5}}}"
        let piece = "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"Half\"}}"
        let stop = "{\"type\":\"message_stop\"}"
        for (word, kind) in [("null", Failure.Kind.noFinish), ("\"\"", .noFinish), ("\"pause_turn\"", .aborted)] {
            let delta = "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\(word)}}"
            let reply = Reply.events(start, piece, delta, stop)
            #expect(try failure(try await Self.ask(reply, kind: .anthropic)).kind == kind)
        }
        for (word, kind) in [("unload", Failure.Kind.aborted), ("", .noFinish), ("load", .aborted)] {
            let line = "{\"message\":{\"content\":\"Half\"},\"done\":true,\"done_reason\":\"\(word)\"}\n"
            let reply = Reply.body("200 OK", line, type: "application/x-ndjson")
            #expect(try failure(try await Self.ask(reply, kind: .ollama)).kind == kind)
        }
        let incomplete = "{\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"interrupted\"},"
        let output = "\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Half\"}]}]}"
        let reply = Reply.body("200 OK", incomplete + output)
        #expect(try failure(try await Self.ask(reply, kind: .openaiResponses)).kind == .aborted)
    }

    @Test func anEmptyWordErasesNoRealOneAndAUserMayKnowMore() async throws {
        let late = Reply.events(Self.chunk("All", finish: "\"length\""), Self.chunk("", finish: "\"\""), "[DONE]")
        #expect(try await Self.ask(late).get().finish == .length)
        let own = Reply.events(Self.chunk("All", finish: "\"Fin\""), "[DONE]")
        #expect(try await Self.ask(own, endings: ["fin": .stop]).get().finish == .stop)
        // Together's word is no word of the protocol's.
        let eos = Reply.events(Self.chunk("All", finish: "\"eos\""), "[DONE]")
        #expect(try failure(try await Self.ask(eos)).kind == .aborted)
        #expect(try await Self.ask(eos, endings: ["eos": .stop]).get().finish == .stop)
        let bad = Reply.events(Self.chunk("All", finish: "\"stop\""), "[DONE]")
        #expect(try failure(try await Self.ask(bad, endings: ["stop": .abort])).kind == .aborted)
    }

    /// Beside `delta`, before and behind it, cumulative or once more at the end: it is one text.
    @Test(arguments: [
        [
            "{\"message\":{\"content\":\"Hel\"},\"delta\":{\"content\":\"Hel\"}}",
            "{\"delta\":{\"content\":\"lo\"},\"message\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}",
        ],
        [
            "{\"delta\":{\"content\":\"Hel\"},\"text\":\"Hel\"}", "{\"text\":\"Hello\",\"delta\":{\"content\":\"lo\"}}",
            "{\"delta\":{},\"text\":\"Hello\",\"finish_reason\":\"stop\"}",
        ],
        [
            "{\"delta\":{\"content\":\"Hel\"}}", "{\"delta\":{\"content\":\"lo\"}}",
            "{\"message\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}",
        ],
        [
            "{\"delta\":{\"content\":\"Hello\"}}",
            "{\"delta\":null,\"message\":{\"content\":\"Hello\"},\"text\":\"Hello\",\"finish_reason\":\"stop\"}",
        ],
    ])
    func aChoiceHasOneChannel(choices: [String]) async throws {
        let events = choices.map { "data: {\"choices\":[\($0)]}\n\n" }.joined() + "data: [DONE]\n\n"
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        #expect(try await Self.ask(Reply(head + events)).get().text == "Hello")
    }

    @Test func reasoningUnderTwoNamesIsOnce() async throws {
        let both = "{\"reasoning\":\"hm\",\"reasoning_content\":\"hm\",\"content\":\"Hi\"}"
        let reply = Reply.events("{\"choices\":[{\"delta\":\(both),\"finish_reason\":\"stop\"}]}", "[DONE]")
        #expect(try await Self.ask(reply).get().reasoning == "hm")
    }

    @Test func nothingIsReadBehindTheLastWord() async throws {
        let chat = Reply.events(Self.chunk("All", finish: "\"stop\""), "[DONE]", Self.chunk(" and more"), "{not json")
        #expect(try await Self.ask(chat).get().text == "All")
        let line = "{\"message\":{\"content\":\"All\"},\"done\":true,\"done_reason\":\"stop\"}\n"
        let more = "{\"message\":{\"content\":\" and more\"}}\ngarbage\n"
        let ollama = Reply.body("200 OK", line + more, type: "application/x-ndjson")
        #expect(try await Self.ask(ollama, kind: .ollama).get().text == "All")
    }

    /// Output is the total less the input; reasoning outside the completion is counted; what fits nowhere is unknown.
    @Test(
        arguments: [
            ("\"prompt_tokens\":32,\"completion_tokens\":9,\"total_tokens\":135", 103),
            (
                "\"prompt_tokens\":32,\"completion_tokens\":9,\"total_tokens\":135,\"completion_tokens_details\":{\"reasoning_tokens\":94}",
                103
            ),
            (
                "\"prompt_tokens\":32,\"completion_tokens\":103,\"total_tokens\":135,\"completion_tokens_details\":{\"reasoning_tokens\":94}",
                103
            ),
            (
                "\"prompt_tokens\":32,\"completion_tokens\":9,\"completion_tokens_details\":{\"reasoning_tokens\":94}",
                103
            ),
            ("\"prompt_tokens\":32,\"completion_tokens\":9", 9),
            ("\"prompt_tokens\":32,\"completion_tokens\":9,\"total_tokens\":0", 9),
            ("\"prompt_tokens\":32,\"completion_tokens\":9,\"total_tokens\":35", nil),
            (
                "\"prompt_tokens\":32,\"completion_tokens\":9,\"total_tokens\":135,\"completion_tokens_details\":{\"reasoning_tokens\":5}",
                nil
            ),
        ] as [(String, Int64?)]
    )
    func usageAddsUp(members: String, output: Int64?) async throws {
        let reply = Reply.events(
            Self.chunk("Hi", finish: "\"stop\""),
            "{\"choices\":[],\"usage\":{\(members)}}",
            "{\"usage\":{}}",
            "[DONE]"
        )
        let usage = try await Self.ask(reply).get().exchange.usage
        #expect(usage.input == 32 && usage.output == output)
        #expect((usage.doubt == nil) == (output != nil))
    }

    @Test(arguments: [
        "{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"prompt_cache_hit_tokens\":4,\"prompt_cache_miss_tokens\":6}}",
        "{\"choices\":[{\"delta\":{},\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"cached_tokens\":4}}]}",
        "{\"x_groq\":{\"id\":\"r\",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":4}}}}",
    ])
    func usageStandsInManyPlaces(event: String) async throws {
        let usage = try await Self.ask(.events(Self.chunk("Hi", finish: "\"stop\""), event, "[DONE]")).get().exchange
            .usage
        #expect(usage.input == 10 && usage.output == 5 && usage.cached == 4)
    }

    @Test func aRoutersOwnAccountIsKept() async throws {
        let event = "{\"provider\":\"Moss\",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"cost\":0.00123}}"
        let exchange = try await Self.ask(.events(Self.chunk("Hi", finish: "\"stop\""), event, "[DONE]")).get().exchange
        #expect(exchange.provider == "Moss" && exchange.reportedNanoDollars == 1_230_000)
    }

    @Test(arguments: [
        ("402 Payment Required", "{\"error\":{\"message\":\"x\"}}", Failure.Kind.quota),
        ("403 Forbidden", "{\"error\":{\"code\":\"insufficient_balance\",\"message\":\"x\"}}", .quota),
        (
            "429 Too Many Requests", "{\"error\":{\"message\":\"Insufficient Balance\",\"type\":\"unknown_error\"}}",
            .quota
        ),
        ("400 Bad Request", "{\"code\":\"Arrearage\",\"message\":\"Access denied: overdue payment\"}", .quota),
        ("500 Internal Server Error", "{\"error\":{\"message\":\"insufficient_user_quota\"}}", .quota),
        (
            "400 Bad Request",
            "{\"error\":{\"code\":\"content_filter\",\"message\":\"x\",\"innererror\":{\"code\":\"ResponsibleAIPolicyViolation\"}}}",
            .contentFilter
        ),
        ("400 Bad Request", "{\"error\":{\"message\":\"Content Exists Risk\"}}", .contentFilter),
        ("400 Bad Request", "{\"code\":\"data_inspection_failed\",\"message\":\"x\"}", .contentFilter),
        ("403 Forbidden", "{\"error\":{\"message\":\"your input was flagged\",\"code\":403}}", .contentFilter),
        ("400 Bad Request", "{\"error\":{\"message\":\"Guardrail blocked the request\"}}", .contentFilter),
        ("200 OK", "{\"base_resp\":{\"status_code\":1008,\"status_msg\":\"insufficient balance\"}}", .quota),
        (
            "500 Internal Server Error", "{\"error\":{\"message\":\"input (5000 tokens) is too large to process\"}}",
            .contextOverflow
        ),
        ("400 Bad Request", "{\"error\":{\"message\":\"max_tokens is too large\"}}", .badRequest),
    ])
    func moneyAndFiltersAreNoPlainRefusals(status: String, body: String, kind: Failure.Kind) async throws {
        let failure = try failure(try await Self.ask(.body(status, body)))
        #expect(failure.kind == kind && !failure.isRetryable, "\(failure)")
        #expect(failure.stopsEndpoint == (kind == .quota))
    }

    @Test(arguments: [
        "SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "RECITATION", "content_filtered", "guardrail_intervened",
    ])
    func whatAFilterEmptiedIsNotAskedAgain(word: String) async throws {
        let body = "{\"choices\":[{\"message\":{\"content\":null},\"finish_reason\":\"\(word)\"}]}"
        let failure = try failure(try await Self.ask(.body("200 OK", body)))
        #expect(failure.kind == .contentFilter && !failure.isRetryable)
    }

    @Test(arguments: [
        (
            Endpoint.Kind.openai,
            "{\"choices\":[{\"message\":{\"content\":\"\",\"tool_calls\":[{\"id\":\"t\"}]},\"finish_reason\":\"stop\"}]}"
        ),
        (
            .anthropic,
            "{\"type\":\"message\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t\"}],\"stop_reason\":\"tool_use\"}"
        ),
        (
            .ollama,
            "{\"message\":{\"content\":\"\",\"tool_calls\":[{}]},\"done\":true,\"done_reason\":\"stop\",\"eval_count\":3}"
        ),
        (.openaiResponses, "{\"status\":\"completed\",\"output\":[{\"type\":\"function_call\",\"name\":\"f\"}]}"),
    ])
    func aToolCallAloneIsOneAttempt(kind: Endpoint.Kind, body: String) async throws {
        let failure = try failure(try await Self.ask(.body("200 OK", body), kind: kind))
        #expect(failure.kind == .toolCall && !failure.isRetryable)
    }

    @Test func emptyAndPaidIsNotAskedAgainAndEmptyAndFreeIs() async throws {
        let paid = Reply.events(Self.chunk("", finish: "\"stop\""), Self.usage, "[DONE]")
        let free = Reply.events(Self.chunk("", finish: "\"stop\""), "[DONE]")
        #expect(try !failure(try await Self.ask(paid)).isRetryable)
        #expect(try failure(try await Self.ask(free)).isRetryable)
    }

    @Test(arguments: [
        (
            "{\"detail\":[{\"loc\":[\"body\",\"messages\",0],\"msg\":\"field required\"},{\"loc\":\"top\",\"msg\":\"no\"}]}",
            "body.messages.0: field required; top: no"
        ),
        ("{\"message\":{\"detail\":[{\"loc\":[\"body\",\"n\"],\"msg\":\"Extra\"}]}}", "body.n: Extra"),
        ("{\"base_resp\":{\"status_code\":2013,\"status_msg\":\"invalid params\"}}", "invalid params"),
        ("{\"error_code\":336003,\"error_msg\":\"messages are empty\"}", "messages are empty"),
        ("{\"errors\":[{\"message\":\"one\"},{\"message\":\"two\"}]}", "one; two"),
        ("{\"error\":\"invalid_request\",\"error_description\":\"no model\"}", "invalid_request: no model"),
        ("{\"title\":\"Bad\",\"status\":400,\"detail\":\"no model\"}", "Bad: no model"),
        ("{\"error_code\":17}", "code 17"),
    ])
    func theServersWordsAreTold(body: String, words: String) async throws {
        let failure = try failure(try await Self.ask(.body("400 Bad Request", body)))
        #expect(failure.message.hasSuffix("answered 400: \(words)"), "\(failure.message)")
        #expect(failure.said == Array(body.utf8))
    }

    /// The pair at the start by default; the closing tag alone, and other tags, where a setting says so.
    @Test(
        arguments: [
            ("<think>\\na\\n</think>\\n\\nHello", ReasoningRule.auto, "Hello", "\na\n"),
            ("\\n<think>a</think><think>b</think>Hello", .auto, "Hello", "a\nb"),
            ("<think>a <think>b</think> c</think>Hello", .auto, "Hello", "a <think>b</think> c"),
            ("<think>the tag <think> opens</think>Hello", .auto, "Hello", "the tag <think> opens"),
            ("[THINK]a[/THINK]Hello", .auto, "Hello", "a"), ("a</think>\\nHello", .auto, "a</think>\nHello", nil),
            ("a</think>\\nHello", .tags(start: "<think>", end: "</think>"), "Hello", "a"),
            ("<t>a</t>Hello", .tags(start: "<t>", end: "</t>"), "Hello", "a"),
            ("<think>a</think>Hello", .none, "<think>a</think>Hello", nil),
            ("Say <think>a</think> Hello", .auto, "Say <think>a</think> Hello", nil),
        ] as [(String, ReasoningRule, String, String?)]
    )
    func reasoningInTheTextIsApart(text: String, rule: ReasoningRule, answer: String, reasoning: String?) async throws {
        let reply = Reply.events(Self.chunk(text, finish: "\"stop\""), "[DONE]")
        let completion = try await Self.ask(reply, reasoning: rule).get()
        #expect(completion.text == answer && completion.reasoning == reasoning)
        #expect((completion.raw == nil) == (reasoning == nil))
    }

    @Test func cutWithinTheReasoningThereIsNoAnswer() async throws {
        let reply = Reply.events(Self.chunk("<think>so far", finish: "\"length\""), Self.usage, "[DONE]")
        let failure = try failure(try await Self.ask(reply))
        #expect(failure.kind == .reasoningOnly && failure.message.contains("raise max_tokens"))
        let parts =
            "[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]},{\"type\":\"text\",\"text\":\"Hi\"}]"
        let body = "{\"choices\":[{\"message\":{\"content\":\(parts)},\"finish_reason\":\"stop\"}]}"
        let magistral = try await Self.ask(.body("200 OK", body)).get()
        #expect(magistral.text == "Hi" && magistral.reasoning == "hm")
    }

    @Test(arguments: ["[0.5,null,0.1]", "[0.5,NaN,0.1]", "[0.5,\"0.1\"]", "[]", "[0,0]", "null"])
    func aVectorIsAllNumbers(numbers: String) async throws {
        let server = try ScriptedServer(.body("200 OK", "{\"data\":[{\"index\":0,\"embedding\":\(numbers)}]}"))
        defer { server.stop() }
        let endpoint = Endpoint(name: "e", kind: .openai, url: "http://127.0.0.1:\(server.port)")
        let result = await ModelClient().embed(EmbeddingRequest(endpoint: endpoint, model: "m", texts: ["a"]))
        guard case .failure(let failure) = result else {
            Issue.record("became a vector")
            return
        }
        #expect(failure.kind == .malformed)
    }

    /// Anthropic's own count leaves out what was read from and written to a cache.
    @Test func anthropicInputHoldsWhatWasCached() async throws {
        let usage =
            "{\"input_tokens\":10,\"cache_read_input_tokens\":100,\"cache_creation_input_tokens\":20,\"output_tokens\":5}"
        let body =
            "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}],\"stop_reason\":\"end_turn\",\"usage\":\(usage)}"
        let found = try await Self.ask(.body("200 OK", body), kind: .anthropic).get().exchange.usage
        #expect(found.input == 130 && found.cached == 100 && found.cacheWrite == 20 && found.output == 5)
    }
}
