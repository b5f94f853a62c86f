import Fixtures
import Foundation
import Studies

/// One text of the fixture: who wrote it is to stay unknown.
struct HiddenText {
    var prompt: Int
    var model: Int
    var text: String
    /// A word that only this text has.
    var mark: String
}

/// Attackers who see what left before unblinding and guess each text's writer.
///
/// A clue gives every text a value; the attacker names for each value the model that it goes with most often. The best of
/// all clues is held to what the same attackers reach where the models are shuffled within each prompt.
struct Attackers {
    /// A value for each text; nil where the text is not seen.
    struct Clue {
        var name: String
        var values: [Int?]
    }

    let texts: [HiddenText]
    let models: [String]
    /// What is looked for in the outputs, as bytes: each text's mark, the beginning of its id, each model's name.
    private let marks: [Data]
    private let items: [Data]
    private let names: [Data]

    init(texts: [HiddenText], models: [String]) {
        (self.texts, self.models) = (texts, models)
        marks = texts.map { Data($0.mark.utf8) }
        items = texts.map { Data(Self.item($0).utf8.prefix(12)) }
        names = models.map { Data($0.utf8) }
    }

    private func names(_ line: Data, _ text: Int) -> Bool {
        line.range(of: marks[text]) != nil || line.range(of: items[text]) != nil
    }

    private func lines(of output: String) -> [Data] {
        output.split(whereSeparator: \.isNewline).map { Data($0.utf8) }
    }

    /// The most that any clue gives away, and how probable so much is by luck alone.
    func attack(_ clues: [Clue], permutations: Int = 1000) -> (clue: String, share: Double, luck: Double) {
        var seen: Set<[Int]> = []
        let columns = clues.compactMap { clue -> (name: String, values: [Int], count: Int)? in
            // A clue that says the same of all says nothing; one that only tells every text apart does not either.
            let codes = Array(Set(clue.values.map { $0 ?? .min })).sorted()
            guard codes.count > 1, codes.count <= texts.count / 4 else { return nil }
            let places = Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($1, $0) })
            let values = clue.values.map { places[$0 ?? .min] ?? 0 }
            return seen.insert(values).inserted ? (clue.name, values, codes.count) : nil
        }
        guard !columns.isEmpty else { return ("none", 0, 1) }
        func best(_ labels: [Int]) -> (place: Int, right: Int) {
            var best = (place: 0, right: -1)
            for (place, column) in columns.enumerated() {
                var table = [Int](repeating: 0, count: column.count * models.count)
                for (text, value) in column.values.enumerated() { table[value * models.count + labels[text]] += 1 }
                var right = 0
                for value in 0..<column.count {
                    var most = 0
                    for model in 0..<models.count { most = max(most, table[value * models.count + model]) }
                    right += most
                }
                if right > best.right { best = (place, right) }
            }
            return best
        }
        let truth = texts.map(\.model)
        let found = best(truth)
        let groups = Dictionary(grouping: texts.indices) { texts[$0].prompt }.sorted { $0.key < $1.key }.map(\.value)
        var random = SplitMix(state: 20_241_107)
        var lucky = 0
        for _ in 0..<permutations {
            var labels = truth
            for group in groups {
                let shuffled = group.shuffled(using: &random)
                for (place, other) in zip(group, shuffled) { labels[place] = truth[other] }
            }
            if best(labels).right >= found.right { lucky += 1 }
        }
        return (
            columns[found.place].name, Double(found.right) / Double(texts.count),
            Double(lucky + 1) / Double(permutations + 1)
        )
    }

    /// What an output tells of each text by where, how often and whether it stands there.
    func clues(in output: String, named name: String) -> [Clue] {
        let bytes = Data(output.utf8)
        var places: [Int?] = []
        var counts: [Int?] = []
        for mark in marks {
            var (first, count): (Int?, Int) = (nil, 0)
            var start = bytes.startIndex
            while let range = bytes.range(of: mark, in: start..<bytes.endIndex) {
                first = first ?? range.lowerBound
                count += 1
                start = range.upperBound
            }
            places.append(first)
            counts.append(count)
        }
        guard places.contains(where: { $0 != nil }) else { return [] }
        return [
            Clue(name: "\(name): order", values: ranks(places)), Clue(name: "\(name): recurrence", values: counts),
            Clue(name: "\(name): absence", values: places.map { $0 == nil ? 0 : 1 }),
        ]
    }

    /// The letter that stands beside each text, or its id, as a value of its own.
    func letters(in output: String, named name: String) -> [Clue] {
        let lines = lines(of: output.replacing("},{", with: "}\n{"))
        let values = texts.indices.map { text -> Int? in
            let letters = lines.filter { names($0, text) }.flatMap { line -> [Int] in
                let words: [Substring] = String(decoding: line, as: UTF8.self)
                    .split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "-" })
                return words.compactMap { word in ["A", "B", "C", "D"].firstIndex(of: String(word)) }
            }
            return Set(letters).count == 1 ? letters[0] : nil
        }
        return values.contains { $0 != nil } ? [Clue(name: "\(name): letter", values: values)] : []
    }

    /// The place of each text among those of its prompt.
    func ranks(_ keys: [(some Comparable)?]) -> [Int?] {
        var ranks = [Int?](repeating: nil, count: texts.count)
        for group in Dictionary(grouping: texts.indices, by: { texts[$0].prompt }).values {
            let known = group.compactMap { place in keys[place].map { (place, $0) } }.sorted { $0.1 < $1.1 }
            for (rank, entry) in known.enumerated() { ranks[entry.0] = rank }
        }
        return ranks
    }

    /// Lines that name a model beside a text, its id, its length in bytes or its tokens.
    func joins(in output: String, named name: String) -> [String] {
        var found: [String] = []
        for bytes in lines(of: output) {
            let named = models.indices.filter { bytes.range(of: names[$0]) != nil }
            guard !named.isEmpty else { continue }
            let line = String(decoding: bytes, as: UTF8.self)
            for text in texts.indices where names(bytes, text) { found.append("\(name): \(line.prefix(160))") }
            let words = Set(line.split { !$0.isNumber }.map(String.init))
            for text in texts where named.contains(text.model) && line.contains("p\(text.prompt)") {
                // Tokens and bytes of the fixture are numbers that nothing else has.
                if words.contains("\(Self.tokens(text))") || words.contains("\(text.text.utf8.count)") {
                    found.append("\(name): \(line.prefix(160))")
                }
            }
        }
        return found
    }

    static func item(_ text: HiddenText) -> String {
        ItemID(study: "s", prompt: "p\(text.prompt)", text: text.text).rawValue
    }

    /// What the fixture's server says it wrote.
    static func tokens(_ text: HiddenText) -> Int { 100_000 + text.text.utf8.count * 7 }
}
