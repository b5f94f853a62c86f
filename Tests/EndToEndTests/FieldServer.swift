import Foundation
import Fixtures
import Synchronization

/// A loopback server that sends recorded bytes as they stand: by the model's name, or by method and path of what has no body.
final class FieldServer: Sendable {
    private let listener: Listener
    private let replies: Mutex<[String: String]>
    private let exceptions = Mutex<[(name: String, part: String, reply: String)]>([])
    private let later = Mutex<[String: (count: Int, reply: String)]>([:])
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
        listener = try Listener()
        listener.serve { [self] in answer($0) }
    }

    var port: UInt16 { listener.port }

    func stop() { listener.stop() }

    /// Answers otherwise from now on.
    func set(_ name: String, _ reply: String) { replies.withLock { $0[name] = reply } }

    /// Answers otherwise where the request holds a text.
    func answer(_ name: String, holding part: String, with reply: String) {
        exceptions.withLock { $0.append((name, part, reply)) }
    }

    /// Answers otherwise once it was asked so often.
    func answer(_ name: String, after count: Int, with reply: String) {
        later.withLock { $0[name] = (count, reply) }
    }

    func count(of name: String) -> Int { taken.withLock { $0[name] ?? 0 } }

    private func answer(_ connection: Connection) {
        guard let bytes = connection.request() else { return }
        let text = String(decoding: bytes, as: UTF8.self)
        let path = text.prefix { $0 != "\r\n" }.split(separator: " ").prefix(2).joined(separator: " ")
        let model = String((text.components(separatedBy: "\"model\":\"").last ?? "").prefix { $0 != "\"" })
        let name = path.hasPrefix("GET") ? path : model
        let exception = exceptions.withLock { all in all.first { $0.name == name && text.contains($0.part) }?.reply }
        let before = count(of: name)
        let changed = later.withLock { later in later[name].flatMap { before >= $0.count ? $0.reply : nil } }
        let reply =
            exception ?? changed ?? replies.withLock { $0[name] }
            ?? Self.json("{\"error\":\"no such\"}", status: "404 Not Found")
        taken.withLock { $0[name, default: 0] += 1 }
        connection.send(reply)
    }
}
