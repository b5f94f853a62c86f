import Agreement
import Foundation
import Studies

/// What is declared of the criteria of a bare table: level and points, for all or for each.
package struct Scoring: Sendable {
    /// By criterion; nil is for all others.
    private var levels: [String?: MeasurementLevel] = [:]
    private var categories: [String?: [String]] = [:]

    package init() {}

    /// Each text is a level, or the points of a scale as one CSV record; `NAME=` before it means one criterion.
    package init(levels: [String], categories: [String]) throws {
        for text in levels {
            let (name, rest) = Self.parts(text)
            guard let level = MeasurementLevel(rawValue: rest) else {
                let known = MeasurementLevel.allCases.map(\.rawValue).joined(separator: ", ")
                throw RatingsError("'\(rest)' is no level: choose one of \(known)")
            }
            guard self.levels.updateValue(level, forKey: name) == nil else { throw Self.twice("--level", name) }
        }
        for text in categories {
            let (name, rest) = Self.parts(text)
            let list = try CSV.fields(of: rest)
            guard Set(list).count == list.count else { throw RatingsError("--categories '\(rest)' has a point twice") }
            guard self.categories.updateValue(list, forKey: name) == nil else { throw Self.twice("--categories", name) }
        }
    }

    private static func twice(_ option: String, _ name: String?) -> RatingsError {
        RatingsError("\(option) stands twice for \(name.map { "'\($0)'" } ?? "all criteria"): keep one")
    }

    /// The criterion that stands before the first `=`, and what follows; a quoted label with `=` in it names none.
    private static func parts(_ text: String) -> (String?, String) {
        guard let sign = text.firstIndex(of: "="), case let name = text[..<sign], !name.isEmpty, !name.contains("\""),
            !name.contains(",")
        else { return (nil, text) }
        return (String(name), String(text[text.index(after: sign)...]))
    }

    /// The parts of a list separated by commas, without the space around them.
    package static func split(_ list: String) -> [String] {
        list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// What is declared of one criterion.
    func declared(_ name: String) -> DeclaredScores {
        let level = levels[name] ?? levels[nil]
        return DeclaredScores(isNominal: level.map { $0 == .nominal }, categories: categories[name] ?? categories[nil])
    }

    /// The points that are declared of all criteria together.
    var listed: DeclaredScores.Listed { DeclaredScores.Listed(Array(categories.values)) }

    /// Refuses what is declared of criteria that a table has not.
    func check(_ names: [String]) throws {
        let declared = Set(levels.keys.compactMap(\.self) + categories.keys.compactMap(\.self))
        guard let unknown = declared.subtracting(names).min() else { return }
        throw RatingsError("no criterion '\(unknown)' in the table: it has \(names.joined(separator: ", "))")
    }

    /// A criterion of a table.
    func criterion(_ ratings: BareTable.Ratings) -> RatingSet.Criterion {
        let level = (levels[ratings.name] ?? levels[nil]).flatMap { Level(rawValue: $0.rawValue) }
        return RatingSet.Criterion(
            name: ratings.name,
            level: level ?? Self.guess(ratings),
            levelSource: level == nil ? .guessed : .declared,
            kind: ratings.isOfPairs ? .pair : .item,
            categories: ratings.categories,
            words: ratings.words
        )
    }

    /// Nominal for words and choices, ordinal for a few whole numbers or listed words, interval else.
    private static func guess(_ ratings: BareTable.Ratings) -> Level {
        if ratings.isOfPairs || ratings.isOfAcceptance { return .nominal }
        guard ratings.words == nil else { return ratings.categories == nil ? .nominal : .ordinal }
        let values = ratings.categories ?? ratings.values
        return values.count <= 11 && values.allSatisfy { $0 == $0.rounded() } ? .ordinal : .interval
    }
}
