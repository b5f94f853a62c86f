import Inference
import Rehearsal
import Studies
import Testing

/// A client against a server that really speaks the protocol, over loopback.
struct FaultTests {
    private static let text = "Grüße, 日本 — one two three four five."

    private static func script(_ faults: [Fault]) -> Script {
        let line = Script.Line(
            model: "m",
            prompt: "hello",
            matches: [],
            response: text,
            finish: "stop",
            inputTokens: 7,
            outputTokens: 9,
            firstTokenMilliseconds: 0,
            tokenMilliseconds: 0
        )
        return Script(lines: [line], faults: faults, faultInterval: 1)
    }

    private func ask(
        _ kind: Endpoint.Kind,
        faults: [Fault] = [],
        isStreamed: Bool = true,
        model: String = "m"
    ) async throws -> Result<Completion, Failure> {
        let server = try RehearsalServer(script: Self.script(faults))
        defer { server.stop() }
        let path = kind == .ollama ? "" : "/v1"
        let endpoint = Endpoint(
            name: "e",
            kind: kind,
            url: "http://127.0.0.1:\(server.port)\(path)",
            // Whoever does not stall is waited for, however busy the machine is.
            timeouts: .init(
                connect: .seconds(60),
                firstByte: .seconds(60),
                idle: faults.contains(.stall) ? .milliseconds(300) : .seconds(60),
                total: .seconds(120)
            )
        )
        return await ModelClient().complete(
            ChatRequest(
                endpoint: endpoint,
                model: model,
                messages: [Message(role: .user, content: "hello")],
                isStreamed: isStreamed
            )
        )
    }

    @Test(arguments: [Endpoint.Kind.openai, .ollama], [true, false])
    func aCompleteAnswerIsReadByteForByte(kind: Endpoint.Kind, isStreamed: Bool) async throws {
        let completion = try await ask(kind, isStreamed: isStreamed).get()
        #expect(completion.text.utf8.elementsEqual(Self.text.utf8))
        #expect(completion.finish == .stop)
        #expect(completion.exchange.usage.input == 7)
        #expect(completion.exchange.usage.output == 9)
        #expect((completion.exchange.timings.firstToken != nil) == isStreamed)
    }

    @Test(arguments: [
        (Fault.rateLimit, Failure.Kind.rateLimited), (.unavailable, .overloaded), (.cut, .cut), (.stall, .idleTimeout),
        (.malformed, .malformed), (.reset, .reset), (.streamError, .errorInStream), (.html, .serverError),
        (.empty, .empty),
        (.noFinish, .noFinish),
    ])
    func aFaultLandsInItsClassAndIsNoResponse(fault: Fault, kind: Failure.Kind) async throws {
        guard case .failure(let failure) = try await ask(.openai, faults: [fault]) else {
            Issue.record("\(fault) became a response")
            return
        }
        #expect(failure.kind == kind, "\(failure)")
        #expect(failure.isRetryable)
    }

    @Test(arguments: [Fault.cut, .stall, .streamError, .noFinish])
    func ollamasFaultsAreNoResponsesEither(fault: Fault) async throws {
        guard case .failure = try await ask(.ollama, faults: [fault]) else {
            Issue.record("\(fault) became a response")
            return
        }
    }

    /// Without an answer of the server a request may be on the bill all the same, once it was sent.
    @Test(arguments: [
        (Fault.rateLimit, Failure.Bill.nothing), (.unavailable, .nothing), (.cut, .unknown), (.stall, .unknown),
        (.reset, .unknown), (.noFinish, .unknown), (.empty, .asUsed), (.streamError, .asUsed),
    ])
    func whatAFailureMayHaveCostIsKnown(fault: Fault, bill: Failure.Bill) async throws {
        guard case .failure(let failure) = try await ask(.openai, faults: [fault]) else {
            Issue.record("\(fault) became a response")
            return
        }
        #expect(failure.bill == bill, "\(failure)")
    }

    @Test func whatNeverLeftCostsNothing() async throws {
        // Port 1 of this machine refuses.
        let endpoint = Endpoint(name: "e", kind: .openai, url: "http://127.0.0.1:1/v1")
        let request = ChatRequest(endpoint: endpoint, model: "m", messages: [Message(role: .user, content: "hello")])
        guard case .failure(let failure) = await ModelClient().complete(request) else {
            Issue.record("nobody answered, and that is a response")
            return
        }
        #expect(failure.kind == .connect && failure.bill == .nothing)
    }

    @Test func anUnknownModelIsNotTriedAgain() async throws {
        guard case .failure(let failure) = try await ask(.openai, model: "other") else {
            Issue.record("an unknown model answered")
            return
        }
        #expect(failure.kind == .notFound)
        #expect(!failure.isRetryable)
    }
}
