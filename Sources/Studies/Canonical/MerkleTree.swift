/// A hash over a list of leaves that proves each of them and their order (RFC 6962, section 2.1).
///
/// Leaves are added one by one; of those that are in, only the roots of the whole subtrees on the right edge are kept.
package struct MerkleTree {
    private static let size = 32

    /// Of each subtree its root, from the left, each larger than the next.
    private var roots: [UInt8] = []
    package private(set) var count = 0

    package init() {}

    /// Adds a leaf behind those that are in.
    package mutating func add(_ leaf: [UInt8]) {
        let end = roots.count
        roots.append(contentsOf: repeatElement(0, count: Self.size))
        roots.withUnsafeMutableBufferPointer { roots in
            guard let start = roots.baseAddress else { return }
            leaf.withUnsafeBytes { SHA256.digest(0, of: $0, into: start + end) }
        }
        // Two subtrees of one size are one: as many as the count has ones at its end.
        var rest = count
        while rest & 1 == 1 {
            join()
            rest >>= 1
        }
        count += 1
    }

    /// Puts the root over the last two subtrees into their place.
    private mutating func join() {
        let left = roots.count - 2 * Self.size
        roots.withUnsafeMutableBufferPointer { roots in
            guard let start = roots.baseAddress else { return }
            let both = UnsafeRawBufferPointer(start: start + left, count: 2 * Self.size)
            SHA256.digest(1, of: both, into: start + left)
        }
        roots.removeLast(Self.size)
    }

    /// 64 hexadecimal digits; of no leaf the hash of nothing.
    package var root: String {
        guard count > 0 else { return SHA256.hex(of: []) }
        var whole = self
        while whole.roots.count > Self.size { whole.join() }
        return SHA256.hexadecimal(whole.roots)
    }

    package static func root(_ leaves: [[UInt8]]) -> String {
        var tree = MerkleTree()
        for leaf in leaves { tree.add(leaf) }
        return tree.root
    }
}
