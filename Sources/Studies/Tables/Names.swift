/// Gives every distinct text a number, in the order of first sight.
package struct Names: Sendable {
    /// The texts by number.
    package private(set) var all: [String] = []

    /// The bytes of all texts, one behind the other, and where each ends.
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var hashes: [UInt64] = []
    /// A number in each used slot, −1 in the others; the count of slots is a power of two.
    private var slots = [Int32](repeating: -1, count: 64)

    package init() {}

    /// The number of a text; nil when the bytes are not UTF-8.
    package mutating func number(of text: ArraySlice<UInt8>) -> Int32? {
        let hash = text.withUnsafeBufferPointer(Self.hash)
        var slot = Int(truncatingIfNeeded: hash >> 20) & (slots.count - 1)
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            if hashes[number] == hash, isSame(number, text) { return slots[slot] }
            slot = (slot + 1) & (slots.count - 1)
        }
        guard let string = String(validating: text, as: UTF8.self) else { return nil }
        let number = Int32(all.count)
        slots[slot] = number
        all.append(string)
        bytes += text
        ends.append(bytes.count)
        hashes.append(hash)
        if 2 * all.count > slots.count { grow() }
        return number
    }

    private func isSame(_ number: Int, _ text: ArraySlice<UInt8>) -> Bool {
        let start = number == 0 ? 0 : ends[number - 1]
        guard ends[number] - start == text.count else { return false }
        return text.withUnsafeBufferPointer { text in
            bytes.withUnsafeBufferPointer { bytes in
                for place in 0..<text.count where bytes[start + place] != text[place] { return false }
                return true
            }
        }
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: 4 * slots.count)
        for (number, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash >> 20) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(number)
        }
    }

    /// FNV-1a with a final mix: the texts are a user's own, so that no secret is needed.
    private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        hash ^= hash >> 32
        return hash &* 0x9E37_79B9_7F4A_7C15
    }
}
