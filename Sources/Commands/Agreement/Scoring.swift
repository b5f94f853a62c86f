import Agreement
import Foundation
import Reporting
import Studies

/// Turns the score texts of a bare table into values on a scale.
struct Scoring {
    var level: Level?
    /// Every point of the scale, in order.
    var categories: [String]?

    /// The parts of a list separated by commas, without the space around them.
    static func split(_ list: String) -> [String] {
        list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// The ratings of one criterion, as values.
    func criterion(_ ratings: BareTable.Ratings, of bare: BareTable) throws -> CriterionRatings {
        let texts = bare.scoreTexts.all
        let used = Set(ratings.scores.map(Int.init))
        let numbers = Self.numbers(categories ?? used.map { texts[$0] })
        let words = numbers == nil ? try self.words(used.map { texts[$0] }, criterion: ratings.name) : nil
        let values = try self.values(of: texts, used: used, words: words, criterion: ratings.name)
        let items = bare.items.all
        return CriterionRatings(
            name: ratings.name,
            level: self.level ?? guess(numbers, isWords: words != nil),
            levelSource: self.level == nil ? "guessed" : "declared",
            categories: categories.map { list in words == nil ? numbers ?? [] : list.indices.map(Double.init) },
            words: words,
            items: items,
            clusters: bare.clusters.isEmpty ? [] : items.indices.map(bare.clusters.name(of:)),
            prompts: bare.prompts.isEmpty ? [] : items.indices.map(bare.prompts.name(of:)),
            models: items.indices.map { [bare.models.name(of: $0)].compactMap(\.self) },
            raters: zip(bare.raters.all, bare.kinds).map { ($0, $1.agreementKind) },
            scores: ratings.scores.indices.map {
                .init(
                    item: Int(ratings.items[$0]),
                    rater: Int(ratings.raters[$0]),
                    value: values[Int(ratings.scores[$0])]
                )
            }
        )
    }

    /// The texts as numbers, or nil when one of them is none.
    private static func numbers(_ texts: [String]) -> [Double]? {
        let numbers = texts.compactMap { Double($0) }
        return numbers.count == texts.count ? numbers : nil
    }

    /// The words of the scale in order: those listed, else those seen, sorted, when the level is nominal.
    private func words(_ seen: [String], criterion: String) throws -> [String] {
        if let categories { return categories }
        guard level == nil || level == .nominal else {
            let word = seen.filter { Double($0) == nil }.min() ?? ""
            throw StudiesError(
                "'\(criterion)' has scores in words ('\(word)'): list them in order with --categories, or use --level nominal"
            )
        }
        return seen.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func values(of texts: [String], used: Set<Int>, words: [String]?, criterion: String) throws -> [Double] {
        let places = words.map { Dictionary($0.enumerated().map { ($1, Double($0)) }) { first, _ in first } }
        let points = categories.flatMap(Self.numbers).map(Set.init)
        var unknown: [String] = []
        let values = texts.indices.map { place -> Double in
            guard used.contains(place) else { return 0 }
            let text = texts[place]
            let value = places.map { $0[text] } ?? Double(text)
            guard let value, words != nil || points?.contains(value) ?? true else {
                unknown.append(text)
                return 0
            }
            return value
        }
        guard unknown.isEmpty else {
            let list = unknown.sorted().prefix(10).joined(separator: "', '")
            throw StudiesError("'\(criterion)' has scores that --categories does not list: '\(list)'")
        }
        return values
    }

    /// Nominal for words, ordinal for a few whole numbers, interval else.
    private func guess(_ numbers: [Double]?, isWords: Bool) -> Level {
        guard let numbers, !isWords else { return categories == nil ? .nominal : .ordinal }
        return numbers.count <= 11 && numbers.allSatisfy { $0 == $0.rounded() } ? .ordinal : .interval
    }
}

extension Studies.RaterKind {
    /// The same kind in the words of the library.
    var agreementKind: Agreement.RaterKind {
        switch self {
        case .human: .human
        case .judge: .judge
        case .metric: .metric
        }
    }
}
