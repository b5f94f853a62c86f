/// How tables of other tools name the columns of ratings.
package enum RatingColumns {
    /// By column the usual other names.
    private static let usual = [
        "rater": ["annotator", "reviewer", "labeler", "labeller", "annotator_id", "rater_id", "reviewer_id"],
        "score": ["rating", "grade"],
        "item": ["item_id"],
    ]

    /// What `--map` may name of a table of ratings.
    private static let roles: Set<String> = [
        "item", "rater", "score", "kind", "criterion", "prompt", "model", "phase", "cluster", "note", "version",
        "winner",
        "left_model", "right_model",
    ]

    /// What `--map` may name of a table of comparisons.
    static let ofComparisons: Set<String> = [
        "left", "right", "winner", "rater", "kind", "prompt", "item", "criterion", "phase", "cluster",
    ]

    /// Those that no table of responses has: naming one says that the rows are ratings.
    private static let ofRatings: Set<String> = ["item", "rater", "score", "kind", "criterion", "winner"]

    /// A column that holds one rater's scores, under the rater's name.
    package struct OfRater: Sendable, Equatable {
        package let name: String
        package let kind: RaterKind
    }

    /// Roles of columns that hold one rater's scores each.
    private static let ofOneRater: [String: RaterKind] = ["raters": .human, "judges": .judge, "metrics": .metric]

    /// What is said of a table that seems to have a column for each rater.
    static func oneRowEach(_ others: [String]) -> String {
        let columns = others.prefix(2).map { "--map raters=\($0)" }.joined(separator: " ")
        return "is there a column for each rater? \(columns)\(others.count > 2 ? " …" : "") reads it "
            + "(--map judges=COLUMN for a judge); or write a row for each rating: item,rater,score"
    }

    /// The columns with one rater's scores each that `map` names.
    package static func ofRaters(map: [String]) -> [OfRater] {
        map.compactMap { entry in
            let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let kind = ofOneRater[parts[0]] else { return nil }
            return OfRater(name: parts[1], kind: kind)
        }
    }

    /// The usual other names of each column, and those that hold one rater's scores.
    package static func aliases(map: [String]) -> [String: [String]] {
        var aliases = usual
        for column in ofRaters(map: map) { aliases[column.name] = [ColumnName.folded(column.name)] }
        return aliases
    }

    /// By column the name that `map` gives it, as `role=column`; throws words for a role that is none.
    package static func mapped(_ map: [String]) throws -> [String: String] {
        try mapped(map, roles: roles.union(ofOneRater.keys))
    }

    static func mapped(_ map: [String], roles: Set<String>) throws -> [String: String] {
        var mapped: [String: String] = [:]
        var named: [MapConflicts.Named] = []
        for entry in map {
            let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, roles.contains(parts[0]) else {
                throw StudiesError(
                    "--map \(entry): write ROLE=COLUMN, where ROLE is one of \(roles.sorted().joined(separator: ", "))"
                )
            }
            named.append(.init(role: parts[0], column: ColumnName.folded(parts[1])))
            guard ofOneRater[parts[0]] == nil else { continue }
            mapped[parts[0]] = parts[1]
        }
        if let problem = MapConflicts(named: named).problems.first { throw StudiesError(problem) }
        return mapped
    }

    /// Whether `map` names columns of ratings.
    package static func areMeant(by map: [String]) -> Bool {
        let own = ofRatings.union(ofOneRater.keys)
        return map.contains { entry in entry.split(separator: "=").first.map { own.contains(String($0)) } ?? false }
    }

    /// Whether a column says who rated.
    static func isOfRaters(_ name: String) -> Bool {
        name == "rater" || name == "evaluator" || usual["rater"]?.contains(name) ?? false
    }

    /// Whether a header names who rated, by a usual name.
    static func nameRaters(_ names: [String]) -> Bool {
        !Set(names).isDisjoint(with: usual["rater"] ?? [])
    }
}

extension RatingRecord.Phase {
    /// The phase that a table names; throws words that list them all.
    init(ofTable name: String) throws {
        guard let phase = Self(rawValue: name) else {
            let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw StudiesError("no phase '\(name)': write one of \(known)")
        }
        self = phase
    }
}
