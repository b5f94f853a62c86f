import Foundation
import Testing

/// Reference values in `Tests/Golden`, made outside this program (each file says how).
struct GoldenFile {
    let cases: [GoldenCase]

    init(_ name: String) throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let data = try Data(contentsOf: tests.appending(path: "Golden/\(name).json"))
        cases = try JSONDecoder().decode(Document.self, from: data).cases
    }

    func cases(_ method: String) throws -> [GoldenCase] {
        let found = cases.filter { $0.method == method }
        try #require(!found.isEmpty, "no case of \(method)")
        return found
    }

    private struct Document: Decodable { let cases: [GoldenCase] }
}

/// One case: what goes in, what must come out, how near.
struct GoldenCase: Decodable {
    let id: String
    let method: String
    let input: Golden
    let expected: Golden
    let tolerance: Double

    /// A number that must be there.
    func number(_ name: String) throws -> Double { try #require(input[name].number, "\(id) \(name)") }

    /// Compares with the number (or null) at a path of `expected`.
    func check(_ value: Double?, _ path: String..., at location: SourceLocation = #_sourceLocation) {
        let place = path.reduce(expected) { $0[$1] }
        guard let number = place.number, let value else {
            #expect(place.number == nil && value == nil, "\(id) \(path)", sourceLocation: location)
            return
        }
        let near = tolerance * max(1, abs(number))
        #expect(abs(value - number) <= near, "\(id) \(path): \(value) for \(number)", sourceLocation: location)
    }
}

/// A value of a JSON document.
enum Golden: Decodable, Equatable {
    case null
    case flag(Bool)
    case value(Double)
    case text(String)
    case list([Golden])
    case members([String: Golden])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .value(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([Golden].self) {
            self = .list(list)
        } else {
            self = .members(try container.decode([String: Golden].self))
        }
    }

    subscript(name: String) -> Golden {
        if case .members(let members) = self { return members[name] ?? .null }
        return .null
    }

    var list: [Golden] {
        if case .list(let list) = self { return list }
        return []
    }

    var names: [String] {
        if case .members(let members) = self { return members.keys.sorted() }
        return []
    }

    var number: Double? {
        if case .value(let number) = self { return number }
        return nil
    }

    var text: String? {
        if case .text(let text) = self { return text }
        return nil
    }

    var flag: Bool? {
        if case .flag(let flag) = self { return flag }
        return nil
    }

    /// The numbers of a list; null is nil.
    var numbers: [Double?] { list.map(\.number) }

    /// A number for each distinct text of a list, in the order of first sight.
    var codes: [Int] {
        var seen: [String] = []
        return list.map { entry in
            let name = entry.text ?? "\(entry)"
            if let place = seen.firstIndex(of: name) { return place }
            seen.append(name)
            return seen.count - 1
        }
    }
}
