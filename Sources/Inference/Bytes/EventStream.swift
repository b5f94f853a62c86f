import Glibc

/// A parser of server-sent events: the same bytes give the same events, however the network cut them.
struct EventStream {
    private var lines = Lines()
    private var fields = Fields()

    /// Comments seen, which servers send to keep a connection open.
    var comments: Int { fields.comments }

    /// Whether a line was too long to be an event's.
    var isBroken: Bool { lines.isBroken || fields.isBroken }

    /// Takes the data of an event, and whether its name is `error`.
    typealias Taking = (UnsafeBufferPointer<UInt8>, _ isError: Bool) -> Void

    /// Calls `event` for each event that ends in `bytes`.
    mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>, _ event: Taking) {
        lines.feed(bytes) { fields.take($0, event) }
    }

    /// The end of the stream: calls `event` with what was not ended by an empty line.
    mutating func finish(_ event: Taking) {
        lines.finish { fields.take($0, event) }
        fields.dispatch(event)
    }

    /// The fields of the event that is being read.
    private struct Fields {
        var data = [UInt8]()
        var hasData = false
        var isError = false
        var comments = 0
        var isBroken = false

        mutating func take(_ line: UnsafeBufferPointer<UInt8>, _ event: Taking) {
            guard let first = line.first else { return dispatch(event) }
            if first == UInt8(ascii: ":") {
                comments += 1
                return
            }
            // llama-server tells what went wrong in a field of that name, which no event has.
            if let said = Self.value(of: line, in: "error"), Self.begins(said) {
                dispatch(event)
                return event(said, true)
            }
            // Other names of events, `id` and `retry` say nothing here that the data does not say again.
            guard let value = Self.value(of: line, in: "data") else {
                if let name = Self.value(of: line, in: "event") { isError = name.elementsEqual("error".utf8) }
                return
            }
            // Behind an object no JSON goes on with another value: some servers leave the empty line out.
            if hasData, Self.ends(data), Self.begins(value) { dispatch(event) }
            if hasData { data.append(0x0A) }
            hasData = true
            data.append(contentsOf: value)
            if data.count > Lines.longest {
                isBroken = true
                data.removeAll()
            }
        }

        mutating func dispatch(_ event: Taking) {
            defer { isError = false }
            guard hasData else { return }
            data.withUnsafeBufferPointer { event($0, isError) }
            data.removeAll(keepingCapacity: true)
            hasData = false
        }

        private static func ends(_ data: [UInt8]) -> Bool { data.last { $0 > 0x20 } == UInt8(ascii: "}") }

        private static func begins(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
            let first = value.first { $0 > 0x20 }
            return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        }

        private static func value(
            of line: UnsafeBufferPointer<UInt8>,
            in name: StaticString
        ) -> UnsafeBufferPointer<UInt8>? {
            let count = name.utf8CodeUnitCount
            guard line.count >= count, let base = line.baseAddress, memcmp(base, name.utf8Start, count) == 0 else {
                return nil
            }
            guard line.count > count else { return UnsafeBufferPointer(start: nil, count: 0) }
            guard line[count] == UInt8(ascii: ":") else { return nil }
            let hasBlank = line.count > count + 1 && line[count + 1] == UInt8(ascii: " ")
            return UnsafeBufferPointer(rebasing: line[(count + (hasBlank ? 2 : 1))...])
        }
    }
}
