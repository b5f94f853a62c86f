import Studies
import Testing

@testable import Inference

/// Each word of a server, each kind of failure and each bound of a context, one by one.
struct WordRuleTests {
    /// Whether it is asked again by itself, whether it stops its endpoint, and what it may have cost once it was sent and
    /// nothing else is told.
    private static let kinds: [Failure.Kind: (isRetried: Bool, stops: Bool, bill: Failure.Bill)] = [
        .noKey: (false, true, .asUsed), .badEndpoint: (false, true, .asUsed), .connect: (true, false, .asUsed),
        .tls: (false, false, .asUsed), .reset: (true, false, .unknown), .connectTimeout: (true, false, .asUsed),
        .firstByteTimeout: (true, false, .unknown), .idleTimeout: (true, false, .unknown),
        .totalTimeout: (true, false, .unknown), .auth: (false, true, .asUsed), .notFound: (false, false, .asUsed),
        .badRequest: (false, false, .asUsed), .contextOverflow: (false, false, .asUsed),
        .rateLimited: (true, false, .asUsed), .quota: (false, true, .asUsed), .serverError: (true, false, .asUsed),
        .overloaded: (true, false, .asUsed), .redirect: (false, false, .asUsed), .empty: (true, false, .asUsed),
        .reasoningOnly: (false, false, .asUsed), .promptCut: (false, false, .asUsed), .cut: (true, false, .unknown),
        .noFinish: (true, false, .unknown), .aborted: (true, false, .unknown),
        .contentFilter: (false, false, .asUsed), .toolCall: (false, false, .asUsed),
        .malformed: (true, false, .asUsed), .html: (true, false, .asUsed), .errorInStream: (true, false, .asUsed),
        .cancelled: (false, false, .unknown),
    ]

    @Test(arguments: Failure.Kind.allCases) func whatAFailureMeansForTheNextRequest(kind: Failure.Kind) throws {
        let wanted = try #require(Self.kinds[kind])
        var sent = Exchange()
        sent.timings.connecting = 1
        let failure = Failure(kind, "why", exchange: sent)
        #expect(failure.isRetryable == wanted.isRetried && failure.stopsEndpoint == wanted.stops)
        #expect(failure.bill == wanted.bill && failure.description == "\(kind.rawValue): why")
        // What never left costs nothing; an error in an answer is what its cause is.
        #expect(Failure(kind, "why").bill == .nothing)
        let within = Failure(.errorInStream, "why", cause: kind, exchange: sent)
        #expect(within.isRetryable == wanted.isRetried && within.stopsEndpoint == wanted.stops)
        #expect(within.bill == .asUsed)
        var counted = sent
        (counted.usage.output, counted.httpStatus) = (0, 200)
        let isOpen = [.noFinish, .aborted].contains(kind)
        #expect(Failure(kind, "why", exchange: counted).bill == (isOpen ? .asUsed : wanted.bill))
    }

    private static let ends: [(word: String, finish: Completion.Finish)] =
        ["stop", "end_turn", "stop_sequence", "completed", "complete", "eos_token", "STOP", "end-turn"].map {
            ($0, .stop)
        }
        + ["length", "max_tokens", "max_output_tokens", "model_length", "model_context_window_exceeded", "MAX_TOKENS"]
        .map { ($0, .length) }
        + [
            "tool_calls", "tool_call", "tool_use", "function_call", "malformed_function_call", "unexpected_tool_call",
        ].map { ($0, .tool) }
        + [
            "recitation", "image_recitation", "language", "no_image", "blocklist", "spii", "sensitive", "error_toxic",
            "model_armor", "content_filter", "content_filtered", "safety", "image_safety", "unsafe", "moderation",
            "prohibited_content", "guardrail_intervened", "guardrails", "content_moderated", "blocked_by_filter",
            "contentfilter", "policy_filter_triggered",
        ].map { ($0, .filter) } + [("refusal", .refusal)]

