/// A table of comparisons in a file of its own: `left, right, winner`, optionally `rater, kind, prompt`.
package struct ComparisonFile: Sendable {
    /// Who won.
    package enum Winner: String, Sendable, CaseIterable {
        case left, right, tie
        case bothBad = "both_bad"
    }

    /// One comparison, with numbers into the lists of names.
    package struct Row: Sendable {
        package var left: Int32
        package var right: Int32
        package var winner: Winner
        package var rater: Int32?
        package var kind: RaterKind
        package var prompt: Int32?
    }

    package private(set) var players = Names()
    package private(set) var raters = Names()
    package private(set) var prompts = Names()
    package private(set) var rows: [Row] = []

    private var mistakes: [Mistake] = []
    private let file: String

    private static let columns = ["left", "right", "winner", "rater", "kind", "prompt"]

    /// Reads CSV, or JSONL where the name ends so; throws `Mistakes` with every bad row.
    package static func read(path: String) throws -> ComparisonFile {
        let source = try ByteSource(path: path)
        var file = ComparisonFile(file: source.name)
        if path.hasSuffix(".jsonl") || path.hasSuffix(".ndjson") {
            try file.readJSONLines(source)
        } else {
            try file.readCSV(source)
        }
        guard file.mistakes.isEmpty else { throw Mistakes(file.mistakes) }
        return file
    }

    private init(file: String) { self.file = file }

    private mutating func readCSV(_ source: ByteSource) throws {
        var csv = try CSV(source)
        let lacking = Self.columns.prefix(3).filter { csv.column($0) == nil }
        for name in lacking {
            let hint = Spelling.nearest(to: name, among: csv.header).map { " (is it '\($0)'?)" } ?? ""
            mistakes.append(Mistake(file: file, line: 1, message: "no column '\(name)'\(hint): name it in the header"))
        }
        guard lacking.isEmpty else { return }
        let places = Self.columns.map { csv.column($0) }
        while let next = try csv.next() {
            switch next {
            case .failure(let mistake): mistakes.append(mistake)
            case .success(let row): add(line: row.line) { column in places[column].map { row.fields[$0] } }
            }
        }
    }

    private mutating func readJSONLines(_ source: ByteSource) throws {
        try JSONLines.read(source) { line, result in
            switch result {
            case .failure(let mistake): mistakes.append(mistake)
            case .success(let value):
                add(line: line) { column in value[Self.columns[column]]?.string.map { ArraySlice(Array($0.utf8)) } }
            }
        }
    }

    private mutating func add(line: Int, _ field: (Int) -> ArraySlice<UInt8>?) {
        func bad(_ message: String) { mistakes.append(Mistake(file: file, line: line, message: message)) }
        func filled(_ column: Int) -> ArraySlice<UInt8>? { field(column).flatMap { $0.isEmpty ? nil : $0 } }
        guard let leftField = filled(0), let rightField = filled(1) else {
            return bad("'left' and 'right' must name the two that were compared")
        }
        guard !leftField.elementsEqual(rightField) else {
            return bad("left and right are the same: nothing is compared")
        }
        guard let winner = filled(2).flatMap({ Winner(rawValue: String(decoding: $0, as: UTF8.self)) }) else {
            return bad("'winner' must be left, right, tie or both_bad")
        }
        guard let kind = RaterKind(rawValue: filled(4).map { String(decoding: $0, as: UTF8.self) } ?? "human") else {
            return bad("the kind must be human, judge or metric")
        }
        guard let left = players.number(of: leftField), let right = players.number(of: rightField) else {
            return bad("not UTF-8: save the file as UTF-8")
        }
        let rater = filled(3).flatMap { raters.number(of: $0) }
        let prompt = filled(5).flatMap { prompts.number(of: $0) }
        rows.append(Row(left: left, right: right, winner: winner, rater: rater, kind: kind, prompt: prompt))
    }
}
