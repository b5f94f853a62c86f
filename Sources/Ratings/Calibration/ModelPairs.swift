package import Agreement

/// Two models on one criterion, neither of them the baseline.
package struct ModelPair: Sendable {
    package let one: Int
    package let other: Int
    /// The first less the second, within raters and by prompt; of verdicts on pairs the share won less one half.
    package let difference: Estimate
    package let personCount: Int
}

/// Every two models of a criterion that people rated, besides those with the baseline.
package struct ModelPairs: Sendable {
    package let all: [ModelPair]
    /// Whether they are too many to be compared.
    package let areLeftOut: Bool

    static let none = ModelPairs(all: [], areLeftOut: false)

    private init(all: [ModelPair], areLeftOut: Bool) { (self.all, self.areLeftOut) = (all, areLeftOut) }

    func filter(_ isWanted: (ModelPair) -> Bool) -> ModelPairs {
        ModelPairs(all: all.filter(isWanted), areLeftOut: areLeftOut)
    }

    /// So many labels are looked at, all pairs together.
    private static let mostWork = 2_000_000

    /// None while models stand as letters.
    init(
        _ study: QualityStudy,
        _ items: [QualityItem],
        order: [Int],
        baseline: Int?,
        confidence: Double
    ) throws {
        guard !study.set.isBlind else {
            self = .none
            return
        }
        self =
            study.isPairs
            ? try Self(ofPairs: study, order.filter { $0 != baseline }, confidence)
            : try Self(ofScores: study, items, order.filter { $0 != baseline }, confidence)
    }

    private init(
        ofScores study: QualityStudy,
        _ items: [QualityItem],
        _ models: [Int],
        _ confidence: Double
    ) throws {
        let groups = Dictionary(grouping: items.filter { !$0.labels.isEmpty }, by: \.model)
        let rated = models.filter { groups[$0] != nil }
        let work = rated.reduce(0) { sum, model in
            sum + (groups[model] ?? []).reduce(0) { $0 + $1.labels.count } * (rated.count - 1)
        }
        guard work <= Self.mostWork else {
            self.init(all: [], areLeftOut: true)
            return
        }
        let pairs = try Self.couples(rated).map { one, other in
            let found = try ModelComparison(
                (groups[one] ?? []) + (groups[other] ?? []),
                candidate: one,
                baseline: other,
                isShare: study.isAccept,
                confidence: confidence,
                scale: study.limits
            )
            return ModelPair(one: one, other: other, difference: found.difference, personCount: found.personCount)
        }
        self.init(all: pairs, areLeftOut: false)
    }

    private init(ofPairs study: QualityStudy, _ models: [Int], _ confidence: Double) throws {
        guard models.count * models.count * study.subjects.count <= Self.mostWork else {
            self.init(all: [], areLeftOut: true)
            return
        }
        let pairs = try Self.couples(models).compactMap { one, other -> ModelPair? in
            let verdicts = study.pairs(candidate: one, baseline: other)
            guard verdicts.contains(where: { !$0.verdicts.isEmpty }) else { return nil }
            let found = try ModelComparison(
                pairs: verdicts,
                ties: study.identicalPrompts(other)[one]?.counted ?? 0,
                candidate: one,
                confidence: confidence
            )
            return ModelPair(one: one, other: other, difference: found.difference, personCount: found.personCount)
        }
        self.init(all: pairs, areLeftOut: false)
    }

    private static func couples(_ models: [Int]) -> [(Int, Int)] {
        models.indices.flatMap { place in models[(place + 1)...].map { (models[place], $0) } }
    }
}
