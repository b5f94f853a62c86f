extension RatingSelection {
    /// The audits of the wanted judges on the wanted criteria.
    package func of(_ figures: [AuditFigure]) throws -> [AuditFigure] {
        try narrowing(figures, criterion: \.criterion, rater: \.judge)
    }

    /// The reports on the wanted judges and criteria.
    package func of(_ reports: [VerdictReport]) throws -> [VerdictReport] {
        try narrowing(reports, criterion: \.criterion, rater: \.judge)
    }

    /// The changes on the wanted criteria.
    package func of(_ changes: [VersionChange]) throws -> [VersionChange] {
        try narrowing(changes, criterion: \.criterion)
    }

    /// The versions of the wanted judges on the wanted criteria.
    package func of(_ versions: [JudgedVersion]) throws -> [JudgedVersion] {
        try narrowing(versions, criterion: \.criterion, rater: \.judge)
    }
}
