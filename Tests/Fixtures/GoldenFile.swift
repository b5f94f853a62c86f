import Foundation
package import Studies

/// Reference values in `Tests/Golden`, made outside this program (each file says how); a further file of the same methods
/// is run by being put beside them.
package enum GoldenFile {
    /// Why a file is of no use.
    package struct Fault: Error, CustomStringConvertible {
        package let description: String
    }

    package static func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(Checkout.root)/Tests/Golden/\(name)", encoding: .utf8)
    }

    package static func value(_ name: String) throws -> JSONValue { try JSONValue(parsing: text("\(name).json")) }

    /// The cases of a method in these files; that there is none is a fault.
    package static func cases(_ method: String, in names: String...) throws -> [GoldenCase] {
        let found = try names.flatMap { name in
            try (value(name)["cases"]?.array ?? []).filter { $0["method"]?.string == method }.map(GoldenCase.init)
        }
        guard !found.isEmpty else { throw Fault(description: "no case of \(method) in \(names)") }
        return found
    }
}

/// One case: what goes in, what must come out, how near.
package struct GoldenCase: Sendable, CustomStringConvertible {
    package let id: String
    package let input: JSONValue
    package let expected: JSONValue
    package let tolerance: Double

    package var description: String { id }

    init(_ json: JSONValue) throws {
        guard let id = json["id"]?.string, let input = json["input"], let expected = json["expected"] else {
            throw GoldenFile.Fault(description: "no case: \(json.canonicalText.prefix(80))")
        }
        (self.id, self.input, self.expected) = (id, input, expected)
        tolerance = json["tolerance"]?.number ?? json["tolerance_relative"]?.number ?? 1e-9
    }

    /// A number that must be there.
    package func number(_ path: String...) throws -> Double {
        guard let number = path.reduce(Optional(input), { $0?[$1] })?.number else {
            throw GoldenFile.Fault(description: "\(id): no number \(path)")
        }
        return number
    }

    package func numbers(_ name: String) throws -> [Double] {
        guard let list = input[name]?.array else { throw GoldenFile.Fault(description: "\(id): no list \(name)") }
        return list.compactMap(\.number)
    }

    /// What is wrong with a figure; nil for one as near as it must be. Null is nil, and infinite is not reached, which is
    /// null too.
    package func fault(of value: Double?, _ wanted: JSONValue?, _ name: String) -> String? {
        guard let number = wanted?.number else {
            return (value ?? .infinity) == .infinity ? nil : "\(id) \(name): \(value ?? 0), expected none"
        }
        guard let value, value.isFinite, abs(value - number) <= tolerance * max(1, abs(number)) else {
            return "\(id) \(name): \(value.map { "\($0)" } ?? "none"), expected \(number)"
        }
        return nil
    }

    /// What is expected at a path; nil where nothing is said of it.
    package func wanted(_ path: [String]) -> JSONValue? { path.reduce(Optional(expected)) { $0?[$1] } }

    /// What is wrong with a figure that stands at a path of what is expected.
    package func fault(of value: Double?, _ path: [String]) -> String? {
        fault(of: value, wanted(path), path.joined(separator: "."))
    }
}
