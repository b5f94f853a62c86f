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

    /// Those that no table of responses has: naming one says that the rows are ratings.
    private static let ofRatings: Set<String> = ["item", "rater", "score", "kind", "criterion", "winner"]

    /// What is said of a table with a column for each rater.
    static let oneRowEach = "is there a column for each rater? write a row for each rating: item,rater,score"

    /// The other names of each column: those of `map` first, as `role=column`; throws words for a role that is none.
    package static func aliases(map: [String]) throws -> [String: [String]] {
        var aliases = usual
        for entry in map {
            let parts = entry.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, roles.contains(parts[0]) else {
                throw StudiesError(
                    "--map \(entry): write ROLE=COLUMN, where ROLE is one of \(roles.sorted().joined(separator: ", "))"
                )
            }
            aliases[parts[0]] = [ColumnName.folded(parts[1]), parts[1]] + (aliases[parts[0]] ?? [])
        }
        return aliases
    }

    /// Whether `map` names columns of ratings.
    package static func areMeant(by map: [String]) -> Bool {
        map.contains { entry in entry.split(separator: "=").first.map { ofRatings.contains(String($0)) } ?? false }
    }

    /// Whether a header names who rated, by a usual name.
    static func nameRaters(_ names: [String]) -> Bool {
        !Set(names).isDisjoint(with: usual["rater"] ?? [])
    }
}
