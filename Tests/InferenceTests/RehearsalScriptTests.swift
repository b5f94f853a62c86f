import Fixtures
import Foundation
import Inference
import Studies
import Testing

@testable import Rehearsal

/// Which recorded answer a rehearsed server gives, when, and how it goes wrong.
struct RehearsalScriptTests {
    private func line(
        _ response: String = "ok",
        prompt: String? = nil,
        matches: [String] = [],
        model: String = "m"
    ) -> Script.Line { Script.Line(model: model, prompt: prompt, matches: matches, response: response) }

    @Test func whatMustOccurOccursInItsOrder() {
        let script = Script(lines: [line(matches: ["ab", "b"]), line("other", matches: ["x"], model: "n")])
        #expect(script.line(for: "m", message: "an ab and a b") != nil)
        for message in ["b ab", "ab", "b b"] { #expect(script.line(for: "m", message: message) == nil, "\(message)") }
        #expect(script.line(for: "m", message: "x") == nil && script.line(for: "n", message: "x")?.response == "other")
    }

    @Test func aPromptIsComparedByteForByteAndTheFirstLineAnswers() {
        let script = Script(lines: [
            line("composed", prompt: "\u{E9}"), line("first", prompt: "p"), line("second", prompt: "p"),
        ])
        #expect(script.line(for: "m", message: "\u{E9}")?.response == "composed")
        #expect(script.line(for: "m", message: "e\u{301}") == nil)
        #expect(script.line(for: "m", message: "p")?.response == "first")
    }

    @Test func aNonceBeforeARecordedPromptIsNoPartOfIt() {
        let nonce = "[0123456789abcdef] "
        let script = Script(lines: [
            line("plain", prompt: "p"), line("own", prompt: nonce + "q"), line("q", prompt: "q"),
        ])
        #expect(script.line(for: "m", message: nonce + "p")?.response == "plain")
        #expect(script.line(for: "m", message: nonce + "q")?.response == "own")
        #expect(script.line(for: "m", message: "[0123456789abcde] p") == nil)
    }

    /// The copied example asks the server that the demonstration has begun, on whichever port.
    @Test func theExampleAsksThePortThatItIsPointedTo() throws {
        let folder = try TemporaryFolder()
        let text = "a: {url: \"http://127.0.0.1:8765/v1\"}\nb: {url: \"http://127.0.0.1:8765/v2\"}\nport: 8765\n"
        let file = try folder.write("Prompts/example/study.yaml", text)
        func pointed(to port: UInt16) throws -> String {
            try ExampleStudy.point(folder.path, to: port)
            return try String(contentsOfFile: file, encoding: .utf8)
        }
        #expect(try pointed(to: ExampleStudy.port) == text)
        let wanted = text.replacingOccurrences(of: "127.0.0.1:8765", with: "127.0.0.1:9999")
        #expect(try pointed(to: 9999) == wanted && wanted.hasSuffix("port: 8765\n"))
    }

    @Test func aRecordedLineMayLeaveOutItsFinishAndItsTimes() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "answers.jsonl",
            """
            {"model": "m", "prompt": "p", "response": "r", "first_token_ms": -5, "usage": {"input": 7, "output": 3}}
            {"model": "m", "match": ["a", "b"], "response": "s", "finish": "length", "token_ms": 4}

            """
        )
        let lines = try Script.read(path: path)
        #expect(lines.map(\.finish) == ["stop", "length"] && lines.map(\.matches) == [[], ["a", "b"]])
        #expect(lines.map(\.firstTokenMilliseconds) == [0, 0] && lines.map(\.tokenMilliseconds) == [0, 4])
        #expect(lines.map(\.inputTokens) == [7, nil] && lines.map(\.outputTokens) == [3, nil])
        let bad = try folder.write("bad.jsonl", "{\"model\": \"m\", \"response\": \"r\"}\n")
        #expect(throws: Mistakes.self) { try Script.read(path: bad) }
    }

    /// Several requests may come on one connection, and a client spells the names of a head as it likes.
    @Test func requestsOnOneConnectionAreReadOneByOne() throws {
        let pipe = Pipe()
        let text =
            "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"
            + "POST /b HTTP/1.1\r\nCONTENT-LENGTH:2\r\n\r\nxyGET /c HTTP/1.1\r\n\r\n"
        try pipe.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try pipe.fileHandleForWriting.close()
        var reader = RequestReader(connection: pipe.fileHandleForReading.fileDescriptor)
        var found: [[String]] = []
        while let request = reader.next() {
            found.append([request.method, request.path, String(decoding: request.body, as: UTF8.self)])
        }
        #expect(found == [["POST", "/a", "abc"], ["POST", "/b", "xy"], ["GET", "/c", ""]])
    }

    /// Every second request, the faults in turn.
    @Test func everySoManiethRequestGetsTheNextFault() async throws {
        let script = Script(lines: [line(prompt: "p")], faults: [.rateLimit, .unavailable], faultInterval: 2)
        let server = try RehearsalServer(script: script)
        defer { server.stop() }
        let request = ChatRequest(
            endpoint: Endpoint(name: "e", kind: .openai, url: "http://127.0.0.1:\(server.port)/v1"),
            model: "m",
            messages: [Message(role: .user, content: "p")]
        )
        let client = ModelClient()
        var kinds: [Failure.Kind?] = []
        for _ in 1...6 {
            if case .failure(let failure) = await client.complete(request) {
                kinds.append(failure.kind)
            } else {
                kinds.append(nil)
            }
        }
        #expect(kinds == [nil, .rateLimited, nil, .overloaded, nil, .rateLimited] && server.requestCount == 6)
        #expect(Script(lines: [], faultInterval: 0).faultInterval == 1)
    }

    @Test func aDaysHoursOutagesAndNamesBeginAndEndAtTheirMinute() throws {
        let day = try RehearsedDay(
            JSONValue(
                parsing: """
                    {"hours": {"14": 2.5}, "outages": [["10:00", "10:30"], ["23:00", "24:00"]],
                        "fingerprints": {"18:00": "b", "06:00": "a"}, "speed": 60}
                    """
            )
        )
        #expect([839, 840, 899, 900].map(day.factor) == [1, 2.5, 2.5, 1])
        #expect([599, 600, 629, 630, 1439].map(day.isDown) == [false, true, true, false, true])
        // Before the first one of a day the last of the day before stands.
        #expect([0, 359, 360, 1079, 1080].map(day.fingerprint) == ["b", "b", "a", "a", "b"])
        let ten = Int64(36_000_000)
        #expect(day.minute(at: ten, start: ten) == 600 && day.minute(at: ten + 1000, start: ten) == 601)
        let late = Int64(3 * 86_400_000 - 1000)
        #expect(day.minute(at: late, start: late) == 1439 && day.minute(at: late + 1000, start: late) == 0)
        var slow = line()
        (slow.firstTokenMilliseconds, slow.tokenMilliseconds) = (10, 3)
        slow.pass(day, 845)
        #expect(slow.firstTokenMilliseconds == 25 && slow.tokenMilliseconds == 8 && slow.fingerprint == "a")
    }

    @Test(arguments: [
        #"{"hours": {"24": 2}}"#, #"{"hours": {"3": 0}}"#, #"{"outages": [["10:30", "10:00"]]}"#,
        #"{"outages": [["10:00", "10:00"]]}"#, #"{"outages": [["10:00", "10:60"]]}"#, #"{"speed": 0}"#,
    ])
    func aDayThatCannotBeIsRefused(text: String) {
        #expect(throws: StudiesError.self) { try RehearsedDay(JSONValue(parsing: text)) }
    }

    /// The coordinates of "dog" and "red" by the SHA-256 of their letters.
    @Test func textsOfTheSameWordsHaveTheSameVector() throws {
        let none = MadeUpVectors.vector(of: "")
        #expect(none == [0.25] + [Double](repeating: 0, count: 63))
        for word in Self.coordinates {
            var expected = none
            expected[word.first] += 1
            expected[word.second] += word.isUp ? 0.5 : -0.5
            #expect(MadeUpVectors.vector(of: word.text) == expected, "\(word.text)")
        }
        #expect(MadeUpVectors.vector(of: "Dog, red!") == MadeUpVectors.vector(of: "red dog"))
        let body = try JSONValue(parsing: #"{"input": ["dog", "red dog"]}"#)
        let openai = try #require(MadeUpVectors.answer(to: body, model: "e", isOllama: false))
        #expect(openai["data"]?.array?.map { $0["index"]?.integer } == [1, 0])
        let second = openai["data"]?.array?[0]["embedding"]?.array?.compactMap(\.number)
        #expect(second == MadeUpVectors.vector(of: "red dog"))
        #expect(openai["usage"]?["prompt_tokens"]?.integer == 3)
        let ollama = try #require(MadeUpVectors.answer(to: body, model: "e", isOllama: true))
        #expect(ollama["embeddings"]?.array?[0].array?.compactMap(\.number) == MadeUpVectors.vector(of: "dog"))
        #expect(MadeUpVectors.answer(to: .object([("input", .array([]))]), model: "e", isOllama: true) == nil)
    }

    private static let coordinates: [(text: String, first: Int, second: Int, isUp: Bool)] = [
        ("dog", 13, 35, true), ("red", 49, 53, true), ("cat", 55, 47, true), ("world", 8, 46, false),
    ]

    private func texts(_ answer: Answer) -> [String] { answer.pieces.map { String(decoding: $0.bytes, as: UTF8.self) } }

    @Test func piecesWithoutAPauseGoOutTogether() {
        let answer = Answer(pieces: [Piece("a"), Piece("b"), Piece("c", after: 5), Piece("d"), Piece("e", after: 1)])
        #expect(answer.joined.map { String(decoding: $0.bytes, as: UTF8.self) } == ["ab", "cd", "e"])
        #expect(answer.joined.map(\.milliseconds) == [0, 5, 1])
    }

    @Test func aStreamComesWordByWordAndEndsAsItsFaultSays() {
        var line = line("one two\nthree four")
        (line.firstTokenMilliseconds, line.tokenMilliseconds) = (9, 2)
        let whole = Dialect.openai.answer(line, isStreamed: true, fault: nil)
        // The head, four words, the finish, the counts, the end mark and the end of the chunks.
        #expect(whole.pieces.map(\.milliseconds) == [0, 9, 2, 2, 2, 0, 0, 0, 0] && whole.ending == .complete)
        #expect(texts(whole)[2].contains(#""content":"two\n""#) && texts(whole)[7].contains("[DONE]"))
        #expect(texts(whole)[6].contains(#""completion_tokens":4"#) && texts(whole)[6].contains(#""prompt_tokens":0"#))
        for fault in [Fault.cut, .stall] {
            let half = Dialect.openai.answer(line, isStreamed: true, fault: fault)
            #expect(half.pieces.count == 3 && half.ending == (fault == .cut ? .close : .silence))
        }
        let unfinished = Dialect.openai.answer(line, isStreamed: true, fault: .noFinish)
        #expect(unfinished.pieces.count == 6 && !texts(unfinished).joined().contains("finish_reason\":\"stop"))
        let error = Dialect.ollama.answer(line, isStreamed: true, fault: .streamError)
        #expect(error.pieces.count == 5 && texts(error)[3].contains("rehearsed"))
    }

    @Test func aWholeAnswerTakesTheTimeOfAllItsTokens() {
        var line = line("one two three")
        (line.firstTokenMilliseconds, line.tokenMilliseconds) = (9, 2)
        (line.inputTokens, line.outputTokens, line.finish) = (7, 5, "length")
        let answer = Dialect.openai.answer(line, isStreamed: false, fault: nil)
        #expect(answer.pieces.map(\.milliseconds) == [15])
        let text = texts(answer)[0]
        #expect(text.contains(#""prompt_tokens":7"#) && text.contains(#""completion_tokens":5"#))
        #expect(text.contains(#""total_tokens":12"#) && text.contains(#""finish_reason":"length""#))
        let unfinished = Dialect.openai.answer(line, isStreamed: false, fault: .noFinish)
        #expect(texts(unfinished)[0].contains(#""finish_reason":null"#))
    }
}
