/// Gives every distinct text a number, in the order of first sight.
package struct Names: Sendable {
    private var numbers: [ArraySlice<UInt8>: Int32] = [:]
    /// The texts by number.
    package private(set) var all: [String] = []

    package init() {}

    /// The number of a text; nil when the bytes are not UTF-8.
    package mutating func number(of bytes: ArraySlice<UInt8>) -> Int32? {
        if let number = numbers[bytes] { return number }
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        let number = Int32(all.count)
        // A copy, so that the key does not keep the whole block of the file alive.
        numbers[ArraySlice(Array(bytes))] = number
        all.append(text)
        return number
    }
}
