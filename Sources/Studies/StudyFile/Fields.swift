import Yams

/// Collects the mistakes of one file.
final class MistakeLog {
    let file: String
    private(set) var mistakes: [Mistake] = []

    init(file: String) { self.file = file }

    func add(_ message: String, line: Int?) { mistakes.append(Mistake(file: file, line: line, message: message)) }

    func add(_ message: String, at node: Node) { add(message, line: node.mark?.line) }
}

/// One mapping of a YAML file: hands out typed values and notes every mistake with its line.
struct Fields {
    let log: MistakeLog
    /// Where in the file it stands, for messages: `models.gpt-4`.
    let path: String
    let line: Int?
    private let members: [(name: String, key: Node, value: Node)]

    /// Nil, and a mistake, when `node` is not a mapping; unknown keys are mistakes when `known` names the known ones.
    init?(_ node: Node, path: String, known: [String]?, log: MistakeLog) {
        guard let mapping = node.mapping else {
            log.add("\(path) must be a mapping of names to values", at: node)
            return nil
        }
        self.log = log
        self.path = path
        line = node.mark?.line
        members = mapping.map { ($0.key.string ?? "?", $0.key, $0.value) }
        guard let known else { return }
        for member in members where !known.contains(member.name) {
            let hint = Spelling.nearest(to: member.name, among: known).map { "did you mean '\($0)'?" }
            let all = "known here: \(known.joined(separator: ", "))"
            log.add("unknown key '\(member.name)' in \(path): \(hint ?? all)", at: member.key)
        }
    }

    /// The members in the file's order.
    var all: [(name: String, key: Node, value: Node)] { members }

    func node(_ name: String) -> Node? { members.first { $0.name == name }?.value }

    /// The line of that key, or of the mapping.
    func line(of name: String) -> Int? { members.first { $0.name == name }?.key.mark?.line ?? line }

    /// Notes a mistake at that key.
    func mistake(_ name: String, _ message: String) { log.add("\(path).\(name) \(message)", line: line(of: name)) }

    /// The value of `name` as `convert` reads it; a mistake that says what it must be when that is nil.
    func value<Value>(_ name: String, _ expected: String, _ convert: (Node) -> Value?) -> Value? {
        guard let node = node(name) else { return nil }
        if let value = convert(node) { return value }
        log.add("\(path).\(name) must be \(expected)", at: node)
        return nil
    }

    func text(_ name: String) -> String? { value(name, "a text") { $0.scalar?.string } }

    func requiredText(_ name: String) -> String? {
        guard node(name) != nil else {
            log.add("\(path) lacks '\(name)': add it", line: line)
            return nil
        }
        guard let text = text(name) else { return nil }
        guard !text.isEmpty else {
            mistake(name, "is empty: write something")
            return nil
        }
        return text
    }

    func bool(_ name: String) -> Bool? { value(name, "true or false", \.bool) }

    func integer(_ name: String, atLeast minimum: Int? = nil) -> Int? {
        value(name, minimum.map { "a whole number of at least \($0)" } ?? "a whole number") { node in
            node.int.flatMap { number in minimum.map { number >= $0 } ?? true ? number : nil }
        }
    }

    /// A count with an upper bound: a slip of the pen would fill the memory.
    func count(_ name: String, from minimum: Int = 1, to maximum: Int) -> Int? {
        value(name, "a whole number from \(minimum) to \(maximum)") { node in
            node.int.flatMap { (minimum...maximum).contains($0) ? $0 : nil }
        }
    }

    func number(_ name: String, in range: ClosedRange<Double>? = nil) -> Double? {
        value(name, range.map { "a number from \($0.lowerBound) to \($0.upperBound)" } ?? "a number") { node in
            guard let number = node.float, number.isFinite, range?.contains(number) ?? true else { return nil }
            return number
        }
    }

    func texts(_ name: String) -> [String]? {
        value(name, "a list of texts, such as [a, b]") { node in
            guard let nodes = node.sequence else { return nil }
            let texts = nodes.compactMap(\.scalar?.string)
            return texts.count == nodes.count ? texts : nil
        }
    }

    func choice<Choice: RawRepresentable & CaseIterable>(_ name: String, _: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        return value(name, "one of \(names)") { $0.scalar.flatMap { Choice(rawValue: $0.string) } }
    }

    func duration(_ name: String, or word: String? = nil) -> Duration? {
        value(name, "a time such as 90s, 30m or 1h\(word.map { ", or \($0)" } ?? "")") {
            $0.scalar.flatMap { Self.duration($0.string) }
        }
    }

    func fields(_ name: String, known: [String]?) -> Fields? {
        node(name).flatMap { Fields($0, path: path.isEmpty ? name : "\(path).\(name)", known: known, log: log) }
    }

    private static func duration(_ text: String) -> Duration? {
        let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)]
        guard let unit = units.first(where: { text.hasSuffix($0.0) }),
            let number = Double(text.dropLast(unit.0.count)), number > 0, number.isFinite, number < 1e9
        else { return nil }
        return .milliseconds(Int64((number * unit.1 * 1000).rounded()))
    }
}
