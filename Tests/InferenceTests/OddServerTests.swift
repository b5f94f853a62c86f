import Foundation
import Inference
import Studies
import Testing

/// Answers that only look whole, or only look empty: where the word for the end stands, which text counts, what a bound cuts.
struct OddServerTests {
    typealias Reply = ScriptedServer.Reply

    private static let key = "sk-SECRETkey0123456789ABCDEF"

    private func ask(_ reply: Reply, kind: Endpoint.Kind = .openai, key: String? = nil) async throws
        -> Result<Completion, Failure>
    {
        let server = try ScriptedServer(reply)
        defer { server.stop() }
        let url = "http://127.0.0.1:\(server.port)"
        let endpoint = Endpoint(name: "e", kind: kind, url: url, keyVariable: key == nil ? nil : "KEY")
        let messages = [Message(role: .user, content: "hello")]
        return await ModelClient(environment: { _ in key }).complete(
            ChatRequest(endpoint: endpoint, model: "m", messages: messages)
        )
    }

    private func failure(_ result: Result<Completion, Failure>) throws -> Failure {
        guard case .failure(let failure) = result else {
            Issue.record("became a response: \(try result.get().text)")
            throw CancellationError()
        }
        return failure
    }

    private static func chunk(_ text: String, _ finish: String) -> String {
        FieldServerTests.chunk(text, finish: finish)
    }

    private static let role = "{\"choices\":[{\"delta\":{\"role\":\"assistant\"},\"finish_reason\":\"stop\"}]}"
    private static let usage = FieldServerTests.usage

    /// Events in one chunk of a body that is never ended.
    private static func broken(_ text: String) -> Reply {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        return Reply("\(head)\(String(text.utf8.count, radix: 16))\r\n\(text)\r\n")
    }

    private static func stream(_ text: String, type: String = "text/event-stream") -> Reply {
        Reply("HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nConnection: close\r\n\r\n\(text)")
    }

    // MARK: - The end

    /// A word that text follows is no end, nor one beside the text where the connection breaks: nil is a whole answer.
    @Test(
        arguments: [
            ([chunk("Hello ", "\"stop\""), chunk("wor", "\"stop\"")], Failure.Kind.noFinish, Failure.Kind.cut),
            ([role, chunk("Hello wor", "null")], .noFinish, .cut),
            ([role, usage, chunk("Hello wor", "null")], .noFinish, .cut),
            ([chunk("Hello wor", "\"stop\"")], nil, .cut), ([chunk("Hello wor", "null"), role], nil, nil),
            ([chunk("Hello wor", "\"stop\""), usage], nil, nil),
            ([role, chunk("Hello wor", "\"stop\""), usage], nil, nil),
            ([role, chunk("Hello wor", "null"), "[DONE]"], nil, nil),
        ] as [([String], Failure.Kind?, Failure.Kind?)]
    )
    func aWordThatTextFollowsIsNoEnd(events: [String], ended: Failure.Kind?, cut: Failure.Kind?) async throws {
        let text = events.map { "data: \($0)\n\n" }.joined()
        for (reply, kind) in [(Self.stream(text), ended), (Self.broken(text), cut)] {
            let result = try await ask(reply)
            guard let kind else {
                #expect(try result.get().text.hasPrefix("Hello"))
                continue
            }
            let failure = try failure(result)
            #expect(failure.kind == kind && failure.isRetryable && failure.partialText?.hasPrefix("Hello") == true)
        }
    }

