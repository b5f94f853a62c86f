import Foundation
import Synchronization

/// A loopback server that sends recorded bytes as they stand: by the model's name, or by method and path of what has no body.
final class FieldServer: Sendable {
    let port: UInt16
    private let listener: Int32
    private let replies: Mutex<[String: String]>
    private let exceptions = Mutex<[(name: String, part: String, reply: String)]>([])
    private let taken = Mutex<[String: Int]>([:])

    /// An answer of `Tests/Field`.
    static func recorded(_ name: String) throws -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: folder.appending(path: "Field/\(name)"), encoding: .utf8)
    }

    /// A whole JSON body.
    static func json(_ body: String, status: String = "200 OK") -> String {
        "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n\(body)"
    }

    init(_ replies: [String: String]) throws {
        self.replies = Mutex(replies)
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

    /// Answers otherwise from now on.
    func set(_ name: String, _ reply: String) { replies.withLock { $0[name] = reply } }

    /// Answers otherwise where the request holds a text.
    func answer(_ name: String, holding part: String, with reply: String) {
        exceptions.withLock { $0.append((name, part, reply)) }
    }

    func count(of name: String) -> Int { taken.withLock { $0[name] ?? 0 } }

    private func answer(_ connection: Int32) {
        defer { close(connection) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 8192)
        while bytes.last != UInt8(ascii: "}"), !(bytes.starts(with: "GET".utf8) && bytes.last == 0x0A) {
            let count = read(connection, &block, block.count)
            guard count > 0 else { return }
            bytes += block.prefix(count)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let path = text.prefix { $0 != "\r\n" }.split(separator: " ").prefix(2).joined(separator: " ")
        let model = String((text.components(separatedBy: "\"model\":\"").last ?? "").prefix { $0 != "\"" })
        let name = path.hasPrefix("GET") ? path : model
        let exception = exceptions.withLock { all in all.first { $0.name == name && text.contains($0.part) }?.reply }
        let reply =
            exception ?? replies.withLock { $0[name] } ?? Self.json("{\"error\":\"no such\"}", status: "404 Not Found")
        taken.withLock { $0[name, default: 0] += 1 }
        _ = Array(reply.utf8).withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }
}
