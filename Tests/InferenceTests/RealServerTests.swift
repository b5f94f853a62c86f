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

    /// Of members of one name the last counts.
    @Test func aMemberThatStandsTwiceIsReadOnce() async throws {
        let content = "{\"content\":\"first\",\"content\":\"second\"}"
        for (name, more) in [("message", ""), ("delta", ""), ("delta", "\"delta\":{\"content\":\"zeroth\"},")] {
            let choice = "{\"choices\":[{\"index\":0,\(more)\"\(name)\":\(content),\"finish_reason\":\"stop\"}]}"
            for reply in [Reply.body("200 OK", choice), .events(choice, "[DONE]")] {
                #expect(try await FieldServerTests.ask(reply).get().text == "second")
            }
            // The list of choices itself, and a name in another spelling.
            func choices(_ text: String, _ member: String = "content") -> String {
                "\"choices\":[{\"index\":0,\"\(name)\":{\"\(member)\":\"\(text)\"},\"finish_reason\":\"stop\"}]"
            }
            for list in ["{\(choices("first")),\(choices("second"))}", "{\(choices("second", #"\u0063ontent"#))}"] {
                for reply in [Reply.body("200 OK", list), .events(list, "[DONE]")] {
                    #expect(try await FieldServerTests.ask(reply).get().text == "second", "\(list)")
                }
            }
        }
    }

    /// A later word that says less does not undo a cut.
    @Test(arguments: [
        ("length", "stop", Completion.Finish.length), ("stop", "length", .length), ("stop", "stop", .stop),
    ])
    func aCutIsNotForgotten(first: String, second: String, finish: Completion.Finish) async throws {
        let reply = Reply.events(
            FieldServerTests.chunk("Half", finish: "\"\(first)\""),
            FieldServerTests.chunk("", finish: "\"\(second)\""),
            FieldServerTests.usage,
            "[DONE]"
        )
        #expect(try await FieldServerTests.ask(reply).get().finish == finish)
    }

    @Test func aProblemsTitleAndItsDetailAreBothKept() async throws {
        let body = "{\"title\":\"Bad\",\"status\":400,\"detail\":\"it is bad\"}"
        let told = try await failure(.body("400 Bad Request", body)).message
        #expect(told.contains("Bad: it is bad"), "\(told)")
    }

    /// Accounts of pieces are no account of the whole.
    @Test func usageInPiecesIsUnknownAndSaysSo() async throws {
        func usage(_ input: Int, _ output: Int) -> String {
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":\(input),\"completion_tokens\":\(output),\"total_tokens\":\(input + output)}}"
        }
        let end = FieldServerTests.chunk("Hello.", finish: "\"stop\"")
        let pieces = try await FieldServerTests.ask(.events(usage(10, 1), end, usage(0, 1), "[DONE]")).get()
        #expect(pieces.exchange.usage.input == 10 && pieces.exchange.usage.output == nil)
        #expect(pieces.exchange.usage.doubt?.contains("comes in pieces") == true)
        let whole = try await FieldServerTests.ask(.events(usage(10, 1), end, usage(10, 2), "[DONE]")).get()
        #expect(whole.exchange.usage.output == 2 && whole.exchange.usage.doubt == nil)
    }

    @Test(arguments: [
        ("LANGUAGE", Failure.Kind.contentFilter), ("NO_IMAGE", .contentFilter), ("tool-calls", .toolCall),
        ("IMAGE_RECITATION", .contentFilter),
    ])
    func gatewaysSpellWordsForTheEndInTheirWay(word: String, kind: Failure.Kind) async throws {
        let body =
            "{\"choices\":[{\"index\":-1,\"message\":{\"content\":null},\"finish_reason\":\"\(word)\"}],"
            + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1,\"total_tokens\":6}}"
        let failure = try await failure(.body("200 OK", body))
        #expect(failure.kind == kind && !failure.isRetryable, "\(failure)")
    }

    @Test(arguments: [
        ("<THINK>x</THINK>Answer.", "x"), ("<think duration=\"3\">x</think>\nAnswer.", "x"),
        ("\u{FEFF}<think>x</think>Answer.", "x"), ("<thought>x</thought>Answer.", "x"),
        (" <thinking>x</thinking> Answer.", "x"),
        ("<think>say \"</think>\" is a tag</think>Answer.", "say \"</think>\" is a tag"),
        ("<think>use `</think>`, not '</think>'</think>Answer.", "use `</think>`, not '</think>'"),
    ])
    func tagsOfReasoningHaveManyForms(text: String, thought: String) throws {
        let found = try #require(ReasoningRule.auto.split(text))
        #expect(found.answer == "Answer." && found.reasoning == thought)
        #expect(ReasoningRule.auto.split("<thinker>x</thinker>") == nil && ReasoningRule.auto.split("<think/>x") == nil)
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
