import Foundation
import Fixtures
import Synchronization

/// A loopback server that sends the scripted bytes of each answer as they stand.
final class ScriptedServer: Sendable {
    /// One answer, and whether the connection then stays open.
    struct Reply: Sendable {
        var text: String
        var staysOpen: Bool
        /// Bytes that are no text, behind it.
        var behind: [UInt8]
        /// What is sent behind it fifty times a second until the client hangs up.
        var ping: String?

        init(_ text: String, staysOpen: Bool = false, behind: [UInt8] = [], pinging ping: String? = nil) {
            self.text = text
            self.staysOpen = staysOpen
            self.behind = behind
            self.ping = ping
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
            connection.send(Array(reply.text.utf8) + reply.behind)
            if let ping = reply.ping {
                while connection.takes(Array(ping.utf8)) { usleep(20_000) }
            }
            guard reply.staysOpen else { return }
        }
    }
}
