/// Gives every distinct text a number, in the order of first sight.
package struct Names: Sendable {
    /// The texts by number.
    package private(set) var all: [String] = []

    /// A text of at most 15 bytes is its own key: its bytes, and its length in the last. A longer one has its hash there and
    /// 255 as its length, and is compared with the text itself.
    private struct Slot: Sendable {
        var low: UInt64 = 0
        var high: UInt64 = 0
        /// −1 while the slot is free.
        var number: Int32 = -1
    }

    /// The count of slots is a power of two, at least twice that of the texts.
    private var slots = [Slot](repeating: Slot(), count: 64)

    package init() {}

    /// The number of a text; nil when the bytes are not UTF-8.
    package mutating func number(of text: ArraySlice<UInt8>) -> Int32? {
        let key = text.withUnsafeBufferPointer(Self.key)
        var place = Self.start(key) & (slots.count - 1)
        while slots[place].number >= 0 {
            if slots[place].low == key.low, slots[place].high == key.high,
                text.count <= 15 || all[Int(slots[place].number)].utf8.elementsEqual(text)
            {
                return slots[place].number
            }
            place = (place + 1) & (slots.count - 1)
        }
        guard let string = String(validating: text, as: UTF8.self) else { return nil }
        let number = Int32(all.count)
        slots[place] = Slot(low: key.low, high: key.high, number: number)
        all.append(string)
        if 2 * all.count > slots.count { grow() }
        return number
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: 4 * old.count)
        for slot in old where slot.number >= 0 {
            var place = Self.start((slot.low, slot.high)) & (slots.count - 1)
            while slots[place].number >= 0 { place = (place + 1) & (slots.count - 1) }
            slots[place] = slot
        }
    }

    private static func key(_ text: UnsafeBufferPointer<UInt8>) -> (low: UInt64, high: UInt64) {
        guard text.count <= 15 else {
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in text { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
            return (hash, 0xFF << 56 | UInt64(text.count) & 0xFFFF_FFFF)
        }
        var (low, high): (UInt64, UInt64) = (0, UInt64(text.count) << 56)
        for place in 0..<min(8, text.count) { low |= UInt64(text[place]) << UInt64(8 * place) }
        for place in 8..<max(8, text.count) { high |= UInt64(text[place]) << UInt64(8 * (place - 8)) }
        return (low, high)
    }

    private static func start(_ key: (low: UInt64, high: UInt64)) -> Int {
        let product = (key.low ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: key.high ^ 0xD6E8_FEB8_6659_FD93)
        let mixed = (product.high ^ product.low) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 24)
    }
}
