import Foundation

/// Lines of standard input beside signals, which come first.
final class LineInput {
    /// What a wait ended with.
    enum Arrival {
        case line(String)
        case signal(Int32)
        case quiet
        case ended
    }

    /// A longer line is no answer; the rest of it is dropped.
    private static let longest = 65_536

    private let signals = SignalPipe([SIGINT, SIGTERM, SIGHUP, SIGQUIT])
    private var bytes: [UInt8] = []
    private var isClosed = false

    /// The next line or signal; `quiet` after so many milliseconds.
    func next(within milliseconds: Int32) -> Arrival {
        if let signal = signals.pending() { return .signal(signal) }
        if let line = takeLine() { return .line(line) }
        guard !isClosed else { return .ended }
        switch signals.poll(with: StandardInput.descriptor, milliseconds: milliseconds) {
        case .quiet: return .quiet
        case .signal(let number): return .signal(number)
        case .broken: return .ended
        case .input: return readMore()
        }
    }

    private func readMore() -> Arrival {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(StandardInput.descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return .quiet }
        guard count > 0 else {
            isClosed = true
            return bytes.isEmpty ? .ended : .line(taken(bytes.count))
        }
        if bytes.count < Self.longest {
            bytes += buffer[..<count]
        } else if buffer[..<count].contains(0x0A) {
            bytes += buffer[..<count].drop { $0 != 0x0A }
        }
        return takeLine().map(Arrival.line) ?? .quiet
    }

    private func takeLine() -> String? {
        guard let end = bytes.firstIndex(of: 0x0A) else { return nil }
        defer { bytes.removeFirst() }
        return taken(end)
    }

    private func taken(_ count: Int) -> String {
        let line = bytes[..<count]
        bytes.removeFirst(count)
        let text = String(decoding: line, as: UTF8.self)
        return text.hasSuffix("\r") ? String(text.dropLast()) : text
    }
}
