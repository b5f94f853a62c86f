import Foundation
import Synchronization

/// A loopback server that speaks OpenAI's chat stream; the model's name says what goes wrong.
final class LoopbackServer: Sendable {
    let port: UInt16
    private let listener: Int32
    private let requests = Mutex<[String: Int]>([:])
    private let heads = Mutex("")

    init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else { throw CocoaError(.fileReadUnknown) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [self] in
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                Thread.detachNewThread { self.answer(connection) }
            }
        }
    }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    /// How often a model was asked.
    func count(of model: String) -> Int { requests.withLock { $0[model] ?? 0 } }

    /// Whether a request held that text.
    func hasSeen(_ text: String) -> Bool { heads.withLock { $0.contains(text) } }

    private func answer(_ connection: Int32) {
        defer { close(connection) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 4096)
        // A request's body ends with the brace of its JSON object, and no test sends more than one at a time.
        while !bytes.ends(with: "}") {
            let count = read(connection, &block, block.count)
            guard count > 0 else { return }
            bytes += block.prefix(count)
        }
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
        _ = reply.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
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

extension [UInt8] {
    fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
