package import Agreement
package import Ratings
package import Studies

/// The agreement of raters on every criterion, with what the figures were made from.
package struct AgreementDocument: Sendable {
    /// One criterion's figures and the words of its categories, where it has words.
    package struct Criterion: Sendable {
        package var report: CriterionReport
        /// How the level is known: `study`, `declared` (by an option) or `guessed`.
        package var levelSource: String
        /// By the place in the report's categories.
        package var words: [String]?
        /// By rater's name: its verdicts that are none.
        package var unparsed: [String: Int]
        /// The main figures of groups of items, and what the groups are made by.
        package var split: (by: String, groups: [Group])?
        package var diagnostics: AgreementDiagnostics?
        /// Whether the groups are all that may be printed.
        package var isOnlySplit = false

        package init(
            report: CriterionReport,
            levelSource: String,
            words: [String]? = nil,
            unparsed: [String: Int] = [:]
        ) {
            self.report = report
            self.levelSource = levelSource
            self.words = words
            self.unparsed = unparsed
        }
    }

    /// The figures of the items of one group.
    package struct Group: Sendable {
        package let name: String
        package let report: CriterionReport
        /// Whether the counts of items could betray what the name hides.
        package let hidesCounts: Bool

        package init(name: String, report: CriterionReport, hidesCounts: Bool) {
            self.name = name
            self.report = report
            self.hidesCounts = hidesCounts
        }
    }

    /// The name of the format, with its version.
    package static let schema = "slam.agreement.v1"

    package var source: String
    package var options: IntervalOptions
    /// `pooled` over items, the mean over each `prompt`, or the `model`s' means.
    package var unit: String
    package var criteria: [Criterion]
    /// What a reader must know before the figures.
    package var notes: [RatingNote]

    package init(
        source: String,
        options: IntervalOptions,
        unit: String = "pooled",
        criteria: [Criterion],
        notes: [RatingNote] = []
    ) {
        self.source = source
        self.options = options
        self.unit = unit
        self.criteria = criteria
        self.notes = notes
    }
}

extension AgreementDocument {
    /// The document `slam.agreement.v1`.
    package var json: JSONValue {
        .object([
            ("schema", .string(Self.schema)), ("source", .string(source)), ("seed", .number(Double(options.seed))),
            ("resamples", .number(Double(options.resamples))), ("confidence", .number(options.confidence)),
            ("unit", .string(unit)), ("notes", .array(notes.map { .string($0.sentence) })),
            ("facts", .array(notes.map(\.json))), ("criteria", .array(criteria.map(\.json))),
        ])
    }
}

extension AgreementDocument.Criterion {
    fileprivate var json: JSONValue {
        guard !isOnlySplit else {
            return .object([
                ("criterion", .string(report.criterion)), ("level", .string(report.level.rawValue)),
                ("level_source", .string(levelSource)), ("split", .string(split?.by ?? "")),
                ("groups", .array(split?.groups.map(\.json) ?? [])),
            ])
        }
        let categories = words.map { $0.map(JSONValue.string) } ?? report.categories.map(JSONValue.number)
        let source = report.areCategoriesDeclared ? "declared" : "observed"
        var members: [(String, JSONValue)] = [
            ("criterion", .string(report.criterion)), ("level", .string(report.level.rawValue)),
            ("level_source", .string(levelSource)), ("categories", .array(categories)),
            ("categories_source", .string(source)), ("n_items", .count(report.itemCount)),
            ("n_ratings", .count(report.ratingCount)),
            (
                "raters",
                .array(
                    report.raters.map {
                        .object([
                            ("name", .string($0.name)), ("kind", .string($0.kind.rawValue)), ("n", .count($0.count)),
                        ])
                    }
                )
            ),
            ("measures", report.measures.json),
            (
                "pairs",
                .array(
                    report.pairs.map {
                        .object([
                            ("a", .string($0.a)), ("b", .string($0.b)), ("n", .count($0.itemCount)),
                            ("measures", $0.measures.json),
                        ])
                    }
                )
            ),
            ("automatic", .array(report.automatic.map { $0.json(unparsed: unparsed[$0.rater] ?? 0) })),
        ]
        if let split { members += [("split", .string(split.by)), ("groups", .array(split.groups.map(\.json)))] }
        if !report.counted.isEmpty { members.append(("counts", countsJSON)) }
        if let diagnostics { members.append(("diagnostics", diagnostics.json)) }
        return .object(members)
    }
}

extension CriterionReport.Automatic {
    fileprivate func json(unparsed: Int) -> JSONValue {
        .object([
            ("rater", .string(rater)), ("kind", .string(kind.rawValue)), ("n", .count(itemCount)),
            ("unparsed", .count(unparsed)),
            ("n_no_majority", .count(withoutMajorityCount)), ("measures", measures.json), ("ceiling", ceiling.json),
            ("same_others", .object(besideTheSameOthers.map { ($0.name, $0.estimate.json) })),
        ])
    }

    /// What the rater reaches beside the others of each person, where `ceiling` is what the person does.
    var besideTheSameOthers: [(name: String, estimate: Estimate)] {
        let ceiling = humanCeiling
        let name = ceiling.isNominal ? "percent_agreement" : "mae"
        let own: [(name: String, estimate: Estimate)] = [
            (name, ceiling.judge), ("\(name)_less_person", ceiling.difference),
        ]
        guard !ceiling.isNominal else { return own }
        return [("spearman", ceiling.judgeSpearman), ("spearman_less_person", ceiling.spearmanDifference)] + own
    }
}

extension Measures {
    var json: JSONValue { .object(all.map { ($0.name, $0.estimate.json) }) }
}

extension JSONValue {
    static func count(_ count: Int) -> JSONValue { .number(Double(count)) }
}
