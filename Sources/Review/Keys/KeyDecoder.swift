/// Makes keys of the bytes that a terminal sends, one byte at a time and however they are split.
package struct KeyDecoder: Sendable {
    /// A longer paste is no line that somebody meant to insert.
    package static let longestPaste = 4096
    private static let longestSequence = 32
    private static let pasteEnd = Array("\u{1B}[201~".utf8)

    private enum State {
        case ground
        case escape
        /// After `ESC [`, or `ESC O`.
        case sequence([UInt8], introducer: UInt8)
        case scalar([UInt8], missing: Int)
        case paste(bytes: Int, head: [UInt8], tail: [UInt8])
    }

    private var state = State.ground

    package init() {}

    /// Whether a lone Escape waits to be told from the start of a sequence.
    package var isUndecided: Bool {
        if case .escape = state { return true }
        return false
    }

    /// Nothing came for a while: a lone Escape was the key.
    package mutating func lapse() -> Key? {
        guard isUndecided else { return nil }
        state = .ground
        return .escape
    }

    /// Takes one byte; gives the key that it completes.
    package mutating func take(_ byte: UInt8) -> Key? {
        switch state {
        case .ground: return ground(byte)
        case .escape: return afterEscape(byte)
        case .sequence(let bytes, let introducer): return sequence(bytes, byte, introducer)
        case .scalar(let bytes, let missing): return scalar(bytes + [byte], missing - 1, byte)
        case .paste(let bytes, let head, let tail):
            return paste(bytes + 1, head, tail, byte)
        }
    }

    private mutating func ground(_ byte: UInt8) -> Key? {
        state = .ground
        switch byte {
        case 0x0A, 0x0D: return .enter
        case 0x09: return .tab
        case 0x08, 0x7F: return .backspace
        case 0x1B:
            state = .escape
            return nil
        case 0..<0x20: return .other("Ctrl-" + String(Unicode.Scalar(byte + 0x40)))
        case 0x20..<0x7F: return .character(Character(Unicode.Scalar(byte)))
        case 0xC2..<0xE0: state = .scalar([byte], missing: 1)
        case 0xE0..<0xF0: state = .scalar([byte], missing: 2)
        case 0xF0..<0xF5: state = .scalar([byte], missing: 3)
        default: return .other("byte \(byte)")
        }
        return nil
    }

    private mutating func afterEscape(_ byte: UInt8) -> Key? {
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "O"):
            state = .sequence([], introducer: byte)
            return nil
        case 0x1B: return .escape
        case 0x20..<0x7F:
            state = .ground
            return .other("Alt-" + String(Unicode.Scalar(byte)))
        default:
            state = .ground
            return .other("Escape and a byte")
        }
    }

    private mutating func scalar(_ bytes: [UInt8], _ missing: Int, _ byte: UInt8) -> Key? {
        // A byte that continues nothing begins anew.
        guard (0x80..<0xC0).contains(byte) else { return ground(byte) }
        guard missing == 0 else {
            state = .scalar(bytes, missing: missing)
            return nil
        }
        state = .ground
        guard let text = String(validating: bytes, as: UTF8.self), let character = text.first else {
            return .other("bytes that are no text")
        }
        return .character(character)
    }

    private mutating func sequence(_ bytes: [UInt8], _ byte: UInt8, _ introducer: UInt8) -> Key? {
        if byte == 0x1B {
            state = .escape
            return nil
        }
        let isFinal = (0x40...0x7E).contains(byte)
        guard isFinal || ((0x20..<0x40).contains(byte) && bytes.count < Self.longestSequence) else {
            state = .ground
            return .other("an unknown sequence")
        }
        guard isFinal else {
            state = .sequence(bytes + [byte], introducer: introducer)
            return nil
        }
        state = .ground
        let parameters = String(decoding: bytes, as: UTF8.self)
        let first = Int(parameters.prefix { $0.isNumber })
        if byte == UInt8(ascii: "~"), first == 200 {
            state = .paste(bytes: 0, head: [], tail: [])
            return nil
        }
        if byte == UInt8(ascii: "R"), introducer == UInt8(ascii: "["), parameters.contains(";") { return .cursorReport }
        return Self.key(byte, first)
            ?? .other("Escape " + String(Unicode.Scalar(introducer)) + parameters + String(Unicode.Scalar(byte)))
    }

    private static func key(_ final: UInt8, _ first: Int?) -> Key? {
        switch (Unicode.Scalar(final), first) {
        case ("A", _): .up
        case ("B", _): .down
        case ("C", _): .right
        case ("D", _): .left
        case ("H", _), ("~", 1), ("~", 7): .home
        case ("F", _), ("~", 4), ("~", 8): .end
        case ("~", 5): .pageUp
        case ("~", 6): .pageDown
        case ("M", nil): .enter
        case ("Z", _): .backTab
        default: nil
        }
    }

    private mutating func paste(_ count: Int, _ head: [UInt8], _ tail: [UInt8], _ byte: UInt8) -> Key? {
        let head = head.count <= Self.longestPaste + Self.pasteEnd.count ? head + [byte] : head
        let tail = tail.count == Self.pasteEnd.count ? tail.dropFirst() + [byte] : tail + [byte]
        guard tail == Self.pasteEnd else {
            state = .paste(bytes: count, head: head, tail: Array(tail))
            return nil
        }
        state = .ground
        let bytes = count - Self.pasteEnd.count
        let text = bytes <= Self.longestPaste ? String(validating: head.prefix(bytes), as: UTF8.self) : nil
        return .paste(bytes: bytes, text: text)
    }
}
