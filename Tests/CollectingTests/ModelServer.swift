import Foundation
import Fixtures
import Synchronization

/// A loopback server that answers by the model's name, and counts.
final class ModelServer: Sendable {
    private let listener: Listener
    private let requests = Mutex<[String: Int]>([:])

    init() throws {
        listener = try Listener()
        listener.serve { [self] in answer($0) }
    }

    var port: UInt16 { listener.port }

    func stop() { listener.stop() }

    var requestCount: Int { requests.withLock { $0.values.reduce(0, +) } }

    /// How often a model was asked.
    func count(of model: String) -> Int { requests.withLock { $0[model] ?? 0 } }

    private func answer(_ connection: Connection) {
        guard let bytes = connection.request() else { return }
        let text = String(decoding: bytes, as: UTF8.self)
        // It says nothing of itself.
        guard !text.hasPrefix("GET ") else {
            return connection.send("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        }
        let model = String((text.components(separatedBy: "\"model\":\"").last ?? "").prefix { $0 != "\"" })
        requests.withLock { $0[model, default: 0] += 1 }
        let isBusy = model == "busy" && count(of: model) <= 1
        let (status, body) = isBusy ? Self.reply("limited") : Self.vectors(model, text) ?? Self.reply(model)
        let pauses = ["later": 86400, "busy": 0, "wide": 0]
        let later = pauses[model].map { "Retry-After: \($0)\r\n" } ?? ""
        let reply =
            "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\nConnection: close\r\n\(later)"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        connection.send(reply)
    }

    /// Vectors that tell how long a text is, the last one first; servers that refuse lists, read one text of them or fail at
    /// one text.
    private static func vectors(_ model: String, _ request: String) -> (status: String, body: String)? {
        guard ["list", "single", "first", "poison", "busy", "wide"].contains(model) else { return nil }
        let body = request.components(separatedBy: "\r\n\r\n").last ?? ""
        let members = try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
        let texts = members?["input"] as? [String] ?? []
        if model == "single", texts.count > 1 {
            return ("400 Bad Request", "{\"error\":{\"message\":\"'input' must be a string\"}}")
        }
        if model == "wide", texts.count > 8 { return reply("limited") }
        if model == "poison", texts.contains("bad") {
            return ("500 Internal Server Error", "{\"error\":{\"message\":\"no\"}}")
        }
        let data = texts.prefix(model == "first" ? 1 : .max).enumerated().reversed().map { index, text in
            "{\"index\":\(index),\"embedding\":[1,\(text.utf8.count)]}"
        }
        let usage = "\"usage\":{\"prompt_tokens\":\(7 * texts.count + 3),\"total_tokens\":\(7 * texts.count + 3)}"
        return ("200 OK", "{\"data\":[\(data.joined(separator: ","))],\(usage)}")
    }

    private static func reply(_ model: String) -> (status: String, body: String) {
        let cached = model == "cached" ? ",\"prompt_tokens_details\":{\"cached_tokens\":4}" : ""
        let counts = "\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15\(cached)"
        let usage = model == "untold" ? "\"usage\":null" : "\"usage\":{\(counts)}"
        func answer(_ message: String, _ finish: String) -> (String, String) {
            let choice = "{\"index\":0,\"message\":\(message),\"finish_reason\":\"\(finish)\"}"
            let served = model == "alias" ? "another" : model
            return ("200 OK", "{\"model\":\"\(served)\",\"choices\":[\(choice)],\(usage)}")
        }
        switch model {
        case "vector": return ("200 OK", "{\"data\":[{\"index\":0,\"embedding\":[0.6,0.8]}],\(usage)}")
        case "limited", "later": return ("429 Too Many Requests", "{\"error\":{\"message\":\"slow down\"}}")
        case "broken": return ("500 Internal Server Error", "{\"error\":{\"message\":\"no\"}}")
        case "long": return answer("{\"content\":\"Cut of\"}", "length")
        case "tool": return answer("{\"content\":null,\"tool_calls\":[{\"id\":\"t\"}]}", "tool_calls")
        case "filtered": return answer("{\"content\":null}", "SPII")
        case "paid": return answer("{\"content\":\"\"}", "stop")
        case "poor": return ("400 Bad Request", "{\"error\":{\"message\":\"Your credit balance is too low\"}}")
        case "strict": return ("422 Unprocessable", "{\"detail\":[{\"loc\":[\"body\",\"n\"],\"msg\":\"no\"}]}")
        case "rude":
            return ("422 Unprocessable", "{\"detail\":[{\"loc\":[\"body\",\"n\"],\"msg\":\"no \u{1B}[2J\"}]}")
        default: return answer("{\"content\":\"Hello from \(model)\"}", "stop")
        }
    }
}
