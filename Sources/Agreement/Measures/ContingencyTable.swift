/// How often two raters gave each pair of categories: the first's category down, the second's across.
public struct ContingencyTable: Sendable {
    /// Kappa of a table, with both of its large-sample standard errors (Fleiss, Cohen and Everitt, 1969).
    public struct Kappa: Sendable, Equatable {
        /// Nil when undefined.
        public let value: Double?
        /// Makes no assumption about kappa: for an interval.
        public let standardError: Double?
        /// Assumes that kappa is 0: for a test.
        public let nullStandardError: Double?
        /// Why there is no value, in words.
        public let undefined: String?
    }

    /// By the first's category, then by the second's.
    public let counts: [[Double]]

    /// Throws unless the table is square and holds finite numbers that are not negative.
    public init(counts: [[Double]]) throws(AgreementError) {
        guard counts.allSatisfy({ $0.count == counts.count }) else {
            throw AgreementError("the table is not square: give each rater every category")
        }
        guard counts.allSatisfy({ $0.allSatisfy { $0.isFinite && $0 >= 0 } }) else {
            throw AgreementError("a count is negative or not a finite number")
        }
        self.counts = counts
    }

    /// Cohen's kappa (1960) with 1 as the dissimilarity of any two different categories.
    public func kappa() -> Kappa {
        kappa(counts.indices.map { a in counts.indices.map { $0 == a ? 0 : 1 } })
    }

    /// Cohen's weighted kappa (1968), 1 − Σ v p / Σ v p p, with a dissimilarity v for each pair of categories.
    ///
    /// The dissimilarities need be neither symmetric nor between 0 and 1. Throws when they do not fit the table.
    public func kappa(dissimilarity: [[Double]]) throws(AgreementError) -> Kappa {
        let isFitting = dissimilarity.count == counts.count && dissimilarity.allSatisfy { $0.count == counts.count }
        guard isFitting, dissimilarity.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
            throw AgreementError("the dissimilarities must be a table of finite numbers like the counts")
        }
        return kappa(dissimilarity)
    }

    private func kappa(_ v: [[Double]]) -> Kappa {
        let total = counts.reduce(0) { $0 + $1.reduce(0, +) }
        guard total > 0 else { return Self.undefined("no item has a score of both") }
        let rows = counts.map { $0.reduce(0, +) / total }
        let columns = counts.indices.map { column in counts.reduce(0) { $0 + $1[column] } / total }
        let rowMeans = v.map { zip($0, columns).reduce(0) { $0 + $1.0 * $1.1 } }
        let columnMeans = v.indices.map { column in zip(v, rows).reduce(0) { $0 + $1.0[column] * $1.1 } }
        let expected = zip(rows, rowMeans).reduce(0) { $0 + $1.0 * $1.1 }
        guard expected != 0 else { return Self.undefined("no disagreement can be expected by chance") }
        var (observed, variance, nullVariance) = (0.0, 0.0, 0.0)
        for a in counts.indices {
            for b in counts.indices { observed += counts[a][b] / total * v[a][b] / expected }
        }
        for a in counts.indices {
            for b in counts.indices {
                let means = rowMeans[a] + columnMeans[b]
                let effect = (observed * means - v[a][b]) / expected - observed
                variance += counts[a][b] / total * effect * effect
                let nullEffect = (means - v[a][b]) / expected - 1
                nullVariance += rows[a] * columns[b] * nullEffect * nullEffect
            }
        }
        return Kappa(
            value: 1 - observed,
            standardError: (variance / total).squareRoot(),
            nullStandardError: (nullVariance / total).squareRoot(),
            undefined: nil
        )
    }

    private static func undefined(_ reason: String) -> Kappa {
        Kappa(value: nil, standardError: nil, nullStandardError: nil, undefined: reason)
    }
}
