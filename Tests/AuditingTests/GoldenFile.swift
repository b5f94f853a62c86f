import Foundation
import Studies
import Testing

/// Golden values that lie in `Tests/Golden`; a further file of the same methods is run by being put beside them.
struct GoldenFile {
    /// One worked example.
    struct Case: Sendable, CustomTestStringConvertible {
        let id: String
        let method: String
        let input: JSONValue
        let expected: JSONValue
        let tolerance: Double

        var testDescription: String { id }
    }

    static func value(_ name: String) throws -> JSONValue {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try JSONValue(parsing: Array(Data(contentsOf: folder.appending(path: "Golden/\(name).json")))[...])
    }

    static func cases(_ names: String..., methods: Set<String>) -> [Case] {
        names.flatMap { name in
            let cases = (try? value(name))?["cases"]?.array ?? []
            return cases.compactMap { value -> Case? in
                guard let id = value["id"]?.string, let method = value["method"]?.string, methods.contains(method),
                    let input = value["input"], let expected = value["expected"]
                else { return nil }
                let tolerance = value["tolerance"]?.number ?? value["tolerance_relative"]?.number ?? 1e-9
                return Case(id: id, method: method, input: input, expected: expected, tolerance: tolerance)
            }
        }
    }
}

extension GoldenFile.Case {
    func number(_ path: String...) throws -> Double {
        try #require(path.reduce(Optional(input)) { $0?[$1] }?.number, "\(path)")
    }

    func numbers(_ name: String) throws -> [Double] {
        try #require(input[name]?.array, "\(name)").compactMap(\.number)
    }

    /// Holds a figure to the expected value: null is nil, and infinite is not reached, which is null too.
    func check(_ value: Double?, _ path: String..., at location: SourceLocation = #_sourceLocation) {
        check(value, path.reduce(Optional(expected)) { $0?[$1] }, path.joined(separator: "."), at: location)
    }

    func check(_ value: Double?, _ expected: JSONValue?, _ name: String, at location: SourceLocation = #_sourceLocation)
    {
        guard let expected else {
            Issue.record("\(id): no expected '\(name)'", sourceLocation: location)
            return
        }
        guard let wanted = expected.number else {
            #expect(
                expected == .null && (value ?? .infinity) == .infinity,
                "\(id) \(name): \(String(describing: value))",
                sourceLocation: location
            )
            return
        }
        guard let value, value.isFinite else {
            Issue.record("\(id) \(name): no value, expected \(wanted)", sourceLocation: location)
            return
        }
        #expect(
            abs(value - wanted) <= tolerance * max(1, abs(wanted)),
            "\(id) \(name): \(value), expected \(wanted)",
            sourceLocation: location
        )
    }

    /// Intervals as pairs of numbers.
    func check(_ intervals: [ClosedRange<Double>], _ name: String, at location: SourceLocation = #_sourceLocation) {
        let wanted = expected[name]?.array ?? []
        #expect(intervals.count == wanted.count, "\(id) \(name): \(intervals)", sourceLocation: location)
        for (interval, pair) in zip(intervals, wanted) {
            check(interval.lowerBound, pair.array?.first, name, at: location)
            check(interval.upperBound, pair.array?.last, name, at: location)
        }
    }
}
