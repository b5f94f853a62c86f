/// Unpacks a DEFLATE stream (RFC 1951).
struct Inflate {
    private let input: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var bits: UInt64 = 0
    private var bitCount = 0
    private var output: [UInt8] = []
    private let size: Int

    /// The unpacked bytes; nil where the stream is damaged or does not give `size` bytes.
    static func bytes(of input: UnsafeBufferPointer<UInt8>, size: Int) -> [UInt8]? {
        var inflate = Inflate(input: input, size: size)
        return inflate.run() && inflate.output.count == size ? inflate.output : nil
    }

    private init(input: UnsafeBufferPointer<UInt8>, size: Int) {
        self.input = input
        self.size = size
        output.reserveCapacity(size)
    }

    private mutating func run() -> Bool {
        while true {
            guard let isLast = take(1), let kind = take(2) else { return false }
            let isWhole =
                switch kind {
                case 0: stored()
                case 1: block(Self.fixedLengths, Self.fixedDistances)
                case 2: dynamic()
                default: false
                }
            guard isWhole else { return false }
            if isLast == 1 { return true }
        }
    }

    private mutating func fill() {
        while bitCount <= 48, position < input.count {
            bits |= UInt64(input[position]) << UInt64(bitCount)
            position += 1
            bitCount += 8
        }
    }

    private mutating func take(_ count: Int) -> Int? {
        if bitCount < count { fill() }
        guard bitCount >= count else { return nil }
        let value = Int(bits & (1 << UInt64(count) - 1))
        bits >>= UInt64(count)
        bitCount -= count
        return value
    }

    private mutating func stored() -> Bool {
        guard take(bitCount % 8) != nil, let length = take(16), let complement = take(16),
            length == ~complement & 0xFFFF
        else { return false }
        for _ in 0..<length {
            guard let byte = take(8), output.count < size else { return false }
            output.append(UInt8(byte))
        }
        return true
    }

    /// Symbols by the next 15 bits: the symbol above four bits with its length; 0 where no code is.
    private struct Codes {
        private(set) var table: [UInt16]

        /// Nil where the lengths are too many for the codes.
        init?(lengths: [Int]) {
            table = [UInt16](repeating: 0, count: 1 << 15)
            var code = 0
            for length in 1...15 {
                code <<= 1
                for (symbol, own) in lengths.enumerated() where own == length {
                    guard code < 1 << length else { return nil }
                    var reversed = 0
                    for bit in 0..<length where code >> bit & 1 == 1 { reversed |= 1 << (length - 1 - bit) }
                    for place in stride(from: reversed, to: 1 << 15, by: 1 << length) {
                        table[place] = UInt16(symbol << 4 | length)
                    }
                    code += 1
                }
            }
        }
    }

    private mutating func symbol(_ codes: Codes) -> Int? {
        if bitCount < 15 { fill() }
        let entry = Int(codes.table[Int(bits & 0x7FFF)])
        let length = entry & 15
        guard length > 0, length <= bitCount else { return nil }
        bits >>= UInt64(length)
        bitCount -= length
        return entry >> 4
    }

    private static let fixedLengths = Codes(
        lengths: (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 }
    )
    private static let fixedDistances = Codes(lengths: [Int](repeating: 5, count: 30))

    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    private mutating func dynamic() -> Bool {
        guard let literals = take(5), let distances = take(5), let count = take(4) else { return false }
        var lengths = [Int](repeating: 0, count: 19)
        for place in 0..<(count + 4) {
            guard let length = take(3) else { return false }
            lengths[Self.order[place]] = length
        }
        guard let codes = Codes(lengths: lengths), let all = runs(literals + distances + 258, codes) else {
            return false
        }
        return block(Codes(lengths: Array(all[..<(literals + 257)])), Codes(lengths: Array(all[(literals + 257)...])))
    }

    /// Lengths of codes, which are packed themselves.
    private mutating func runs(_ count: Int, _ codes: Codes) -> [Int]? {
        var lengths: [Int] = []
        while lengths.count < count {
            guard let symbol = symbol(codes) else { return nil }
            switch symbol {
            case 0..<16: lengths.append(symbol)
            case 16:
                guard let last = lengths.last, let more = take(2) else { return nil }
                lengths += [Int](repeating: last, count: more + 3)
            default:
                guard let more = take(symbol == 17 ? 3 : 7) else { return nil }
                lengths += [Int](repeating: 0, count: more + (symbol == 17 ? 3 : 11))
            }
        }
        return lengths.count == count ? lengths : nil
    }

    private static let lengthBases = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthBits = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distanceBases = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145,
        8193, 12289, 16385, 24577,
    ]

    private mutating func block(_ literals: Codes?, _ distances: Codes?) -> Bool {
        guard let literals, let distances else { return false }
        while let symbol = symbol(literals) {
            if symbol < 256 {
                guard output.count < size else { return false }
                output.append(UInt8(symbol))
                continue
            }
            if symbol == 256 { return true }
            guard symbol < 286, copy(symbol - 257, distances) else { return false }
        }
        return false
    }

    private mutating func copy(_ code: Int, _ distances: Codes) -> Bool {
        guard let more = take(Self.lengthBits[code]), let symbol = symbol(distances), symbol < 30,
            let further = take(max(0, symbol / 2 - 1))
        else { return false }
        let (length, distance) = (Self.lengthBases[code] + more, Self.distanceBases[symbol] + further)
        guard distance <= output.count, output.count + length <= size else { return false }
        var place = output.count - distance
        for _ in 0..<length {
            output.append(output[place])
            place += 1
        }
        return true
    }
}
