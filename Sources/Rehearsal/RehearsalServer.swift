import Foundation
import Studies
import Synchronization

/// A model server on loopback that answers from a script, one named thread a connection.
package final class RehearsalServer: Sendable {
    /// The port that it listens on, on 127.0.0.1.
    package let port: UInt16

    private let listener: Int32
    private let script: Script
    private let count = Mutex(0)
    private let startedAt = RehearsalServer.now

    /// Starts listening; port 0 takes a free one. Throws words when the port is taken.
    package init(port wanted: UInt16 = 0, script: Script) throws {
        self.script = script
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = wanted.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listener
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 512) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        guard isListening else {
            close(descriptor)
            throw StudiesError("cannot listen on 127.0.0.1:\(wanted): choose another --port, or 0 for a free one")
        }
        spawn("rehearsal") { [self] in
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                spawn("rehearsal-connection") { self.serve(connection) }
            }
        }
    }

    /// Stops listening; answers under way go on.
    package func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    /// How many requests came so far.
    package var requestCount: Int { count.withLock { $0 } }

    private func spawn(_ name: String, _ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.name = name
        thread.start()
    }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        // A piece goes out when it is sent, as it does from real servers.
        var yes: Int32 = 1
        setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        var reader = RequestReader(connection: connection)
        while let request = reader.next() {
            let answer = answer(request)
            for piece in answer.joined {
                if piece.milliseconds > 0 { usleep(UInt32(clamping: piece.milliseconds * 1000)) }
                guard Self.send(piece.bytes, connection) else { return }
            }
            switch answer.ending {
            case .complete: continue
            case .close: return
            case .reset:
                var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
                setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
                return
            case .silence:
                // Until the peer gives up.
                var byte: UInt8 = 0
                _ = read(connection, &byte, 1)
                return
            }
        }
    }

    private func answer(_ request: RequestReader.Request) -> Answer {
        if request.method == "GET" {
            let models = Set(script.lines.map(\.model)).sorted().map { JSONValue.object([("id", .string($0))]) }
            let list = JSONValue.object([("object", .string("list")), ("data", .array(models))])
            return .plain("200 OK", String(decoding: list.compactBytes, as: UTF8.self))
        }
        guard let body = try? JSONValue(parsing: request.body), let model = body["model"]?.string else {
            return .error("400 Bad Request", "the body is no JSON object with a model")
        }
        let number = count.withLock { count in
            count += 1
            return count
        }
        let isFaulty = !script.faults.isEmpty && number % script.faultInterval == 0
        let fault = isFaulty ? script.faults[(number / script.faultInterval - 1) % script.faults.count] : nil
        if let fault, let failed = failed(fault) { return failed }
        let minute = script.day.map { $0.minute(at: Self.now, start: startedAt) }
        if let minute, script.day?.isDown(minute) ?? false {
            return .error("503 Service Unavailable", "down, as the day says")
        }
        if request.path.hasSuffix("/embeddings") || request.path.hasSuffix("/api/embed") {
            let isOllama = request.path.hasSuffix("/api/embed")
            guard let vectors = MadeUpVectors.answer(to: body, model: model, isOllama: isOllama) else {
                return .error("400 Bad Request", "'input' must be a text or a list of texts")
            }
            return .plain("200 OK", String(decoding: vectors.compactBytes, as: UTF8.self))
        }
        let isOllama = request.path.hasSuffix("/api/chat")
        guard isOllama || request.path.hasSuffix("/chat/completions") else {
            return .error("404 Not Found", "the rehearsal does not know \(request.path)")
        }
        let message = body["messages"]?.array?.last { $0["role"]?.string == "user" }?["content"]?.string ?? ""
        guard var line = script.line(for: model, message: message) else {
            return .error("404 Not Found", "no recorded answer of '\(model)' to this message")
        }
        if let minute, let day = script.day { line.pass(day, minute) }
        let isStreamed = body["stream"]?.bool ?? isOllama
        return (isOllama ? Dialect.ollama : .openai).answer(line, isStreamed: isStreamed, fault: fault)
    }

    /// Milliseconds UTC.
    private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }

    /// The answer of a fault that does not begin well.
    private func failed(_ fault: Fault) -> Answer? {
        switch fault {
        case .rateLimit: return .error("429 Too Many Requests", "rehearsed", extra: "Retry-After: 0\r\n")
        case .unavailable: return .error("503 Service Unavailable", "rehearsed")
        case .html: return .plain("502 Bad Gateway", "<html><h1>502 Bad Gateway</h1></html>", type: "text/html")
        case .empty: return .plain("200 OK", "", type: "text/event-stream")
        case .reset: return Answer(ending: .reset)
        default: return nil
        }
    }

    private static func send(_ bytes: [UInt8], _ connection: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}
