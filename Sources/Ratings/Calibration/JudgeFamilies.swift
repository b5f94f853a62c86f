package import Agreement
package import Studies

/// A judge of the same family as models that it judges, and how much it favours them.
package struct SameFamily: Sendable {
    package let family: String
    /// Whether the family may be named: before unblinding it could bear a model's name.
    package let isNamed: Bool
    /// Judge less people on texts of its own family, less the same on the others; nil for verdicts on pairs, while models
    /// stand as letters, or with fewer than ten prompts of either.
    package let bias: Estimate?
    /// Texts of models whose family study.yaml does not give: neither its own nor of the others.
    package var unknownCount = 0
}

/// The families that study.yaml gives to judges and models.
package struct JudgeFamilies: Sendable {
    private let judges: [String: String]
    private let models: [String: String]

    package init(judges: [String: String] = [:], models: [String: String] = [:]) {
        self.judges = judges
        self.models = models
    }

    package init(_ study: Study) {
        func known(_ pairs: [(String, String?)]) -> [String: String] {
            Dictionary(pairs.compactMap { pair in pair.1.map { (pair.0, $0) } }) { first, _ in first }
        }
        self.init(
            judges: known(study.judges.map { ($0.name, $0.family) }),
            models: known(study.models.map { ($0.name, $0.family) })
        )
    }

    private static let fewestPrompts = 10

    /// Nil where the families differ or are not told; `known` are subject, prompt, people's and the judge's value.
    func warning(
        of judge: String,
        _ study: QualityStudy,
        _ known: [(Int, Int, Double, Double)],
        _ confidence: Double
    ) throws -> SameFamily? {
        guard let family = judges[judge], models.values.contains(family) else { return nil }
        let set = study.set
        guard !set.isBlind, !study.isPairs else {
            return SameFamily(family: family, isNamed: !set.isBlind, bias: nil)
        }
        let told = known.compactMap { entry in
            isOfOwn((set.subjects.writers(of: entry.0).first ?? []).map { set.modelNames[Int($0)] }, family).map {
                (entry, $0)
            }
        }
        let unknownCount = known.count - told.count
        let (known, isOwn) = (told.map(\.0), told.map(\.1))
        let prompts = [true, false].map { side in Set(known.indices.filter { isOwn[$0] == side }.map { known[$0].1 }) }
        guard prompts.allSatisfy({ $0.count >= Self.fewestPrompts }),
            let found = try sliceDifference(
                known.map { $0.3 - $0.2 },
                isInside: isOwn,
                clusters: known.map(\.1),
                confidence: confidence
            )
        else { return SameFamily(family: family, isNamed: true, bias: nil, unknownCount: unknownCount) }
        // Judge less people twice, each within the length of the scale.
        var bias = found.estimate.cut(to: study.limits?.ofDifferences.ofDifferences)
        (bias.itemCount, bias.ratingCount) = (known.count, known.count)
        return SameFamily(family: family, isNamed: true, bias: bias, unknownCount: unknownCount)
    }

    /// Whether one of the writers is of the family; nil where none is, and of one nobody says what it is of.
    private func isOfOwn(_ writers: [String], _ family: String) -> Bool? {
        let families = writers.map { models[$0] }
        guard !families.contains(family) else { return true }
        return families.isEmpty || families.contains(nil) ? nil : false
    }
}
