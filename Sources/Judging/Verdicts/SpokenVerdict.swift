import Foundation
import Studies

/// What plain words say of verdicts: the numbers and the choices that they name.
struct SpokenVerdict {
    /// In the order named, without those that only say how far a scale goes.
    let numbers: [Double]
    private let words: [String]

    init(_ text: String) {
        var text = text.lowercased()
        // `out of 5`, `/5`; `from 1 to 5`, `1-5`.
        text = text.replacing(/(?:out of|\/)\s*\d+(?:\.\d+)?/, with: " ")
        text = text.replacing(/\d+\s*(?:to|-|–|—|through)\s*\d+/, with: " ")
        let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
        let told = text.matches(of: /-?\d+(?:\.\d+)?/).compactMap { Self.value($0.output) }
        numbers = told + words.indices.compactMap { Self.named(words, $0) }
        self.words = words
    }

    /// The number that a word is, unless it counts what follows: `two responses`.
    private static func named(_ words: [String], _ place: Int) -> Double? {
        guard let number = named[words[place]] else { return nil }
        let next = place + 1 < words.count ? words[place + 1] : ""
        return next.hasSuffix("s") && !["points", "stars"].contains(next) ? nil : number
    }

    /// `one` stands for too much else.
    private static let named: [String: Double] = [
        "zero": 0, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    ]

    /// Digits of any script.
    private static func value(_ text: Substring) -> Double? {
        Double(String(text.map { $0.wholeNumberValue.map { Character("\($0)") } ?? $0 }))
    }

    /// Whether they name a verdict: a point of the scale, or one choice and no other.
    func names(_ criterion: Criterion) -> Bool {
        switch criterion.form {
        case .scale: points(of: criterion).isEmpty == false
        case .accept, .pairwise: choices(of: criterion).count == 1
        case .ranking: false
        }
    }

    /// Whether they name a verdict other than that one; of choices, without that one, which may be compared with others.
    func contradicts(_ value: Double?, on criterion: Criterion) -> Bool {
        switch criterion.form {
        case .scale: points(of: criterion).contains { $0 != value }
        case .accept, .pairwise:
            choices(of: criterion).isEmpty == false && !choices(of: criterion).contains(value)
        case .ranking: false
        }
    }

    private func points(of criterion: Criterion) -> [Double] { numbers.filter { criterion.refusal(of: $0) == nil } }

    /// The choices that are named, in the values they stand for; nil is both bad.
    private func choices(of criterion: Criterion) -> Set<Double?> {
        var found: Set<Double?> = []
        for word in words {
            switch (criterion.form, word) {
            case (.accept, "accept"), (.accept, "accepted"): found.insert(1)
            case (.accept, "reject"), (.accept, "rejected"): found.insert(0)
            case (.pairwise, "first"): found.insert(1)
            case (.pairwise, "second"): found.insert(-1)
            case (.pairwise, "tie"): found.insert(0)
            case (.pairwise, "both_bad"): found.insert(nil)
            default: break
            }
        }
        return found
    }
}
