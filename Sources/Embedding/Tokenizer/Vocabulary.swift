/// The pieces of words that a model knows, found by their bytes.
struct Vocabulary: Sendable {
    /// Pieces that start a word and pieces that continue one, by a hash of their bytes.
    private var starts: [UInt64: Int32] = [:]
    private var continuations: [UInt64: Int32] = [:]
    private(set) var largest = 0
    /// Whether two pieces have the same hash, which must not be.
    private(set) var isAmbiguous = false

    /// `pieces` with their numbers; those after `prefix` continue a word.
    init(_ pieces: some Sequence<(piece: String, id: Int)>, prefix: String) {
        starts.reserveCapacity(40_000)
        continuations.reserveCapacity(10_000)
        for (piece, id) in pieces {
            largest = max(largest, id)
            let isStart = !piece.utf8.starts(with: prefix.utf8)
            let bytes = isStart ? piece.utf8[...] : piece.utf8.dropFirst(prefix.utf8.count)
            let hash = bytes.reduce(Self.seed, Self.mixed)
            let taken =
                isStart
                ? starts.updateValue(Int32(truncatingIfNeeded: id), forKey: hash)
                : continuations.updateValue(Int32(truncatingIfNeeded: id), forKey: hash)
            if taken != nil { isAmbiguous = true }
        }
    }

    static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    static func mixed(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        let product = (hash ^ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15
        return product ^ product >> 29
    }

    func id(hash: UInt64, isStart: Bool) -> Int32? { isStart ? starts[hash] : continuations[hash] }

    /// The number of a whole piece that starts a word.
    func id(of piece: String) -> Int32? { starts[piece.utf8.reduce(Self.seed, Self.mixed)] }
}