    @Test func eachWordForAnEndIsOne() {
        let plain = Endings(own: [:])
        for (word, finish) in Self.ends { #expect(plain.meaning(of: word) == .end(finish), "\(word)") }
        for word in ["abort", "cancelled", "filter_timeout", "content", "blocked", "?"] {
            #expect(plain.meaning(of: word) == .abort(word: word))
        }
        #expect(plain.meaning(of: "ERROR") == .error && plain.meaning(of: nil) == .none && !plain.acceptsNone)
        let own = Endings(own: [
            "done": .stop, "cap": .length, "bad": .contentFilter, "call": .toolCalls, "stop": .abort, "none": .stop,
        ])
        let told = ["Done", "cap", "bad", "call", "stop", "length"].map { own.meaning(of: $0) }
        #expect(told == [.end(.stop), .end(.length), .end(.filter), .end(.tool), .abort(word: "stop"), .end(.length)])
        #expect(own.acceptsNone && !Endings(own: ["none": .abort]).acceptsNone)
    }

    /// What a proxy puts behind every stream takes nothing from what was said before.
    @Test(
        arguments: [
            ("stop", "length", true), ("stop", "content_filter", true), ("STOP", "MAX_TOKENS", true),
            ("stop", "tool_calls", false), ("stop", "stop", false), ("length", "content_filter", false),
            ("stop", "refusal", false), ("end_turn", "abort", true), ("stop", "aborted", true),
            ("stop", "cancel", true), ("stop", "cancelled", true), ("stop", "canceled", true), ("stop", "error", true),
            ("stop", "insufficient_system_resource", true), ("stop", "interrupted", true),
            ("stop", "network_error", true), ("stop", "timeout", true), ("stop", "odd", false),
            ("odd", "length", false),
        ]
    )
    func aWeakerWordReplacesNoStronger(word: String, earlier: String, isWeaker: Bool) {
        #expect(Endings.isWeaker(word, than: earlier) == isWeaker)
        var assembly = Assembly()
        for next in [earlier, " ", "null", "None", word] { assembly.takeFinish(next) }
        #expect(assembly.finishWord == (isWeaker ? earlier : word))
        assembly.takeFinish(nil)
        #expect(assembly.finishWord == (isWeaker ? earlier : word))
    }

    private func kind(_ message: String = "no", code: String? = nil, type: String? = nil, under status: Int? = 400)
        -> Failure.Kind?
    {
        ServerError(message: message, type: type, code: code).kind(under: status)
    }

    @Test func eachCodeTellsItsKind() {
        let codes: [Failure.Kind: [String]] = [
            .quota: [
                "402", "1113", "1008", "insufficient_quota", "InsufficientBalance", "insufficient_credits",
                "insufficient-funds", "insufficient_user_quota", "credit_balance_too_low", "credit_limit_reached",
                "Arrearage", "account_overdue", "payment_required", "out_of_credits", "balance_exhausted",
                "not_enough_balance", "not_enough_credits", "exceeded_current_quota_error", "billing_error",
            ],
            .contentFilter: [
                "1301", "1026", "1027", "content_filter", "DataInspectionFailed", "data_inspection_failed",
            ],
            .contextOverflow: ["context_length_exceeded", "exceed_context_size_error", "string_above_max_length"],
            .rateLimited: [
                "rate_limit_exceeded", "rate_limit_error", "RESOURCE_EXHAUSTED", "too_many_requests", "429", "1302",
                "1002",
            ],
            .overloaded: ["overloaded_error", "engine_overloaded", "unavailable_error", "503", "529"],
            .auth: ["authentication_error", "permission_error", "401", "403", "invalid_api_key", "API_KEY_INVALID"],
            .notFound: ["model_not_found", "not_found_error", "404"],
            .serverError: ["server_error", "internal_server_error", "api_error", "500", "502"],
            .badRequest: ["invalid_request_error", "invalid_prompt", "400"],
        ]
        for (wanted, codes) in codes {
            for code in codes {
                #expect(kind(code: code) == wanted && kind(type: code) == wanted, "\(code)")
            }
        }
        #expect(kind(code: "9") == nil && kind(code: "1402") == nil && kind(code: "40") == nil)
        // A server that fails may do so in its own accounts.
        #expect(kind(code: "billing_error", under: 500) == nil && kind(code: "billing_error", under: nil) == .quota)
    }

    @Test(
        arguments: [
            "credits are depleted", "credits depleted", "credit is depleted", "prepaid balance", "prepayment credits",
            "spending cap", "spend cap", "monthly spend", "credit balance", "insufficient balance",
            "insufficient credit", "insufficient fund", "insufficient quota", "insufficient user quota",
            "not enough credit", "not enough balance", "out of credit", "no credits", "requires more credits",
            "exceeded your current quota", "account balance", "balance is too low", "balance not enough",
            "balance is not enough", "in arrears", "overdue payment", "overdue balance", "billing hard limit",
            "payment required", "credit limit exceeded", "monthly included credits", "credits expired",
            "credits have expired", "calls / month", "monthly limit", "monthly quota", "余额不足", "欠费", "额度不足", "充值",
        ]
    )
    func anAccountWithoutMoneyIsToldByEachPhrase(phrase: String) {
        for status in [400, 429, 500] as [Int?] + [nil] {
            #expect(kind("So: \(phrase.uppercased()).", under: status) == .quota)
        }
        #expect(
            kind("So: \(phrase.replacing(" ", with: "_")).") == .quota || phrase.contains("/")
                || Self.spent.contains(phrase)
        )
        // A limit a minute that says when it recovers is none, unless it is said by what no such limit says.
        var error = ServerError(message: "So: \(phrase).")
        error.retryDelay = "5s"
        #expect((error.kind(under: 429) == .quota) == Self.spent.contains(phrase))
    }

