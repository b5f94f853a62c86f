import Foundation
import Fixtures
import Synchronization

/// A loopback server that speaks OpenAI's chat stream; the model's name says what goes wrong.
final class LoopbackServer: Sendable {
    private let listener: Listener
    private let requests = Mutex<[String: Int]>([:])
    private let heads = Mutex("")

    init() throws {
        listener = try Listener()
        listener.serve { [self] in answer($0) }
    }

    var port: UInt16 { listener.port }

    func stop() { listener.stop() }

    /// How often a model was asked.
    func count(of model: String) -> Int { requests.withLock { $0[model] ?? 0 } }

    /// Whether a request held that text.
    func hasSeen(_ text: String) -> Bool { heads.withLock { $0.contains(text) } }

    private func answer(_ connection: Connection) {
        guard let bytes = connection.request() else { return }
        let text = String(decoding: bytes, as: UTF8.self)
        let model =
            ["fine", "flaky", "cut", "broken", "jury", "telltale", "denied", "rude", "short"].first {
                text.contains("\"model\":\"\($0)\"")
            } ?? "?"
        heads.withLock { $0 += text }
        let number = requests.withLock { counts in
            counts[model, default: 0] += 1
            return counts[model, default: 0]
        }
        let key = text.components(separatedBy: "Bearer ").last?.prefix { !$0.isWhitespace } ?? ""
        let reply = model == "telltale" ? Self.telltale(String(key)) : reply(model, number: number)
        connection.send(reply)
    }

    /// A refusal that repeats the key.
    private static func telltale(_ key: String) -> [UInt8] {
        let error = "{\"error\":{\"message\":\"overloaded, \(key)\"}}"
        return Array(
            "HTTP/1.1 503 X\r\nContent-Length: \(error.utf8.count)\r\nConnection: close\r\n\r\n\(error)".utf8
        )
    }

    private func reply(_ model: String, number: Int) -> [UInt8] {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
        func chunk(_ delta: String, _ finish: String) -> String {
            "data: {\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":\(delta),\"finish_reason\":\(finish)}]}\n\n"
        }
        let words =
            chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null") + chunk("{\"content\":\"Grüße \"}", "null")
        let end =
            chunk("{\"content\":\"\(number)\"}", "null") + chunk("{}", "\"stop\"")
            + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\ndata: [DONE]\n\n"
        let error = "{\"error\":{\"message\":\"try again\",\"type\":\"server_error\"}}"
        switch model {
        case "flaky" where number <= 2:
            return Array(
                "HTTP/1.1 503 X\r\nContent-Length: \(error.utf8.count)\r\nConnection: close\r\n\r\n\(error)".utf8
            )
        case "jury":
            // Every third reply is prose around a verdict.
            let verdict = "{\\\"reason\\\": \\\"ok\\\", \\\"score\\\": 4}"
            let content = number % 3 == 0 ? "I say \(verdict)" : verdict
            let body =
                "{\"choices\":[{\"message\":{\"content\":\"\(content)\"},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}"
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
            return Array("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
        case "short":
            let finish = number > 2 ? "stop" : "length"
            return Array((head + chunk("{\"content\":\"cut \(number)\"}", "\"\(finish)\"") + "data: [DONE]\n\n").utf8)
        case "rude":
            let words = "{\"error\":{\"message\":\"no \\u001b[2J\\u202e\\r\\nstopped 'other'\"}}"
            return Array(
                "HTTP/1.1 401 X\r\nContent-Length: \(words.utf8.count)\r\nConnection: close\r\n\r\n\(words)".utf8
            )
        case "denied":
            return Array("HTTP/1.1 401 X\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}".utf8)
        case "cut": return Array((head + words).utf8)
        case "broken": return Array((head + "data: {\"error\":{\"message\":\"no\"}}\n\n").utf8)
        default: return Array((head + words + end).utf8)
        }
    }
}
