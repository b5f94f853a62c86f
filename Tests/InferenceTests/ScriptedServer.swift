import Foundation
import Fixtures
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

    private let listener: Listener
    private let replies: [Reply]
    private let taken = Mutex((requests: 0, connections: 0))

    /// Answers with the replies in turn; the last one again and again.
    init(_ replies: Reply...) throws {
        self.replies = replies
        listener = try Listener()
        listener.serve { [self] in
            taken.withLock { $0.connections += 1 }
            answer($0)
        }
    }

    var port: UInt16 { listener.port }

    func stop() { listener.stop() }

    var requestCount: Int { taken.withLock { $0.requests } }
    var connectionCount: Int { taken.withLock { $0.connections } }

    private func answer(_ connection: Connection) {
        while connection.request() != nil {
            let number = taken.withLock { taken in
                taken.requests += 1
                return taken.requests
            }
            let reply = replies[min(number, replies.count) - 1]
            let pieces = reply.pieces.map { (milliseconds: $0.milliseconds, bytes: Array($0.text.utf8)) }
            for (milliseconds, bytes) in pieces + [(milliseconds: 0, bytes: reply.behind)] {
                if milliseconds > 0 { usleep(milliseconds * 1000) }
                connection.send(bytes)
            }
            guard reply.staysOpen else { return }
        }
    }
}
