package import Agreement
package import Ratings

extension AgreementDocument.Criterion {
    /// A criterion's ratings and the figures that were made of them.
    package init(_ ratings: CriterionRatings, report: CriterionReport, hasWords: Bool) {
        self.init(
            report: report,
            levelSource: ratings.criterion.levelSource.rawValue,
            words: hasWords ? ratings.criterion.words : nil,
            unparsed: ratings.unparsed
        )
    }
}

extension AgreementDiagnostics {
    /// Where the disagreement of a criterion's ratings comes from.
    package init(_ ratings: CriterionRatings, options: IntervalOptions) throws {
        func report(_ table: RatingTable) -> CriterionReport {
            CriterionReport(criterion: ratings.name, level: ratings.level, table: table, options: options)
        }
        let table = try ratings.table()
        self.init(
            table,
            report: report(table),
            independent: ratings.isClustered ? report(try ratings.table(clustered: false)) : nil,
            options: options
        )
    }
}
