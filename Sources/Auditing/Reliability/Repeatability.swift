import Agreement

/// How alike the answers to one prompt are that was asked again with the same parameters.
package struct Repeatability: Sendable, Equatable {
    /// Prompts with two answers or more.
    package let prompts: Int
    /// Pairs of answers to one prompt.
    package let pairs: Int
    /// The mean over prompts of the share of pairs that are the same, byte by byte.
    package let identical: Double?
    /// Wilson's interval of it over prompts; nil with fewer than two.
    package let identicalInterval: (low: Double, high: Double)?
    /// The mean over prompts of the edit distance over the length of the longer one, in bytes.
    package let editDistance: Double?
    /// Student's interval of it over prompts, as far as a share goes.
    package let distanceInterval: (low: Double, high: Double)?
    /// Why there is no such interval.
    package let withoutInterval: String?

    /// `answers` of one model by prompt, in any order; prompts with one answer say nothing.
    package init(_ answers: [[String]], confidence: Double = 0.95) {
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
        let band = Wilson.band(shares, confidence: confidence)
        identicalInterval = band.map { ($0.low, $0.high) }
        let clusters = Array(distances.indices)
        let distance = try? clusteredMean(distances, clusters: clusters, confidence: confidence, unit: "prompts")
            .cut(to: 0...1)
        distanceInterval = distance?.low.flatMap { low in distance?.high.map { (low, $0) } }
        withoutInterval = distance?.low == nil ? distance?.method : nil
    }

    package static func == (left: Repeatability, right: Repeatability) -> Bool {
        left.prompts == right.prompts && left.pairs == right.pairs && left.identical == right.identical
            && left.editDistance == right.editDistance
    }

    /// Levenshtein's distance (1966) over the length of the longer text; 0 of two empty ones.
    package static func distance(_ left: [UInt8], _ right: [UInt8]) -> Double {
        guard left != right else { return 0 }
        guard !left.isEmpty, !right.isEmpty else { return 1 }
        let (short, long) = left.count < right.count ? (left, right) : (right, left)
        var columns = EditColumns(short)
        for byte in long { columns.take(byte) }
        return Double(columns.distance) / Double(long.count)
    }
}
