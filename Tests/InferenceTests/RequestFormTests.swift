import Fixtures
import Foundation
import Studies
import Testing

@testable import Inference

/// What is sent where, byte for byte where it counts.
struct RequestFormTests {
    private func request(
        _ kind: Endpoint.Kind,
        url: String = "http://127.0.0.1:1/v1",
        profile: String? = nil,
        isStreamed: Bool = true
    ) -> ChatRequest {
        ChatRequest(
            endpoint: Endpoint(name: "e", kind: kind, url: url, profile: profile),
            model: "m",
            messages: [Message(role: .user, content: "hello")],
            sampling: Sampling(maxTokens: 5, seed: 1, stop: ["x"]),
            seed: 7,
            isStreamed: isStreamed
        )
    }

    @Test(arguments: [
        (Endpoint.Kind.openai, "http://h/v1", "http://h/v1/chat/completions"),
        (.openai, "http://h/v1//", "http://h/v1/chat/completions"),
        (.openai, "https://h/o/d?api-version=2024-10", "https://h/o/d/chat/completions?api-version=2024-10"),
        (.openaiResponses, "http://h/v1", "http://h/v1/responses"), (.anthropic, "http://h", "http://h/v1/messages"),
        (.anthropic, "http://h/v1", "http://h/v1/messages"), (.ollama, "http://h", "http://h/api/chat"),
        (.ollama, "http://h/api", "http://h/api/chat"), (.ollama, "http://h/v1", "http://h/api/chat"),
    ])
    func theAddressIsThatOfTheProtocol(kind: Endpoint.Kind, url: String, address: String) {
        let request = request(kind, url: url)
        #expect(request.endpoint.address(of: request.path) == address)
    }

    /// Each sample has a seed of its own.
    @Test func theSeedOfTheSampleIsSent() {
        var request = request(.openai)
        #expect(request.body["seed"]?.integer == 7)
        request.seed = nil
        #expect(request.body["seed"]?.integer == 1)
    }

    /// OpenAI's newer models refuse the older name, other servers know no other.
    @Test func theLimitOfTokensIsCalledAsTheServerCallsIt() {
        for (request, name) in [
            (request(.openai), "max_tokens"), (request(.openai, profile: "openai"), "max_completion_tokens"),
            (request(.openai, url: "https://api.openai.com/v1"), "max_completion_tokens"),
            (request(.openaiResponses), "max_output_tokens"),
        ] {
            let names = (request.body.members ?? []).map(\.0).filter { $0.hasPrefix("max_") }
            #expect(names == [name] && request.body[name]?.integer == 5)
        }
    }

    private static let turns =
        "[{\"content\":\"be brief\",\"role\":\"system\"},{\"content\":\"hello\",\"role\":\"user\"}]"
    private static let turn = "[{\"content\":\"hello\",\"role\":\"user\"}]"

    /// All that a request can say, in each protocol's words.
    @Test(arguments: [
        (
            Endpoint.Kind.openai,
            #"{"k":1,"logprobs":true,"max_tokens":5,"messages":\#(turns),"model":"m","response_format":{"json_schema":{"name":"answer","#
                + #""schema":{"type":"object"},"strict":true},"type":"json_schema"},"seed":7,"stop":["x"],"stream":true,"#
                + #""stream_options":{"include_usage":true},"temperature":0.5,"top_logprobs":2,"top_p":0.9}"#
        ),
        (
            .openaiResponses,
            #"{"include":["message.output_text.logprobs"],"input":\#(turns),"k":1,"max_output_tokens":5,"model":"m","store":false,"#
                + #""stream":true,"temperature":0.5,"text":{"format":{"name":"answer","schema":{"type":"object"},"strict":true,"#
                + #""type":"json_schema"}},"top_logprobs":2,"top_p":0.9}"#
        ),
        (
            .anthropic,
            #"{"k":1,"max_tokens":5,"messages":\#(turn),"model":"m","stop_sequences":["x"],"stream":true,"system":"be brief","#
                + #""temperature":0.5,"top_p":0.9}"#
        ),
        (
            .ollama,
            #"{"format":{"type":"object"},"logprobs":true,"messages":\#(turns),"model":"m","options":{"k":1,"num_ctx":2048,"#
                + #""num_predict":5,"seed":7,"stop":["x"],"temperature":0.5,"top_p":0.9},"stream":true,"top_logprobs":2,"truncate":false}"#
        ),
    ])
    func allThatIsSetIsSent(kind: Endpoint.Kind, body: String) {
        let request = ChatRequest(
            endpoint: Endpoint(name: "e", kind: kind, url: "http://h"),
            model: "m",
            messages: [Message(role: .system, content: "be brief"), Message(role: .user, content: "hello")],
            sampling: Sampling(temperature: 0.5, topP: 0.9, maxTokens: 5, seed: 1, stop: ["x"]),
            seed: 7,
            extra: ["k": .number(1)],
            schema: .object([("type", .string("object"))]),
            contextTokens: 2048,
            topLogprobs: 2
        )
        #expect(request.body.canonicalText == body)
    }

