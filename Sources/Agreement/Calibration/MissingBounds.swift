/// What missing verdicts could change in a corrected mean.
public struct MissingBounds: Sendable, Equatable {
    /// All missing at one end of the scale, labelled and unlabelled alike, and all at the other; the estimate lies between.
    public let alike: ClosedRange<Double>
    /// Each missing verdict at whichever end lowers, or raises, the estimate: it holds whatever each of them would have been.
    public let apart: ClosedRange<Double>
}

extension CorrectedMean {
    /// `rows` hold the judge's mean where `isMissing`; nil without a missing verdict or without a label.
    ///
    /// The corrected mean falls with a labelled score by λₖ/n and rises with an unlabelled one by λ̄/N, so it is extreme where
    /// the labelled missing lie at one end and the unlabelled ones at the other. λ is taken as it was learnt and as it is
    /// learnt anew from each filling; the widest counts. Throws when a number is not finite or the lengths differ.
    public static func missingBounds(
        _ rows: [LabelledRow],
        isMissing: [Bool],
        folds: [Int],
        isShare: Bool,
        scale: ClosedRange<Double>
    ) throws(AgreementError) -> MissingBounds? {
        guard isMissing.count == rows.count else {
            throw AgreementError("say of each item whether its verdict is missing")
        }
        guard isMissing.contains(true) else { return nil }
        let ends = (scale.lowerBound, scale.upperBound)
        let shown = try quality(rows, folds: folds, isShare: isShare)
        guard let value = shown.estimate.value else { return nil }
        func filled(_ labelled: Double, _ unlabelled: Double) -> [LabelledRow] {
            zip(rows, isMissing).map { row, isMissing in
                guard isMissing else { return row }
                let score = row.label == nil ? unlabelled : labelled
                return LabelledRow(prompt: row.prompt, judge: score, label: row.label)
            }
        }
        func figures(_ fillings: [(Double, Double)]) throws(AgreementError) -> [Double] {
            var figures: [Double] = []
            for (labelled, unlabelled) in fillings {
                let found = try quality(filled(labelled, unlabelled), folds: folds, isShare: isShare)
                if let value = found.estimate.value { figures.append(value) }
            }
            return figures
        }
        let alike = try figures([(ends.0, ends.0), (ends.1, ends.1)]) + [value]
        var apart = try figures([(ends.0, ends.1), (ends.1, ends.0)]) + alike
        if shown.unused == nil {
            apart += shown.corrected.extremes(rows, isMissing: isMissing, folds: folds, scale: scale)
        }
        return MissingBounds(
            alike: (alike.min() ?? value)...(alike.max() ?? value),
            apart: (apart.min() ?? value)...(apart.max() ?? value)
        )
    }

    /// The least and the largest estimate over all fillings, with λ as it was learnt: each verdict counts by itself.
    private func extremes(
        _ rows: [LabelledRow],
        isMissing: [Bool],
        folds: [Int],
        scale: ClosedRange<Double>
    ) -> [Double] {
        guard let value = estimate.value, labelCount > 0, unlabelledCount > 0 else { return [] }
        var (least, most) = (value, value)
        for (place, row) in rows.enumerated() where isMissing[place] {
            let weight =
                row.label == nil
                ? lambda / Double(unlabelledCount) : -(lambdas[folds[place]] ?? 0) / Double(labelCount)
            let changes = [scale.lowerBound, scale.upperBound].map { weight * ($0 - row.judge) }
            least += min(changes[0], changes[1])
            most += max(changes[0], changes[1])
        }
        return [least, most]
    }
}