    private static let spent = [
        "credits are depleted", "credits depleted", "credit is depleted", "prepaid balance", "prepayment credits",
        "spending cap", "spend cap", "monthly spend",
    ]

    /// Under 429, or where the server fails, it stands beside other reasons.
    @Test(
        arguments: [
            "spending limit", "spend limit", "usage limits", "purchase credits", "add credits", "top up",
            "recharge your account",
        ]
    )
    func whatStandsInOtherErrorsTooTellsOfTheAccountAlone(phrase: String) {
        #expect(
            kind("Please \(phrase) now", under: 400) == .quota && kind("Please \(phrase) now", under: nil) == .quota
        )
        for status in [429, 500, 503] { #expect(kind("Please \(phrase) now", under: status) == nil) }
    }

    @Test(
        arguments: [
            "content_filter", "content filter", "content_policy", "content policy", "contentpolicy",
            "content management policy", "responsibleaipolicy", "data_inspection", "datainspection",
            "inappropriate content", "safety_check", "for safety reasons", "usage guidelines", "sensitive words",
            "content exists risk", "safety system", "safety filter", "safety settings", "blocked by safety",
            "prohibited_content", "prohibited content", "sensitive content", "unsafe content", "harmful content",
            "filtering policy", "usage policy violation",
        ]
    )
    func aFilterIsToldByEachPhrase(phrase: String) {
        for status in [400, 429, 500] { #expect(kind("So: \(phrase)", under: status) == .contentFilter) }
    }

    @Test(arguments: ["guardrail", "moderation", "flagged"]) func aWordForAFilterIsOneWhereNothingElseMayBeMeant(
        word: String
    ) {
        #expect(
            kind("The \(word) says no") == .contentFilter && kind("The \(word) says no", under: nil) == .contentFilter
        )
        #expect(kind("The \(word) failed", under: 500) == nil && kind("The \(word) is busy", under: 429) == nil)
        #expect(kind("unknown parameter \(word)") == nil)
    }

    @Test(
        arguments: [
            "context_length", "exceed_context_size", "maximum context length", "context length exceeded",
            "exceeds the available context size", "exceed context", "context size has been exceeded",
            "prompt is too long", "prompt too long", "input is too long", "input length exceeds",
            "too many input tokens", "exceeds the model's maximum", "maximum prompt length", "string_above_max_length",
            "model's context length", "max context length", "`max_new_tokens` must be <=",
            "input (9 tokens) is too large to process",
        ]
    )
    func aPromptThatIsTooLongIsToldByEachPhrase(phrase: String) {
        for status in [400, 500] { #expect(kind("So: \(phrase)", under: status) == .contextOverflow) }
    }

    @Test func otherWordsTellTheirKind() {
        #expect(kind("over the context window") == .contextOverflow && kind("the context window", under: 500) == nil)
        for words in ["API key not valid", "Invalid API key given", "Incorrect API key provided"] {
            #expect(kind(words) == .auth)
        }
        #expect(
            kind("Model x not found") == .notFound && kind("the model x not found") == nil && kind("model x") == nil
        )
        #expect(kind("hit the rate limit") == .rateLimited && kind("Too many requests") == .rateLimited)
        #expect(kind("too large to process") == nil && kind() == nil)
    }

    /// 25 November 2026, 12:00:00 UTC, in milliseconds.
    private static let now: Int64 = 1_795_608_000_000

    @Test(
        arguments: [
            ("1ms", 1), ("2 millisecond", 2), ("3 milliseconds", 3), ("1s", 1000), ("2 sec", 2000), ("3secs", 3000),
            ("1 second", 1000), ("4 seconds", 4000), ("1m", 60_000), ("1 min", 60_000), ("2mins", 120_000),
            ("1 minute", 60_000), ("2 minutes", 120_000), ("1h", 3_600_000), ("1 hour", 3_600_000),
            ("2 hours", 7_200_000), ("1d", 86_400_000), ("1h2m3.5s", 3_723_500), ("1 week", nil), ("s", nil), ("", nil),
            ("172799", 172_799_000), ("172800", 172_800), ("999999999", 999_999_999),
            ("Wed, 25-Nov-2026 12:00:30 GMT", 30_000), ("2026-11-25 12:00:30", 30_000), ("1795607000", 0),
            ("1795608001", 1000), ("1795608001500", 1500), ("1795608001500000", 1500),
            ("1795608001500000000", 1500),
        ] as [(String, Int64?)]
    )
    func aWaitIsReadInItsUnit(text: String, milliseconds: Int64?) {
        let found = RetryDelay(headers: ["retry-after": text], status: 503, now: Self.now).duration
        #expect((found == nil) == (milliseconds == nil), "\(text)")
        // A fraction of a second is a binary one.
        guard let found, let milliseconds else { return }
        #expect(abs((found - .milliseconds(milliseconds)) / .milliseconds(1)) < 1e-6, "\(text): \(found)")
    }

