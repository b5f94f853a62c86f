import Fixtures
import Foundation
import Studies

extension Attackers {
    /// What numbers beside a text tell: the place that each of them has among those of its prompt. Lengths, tokens, counts
    /// and dates of whatever kind are found so.
    func numberClues(in output: String, named name: String) -> [Clue] {
        var values = [[Double?]](repeating: [Double?](repeating: nil, count: texts.count), count: Self.mostNumbers)
        let bytes = Data(output.utf8)
        for (place, text) in texts.enumerated() {
            guard let found = bytes.range(of: Data(text.mark.utf8)) else { continue }
            let start = bytes[..<found.lowerBound].lastIndex(of: 10).map { $0 + 1 } ?? bytes.startIndex
            let end = bytes[found.upperBound...].firstIndex(of: 10) ?? bytes.endIndex
            let line = String(decoding: bytes[start..<end], as: UTF8.self)
            let rest = line.replacing(text.text, with: " ").replacing(text.mark, with: " ")
            let numbers = rest.split { !$0.isNumber && $0 != "." }.compactMap { Double($0) }
            for (column, number) in numbers.prefix(Self.mostNumbers).enumerated() { values[column][place] = number }
        }
        return values.enumerated().compactMap { column, values in
            guard values.contains(where: { $0 != nil }) else { return nil }
            return Clue(name: "\(name): number \(column + 1)", values: ranks(values))
        }
    }

    private static let mostNumbers = 8

    /// What of one output is in another and what is not, as of two bundles.
    func difference(_ one: Data, _ other: Data, named name: String) -> [Clue] {
        let values = texts.map { text in
            let mark = Data(text.mark.utf8)
            return (one.range(of: mark) == nil ? 0 : 1) + (other.range(of: mark) == nil ? 0 : 2)
        }
        return [Clue(name: "\(name): difference", values: values)]
    }

    /// Clues taken together, two by two: what neither tells alone.
    func joined(_ clues: [Clue]) -> [Clue] {
        var seen: Set<[Int?]> = []
        // A clue of few values, each once.
        let plain = clues.filter {
            Set($0.values).count <= 6 && Set($0.values).count > 1 && seen.insert($0.values).inserted
        }
        var random = SplitMix(state: 5)
        let pairs = plain.indices.flatMap { one in plain.indices.filter { $0 > one }.map { (one, $0) } }
        return pairs.shuffled(using: &random).prefix(Self.mostPairs).map { one, other in
            Clue(
                name: "\(plain[one].name) with \(plain[other].name)",
                values: zip(plain[one].values, plain[other].values).map { ($0 ?? -1) * 100 + ($1 ?? -1) }
            )
        }
    }

    private static let mostPairs = 60

    /// Tries names in the place of what was masked: whose hash stands in an output says who wrote it.
    func unmasked(in output: String, masked: [(prompt: String, text: String)], study: String) -> [String] {
        let bytes = Data(output.utf8)
        return masked.flatMap { prompt, text in
            models.flatMap { model -> [String] in
                let guess = text.replacing("[…]", with: model)
                let hashes = [
                    ItemID(study: study, prompt: prompt, text: guess).rawValue, SHA256.hex(of: guess),
                    SHA256.hex(of: JSONValue.array([.string(guess)]).canonicalBytes),
                ]
                return hashes.filter { bytes.range(of: Data($0.utf8.prefix(12))) != nil }.map { "\(model): \($0)" }
            }
        }
    }
}
