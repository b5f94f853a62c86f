import Foundation

/// A socket on loopback that hands each connection to a thread of its own.
package final class Listener: Sendable {
    package let port: UInt16
    private let socket: Int32

    package init() throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && listen(socket, 64) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard isListening else { throw CocoaError(.fileReadUnknown) }
        self.socket = socket
        port = UInt16(bigEndian: address.sin_port)
    }

    /// Calls `answer` for each connection, which is closed when it returns.
    package func serve(_ answer: @escaping @Sendable (Connection) -> Void) {
        Thread.detachNewThread { [socket] in
            while case let connection = accept(socket, nil, nil), connection >= 0 {
                Thread.detachNewThread {
                    answer(Connection(descriptor: connection))
                    close(connection)
                }
            }
            // Closed by its own thread: a number closed elsewhere may be another server's by the next accept.
            close(socket)
        }
    }

    /// Takes no more connections; those under way go on.
    package func stop() { shutdown(socket, Int32(SHUT_RDWR)) }
}

/// One client's connection.
package struct Connection: Sendable {
    let descriptor: Int32

    /// The bytes of the next request: to the end of a GET's head, else to the brace that ends its JSON object; nil at the end.
    ///
    /// No test sends a body that holds a brace at the end of a block before its own last one.
    package func request() -> [UInt8]? {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65536)
        while bytes.last != UInt8(ascii: "}"), !(bytes.starts(with: "GET".utf8) && bytes.last == 0x0A) {
            let count = read(descriptor, &block, block.count)
            guard count > 0 else { return nil }
            bytes += block.prefix(count)
        }
        return bytes
    }

    package func send(_ bytes: [UInt8]) { _ = takes(bytes) }

    package func send(_ text: String) { send(Array(text.utf8)) }

    /// Sends as well, and says whether anybody listens still.
    package func takes(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } == bytes.count
    }
}
