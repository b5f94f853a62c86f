import CCurl
import Glibc

/// What is sent, ready for the wire.
struct WireRequest: Sendable {
    var method: String
    var url: String
    /// Whole header lines; the key stands in one of them and nowhere else.
    var headers: [String]
    var body: [UInt8]
    var connectTimeout: Int64
    var firstByteTimeout: Int64
    var idleTimeout: Int64
    var totalTimeout: Int64
    /// A connection that was dead when it was used is told of sooner than this.
    var longestDeath: Int64
}

/// How an exchange ended on the wire.
struct WireEnd: Sendable {
    enum Cause: Sendable, Equatable {
        case finished
        /// libcurl's code and words.
        case broken(code: UInt32, words: String)
        case firstByteTimeout, idleTimeout
        case cancelled
    }

    var cause: Cause
    var status: Int?
    /// The headers worth keeping, by lowercase name.
    var headers: [String: String]
    var started: Int64
    var sent: Int64?
    var firstByte: Int64?
    var done: Int64
    var isNewConnection: Bool?
}

/// One exchange on its way through libcurl.
///
/// Invariant: built by the caller and handed to the loop once; from then on the loop's thread alone touches it,
/// until it calls `finish`, once, after which the caller alone does.
final class Transfer: @unchecked Sendable {
    let request: WireRequest
    var reader: AnswerReader
    var continuation: UnsafeContinuation<WireEnd, Never>?
    var handle: UnsafeMutableRawPointer?
    var headerList: UnsafeMutablePointer<curl_slist>?
    let errorWords = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    var started: Int64 = 0
    private(set) var sent: Int64?
    var firstByte: Int64?
    var lastByte: Int64 = 0
    var status: Int?
    var headers = [String: String]()

    init(_ request: WireRequest, reader: AnswerReader) {
        self.request = request
        self.reader = reader
        errorWords.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit { errorWords.deallocate() }

    /// A server that has said its last word but keeps the stream open is waited for no longer than this.
    static let graceAfterEnd: Int64 = 2_000_000_000

    /// Called just before the first byte is sent; false where the request is not to be sent.
    ///
    /// libcurl sends it again by itself where a connection that was used before ends without an answer. That is right for one
    /// that had died meanwhile; a server that had the request for longer has worked on it, and that is a try of its own.
    func willSend(at now: Int64) -> Bool {
        if let sent, now - sent > request.longestDeath { return false }
        sent = now
        return true
    }

    /// When the loop has to look at this transfer again.
    var deadline: Int64 {
        guard let sent else { return started + request.totalTimeout }
        guard firstByte != nil else { return sent + request.firstByteTimeout }
        let last = reader.quietSince ?? lastByte
        return last + (reader.isOver ? min(Self.graceAfterEnd, request.idleTimeout) : request.idleTimeout)
    }

    func end(_ cause: WireEnd.Cause, at now: Int64) -> WireEnd {
        var isNew: Bool?
        var connections = 0
        if let handle, slam_getinfo_long(handle, CURLINFO_NUM_CONNECTS, &connections) == CURLE_OK {
            isNew = connections > 0
        }
        return WireEnd(
            cause: cause,
            status: status,
            headers: headers,
            started: started,
            sent: sent,
            firstByte: firstByte,
            done: now,
            isNewConnection: isNew
        )
    }

    /// Takes one line of the answer's head.
    func receiveHeader(_ line: UnsafeBufferPointer<UInt8>) {
        if line.starts(with: "HTTP/".utf8) {
            // A head of status 1xx comes before the real one.
            let digits = line.drop { $0 != 0x20 }.dropFirst().prefix(3)
            let code = digits.reduce(0) { $0 * 10 + Int($1) - 48 }
            guard digits.count == 3, code >= 200, code < 1000 else { return }
            status = code
            firstByte = monotonicNanoseconds()
            lastByte = firstByte ?? lastByte
            headers.removeAll(keepingCapacity: true)
            return
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), Self.mayMatter(line) else { return }
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        guard Self.matters(name) else { return }
        var value = line[(colon + 1)...]
        while let last = value.last, last <= 0x20 { value.removeLast() }
        headers[name] = String(decoding: value.drop { $0 <= 0x20 }.prefix(300), as: UTF8.self)
    }

    private static let plainNames: Set = [
        "content-type", "location", "x-should-retry", "x-request-id", "request-id",
    ]

    /// Most headers are refused by their first letter.
    private static func mayMatter(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        switch line.first.map({ $0 | 0x20 }) {
        case UInt8(ascii: "x"), UInt8(ascii: "r"), UInt8(ascii: "c"), UInt8(ascii: "a"), UInt8(ascii: "l"): true
        default: false
        }
    }

    private static func matters(_ name: String) -> Bool { plainNames.contains(name) || tellsLimit(name) }

    /// Whether a header, by its name, tells of what the server still allows.
    static func tellsLimit(_ name: String) -> Bool {
        name.hasPrefix("x-ratelimit-") || name.hasPrefix("anthropic-ratelimit-") || name.hasPrefix("ratelimit")
            || name.hasPrefix("x-rate-limit-")
            || name == "retry-after" || name == "retry-after-ms"
    }
}

/// The monotonic clock, in nanoseconds.
func monotonicNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// The clock of the day, in milliseconds UTC.
func clockMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
