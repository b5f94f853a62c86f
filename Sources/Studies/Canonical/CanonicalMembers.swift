/// An object written straight down as canonical JSON, its members in the order of their names.
struct CanonicalMembers {
    private var bytes = [UInt8(ascii: "{")]

    init() { bytes.reserveCapacity(512) }

    /// Adds a text; nothing where it is unknown.
    mutating func add(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        open(name)
        JSONValue.write(text, into: &bytes)
    }

    /// Adds a whole number; nothing where it is unknown.
    mutating func add(_ name: StaticString, _ number: Int64?) {
        guard let number else { return }
        open(name)
        // Beyond that JSON's numbers are not exact.
        let isExact = number.magnitude < 1_000_000_000_000_000
        bytes += (isExact ? String(number) : JSONValue.canonicalNumber(Double(number))).utf8
    }

    /// Adds any value.
    mutating func add(_ name: StaticString, _ value: JSONValue) {
        open(name)
        value.write(into: &bytes, sorted: true)
    }

    /// The bytes with the closing brace.
    func closed() -> [UInt8] { bytes + [UInt8(ascii: "}")] }

    private mutating func open(_ name: StaticString) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes += [UInt8(ascii: "\""), UInt8(ascii: ":")]
    }
}
