/// A map from an automatic rater's scores on a criterion to people's, with what it was fitted on.
package struct StoredMap: Sendable, Equatable {
    package var rater: String
    package var criterion: String
    /// Empty where the rater has none.
    package var judgeVersion: String
    package var criterionSHA256: String
    package var labelsSHA256: String
    /// Canonical JSON.
    package var map: String

    package init(
        rater: String,
        criterion: String,
        judgeVersion: String,
        criterionSHA256: String,
        labelsSHA256: String,
        map: String
    ) {
        self.rater = rater
        self.criterion = criterion
        self.judgeVersion = judgeVersion
        self.criterionSHA256 = criterionSHA256
        self.labelsSHA256 = labelsSHA256
        self.map = map
    }
}
