/// A hash over a list of leaves that proves each of them and their order (RFC 6962, section 2.1).
///
/// Leaves are added one by one; of those that are in, only the roots of the whole subtrees on the right edge are kept.
package struct MerkleTree {
    /// From the left, each larger than the next.
    private var roots: [[UInt8]] = []
    package private(set) var count = 0

    package init() {}

    /// Adds a leaf behind those that are in.
    package mutating func add(_ leaf: [UInt8]) {
        var root = SHA256.digest(of: [0] + leaf)
        // Two subtrees of one size are one: as many as the count has ones at its end.
        var rest = count
        while rest & 1 == 1 {
            root = SHA256.digest(of: [1] + roots.removeLast() + root)
            rest >>= 1
        }
        roots.append(root)
        count += 1
    }

    /// 64 hexadecimal digits; of no leaf the hash of nothing.
    package var root: String {
        guard var root = roots.last else { return SHA256.hex(of: []) }
        for left in roots.dropLast().reversed() { root = SHA256.digest(of: [1] + left + root) }
        return SHA256.hexadecimal(root)
    }

    package static func root(_ leaves: [[UInt8]]) -> String {
        var tree = MerkleTree()
        for leaf in leaves { tree.add(leaf) }
        return tree.root
    }
}
