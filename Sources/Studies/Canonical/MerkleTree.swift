/// A hash over a list of leaves that proves each of them and their order (RFC 6962, section 2.1).
package enum MerkleTree {
    /// 64 hexadecimal digits; of no leaf the hash of nothing.
    package static func root(_ leaves: [[UInt8]]) -> String {
        var level = leaves.map { SHA256.digest(of: [0] + $0) }
        guard !level.isEmpty else { return SHA256.hex(of: []) }
        // Pairs from the left, an odd one carried up: the same tree as by the largest power of two below.
        while level.count > 1 {
            level = stride(from: 0, to: level.count, by: 2).map { place in
                place + 1 < level.count ? SHA256.digest(of: [1] + level[place] + level[place + 1]) : level[place]
            }
        }
        return SHA256.hexadecimal(level[0])
    }
}
