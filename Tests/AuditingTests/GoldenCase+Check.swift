import Fixtures
import Studies
import Testing

extension GoldenCase {
    /// Holds a figure to the expected value.
    func check(_ value: Double?, _ path: String..., at location: SourceLocation = #_sourceLocation) {
        check(value, wanted(path), path.joined(separator: "."), at: location)
    }

    func check(_ value: Double?, _ wanted: JSONValue?, _ name: String, at location: SourceLocation = #_sourceLocation) {
        #expect(wanted != nil, "\(id) \(name)", sourceLocation: location)
        if let fault = fault(of: value, wanted, name) { Issue.record("\(fault)", sourceLocation: location) }
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