    private func request(_ bytes: Int, _ kind: Endpoint.Kind = .openai, context: Int? = nil, own: Int? = nil)
        -> ChatRequest
    {
        ChatRequest(
            endpoint: Endpoint(name: "e", kind: kind, url: "http://127.0.0.1:1"),
            model: "m",
            messages: [Message(role: .user, content: String(repeating: "x", count: bytes))],
            extra: own.map { ["num_ctx": .integer($0)] } ?? [:],
            contextTokens: context
        )
    }

    /// Half of a context at least, and less than a sixth of the bytes.
    @Test(
        arguments: [
            (31, 64, false), (32, 64, true), (64, 64, true), (65, 64, false), (99, 150, true), (100, 150, false),
        ] as [(Int64, Int64, Bool)]
    )
    func aServerWhoseContextShiftsReadsAHalfAtLeast(read: Int64, context: Int64, isCut: Bool) {
        #expect(request(600).wasCut(to: read, of: context) == isCut)
        #expect(!request(60).wasCut(to: read, of: context))
    }

    /// Half the context and two tokens, eight more or less; or all of it, but for eight.
    @Test(
        arguments: [
            (43, false), (44, true), (52, true), (60, true), (61, false), (91, false), (92, true), (100, true),
        ] as [(Int64, Bool)]
    )
    func ollamaLeavesHalfItsContextOfALongPrompt(read: Int64, isCut: Bool) {
        #expect(request(6000, .ollama, own: 100).wasCut(to: read) == isCut)
        #expect(request(6000, .ollama, context: 100).wasCut(to: read) == isCut)
        #expect(!request(6 * Int(read) + 5, .ollama, own: 100).wasCut(to: read))
    }

    @Test func whatAPromptTakesIsEstimated() {
        #expect(request(0).estimatedInputTokens == 7 && request(43).estimatedInputTokens == 17)
        #expect(request(9, context: 5, own: 4).ollamaContext == 4 && request(9, context: 5).ollamaContext == 5)
        #expect(request(9).ollamaContext == 8192)
    }

    /// Each thing that both know and that differs makes other weights; what one of them does not know makes none.
    @Test func weightsDifferByWhatBothKnow() {
        typealias Trait = ModelWeights.Trait
        let one = ModelWeights(
            digest: "d",
            quantization: "Q4",
            bytes: 5,
            parameters: 7,
            source: "s",
            traits: [Trait(name: "arch", value: "a"), Trait(name: "n_embd", value: "1")]
        )
        let changes: [(inout ModelWeights) -> Void] = [
            { $0.digest = "e" }, { $0.quantization = "Q8" }, { $0.bytes = 6 }, { $0.parameters = 8 },
            { $0.source = "t" }, { $0.traits[1].value = "2" },
        ]
        for change in changes {
            var other = one
            change(&other)
            #expect(one.differs(from: other) && other.differs(from: one))
        }
        let losses: [(inout ModelWeights) -> Void] = [
            { $0.digest = nil }, { $0.quantization = nil }, { $0.bytes = nil }, { $0.parameters = nil },
            { $0.source = nil }, { $0.traits.removeLast() },
        ]
        for loss in losses {
            var other = one
            loss(&other)
            #expect(!one.differs(from: other) && !other.differs(from: one))
        }
        // What neither form nor source tells apart: the parameters, and two traits at most.
        var other = ModelWeights(digest: "d", quantization: "Q4", bytes: 5, parameters: 8, source: "s")
        #expect(one.words(beside: other) == "Q4 (0 MB), 7 parameters")
        other.parameters = 7
        other.traits = ["arch", "n_embd"].map { Trait(name: $0, value: "z") }
        #expect(one.words(beside: other) == "Q4 (0 MB), arch a, n_embd 1")
    }

    @Test(
        arguments: [
            ("/srv/m.gguf", "m.gguf"), ("./m", "m"), ("~/x/m", "m"), ("C:\\w\\m", "m"), ("a\\m", "m"), ("C:/w/m", "m"),
            ("org/m", "org/m"), ("m:7b", "m:7b"), ("/", "/"),
        ]
    )
    func aPathIsNobodysBusiness(text: String, name: String) {
        #expect(ServerIdentity.withoutPath(text) == name)
    }
}
