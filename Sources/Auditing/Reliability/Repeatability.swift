/// How alike the answers to one prompt are that was asked again with the same parameters.
package struct Repeatability: Sendable, Equatable {
    /// Prompts with two answers or more.
    package let prompts: Int
    /// Pairs of answers to one prompt.
    package let pairs: Int
    /// The mean over prompts of the share of pairs that are the same, byte by byte.
    package let identical: Double?
    /// The mean over prompts of the edit distance over the length of the longer one, in bytes.
    package let editDistance: Double?

    /// `answers` of one model by prompt, in any order; prompts with one answer say nothing.
    package init(_ answers: [[String]]) {
        let repeated = answers.filter { $0.count > 1 }
        prompts = repeated.count
        var (pairs, shares, distances) = (0, [Double](), [Double]())
        for texts in repeated {
            let bytes = texts.map { Array($0.utf8) }
            var (same, distance, count) = (0, 0.0, 0)
            for left in bytes.indices {
                for right in bytes.indices where right > left {
                    count += 1
                    same += bytes[left] == bytes[right] ? 1 : 0
                    distance += Self.distance(bytes[left], bytes[right])
                }
            }
            pairs += count
            shares.append(Double(same) / Double(count))
            distances.append(distance / Double(count))
        }
        self.pairs = pairs
        identical = shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
        editDistance = distances.isEmpty ? nil : distances.reduce(0, +) / Double(distances.count)
    }

    /// Levenshtein's distance (1966) over the length of the longer text; 0 of two empty ones.
    package static func distance(_ left: [UInt8], _ right: [UInt8]) -> Double {
        guard left != right else { return 0 }
        guard !left.isEmpty, !right.isEmpty else { return 1 }
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let substituted = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, diagonal + 1)
            }
        }
        return Double(row[right.count]) / Double(max(left.count, right.count))
    }
}