    /// What is not set is not sent, but what a protocol wants or what keeps a text whole.
    @Test(arguments: [
        (Endpoint.Kind.openai, #"{"messages":\#(turn),"model":"m","stream":false}"#),
        (.openaiResponses, #"{"input":\#(turn),"model":"m","store":false,"stream":false}"#),
        (.anthropic, #"{"max_tokens":4096,"messages":\#(turn),"model":"m","stream":false}"#),
        (.ollama, #"{"messages":\#(turn),"model":"m","options":{"num_ctx":8192},"stream":false,"truncate":false}"#),
    ])
    func whatIsNotSetIsNotSent(kind: Endpoint.Kind, body: String) {
        let endpoint = Endpoint(name: "e", kind: kind, url: "http://h")
        let messages = [Message(role: .user, content: "hello")]
        let request = ChatRequest(endpoint: endpoint, model: "m", messages: messages, isStreamed: false)
        #expect(request.body.canonicalText == body)
    }

    @Test func furtherParametersOfOllamaAreOptionsButForItsOwn() {
        var request = request(.ollama)
        request.extra = [
            "think": .bool(true), "mirostat": .number(1), "num_ctx": .number(4096),
            "options": .object([("top_k", .number(3))]),
        ]
        let body = request.body
        #expect(body["think"] == .bool(true) && body["mirostat"] == nil && body["num_ctx"] == nil)
        #expect(body["options"]?["mirostat"]?.integer == 1 && body["options"]?["num_ctx"]?.integer == 4096)
        #expect(body["options"]?["top_k"]?.integer == 3 && body["options"]?["think"] == nil)
    }

    /// A prompt that is surely longer than what was read of it, where that is just what is left of one that was cut.
    @Test(arguments: [
        (2041, false), (2042, true), (2050, true), (2058, true), (2059, false), (4087, false), (4088, true),
        (4999, true),
        (5000, false),
    ])
    func aPromptWasCutToHalfTheContextOrToItsEnd(evaluated: Int64, isCut: Bool) {
        var request = request(.ollama)
        request.contextTokens = 4096
        request.messages = [Message(role: .user, content: String(repeating: "x", count: 30_000))]
        #expect(request.wasCut(to: evaluated) == isCut)
        #expect(request.wasCut(to: evaluated, of: 4096) == (2048...4096).contains(evaluated))
        request.messages[0].content = "short"
        #expect(!request.wasCut(to: evaluated) && !request.wasCut(to: evaluated, of: 4096))
    }

    @Test func nothingIsLeftWithTheServiceAndUsageIsAskedForInAStream() {
        #expect(request(.openaiResponses).body["store"] == .bool(false))
        let streamed = request(.openai).body
        #expect(streamed["stream"] == .bool(true) && streamed["stream_options"]?["include_usage"] == .bool(true))
        let whole = request(.openai, isStreamed: false).body
        #expect(whole["stream"] == .bool(false) && whole["stream_options"] == nil)
    }

    @Test func aTextThatIsTooLongIsNotComparedByItsBeginning() {
        func body(_ kind: Endpoint.Kind) -> JSONValue {
            EmbeddingRequest(endpoint: Endpoint(name: "e", kind: kind, url: "http://h"), model: "m", texts: ["a", "b"])
                .body
        }
        #expect(body(.ollama).canonicalText == #"{"input":["a","b"],"model":"m","truncate":false}"#)
        #expect(body(.openai).canonicalText == #"{"input":["a","b"],"model":"m"}"#)
    }

    @Test func aLineOfABatchSaysNothingOfStreams() throws {
        let line = try #require(request(.openai).batchLine(customID: "c"))
        #expect(line["custom_id"]?.string == "c" && line["method"]?.string == "POST")
        #expect(line["url"]?.string == "/v1/chat/completions")
        let names = (line["body"]?.members ?? []).map(\.0)
        #expect(names.contains("messages") && !names.contains { $0.hasPrefix("stream") }, "\(names)")
        let params = try #require(request(.anthropic).batchLine(customID: "c")?["params"]?.members).map(\.0)
        #expect(params.contains("messages") && !params.contains { $0.hasPrefix("stream") }, "\(params)")
        #expect(request(.openaiResponses).batchLine(customID: "c")?["url"]?.string == "/v1/responses")
        #expect(request(.ollama).batchLine(customID: "c") == nil)
    }

    /// A line feed in it would begin a header of its own.
    @Test(arguments: [
        ("a\nb", false), ("a\u{7F}", false), ("a\u{1}b", false), (" key\n", true), ("", true), ("\n", true),
    ])
    func aKeyThatCannotBeSentIsNotSent(key: String, isOther: Bool) async {
        let endpoint = Endpoint(name: "e", kind: .openai, url: "http://127.0.0.1:1", keyVariable: "MY_KEY")
        let request = ChatRequest(endpoint: endpoint, model: "m", messages: [Message(role: .user, content: "hello")])
        guard case .failure(let failure) = await ModelClient(environment: { _ in key }).complete(request) else {
            Issue.record("nobody answered, and that is a response")
            return
        }
        #expect(failure.message.contains("holds a control character") == !isOther, "\(failure)")
        // Blanks around a key are none of it; a key of blanks is none.
        let kind: Failure.Kind = key == " key\n" ? .connect : .noKey
        #expect(failure.kind == kind, "\(failure)")
    }

    /// Each limit is its own.
    @Test func everyTimeoutIsSentAsItIsSet() {
        let timeouts = Endpoint.Timeouts(
            connect: .seconds(1),
            firstByte: .seconds(2),
            idle: .seconds(3),
            total: .milliseconds(4500)
        )
        let endpoint = Endpoint(name: "e", kind: .anthropic, url: "http://h", timeouts: timeouts)
        let wire = WireRequest(endpoint: endpoint, path: "/p", key: "k", body: [7], longestDeath: .seconds(6))
        #expect(wire.connectTimeout == 1_000_000_000 && wire.firstByteTimeout == 2_000_000_000)
        #expect(wire.idleTimeout == 3_000_000_000 && wire.totalTimeout == 4_500_000_000)
        #expect(wire.longestDeath == 6_000_000_000 && wire.url == "http://h/p" && wire.body == [7])
        #expect(wire.headers.contains("x-api-key: k") && !wire.headers.contains { $0.hasPrefix("Authorization") })
        let other = WireRequest(
            endpoint: Endpoint(name: "e", kind: .openai, url: "http://h"),
            path: "/p",
            key: "k",
            body: [],
            longestDeath: .zero
        )
        #expect(other.headers.contains("Authorization: Bearer k"))
    }

    /// A key goes nowhere but to the endpoint that it is for.
    @Test func noRequestFollowsAServerElsewhere() async throws {
        let answer = "{\"choices\":[{\"message\":{\"content\":\"stolen\"},\"finish_reason\":\"stop\"}]}"
        let other = try ScriptedServer(.body("200 OK", answer))
        defer { other.stop() }
        let place = "http://127.0.0.1:\(other.port)/"
        for status in ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
            let server = try ScriptedServer(.body(status, "", headers: "Location: \(place)\r\n"))
            defer { server.stop() }
            let endpoint = Endpoint(
                name: "e",
                kind: .openai,
                url: "http://127.0.0.1:\(server.port)",
                keyVariable: "MY_KEY"
            )
            let request = ChatRequest(
                endpoint: endpoint,
                model: "m",
                messages: [Message(role: .user, content: "hello")]
            )
            guard case .failure(let failure) = await ModelClient(environment: { _ in "k" }).complete(request) else {
                Issue.record("\(status) became a response")
                continue
            }
            #expect(failure.kind == .redirect && failure.message.contains(place), "\(failure)")
        }
        #expect(other.connectionCount == 0)
    }

    @Test func theHelpSaysWhatIsAskedAgain() {
        let lines = FailureClasses.help.split(separator: "\n")
        #expect(lines.count == Failure.Kind.allCases.count && FailureClasses.names.count == lines.count + 1)
        for (kind, again) in [
            (Failure.Kind.rateLimited, true), (.overloaded, true), (.cut, true), (.auth, false), (.badRequest, false),
            (.contextOverflow, false),
        ] {
            let words = "  \(kind.rawValue): \(kind.meaning); \(again ? "asked again" : "not asked again"). "
            #expect(lines.contains { $0.hasPrefix(words) }, "\(words)")
        }
    }
}

/// What is read of answers and of what servers say of themselves.
extension RequestFormTests {
    private func read(_ text: String, _ format: Format, isStreamed: Bool) -> Assembly {
        var reader = AnswerReader(format: format, isStreamed: isStreamed)
        Array(text.utf8).withUnsafeBufferPointer { reader.receive($0, at: 1, isError: false) }
        reader.finish(at: 2, isClean: true, isError: false)
        return reader.assembly
    }

    @Test func gapsAreToldByTheirRanks() {
        func figures(_ gaps: [Int64]) -> [Int64] {
            Timings.Gaps(gaps).map { [$0.median, $0.p95, $0.largest] } ?? []
        }
        #expect(figures([]).isEmpty && figures([7]) == [7, 7, 7] && figures([9, 1]) == [1, 9, 9])
        #expect(figures([4, 1, 3, 2]) == [2, 4, 4] && figures([5, 1, 3]) == [3, 5, 5])
        #expect(figures(Array((1...20).reversed())) == [10, 19, 20] && figures(Array(1...100)) == [50, 95, 100])
    }

    @Test func aServersOwnTimesAreInNanoseconds() {
        let body =
            "{\"choices\":[{\"message\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}],"
            + "\"timings\":{\"prompt_ms\":1.5,\"predicted_ms\":250,\"prompt_n\":3,\"predicted_n\":4,\"cache_n\":1}}"
        let figures = read(body, .chat, isStreamed: false).serverFigures
        #expect(figures["prompt_ns"] == 1_500_000 && figures["predicted_ns"] == 250_000_000)
        #expect(figures["prompt_n"] == 3 && figures["predicted_n"] == 4 && figures["cache_n"] == 1)
    }

    /// Some servers leave the empty line between two events out; one event may have several lines.
    @Test func anObjectThatEndsEndsItsEvent() {
        func events(_ text: String) -> [String] {
            var (stream, events) = (EventStream(), [String]())
            Array(text.utf8).withUnsafeBufferPointer { bytes in
                stream.feed(bytes) { data, _ in events.append(String(decoding: data, as: UTF8.self)) }
            }
            stream.finish { data, _ in events.append(String(decoding: data, as: UTF8.self)) }
            return events
        }
        #expect(events("data: {\"a\":1}\ndata: {\"b\":2}\n\n") == ["{\"a\":1}", "{\"b\":2}"])
        #expect(events("data: {\"a\":\ndata: {\"b\":2}}\n\n") == ["{\"a\":\n{\"b\":2}}"])
        #expect(events("data: {\"a\":1}\ndata: more\n\n") == ["{\"a\":1}\nmore"])
        #expect(events("data: {\"a\":1}\ndata: [2]\n\n") == ["{\"a\":1}", "[2]"])
        #expect(events("data: {\"a\":1} \ndata:  {\"b\":2}\n\n").count == 2)
        #expect(events("data: [1]\ndata: [2]\n\n") == ["[1]\n[2]"])
        #expect(events("database: x\n\ndata\n\n") == [""])
        // A byte order mark stands before the first line alone.
        #expect(events("\u{FEFF}data: a\n\ndata: b\n\n") == ["a", "b"])
        #expect(events("data: a\n\n\u{FEFF}data: b\n\n") == ["a"])
    }

    @Test func aResponseThatEndedAtItsLimitIsWholeAsFarAsItGoes() {
        let message =
            "{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Half\"}],\"status\":\"incomplete\"}"
        let end =
            "data: {\"type\":\"response.incomplete\",\"response\":{\"status\":\"incomplete\",\"incomplete_details\":"
            + "{\"reason\":\"max_output_tokens\"},\"output\":[\(message)]}}\n\n"
        let delta = "data: {\"type\":\"response.output_text.delta\",\"delta\":\"Half\"}\n\n"
        for text in [end, delta + end] {
            let found = read(text, .responses, isStreamed: true)
            #expect(String(decoding: found.text, as: UTF8.self) == "Half" && found.isDone && !found.isMalformed)
            #expect(found.finishWord == "max_output_tokens")
        }
    }

    /// The name of the last event says that it is the last, also where it brings no response with a state.
    @Test(arguments: ["", ",\"response\":{}", ",\"response\":{\"output\":[]}"])
    func theLastEventOfAResponseIsItsEnd(rest: String) {
        let delta = "data: {\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}\n\n"
        for (type, isLast) in [("completed", true), ("incomplete", true), ("created", false), ("in_progress", false)] {
            let found = read(
                delta + "data: {\"type\":\"response.\(type)\"\(rest)}\n\n",
                .responses,
                isStreamed: true
            )
            #expect(found.isDone == isLast, "\(type)")
            #expect(String(decoding: found.text, as: UTF8.self) == "Hi" && !found.isMalformed)
        }
    }

    /// Chunks with whole messages: what was thought stands, whatever comes after it.
    @Test func whatWasThoughtOutsideOfDeltasHidesNoText() {
        func chunk(_ message: String, _ finish: String = "null") -> String {
            "data: {\"choices\":[{\"index\":0,\"message\":{\(message)},\"finish_reason\":\(finish)}]}\n\n"
        }
        let found = read(
            chunk("\"reasoning_content\":\"hm\"") + chunk("\"content\":\"Hi\"", "\"stop\""),
            .chat,
            isStreamed: true
        )
        #expect(String(decoding: found.text, as: UTF8.self) == "Hi" && found.finishWord == "stop")
        #expect(String(decoding: found.reasoning, as: UTF8.self) == "hm")
    }

    /// What the endpoint's user says of a word comes before what protocols say of it.
    @Test func theUsersWordsForAnEndComeFirst() {
        let own: [String: Endpoint.Ending] = [
            "eos": .stop, "cap": .length, "guarded": .contentFilter, "calling": .toolCalls, "stop": .abort,
            "abort": .stop,
        ]
        let endings = Endings(own: own)
        let all: [(String?, Endings.Meaning)] = [
            ("eos", .end(.stop)), ("EOS", .end(.stop)), ("cap", .end(.length)), ("guarded", .end(.filter)),
            ("calling", .end(.tool)), ("stop", .abort(word: "stop")), ("abort", .end(.stop)),
            ("max-tokens", .end(.length)),
            ("error", .error), ("whatever", .abort(word: "whatever")), (nil, .none),
        ]
        for (word, meaning) in all { #expect(endings.meaning(of: word) == meaning, "\(word ?? "nil")") }
        #expect(!endings.acceptsNone && Endings(own: ["none": .stop]).acceptsNone)
        #expect(!Endings(own: ["none": .abort]).acceptsNone)
    }

    @Test(arguments: [
        ("x-ratelimit-reset-requests", true), ("anthropic-ratelimit-tokens-reset", true), ("ratelimit", true),
        ("ratelimit-reset", true), ("x-rate-limit-remaining", true), ("retry-after", true), ("retry-after-ms", true),
        ("retry-after-other", false), ("x-request-id", false), ("content-type", false),
    ])
    func headersOfLimitsAreKnownByTheirNames(name: String, tells: Bool) {
        #expect(Transfer.tellsLimit(name) == tells)
    }

    /// A gateway that appends its own mark does not say that the model had ended.
    @Test func anothersEndMarkIsNoEndOfAMessage() {
        let text = "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"hi\"}}\n\n"
        let stop = "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\n\n"
        #expect(!read(text + "data: [DONE]\n\n", .messages, isStreamed: true).isDone)
        #expect(read(text + stop + "data: [DONE]\n\n", .messages, isStreamed: true).isDone)
    }

    /// Anthropic's input leaves out what was cached or written to a cache, and its output holds what was thought.
    @Test func anthropicsTokensAreCountedOnce() {
        let usage =
            "{\"input_tokens\":5,\"cache_read_input_tokens\":30,\"cache_creation_input_tokens\":20,\"output_tokens\":9,"
            + "\"output_tokens_details\":{\"thinking_tokens\":4}}"
        let body = "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}],\"usage\":\(usage)}"
        let found = read(body, .messages, isStreamed: false).usage
        #expect(found.input == 55 && found.cached == 30 && found.cacheWrite == 20)
        #expect(found.output == 9 && found.reasoning == 4 && found.source == .usage)
    }

    /// Blanks around it are none of the mark; more than that is no mark.
    @Test(arguments: [
        ("[DONE]", true), (" [DONE]  ", true), ("[DONE]\t", true), ("[DONE] [DONE]", false), ("[DONE", false),
    ])
    func theEndMarkIsKnownWithBlanks(mark: String, isMark: Bool) {
        let text = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}\n\n"
        let found = read(text + "data: \(mark)\n\n", .chat, isStreamed: true)
        #expect(found.isMalformed == !isMark && (found.isDone || !isMark))
        let delta = "data: {\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}\n\n"
        #expect(read(delta + "data: \(mark)\n\n", .responses, isStreamed: true).isMalformed == !isMark)
    }

    @Test func anErrorIsSomethingThatIsSaid() {
        #expect(ServerError().isBlank && ServerError(code: "0").isBlank && ServerError(message: "", code: "0").isBlank)
        #expect(
            !ServerError(code: "1").isBlank && !ServerError(type: "x").isBlank && !ServerError(message: "m").isBlank
        )
        let answer = "{\"error\":{\"code\":0,\"message\":\"\"},\"choices\":[{\"message\":{\"content\":\"a\"}}]}"
        #expect(read(answer, .chat, isStreamed: false).error == nil)
        func words(_ body: String) -> String? {
            Array(body.utf8).withUnsafeBufferPointer { ServerError.parse($0)?.words }
        }
        #expect(words("{\"detail\":[{\"loc\":[\"body\",\"x\"],\"msg\":\"is lacking\"}]}") == "body.x: is lacking")
        #expect(words("{\"detail\":[{\"msg\":\"is lacking\"}]}") == "is lacking")
        func message(_ error: String) -> String? {
            Array("{\"error\":\(error)}".utf8).withUnsafeBufferPointer { ServerError.parse($0)?.message }
        }
        for name in ["message", "msg", "error_msg", "error_message", "description", "faultstring", "detail"] {
            #expect(message("{\"type\":\"t\",\"\(name)\":\"no such model\"}") == "no such model", "\(name)")
        }
        #expect(message("\"no such model\"") == "no such model")
        #expect(message("{\"detail\":\"more of it\",\"message\":\"no such model\"}") == "no such model")
        #expect(message("{\"message\":\"no such model\",\"detail\":\"more of it\"}") == "no such model")
        #expect(message("{\"type\":\"t\",\"details\":[{\"msg\":\"no such model\"}]}") == "no such model")
    }

    /// A word that begins within another one is none.
    @Test(
        arguments: [
            ("please top up", .quota), ("Top up your account.", .quota), ("(top up)", .quota),
            ("cannot stop updates", nil),
            ("stop uploads, then top up", .quota), ("it was flagged", .contentFilter), ("an unflagged text", nil),
            ("tool call spend limits", .quota), ("overspend limits", nil),
        ] as [(String, Failure.Kind?)]
    )
    func anErrorIsWhatItsWholeWordsSay(message: String, kind: Failure.Kind?) {
        #expect(ServerError(message: message).kind == kind)
    }

    @Test func whatABatchNeverMadeIsToldSo() throws {
        func failure(_ rest: String) throws -> Failure {
            let line = Array("{\"custom_id\":\"c\",\(rest)}".utf8)
            let read = try #require(line.withUnsafeBufferPointer { BatchLine(reading: $0, at: 5) })
            guard case .failure(let failure) = read.answer else { throw CancellationError() }
            #expect(read.customID == "c" && failure.exchange.timings.startedAt == 5)
            return failure
        }
        for rest in [
            #""result":{"type":"expired"}"#, #""response":null,"error":{"code":"batch_expired","message":"m"}"#,
        ] {
            let expired = try failure(rest)
            #expect(expired.kind == .totalTimeout && expired.message.contains("expired before the request was made"))
        }
        for rest in [#""result":{"type":"canceled"}"#, #""error":{"code":"batch_cancelled","message":"m"}"#] {
            #expect(try failure(rest).kind == .cancelled)
        }
        #expect(try failure(#""error":{"message":"boom"}"#).message.contains("the batch reported: boom"))
    }

    @Test func weightsAreThoseOfTheModelThatIsMeant() {
        func weights(_ kind: String, _ names: [String], of model: String) -> String? {
            let models = names.map { JSONValue.object([("name", .string($0)), ("digest", .string("of \($0)"))]) }
            return ServerIdentity(json: .object([("kind", .string(kind)), ("models", .array(models))]))
                .weights(of: model)?.digest
        }
        #expect(weights("ollama", ["a:latest", "b"], of: "a") == "of a:latest")
        #expect(weights("ollama", ["b"], of: "a") == nil && weights("vllm", ["b"], of: "a") == "of b")
        #expect(weights("vllm", ["b", "c"], of: "a") == nil && weights("vllm", ["b", "c"], of: "/m/c") == "of c")
    }

    /// The connection stays open behind the end, as some servers leave it: the answer is what it is without it.
    @Test func anAnswerThatHasEndedNeedsNoEndOfItsConnection() async throws {
        func answer(_ finish: String) async throws -> Result<Completion, Failure> {
            let event = "{\"choices\":[{\"delta\":{\"content\":\"hi\"},\"finish_reason\":\(finish)}]}"
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
            let server = try ScriptedServer(.init("\(head)data: \(event)\n\ndata: [DONE]\n\n", staysOpen: true))
            defer { server.stop() }
            let endpoint = Endpoint(
                name: "e",
                kind: .openai,
                url: "http://127.0.0.1:\(server.port)",
                timeouts: .init(idle: .milliseconds(300))
            )
            let messages = [Message(role: .user, content: "hello")]
            return await ModelClient(environment: { _ in nil }).complete(
                ChatRequest(endpoint: endpoint, model: "m", messages: messages)
            )
        }
        #expect(try await answer("\"stop\"").get().text == "hi")
        // It ended without a reason, and did not fall silent.
        guard case .failure(let failure) = try await answer("null") else {
            Issue.record("an answer without a reason for its end is a response")
            return
        }
        #expect(failure.kind == .noFinish && failure.partialText == "hi", "\(failure)")
    }
}
