import Foundation
import Inference
import Studies
import Testing

/// What a llama-server with a small model said, byte for byte (`Tests/Field/R….http`), and what is like it.
struct RealServerTests {
    private typealias Reply = ScriptedServer.Reply

    private func failure(_ reply: ScriptedServer.Reply) async throws -> Failure {
        switch try await FieldServerTests.ask(reply) {
        case .failure(let failure): return failure
        case .success(let completion):
            Issue.record("became a response: \(completion.text)")
            throw CancellationError()
        }
    }

    /// It answers 200 and tells the error in a field that no event has.
    @Test func anErrorInAFieldOfItsOwnIsAnError() async throws {
        let overflow = try await failure(try FieldServerTests.recorded("R01-llama-server-overflow"))
        #expect(overflow.kind == .contextOverflow && !overflow.isRetryable, "\(overflow)")
        #expect(overflow.message.contains("exceeds the available context size"))
        let half = Reply(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
                + "data: \(FieldServerTests.chunk("Half of"))\r\n\r\n"
                + "error: {\"code\":500,\"message\":\"Compute error.\",\"type\":\"server_error\"}\r\n\r\ndata: [DONE]\r\n\r\n"
        )
        let compute = try await failure(half)
        #expect(compute.kind == .errorInStream && compute.cause == .serverError && compute.isRetryable, "\(compute)")
        #expect(compute.partialText == "Half of" && compute.message.contains("Compute error."))
    }

    /// It counts what it read of the prompt, and not what it had.
    @Test func whatWasNotReadAnewCameFromTheCache() async throws {
        let reply = try FieldServerTests.recorded("R02-llama-server-cached")
        let usage = try await FieldServerTests.ask(reply).get().exchange.usage
        #expect(usage.input == 12 && usage.output == 3 && usage.cached == 11)
    }

    @Test(arguments: [
        (["1:BBB", "1: end"], "BBB end"), (["1:no", "0:AAA", "1:never", "0: end"], "AAA end"),
        (["2:no", "1:nor", "0:AAA"], "AAA"), (["7:AAA"], "AAA"),
    ])
    func theSmallestIndexThatComesIsTheAnswers(pieces: [String], text: String) async throws {
        let choices = pieces.map { piece in
            let (index, words) = (piece.prefix(1), piece.dropFirst(2))
            return "{\"index\":\(index),\"delta\":{\"content\":\"\(words)\"},\"finish_reason\":\"stop\"}"
        }
        var stream = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        stream += choices.map { "data: {\"choices\":[\($0)]}\n\n" }.joined()
        stream += "data: \(FieldServerTests.usage)\n\ndata: [DONE]\n\n"
        #expect(try await FieldServerTests.ask(Reply(stream)).get().text == text)
        let whole = "{\"choices\":[\(choices.joined(separator: ",").replacing("delta", with: "message"))]}"
        // A whole body has each choice once, so the first of an index is read.
        let first = pieces.min { $0.prefix(1) < $1.prefix(1) } ?? ""
        #expect(try await FieldServerTests.ask(.body("200 OK", whole)).get().text == first.dropFirst(2))
    }
}
