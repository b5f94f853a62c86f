import Studies
import Testing

@testable import Inference

/// Siblings of what servers of public bug reports answered: other words, other places, other forms of the same.
struct ServerSiblingTests {
    typealias Reply = ScriptedServer.Reply

    private func ask(_ reply: Reply, kind: Endpoint.Kind = .openai) async throws -> Result<Completion, Failure> {
        try await FieldServerTests.ask(reply, kind: kind)
    }

    private func failure(_ result: Result<Completion, Failure>) throws -> Failure {
        guard case .failure(let failure) = result else {
            Issue.record("became a response: \(try result.get().text)")
            throw CancellationError()
        }
        return failure
    }

    private func stream(_ usage: String) -> Reply {
        .events(FieldServerTests.chunk("Hello", finish: "\"stop\""), "{\"choices\":[],\"usage\":\(usage)}", "[DONE]")
    }

    /// A prompt that is the rest of a total, cached parts counted apart.
    @Test(
        arguments: [
            ("{\"prompt_tokens\":\"10\",\"completion_tokens\":\"5\"}", 10, 5, false),
            ("{\"prompt_tokens\":\"1e1\",\"completion_tokens\":\"-5\"}", nil, nil, true),
            (
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15,\"prompt_tokens_details\":{\"cached_tokens\":200}}",
                10, 5, true
            ),
            ("{\"prompt_tokens\":10,\"total_tokens\":15}", 10, 5, false),
            ("{\"completion_tokens\":5,\"total_tokens\":15}", 10, 5, false),
            ("{\"completion_tokens\":5,\"prompt_cache_hit_tokens\":8,\"prompt_cache_miss_tokens\":2}", 10, 5, false),
            (
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":215,\"prompt_tokens_details\":{\"cached_tokens\":200}}",
                210, 5, false
            ),
            (
                "{\"prompt_tokens\":10,\"completion_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":200}}", nil,
                5,
                true
            ),
            (
                "{\"prompt_tokens\":50,\"completion_tokens\":5,\"total_tokens\":85,\"prompt_tokens_details\":{\"cached_tokens\":30}}",
                80, 5, false
            ),
            (
                "{\"prompt_tokens\":50,\"completion_tokens\":5,\"total_tokens\":55,\"prompt_tokens_details\":{\"cached_tokens\":30}}",
                50, 5, false
            ),
            (
                "{\"prompt_tokens\":50,\"completion_tokens\":5,\"total_tokens\":95,\"prompt_tokens_details\":{\"cached_tokens\":30,\"cache_write_tokens\":10}}",
                90, 5, false
            ),
            (
                "{\"prompt_tokens\":50,\"completion_tokens\":5,\"total_tokens\":65,\"prompt_tokens_details\":{\"cached_tokens\":30,\"cache_write_tokens\":10}}",
                60, 5, false
            ),
            (
                "{\"prompt_tokens\":50,\"completion_tokens\":5,\"total_tokens\":92,\"prompt_tokens_details\":{\"cached_tokens\":30},\"completion_tokens_details\":{\"reasoning_tokens\":7}}",
                80, 12, false
            ),
            ("{\"prompt_tokens\":-1,\"completion_tokens\":5}", nil, 5, true),
            ("{\"prompt_tokens\":10,\"completion_tokens\":\"many\"}", 10, nil, true),
            ("{\"prompt_tokens\":10,\"completion_tokens\":9223372036854775807,\"total_tokens\":15}", 10, 5, true),
            ("{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}", nil, nil, false),
            ("{}", nil, nil, false),
        ] as [(String, Int64?, Int64?, Bool)]
    )
    func usageAddsUpOrIsUnknownAndSaysSo(usage: String, input: Int64?, output: Int64?, isDoubted: Bool) async throws {
        let read = try await ask(stream(usage)).get().exchange.usage
        #expect(read.input == input && read.output == output, "\(read)")
        #expect((read.doubt != nil) == isDoubted, "\(read.doubt ?? "")")
    }

    @Test func anEmptyAccountAtTheEndReplacesNone() async throws {
        for last in ["{}", "{\"prompt_tokens\":0,\"completion_tokens\":0}", "null"] {
            let chunk = String(FieldServerTests.chunk("Hello", finish: "\"stop\"").dropLast())
            let first = chunk + ",\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}"
            let usage = try await ask(.events(first, "{\"choices\":[],\"usage\":\(last)}", "[DONE]")).get().exchange
                .usage
            #expect(usage.input == 10 && usage.output == 5)
        }
    }

    @Test func whiteSpaceAroundAWordForTheEndIsNoOtherWord() async throws {
        let reply = Reply.events(FieldServerTests.chunk("Hello", finish: "\" STOP\\n\""), "[DONE]")
        #expect(try await ask(reply).get().finish == .stop)
    }

    /// An error that stands alone, without `error` around it, or as an event of that name.
    @Test(arguments: [
        "data: {\"object\":\"error\",\"message\":\"CUDA out of memory\",\"code\":50001}\n\n",
        "data: {\"type\":\"error\",\"msg\":\"CUDA out of memory\"}\n\n",
        "event: error\ndata: {\"message\":\"CUDA out of memory\"}\n\n",
        "event:error\r\ndata: CUDA out of memory\r\n\r\n",
        "data: {\"error\":\"CUDA out of memory\"}\n\n",
    ])
    func anErrorWithinAStreamIsOneInAnyForm(event: String) async throws {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        let begun = "data: \(FieldServerTests.chunk("Half"))\n\n"
        for rest in ["", "data: [DONE]\n\n"] {
            let failure = try failure(try await ask(Reply(head + begun + event + rest)))
            #expect(failure.kind == .errorInStream && failure.message.contains("CUDA out of memory"), "\(failure)")
        }
    }

    /// Some gateways put the member beside every answer.
    @Test(arguments: ["null", "{}", "\"\"", "false", "[]"])
    func anEmptyErrorBesideAWholeAnswerIsNone(error: String) async throws {
        let choice = "{\"message\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}"
        let body = "{\"error\":\(error),\"object\":\"chat.completion\",\"choices\":[\(choice)]}"
        #expect(try await ask(.body("200 OK", body)).get().text == "Hello")
    }

    @Test(arguments: [
        (
            "429 X", "{\"error\":{\"type\":\"exceeded_current_quota_error\",\"message\":\"suspended\"}}",
            Failure.Kind.quota
        ),
        ("429 X", "{\"error\":{\"code\":\"1113\",\"message\":\"账户已欠费，请充值后重试\"}}", .quota),
        ("403 X", "{\"error\":{\"code\":\"AccountOverdueError\",\"message\":\"overdue\"}}", .quota),
        ("429 X", "{\"error\":{\"code\":\"InsufficientBalance\",\"message\":\"x\"}}", .quota),
        (
            "429 X", "{\"error\":{\"message\":\"Credit limit exceeded, please add credit\",\"type\":\"credit_limit\"}}",
            .quota
        ),
        (
            "429 X",
            "{\"error\":{\"message\":\"Your project has exceeded its monthly spending cap.\",\"status\":\"RESOURCE_EXHAUSTED\"}}",
            .quota
        ),
        (
            "429 X",
            "{\"error\":{\"message\":\"Your prepayment credits are depleted.\",\"status\":\"RESOURCE_EXHAUSTED\"}}",
            .quota
        ),
        (
            "429 X",
            "{\"error\":{\"message\":\"Quota exceeded for requests per minute\",\"status\":\"RESOURCE_EXHAUSTED\"}}",
            .rateLimited
        ),
        ("429 X", "{\"message\":\"You are using a Trial key, which is limited to 1000 API calls / month\"}", .quota),
        ("403 X", "{\"reason\":\"NOT_ENOUGH_BALANCE\",\"message\":\"not enough balance\"}", .quota),
        (
            "429 X",
            "{\"error\":{\"message\":\"Rate limit reached. Add a payment method at /account/billing\",\"code\":\"rate_limit_exceeded\"}}",
            .rateLimited
        ),
        (
            "403 X", "{\"error\":\"Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_CSAM\"}",
            .contentFilter
        ),
        (
            "400 X",
            "{\"error\":{\"code\":\"invalid_prompt\",\"message\":\"we've limited access to this content for safety reasons\"}}",
            .contentFilter
        ),
        ("400 X", "{\"message\":\"The provided input contains sensitive words\"}", .contentFilter),
        ("400 X", "{\"code\":\"DataInspectionFailed\",\"message\":\"no\"}", .contentFilter),
        (
            "400 X", "{\"message\":\"The input is longer than the model's context length (4096 tokens).\"}",
            .contextOverflow
        ),
        (
            "422 X", "{\"error\":\"`inputs` tokens + `max_new_tokens` must be <= 2048. Given: 3000\"}", .contextOverflow
        ),
        ("400 X", "{\"error\":{\"message\":\"does not exist\",\"code\":\"model_not_found\"}}", .notFound),
        (
            "400 X", "{\"error\":{\"code\":400,\"message\":\"API key not valid.\",\"status\":\"INVALID_ARGUMENT\"}}",
            .auth
        ),
    ])
    func aRefusalHasTheClassThatItsWordsTell(status: String, body: String, kind: Failure.Kind) async throws {
        let failure = try failure(try await ask(.body(status, body)))
        #expect(failure.kind == kind, "\(failure)")
        #expect(failure.stopsEndpoint == [.quota, .auth].contains(kind))
    }

    @Test(arguments: [
        (["It is a good answer,", " I think."], "It is a good answer, I think.", "It is a good answer, I think."),
        (["Ho ho ho. "], "Ho ho ho. ", "Ho ho ho. Ho ho ho. "),
        (["It is a good answer, I think."], " It is.", "It is a good answer, I think. It is."),
    ])
    func aTextThatIsSentOnceMoreAtItsEndStandsOnce(pieces: [String], last: String, text: String) async throws {
        let events =
            pieces.map { FieldServerTests.chunk($0) } + [FieldServerTests.chunk(last, finish: "\"stop\""), "[DONE]"]
        let body = events.map { "data: \($0)\n\n" }.joined()
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        #expect(try await ask(Reply(head + body)).get().text == text)
    }

    /// A gateway ends every stream with a word of its own.
    @Test(arguments: [
        ("abort", Failure.Kind.aborted), ("cancelled", .aborted), ("insufficient_system_resource", .aborted),
        ("error", .errorInStream),
    ])
    func whatBrokeOffIsNotMadeWholeByALaterStop(word: String, kind: Failure.Kind) async throws {
        let events = [
            FieldServerTests.chunk("Hel"), FieldServerTests.chunk("lo", finish: "\"\(word)\""),
            FieldServerTests.chunk("", finish: "\"stop\""), FieldServerTests.usage, "[DONE]",
        ]
        let body = events.map { "data: \($0)\n\n" }.joined()
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        let failure = try failure(try await ask(Reply(head + body)))
        #expect(failure.kind == kind, "\(failure)")
    }

    @Test func aStreamWithoutItsLastWordIsSaidToLackThat() async throws {
        let body = ["Hel", "lo"].map { "data: \(FieldServerTests.chunk($0, finish: "\"stop\""))\n\n" }.joined()
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        let failure = try failure(try await ask(Reply(head + body)))
        #expect(failure.kind == .noFinish && failure.message.contains("names 'stop'"), "\(failure)")
    }

    /// A server that keeps the reasoning apart may leave the tag that closes it.
    @Test func aClosingTagAloneIsNoPartOfTheAnswer() async throws {
        let message = "{\"reasoning_content\":\"hm\",\"content\":\"\\n</think>\\n\\nHello\"}"
        let left = "{\"choices\":[{\"message\":\(message),\"finish_reason\":\"stop\"}]}"
        let completion = try await ask(.body("200 OK", left)).get()
        #expect(completion.text == "Hello" && completion.reasoning == "hm" && !completion.mayHoldReasoning)
        for (text, may) in [
            ("So it is.\\n</think>\\n\\nHello", true), ("Write </think> to close it.", false),
            ("<think>\\na\\n</think>\\n\\nHello", false), ("Hello", false),
        ] {
            let body = "{\"choices\":[{\"message\":{\"content\":\"\(text)\"},\"finish_reason\":\"stop\"}]}"
            #expect(try await ask(.body("200 OK", body)).get().mayHoldReasoning == may, "\(text)")
        }
    }

    /// Azure names the filter beside an answer without choices; where nothing was filtered, it is an empty answer.
    @Test(arguments: [("true", Failure.Kind.contentFilter), ("false", .empty)])
    func aFilteredPromptIsNoEmptyAnswer(filtered: String, kind: Failure.Kind) async throws {
        let found = "{\"hate\":{\"filtered\":\(filtered),\"severity\":\"high\"}}"
        let results = "[{\"prompt_index\":0,\"content_filter_results\":\(found)}]"
        let body = "{\"choices\":[],\"prompt_filter_results\":\(results),\"usage\":{\"prompt_tokens\":7}}"
        let failure = try failure(try await ask(.body("200 OK", body)))
        #expect(failure.kind == kind && !failure.isRetryable)
    }

    @Test(arguments: [
        ("{\"error\":{\"message\":{\"code\":\"x\",\"text\":\"hello there\"}}}", "hello there"),
        ("{\"errors\":{\"model\":[\"is not allowed\",\"is too long\"]}}", "model: is not allowed; is too long"),
        ("{\"exception\":\"ValueError: nope\"}", "ValueError: nope"), ("[\"a\",\"b\"]", "a; b"),
        ("\"just a text\"", "400: just a text"), ("<HTML><TITLE>Bad Gateway</TITLE></HTML>", "400: Bad Gateway"),
        ("{\"fault\":{\"faultstring\":\"policy violation\",\"detail\":{\"errorcode\":\"p\"}}}", "policy violation"),
        (
            "{\"detail\":[{\"loc\":[\"body\",\"n\",0],\"msg\":\"bad\"},{\"loc\":[\"body\"],\"msg\":\"worse\"}]}",
            "body.n.0: bad; body: worse"
        ),
    ])
    func whateverItsFormAnErrorIsPutIntoWords(body: String, words: String) async throws {
        let failure = try failure(try await ask(.body("400 X", body)))
        #expect(failure.message.contains(words), "\(failure)")
    }

    /// A turn without text is no error's words.
    @Test func anAnswerWithoutTextIsNoError() async throws {
        let body = "{\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\"}"
        #expect(try failure(try await ask(.body("200 OK", body), kind: .ollama)).kind == .empty)
    }

    @Test func aBatchsLineIsReadByItsOwnRequestsManner() throws {
        func line(_ id: String) -> [UInt8] {
            let choice = "{\"message\":{\"content\":\"<t>hm</t>All\"},\"finish_reason\":\"fin\"}"
            return Array(
                "{\"custom_id\":\"\(id)\",\"response\":{\"status_code\":200,\"body\":{\"choices\":[\(choice)]}}}".utf8
            )
        }
        let manner = { (id: String) -> BatchLine.Manner in
            switch id {
            case "a": .init(endings: ["fin": .stop], reasoning: .tags(start: "<t>", end: "</t>"))
            case "b": .init(endings: ["fin": .length])
            default: .init()
            }
        }
        func read(_ id: String) throws -> Result<Completion, Failure> {
            try #require(line(id).withUnsafeBufferPointer { BatchLine(reading: $0, at: 0, manner: manner) }).answer
        }
        let first = try read("a").get()
        #expect(first.text == "All" && first.reasoning == "hm" && first.finish == .stop)
        let second = try read("b").get()
        #expect(second.text == "<t>hm</t>All" && second.finish == .length)
        #expect(try failure(try read("c")).kind == .aborted)
    }
}
