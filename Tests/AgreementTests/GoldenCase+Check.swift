import Fixtures
import Studies
import Testing

/// A value of a golden file; nil where there is none.
typealias Golden = JSONValue?

extension GoldenCase {
    /// Compares with the number at a path of what is expected; where null or nothing stands there, the figure is undefined.
    func check(_ value: Double?, _ path: String..., at location: SourceLocation = #_sourceLocation) {
        #expect(value?.isFinite != false, "\(id) \(path)", sourceLocation: location)
        if let fault = fault(of: value, path) { Issue.record("\(fault)", sourceLocation: location) }
    }
}

extension Golden {
    subscript(name: String) -> Golden { flatMap { $0[name] } }

    var list: [Golden] { (self?.array ?? []).map { $0 } }
    var names: [String] { (self?.members ?? []).map(\.0).sorted() }
    var number: Double? { flatMap(\.number) }
    var text: String? { flatMap(\.string) }
    var flag: Bool? { flatMap(\.bool) }
    /// The numbers of a list; null is nil.
    var numbers: [Double?] { list.map(\.number) }

    /// A number for each distinct text of a list, in the order of first sight.
    var codes: [Int] {
        var seen: [String] = []
        return list.map { entry in
            let name = entry.text ?? entry?.canonicalText ?? ""
            if let place = seen.firstIndex(of: name) { return place }
            seen.append(name)
            return seen.count - 1
        }
    }
}