    @Test func aStreamThatIsCutWithinItsFirstEventIsCut() async throws {
        let text = "data: {\"choices\":[{\"delta\":{\"content\":\"The answ"
        for reply in [Self.stream(text), Self.broken(text)] { #expect(try failure(try await ask(reply)).kind == .cut) }
    }

    /// A name that may say that the filter failed is no end.
    @Test(arguments: [
        ("filter_timeout", false), ("content_filter_error", false), ("moderation_unavailable", false),
        ("safety_check_failed", false), ("guardrail_exception", false), ("unfiltered", false), ("content_filter", true),
        ("IMAGE_SAFETY", true), ("guardrail-intervened", true), ("content_policy_violation", false),
        ("IMAGE_PROHIBITED_CONTENT", true), ("MODEL_ARMOR", true),
    ])
    func onlyAKnownFilterIsAnEnd(word: String, isKnown: Bool) async throws {
        let result = try await ask(.events(Self.chunk("Half", "\"\(word)\""), Self.usage, "[DONE]"))
        if isKnown {
            #expect(try result.get().finish == .filter)
        } else {
            #expect(try failure(result).kind == .aborted)
        }
    }

    @Test func whatIsNoHTTPIsTheAnswersFaultAndNotTheEndpoints() async throws {
        let long = "HTTP/1.1 200 OK\r\nX-A: \(String(repeating: "a", count: 200_000))\r\n\r\n{}"
        for reply in [Reply("garbage\r\n\r\n"), Reply(long)] {
            let failure = try failure(try await ask(reply))
            #expect(failure.kind == .malformed && !failure.stopsEndpoint, "\(failure)")
        }
    }

    // MARK: - The text

    /// One request has one answer: the first choice, by its index or its place.
    @Test(arguments: [
        "{\"message\":{\"content\":\"AAA\"},\"finish_reason\":\"stop\"},{\"message\":{\"content\":\"BBB\"},\"finish_reason\":\"stop\"}",
        "{\"index\":0,\"message\":{\"content\":\"AAA\"},\"finish_reason\":\"stop\"},{\"index\":0,\"message\":{\"content\":\"BBB\"},\"finish_reason\":\"length\"}",
        "{\"index\":null,\"message\":{\"content\":\"AAA\"},\"finish_reason\":\"stop\"},{\"message\":{\"content\":\"BBB\"}}",
    ])
    func aChoiceWithoutAnIndexIsTheOneAtItsPlace(choices: String) async throws {
        let body = "{\"choices\":[\(choices)]}"
        let streamed = body.replacing("message", with: "delta")
        for reply in [Reply.body("200 OK", body), .events(streamed, "[DONE]")] {
            let completion = try await ask(reply).get()
            #expect(completion.text == "AAA" && completion.finish == .stop)
        }
    }

    /// What repeats all that came before takes its place, whatever the channel; pieces are joined.
    @Test(arguments: [
        (["\"message\":{\"content\":\"Hello\"}", "\"message\":{\"content\":\"Hello world.\"}"], "Hello world."),
        (["\"text\":\"He\"", "\"text\":\"Hello\"", "\"text\":\"Hello world.\""], "Hello world."),
        (["\"message\":{\"content\":\"Hello\"}", "\"message\":{\"content\":\"Hello\"}"], "Hello"),
        (["\"text\":\"Hello\"", "\"text\":\" world.\""], "Hello world."),
        (["\"text\":\"a\"", "\"text\":\"ab\"", "\"text\":\"c\""], "aabc"),
        (
            [
                "\"text\":\"Hello\"", "\"text\":\" world.\"",
                "\"message\":{\"content\":\"Hello world.\"},\"finish_reason\":\"stop\"",
            ], "Hello world."
        ),
        (
            [
                "\"delta\":{},\"message\":{\"content\":\"Hello\"}",
                "\"delta\":{},\"message\":{\"content\":\"Hello world.\"}",
            ],
            "Hello world."
        ),
        (["\"delta\":{\"content\":null},\"text\":\"Hello\"", "\"delta\":{},\"text\":\" world.\""], "Hello world."),
        (["\"delta\":{},\"message\":{\"content\":\"Hel\"}", "\"delta\":{\"content\":\"Hello\"}"], "Hello"),
    ])
    func whatComesOnceMoreIsOneText(choices: [String], text: String) async throws {
        let events = choices.map { "data: {\"choices\":[{\($0)}]}\n\n" }.joined()
        let end = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"
        #expect(try await ask(Self.stream(events + end)).get().text == text)
    }

    @Test(arguments: [
        (["Hello", "!Hello world."], "Hello world."), (["Hello", " world", "!Hello world"], "Hello world"),
        (["He", "Hello", "Hello world.", "!"], "Hello world."), (["a", "ab", "!"], "aab"), (["ha", "ha", "!"], "haha"),
        (["Hello", ", and a longer piece", "!"], "Hello, and a longer piece"),
    ])
    func ollamasLastLineMayRepeatTheWhole(pieces: [String], text: String) async throws {
        let lines = pieces.map { piece in
            let isLast = piece.hasPrefix("!")
            let end = isLast ? "true,\"done_reason\":\"stop\"" : "false"
            return "{\"message\":{\"content\":\"\(isLast ? String(piece.dropFirst()) : piece)\"},\"done\":\(end)}"
        }
        let (plain, list) = (lines.joined(separator: "\n") + "\n", "[\(lines.joined(separator: ","))]")
        let events = lines.map { "data: \($0)\n\n" }.joined()
        for body in [plain, list, events] {
            #expect(try await ask(Self.stream(body, type: "application/x-ndjson"), kind: .ollama).get().text == text)
        }
    }

    @Test func anthropicsBlockIsOneText() async throws {
        let start = "{\"type\":\"message_start\",\"message\":{\"type\":\"message\",\"usage\":{\"input_tokens\":0}}}"
        let open =
            "{\"type\":\"content_block_start\",\"content_block\":{\"type\":\"text\",\"text\":\"Hello.\"}}"
        let piece = "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello.\"}}"
        let end =
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":0}}"
        let stop = "{\"type\":\"message_stop\"}"
        let twice = try await ask(.events(start, open, piece, end, stop), kind: .anthropic).get()
        #expect(twice.text == "Hello.")
        // Nothing was counted: no prompt is empty, and nobody writes something with nothing.
        #expect(twice.exchange.usage.input == nil && twice.exchange.usage.output == nil)
        #expect(try await ask(.events(start, open, end, stop), kind: .anthropic).get().text == "Hello.")
        let plain = "{\"type\":\"message\",\"content\":\"Hello.\",\"stop_reason\":\"end_turn\"}"
        #expect(try await ask(.body("200 OK", plain), kind: .anthropic).get().text == "Hello.")
    }

    // MARK: - Readable, and not asked again

    private static let whole =
        "{\"choices\":[{\"message\":{\"content\":\"Hello.\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}"
    private static let half = "{\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}"
    private static let rest = "{\"choices\":[{\"delta\":{\"content\":\"lo.\"},\"finish_reason\":\"stop\"}]}"

    @Test(arguments: [
        stream("data: \(half)\n\ndata: \(rest)\n\ndata: \(usage)\n\ndata:  [DONE] \n\n"),
        stream("data: \(half)\ndata: \(rest)\ndata: \(usage)\ndata: [DONE]\n"),
        stream("\(half)\n\(rest)\n\(usage)\n", type: "application/x-ndjson"), stream("\u{FEFF}\(whole)"),
        stream("\u{FEFF}data: \(half)\n\ndata: \(rest)\n\ndata: \(usage)\n\n"), stream("[\(whole)]"),
        Reply("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n", behind: gzipped),
    ])
    func whatIsReadableIsRead(reply: Reply) async throws {
        let completion = try await ask(reply).get()
        #expect(completion.text == "Hello." && completion.exchange.usage.output == 5)
    }

    /// `whole` as gzip.
    private static let gzipped = [UInt8](
        Data(
            base64Encoded: """
                H4sIAAAAAAACA0XMMQqAMAwF0KtIZhEdXDyBdxARKVGLNSkmTqV3N110y/+PnwTuYO9QYKimBBeKrDtaSOCYFEnthhFD4AZyXcHmycux3LgK\
                UzFRjpBno+ebxpuvqIvyiVQ+d62xsy6geqYf+pxfdMJjE4IAAAA=
                """
        ) ?? Data()
    )

    @Test func aCodingThatNobodyKnowsIsToldOf() async throws {
        let reply = Reply("HTTP/1.1 200 OK\r\nContent-Encoding: quux\r\nConnection: close\r\n\r\nxyz")
        #expect(try failure(try await ask(reply)).kind == .malformed)
    }

    /// Halves of a pair that came in two pieces are one character; half a pair alone is no text.
    @Test(
        arguments: [
            (["a\\ud83d", "\\ude00b"], "a😀b"), (["\\ud83d\\ude00"], "😀"),
            (["\\uD83D", "", "\\uDE00\\ud83d", "\\ude01"], "😀😁"),
            (["a\\ud83d", "b"], nil), (["\\ude00"], nil), (["a\\ud83d b"], nil),
        ] as [([String], String?)]
    )
    func halvesOfACharacterAreJoined(pieces: [String], text: String?) async throws {
        let events = pieces.map { "data: \(Self.chunk($0, "null"))\n\n" }.joined()
        let result = try await ask(Self.stream(events + "data: \(Self.role)\n\n"))
        if let text {
            #expect(try result.get().text == text)
        } else {
            #expect(try failure(result).kind == .malformed)
        }
    }

    /// What a reader would see nothing of is no response, and paid.
    @Test(arguments: [" \\n ", "\\u200b", "\\ufeff", "\\u2800\\u3164", "\\u0007", "\\u00a0\\u2060"])
    func whiteSpaceAloneIsNoAnswer(text: String) async throws {
        for end in ["[DONE]", Self.usage] {
            let failure = try failure(try await ask(.events(Self.chunk(text, "\"stop\""), end)))
            #expect(failure.kind == .empty && !failure.isRetryable)
        }
        let thought = try failure(try await ask(.events(Self.chunk("<think>a</think>\(text)", "\"stop\""), "[DONE]")))
        #expect(thought.kind == .reasoningOnly)
    }

    @Test func whatIsOnlyTakenIsNotAskedForTwice() async throws {
        let failure = try failure(try await ask(.body("202 Accepted", "{\"id\":\"job\",\"status\":\"queued\"}")))
        #expect(failure.kind == .empty && !failure.isRetryable && failure.message.contains("202"))
    }

    @Test func reasoningThatIsNotShownIsReasoning() async throws {
        let body =
            "{\"type\":\"message\",\"content\":[{\"type\":\"redacted_thinking\",\"data\":\"x\"}],\"stop_reason\":\"max_tokens\"}"
        #expect(try failure(try await ask(.body("200 OK", body), kind: .anthropic)).kind == .reasoningOnly)
        let item = "{\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"max_output_tokens\"},"
        let responses = item + "\"output\":[{\"type\":\"reasoning\",\"summary\":[]}]}"
        #expect(try failure(try await ask(.body("200 OK", responses), kind: .openaiResponses)).kind == .reasoningOnly)
    }

    @Test func aLaterAccountErasesNothing() async throws {
        let last = "{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":0,\"total_tokens\":10}}"
        let found = try await ask(.events(Self.chunk("Hi", "\"stop\""), Self.usage, last, "[DONE]")).get().exchange
            .usage
        #expect(found.input == 10 && found.output == 5)
    }

    // MARK: - The key

    /// However a bound cuts it and whatever its letters' case, no part of the key is kept.
    @Test(arguments: [
        Reply.body("400 X", "<html><title>\(String(repeating: "a", count: 175))\(key)</title>", type: "text/html"),
        .body("400 X", String(repeating: "b", count: 175) + key, type: "text/plain"),
        .body("400 X", "{\"error\":{\"message\":\"\(String(repeating: "c", count: 940))\(key)\(key)\"}}"),
        .body("400 X", "{\"x\":\"\(String(repeating: "d", count: 2021))\(key)\"}"),
        .body("400 X", "{\"x\":\"\(String(repeating: "d", count: 2030))\\u0073k-SECRETkey0123456789ABCDEF\"}"),
        .body("400 X", "{\"error\":{\"message\":\"bad key \(key.lowercased())\"}}"),
        .body("302 X", "", headers: "Location: http://h/\(String(repeating: "e", count: 270))\(key)\r\n"),
        .events(chunk("Hello", "\"\(key)\""), "[DONE]"), .events(chunk("Hello \(key.prefix(20))", "null")),
        .events(chunk("Hello \(key.prefix(9))", "null"), chunk(String(key.dropFirst(9).prefix(9)), "null")),
        stream("event: error\ndata: \(String(repeating: "f", count: 480))\(key)\n\n"),
        .body("429 X", "{}", headers: "x-ratelimit-limit-requests: \(key)\r\nx-ratelimit-remaining-\(key): 1\r\n"),
        Reply("HTTP/1.1 400 X\r\nContent-Length: 99\r\nContent-Type: text/plain\r\n\r\nno key \(key.prefix(12))"),
    ])
    func noPartOfTheKeyIsKept(reply: Reply) async throws {
        let failure = try failure(try await ask(reply, key: Self.key))
        let said = String(decoding: failure.said ?? [], as: UTF8.self)
        let kept = "\(failure.message) \(failure.partialText ?? "") \(said) \(failure.exchange)".lowercased()
        for length in 4...Self.key.count {
            #expect(!kept.contains(Self.key.lowercased().prefix(length)), "\(failure)")
        }
    }

    /// What becomes the text may come from more than one member.
    @Test(
        arguments: [
            (
                .openai,
                .body(
                    "200 OK",
                    "{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"no \(key)\"},\"finish_reason\":\"stop\"}]}"
                )
            ),
            (
                .openai,
                .events(
                    "{\"choices\":[{\"delta\":{\"refusal\":\"no \(key.prefix(9))\"}}]}",
                    "{\"choices\":[{\"delta\":{\"refusal\":\"\(key.dropFirst(9))\"},\"finish_reason\":\"stop\"}]}",
                    "[DONE]"
                )
            ),
            (
                .openai,
                .body(
                    "200 OK",
                    "{\"choices\":[{\"message\":{\"content\":\" \",\"refusal\":\"no \(key)\",\"reasoning_content\":\"\(key)\"},\"finish_reason\":\"stop\"}]}"
                )
            ),
            (
                .openaiResponses,
                .body(
                    "200 OK",
                    "{\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"refusal\",\"refusal\":\"no \(key)\"}]}]}"
                )
            ),
        ] as [(Endpoint.Kind, Reply)]
    )
    func aRefusalHoldsNoKey(kind: Endpoint.Kind, reply: Reply) async throws {
        let completion = try await ask(reply, kind: kind, key: Self.key).get()
        #expect(completion.finish == .refusal && completion.text == "no [key]", "\(completion.text)")
        #expect(!"\(completion)".contains("SECRET"), "\(completion)")
    }

    /// Servers of one's own are asked with a word: in an answer it is the model's.
    @Test(arguments: ["EMPTY", "none", "ollama", "test", "token-abc123", "not-needed-not-needed"])
    func aPlaceholderForAKeyIsAWordOfTheModel(key: String) async throws {
        let text = "The \(key) is \(key.lowercased()); \(key)less."
        let completion = try await ask(.events(Self.chunk(text, "\"stop\""), "[DONE]"), key: key).get()
        #expect(completion.text == text && completion.raw == nil)
    }

    /// A key of signs alone is made of no words, so of no placeholder's either.
    @Test func aKeyOfSignsIsMasked() async throws {
        let key = "#%+=#%+="
        let completion = try await ask(.events(Self.chunk("see \(key)", "\"stop\""), "[DONE]"), key: key).get()
        #expect(completion.text == "see [key]")
    }

    /// A whole answer is the model's, letter for letter.
    @Test func aWholeAnswerMayEndAsTheKeyBegins() async throws {
        let completion = try await ask(.events(Self.chunk("So sk-S", "\"stop\""), "[DONE]"), key: Self.key).get()
        #expect(completion.text == "So sk-S")
    }

    // MARK: - Batches

    /// A line that says that a request failed holds no answer, whatever stands beside that.
    @Test(
        arguments: [
            (
                "\"response\":{\"status_code\":200,\"body\":\(whole)},\"error\":{\"code\":\"x\",\"message\":\"boom\"}",
                "boom"
            ),
            ("\"response\":{\"status_code\":200,\"body\":\(whole)},\"error\":\"boom\"", "boom"),
            (
                "\"result\":{\"type\":\"errored\",\"message\":\(message),\"error\":{\"error\":{\"message\":\"boom\"}}}",
                "boom"
            ),
            ("\"result\":{\"type\":\"errored\",\"error\":{\"type\":\"x\",\"message\":\"boom\"}}", "reported: boom"),
            ("\"result\":{\"type\":\"weird\",\"message\":\(message)}", "weird"),
            ("\"result\":{\"type\":\"expired\",\"message\":\(message)}", "expired"),
            ("\"response\":{\"status_code\":200,\"body\":\(whole)},\"error\":{}", nil),
            ("\"response\":{\"status_code\":200,\"body\":\(whole)},\"error\":null", nil),
            ("\"result\":{\"type\":\"succeeded\",\"message\":\(message)}", nil),
        ] as [(String, String?)]
    )
    func anErrorBesideAnAnswerIsAFailure(members: String, words: String?) throws {
        let line = Array("{\"custom_id\":\"x\",\(members)}".utf8)
        let read = try #require(line.withUnsafeBufferPointer { BatchLine(reading: $0, at: 0) })
        guard let words else {
            #expect(try read.answer.get().text == "Hello.")
            return
        }
        #expect(try failure(read.answer).message.contains(words))
    }

    private static let message =
        "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"Hello.\"}],\"stop_reason\":\"end_turn\"}"
}
