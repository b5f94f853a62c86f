import Foundation
import Studies

/// A piece of an answer and how long to wait before it is sent.
struct Piece {
    var milliseconds: Int
    var bytes: [UInt8]

    init(_ text: String, after milliseconds: Int = 0) {
        self.milliseconds = milliseconds
        bytes = Array(text.utf8)
    }
}

/// How a connection ends.
enum Ending {
    /// The whole answer was sent, and the connection stays.
    case complete
    /// The connection is closed, wherever the answer stands.
    case close
    /// The connection is reset.
    case reset
    /// Nothing more is said, for as long as the peer waits.
    case silence
}

/// One answer on the wire.
struct Answer {
    var pieces: [Piece] = []
    var ending = Ending.complete

    /// What follows without a pause goes out together.
    var joined: [Piece] {
        pieces.reduce(into: []) { joined, piece in
            if piece.milliseconds == 0, !joined.isEmpty {
                joined[joined.count - 1].bytes += piece.bytes
            } else {
                joined.append(piece)
            }
        }
    }

    /// A body with its length.
    static func plain(_ status: String, _ body: String, type: String = "application/json", extra: String = "") -> Answer
    {
        let head = "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\(extra)\r\n"
        return Answer(pieces: [Piece(head + body)])
    }

    /// An error in OpenAI's form, which Ollama's clients can read too.
    static func error(_ status: String, _ message: String, extra: String = "") -> Answer {
        let body = JSONValue.object([
            ("error", .object([("message", .string(message)), ("type", .string("rehearsal")), ("code", .null)]))
        ])
        return plain(status, String(decoding: body.compactBytes, as: UTF8.self), extra: extra)
    }

    /// A chunked stream of these events.
    static func stream(_ events: [Piece], type: String) -> Answer {
        let head =
            "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n"
        return Answer(pieces: [Piece(head)] + events.map { Self.chunk($0) } + [Piece("0\r\n\r\n")])
    }

    private static func chunk(_ piece: Piece) -> Piece {
        var chunk = Piece(String(piece.bytes.count, radix: 16) + "\r\n", after: piece.milliseconds)
        chunk.bytes += piece.bytes + Array("\r\n".utf8)
        return chunk
    }
}

/// A protocol's way to say a recorded text.
enum Dialect {
    case openai, ollama

    /// The streamed or whole answer to a chat.
    func answer(_ line: Script.Line, isStreamed: Bool, fault: Fault?) -> Answer {
        guard isStreamed else { return whole(line, fault) }
        let words = Self.words(line.response)
        var events = words.enumerated().map { place, word in
            Piece(content(word, line), after: place == 0 ? line.firstTokenMilliseconds : line.tokenMilliseconds)
        }
        let half = events.count / 2
        switch fault {
        case .cut, .stall:
            var answer = Answer.stream(Array(events.prefix(half)), type: type)
            answer.pieces.removeLast()
            answer.ending = fault == .cut ? .close : .silence
            return answer
        case .noFinish: return .stream(events, type: type)
        case .malformed: events.insert(Piece(framed("{\"choices\": [oops")), at: half)
        case .streamError:
            events =
                Array(events.prefix(half)) + [
                    Piece(framed("{\"error\":{\"message\":\"rehearsed\",\"type\":\"server_error\"}}"))
                ]
            return .stream(events, type: type)
        default: break
        }
        return .stream(events + ending(line, words.count), type: type)
    }

    private var type: String { self == .openai ? "text/event-stream" : "application/x-ndjson" }

    private func framed(_ json: String) -> String { self == .openai ? "data: \(json)\n\n" : json + "\n" }

    private func framed(_ json: JSONValue) -> String { framed(String(decoding: json.compactBytes, as: UTF8.self)) }

    private func content(_ text: String, _ line: Script.Line) -> String {
        switch self {
        case .openai: framed(chunk(line, delta: [("content", .string(text))], finish: .null))
        case .ollama:
            framed(.object([("model", .string(line.model)), ("message", message(text)), ("done", .bool(false))]))
        }
    }

    private func ending(_ line: Script.Line, _ count: Int) -> [Piece] {
        switch self {
        case .openai:
            let usage = JSONValue.object([
                ("model", .string(line.model)), ("choices", .array([])), ("usage", self.usage(line, count)),
            ])
            return [
                Piece(framed(chunk(line, delta: [], finish: .string(line.finish)))), Piece(framed(usage)),
                Piece("data: [DONE]\n\n"),
            ]
        case .ollama: return [Piece(framed(done(line, count, text: "")))]
        }
    }

    private func whole(_ line: Script.Line, _ fault: Fault?) -> Answer {
        let count = Self.words(line.response).count
        let body: JSONValue
        switch self {
        case .openai:
            let finish: JSONValue = fault == .noFinish ? .null : .string(line.finish)
            let logprobs = line.logprobs.map { [("logprobs", JSONValue.object([("content", $0)]))] } ?? []
            let choice = JSONValue.object(
                [("index", .number(0)), ("message", message(line.response)), ("finish_reason", finish)] + logprobs
            )
            body = .object([
                ("model", .string(line.model)), ("choices", .array([choice])), ("usage", usage(line, count)),
            ])
        case .ollama: body = done(line, count, text: line.response)
        }
        var text = String(decoding: body.compactBytes, as: UTF8.self)
        if fault == .malformed { text.removeLast() }
        var answer = Answer.plain("200 OK", text)
        answer.pieces[0].milliseconds = line.firstTokenMilliseconds + line.tokenMilliseconds * count
        if fault == .cut || fault == .stall {
            answer.pieces[0].bytes.removeLast(text.utf8.count / 2)
            answer.ending = fault == .cut ? .close : .silence
        }
        if fault == .streamError { return .plain("200 OK", "{\"error\":{\"message\":\"rehearsed\"}}") }
        return answer
    }

    private func chunk(_ line: Script.Line, delta: [(String, JSONValue)], finish: JSONValue) -> JSONValue {
        let choice = JSONValue.object([("index", .number(0)), ("delta", .object(delta)), ("finish_reason", finish)])
        let fingerprint = line.fingerprint.map { [("system_fingerprint", JSONValue.string($0))] } ?? []
        return .object([("model", .string(line.model)), ("choices", .array([choice]))] + fingerprint)
    }

    private func message(_ text: String) -> JSONValue {
        .object([("role", .string("assistant")), ("content", .string(text))])
    }

    private func usage(_ line: Script.Line, _ count: Int) -> JSONValue {
        let (input, output) = (line.inputTokens ?? 0, line.outputTokens ?? count)
        return .object([
            ("prompt_tokens", .number(Double(input))), ("completion_tokens", .number(Double(output))),
            ("total_tokens", .number(Double(input + output))),
        ])
    }

    private func done(_ line: Script.Line, _ count: Int, text: String) -> JSONValue {
        .object([
            ("model", .string(line.model)), ("message", message(text)), ("done", .bool(true)),
            ("done_reason", .string(line.finish)), ("prompt_eval_count", .number(Double(line.inputTokens ?? 1))),
            ("eval_count", .number(Double(line.outputTokens ?? count))),
        ])
    }

    /// The text in the pieces in which it is streamed: words with the space behind them.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        for character in text {
            word.append(character)
            if character == " " || character == "\n" {
                words.append(word)
                word = ""
            }
        }
        return word.isEmpty ? words : words + [word]
    }
}
