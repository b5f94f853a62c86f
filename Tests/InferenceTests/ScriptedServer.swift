import Foundation
import Synchronization

/// A loopback server that sends the scripted bytes of each answer as they stand.
final class ScriptedServer: Sendable {
    /// One answer: pieces with a pause before each, and whether the connection then stays open.
    struct Reply: Sendable {
        var pieces: [(milliseconds: UInt32, text: String)]
        var staysOpen: Bool
        /// Bytes that are no text, behind the pieces.
        var behind: [UInt8] = []

        init(_ text: String, staysOpen: Bool = false, behind: [UInt8] = []) {
            pieces = [(0, text)]
            self.staysOpen = staysOpen
            self.behind = behind
        }

        init(pieces: [(UInt32, String)]) {
            self.pieces = pieces.map { (milliseconds: $0.0, text: $0.1) }
            staysOpen = false
        }

        /// A stream of events, under a good status, that ends when the connection does.
        static func events(_ data: String...) -> Reply {
            Reply(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
                    + data.map { "data: \($0)\n\n" }.joined()
            )
        }

        /// A whole body.
        static func body(_ status: String, _ text: String, type: String = "application/json", headers: String = "")
            -> Reply
        {
            Reply(
                "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\n\(headers)Connection: close\r\n"
                    + "Content-Length: \(text.utf8.count)\r\n\r\n\(text)"
            )
        }
    }

    let port: UInt16
    private let listener: Int32
    private let replies: [Reply]
    private let taken = Mutex((requests: 0, connections: 0))

    /// Answers with the replies in turn; the last one again and again.
    init(_ replies: Reply...) throws {
        self.replies = replies
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
                taken.withLock { $0.connections += 1 }
                Thread.detachNewThread { self.serve(connection) }
            }
        }
    }

    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    var requestCount: Int { taken.withLock { $0.requests } }
    var connectionCount: Int { taken.withLock { $0.connections } }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        var block = [UInt8](repeating: 0, count: 65536)
        while true {
            var bytes: [UInt8] = []
            // No test sends a body that holds a brace at the end of a block before its own last one.
            while bytes.last != UInt8(ascii: "}"), !(bytes.starts(with: "GET".utf8) && bytes.last == 0x0A) {
                let count = read(connection, &block, block.count)
                guard count > 0 else { return }
                bytes += block.prefix(count)
            }
            let number = taken.withLock { taken in
                taken.requests += 1
                return taken.requests
            }
            let reply = replies[min(number, replies.count) - 1]
            let pieces = reply.pieces.map { (milliseconds: $0.milliseconds, bytes: Array($0.text.utf8)) }
            for (milliseconds, bytes) in pieces + [(milliseconds: 0, bytes: reply.behind)] {
                if milliseconds > 0 { usleep(milliseconds * 1000) }
                _ = bytes.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            }
            guard reply.staysOpen else { return }
        }
    }
}
