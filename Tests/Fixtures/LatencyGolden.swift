import Studies

/// 240 latencies of ten days, and what numpy and scipy make of them (`Tests/Golden/latency.json`).
package struct LatencyGolden: Sendable {
    /// In the order of time.
    package let values: [Double]
    /// The hour of the day of each.
    package let hours: [Int]
    private let expected: JSONValue

    package init() throws {
        let file = try GoldenFile.value("latency")
        guard let data = file["data"], let expected = file["expected"] else {
            throw GoldenFile.Fault(description: "latency: no data or nothing expected")
        }
        values = (data["x"]?.array ?? []).compactMap(\.number)
        hours = (data["hour"]?.array ?? []).compactMap(\.integer)
        self.expected = expected
    }

    /// The numbers in a text such as `(105, 136, 692.379, None)`.
    package func numbers(_ name: String) throws -> [Double?] {
        guard let text = expected[name]?.string else { throw GoldenFile.Fault(description: "latency: no \(name)") }
        return text.split(whereSeparator: { "()[], ".contains($0) }).map { $0 == "None" ? nil : Double($0) }
    }

    /// What is wrong with a figure; nil for one that is right to the six decimals that the file gives.
    package func fault(of value: Double?, _ name: String, place: Int = 0) throws -> String? {
        guard let wanted = try numbers(name)[place] else { return "\(name): no number at \(place)" }
        guard let value, abs(value - wanted) <= 1e-6 * max(1, abs(wanted)) else {
            return "\(name): \(value.map { "\($0)" } ?? "none"), expected \(wanted)"
        }
        return nil
    }
}
