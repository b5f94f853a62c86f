import Foundation
import Synchronization

/// A loopback server that answers by the model's name, and counts.
final class ModelServer: Sendable {
    let port: UInt16
    private let listener: Int32
    private let requests = Mutex<[String: Int]>([:])

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
            // Closed by its own thread: a number closed elsewhere may be another server's by the next accept.
            close(listener)
        }
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    var requestCount: Int { requests.withLock { $0.values.reduce(0, +) } }

    /// How often a model was asked.
    func count(of model: String) -> Int { requests.withLock { $0[model] ?? 0 } }

    private func answer(_ connection: Int32) {
        defer { close(connection) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 8192)
        while bytes.last != UInt8(ascii: "}") {
            let count = read(connection, &block, block.count)
            guard count > 0 else { return }
            bytes += block.prefix(count)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let model = String((text.components(separatedBy: "\"model\":\"").last ?? "").prefix { $0 != "\"" })
        requests.withLock { $0[model, default: 0] += 1 }
        let (status, body) = Self.reply(model)
        let reply =
            "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\nConnection: close\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        _ = Array(reply.utf8).withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    private static func reply(_ model: String) -> (status: String, body: String) {
        let usage = "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15}"
        func answer(_ message: String, _ finish: String) -> (String, String) {
            ("200 OK", "{\"choices\":[{\"index\":0,\"message\":\(message),\"finish_reason\":\"\(finish)\"}],\(usage)}")
        }
        switch model {
        case "limited": return ("429 Too Many Requests", "{\"error\":{\"message\":\"slow down\"}}")
        case "broken": return ("500 Internal Server Error", "{\"error\":{\"message\":\"no\"}}")
        case "long": return answer("{\"content\":\"Cut of\"}", "length")
        case "tool": return answer("{\"content\":null,\"tool_calls\":[{\"id\":\"t\"}]}", "tool_calls")
        case "filtered": return answer("{\"content\":null}", "SPII")
        case "paid": return answer("{\"content\":\"\"}", "stop")
        case "poor": return ("400 Bad Request", "{\"error\":{\"message\":\"Your credit balance is too low\"}}")
        case "rude":
            return ("422 Unprocessable", "{\"detail\":[{\"loc\":[\"body\",\"n\"],\"msg\":\"no \u{1B}[2J\"}]}")
        default: return answer("{\"content\":\"Hello from \(model)\"}", "stop")
        }
    }
}
