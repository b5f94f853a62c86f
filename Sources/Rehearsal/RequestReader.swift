import Foundation

/// Reads HTTP/1.1 requests with a Content-Length from a connection.
struct RequestReader {
    struct Request {
        var method: String
        var path: String
        var body: ArraySlice<UInt8>
    }

    private static let limit = 64 << 20

    private let connection: Int32
    private var buffer: [UInt8] = []

    init(connection: Int32) { self.connection = connection }

    /// The next request, or nil when the peer is done or says what this is not made for.
    mutating func next() -> Request? {
        while true {
            if let end = headEnd {
                let head = String(decoding: buffer[..<end], as: UTF8.self)
                let lines = head.split(separator: "\r\n")
                let words = lines.first?.split(separator: " ") ?? []
                let length =
                    lines.dropFirst().first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
                guard words.count >= 2, (0...Self.limit).contains(length) else { return nil }
                if buffer.count >= end + 4 + length {
                    let body = buffer[(end + 4)..<(end + 4 + length)]
                    buffer.removeSubrange(..<(end + 4 + length))
                    return Request(method: String(words[0]), path: String(words[1]), body: body)
                }
            }
            guard buffer.count < Self.limit, fill() else { return nil }
        }
    }

    private var headEnd: Int? {
        guard buffer.count >= 4 else { return nil }
        return (0...(buffer.count - 4)).first {
            buffer[$0] == 13 && buffer[$0..<($0 + 4)].elementsEqual([13, 10, 13, 10])
        }
    }

    private mutating func fill() -> Bool {
        var block = [UInt8](repeating: 0, count: 65_536)
        let count = read(connection, &block, block.count)
        guard count > 0 else { return false }
        buffer += block.prefix(count)
        return true
    }
}
