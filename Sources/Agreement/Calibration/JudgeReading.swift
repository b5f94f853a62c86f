/// How far a judge goes with people on the answers of each model, where knowing who wrote them is no help.
extension JudgedItems {
    /// The correlation of verdicts and people's consensus about each model's own means; of categories that of their
    /// indicators. Nil for pairs (see ``PairBaseline``) and where fewer than two models are known.
    ///
    /// cov = mean of (v − v̄ₘ)(y − ȳₘ), of categories Σ_c over indicators; r = cov / √(var_v var_y), both within models;
    /// interval by Student's t over prompts on cov, two-sided 95 %, cut at −1 and 1. A judge that says the same of all answers
    /// of a model gets 0 whatever the models are; undefined where verdicts or labels do not vary within a model.
    func reading() -> Estimate? {
        let known = judged.compactMap { item -> (item: JudgedItem, author: Int, truth: Double)? in
            guard let author = item.author, let truth = consensus(item) else { return nil }
            return (item, author, truth)
        }
        guard kind != .pairs, Set(known.map(\.author)).count > 1 else { return nil }
        var isScore = false
        if case .scores = kind { isScore = true }
        let groups = Dictionary(grouping: known.indices, by: { known[$0].author })
        var products = [Double](repeating: 0, count: known.count)
        var (verdicts, truths) = (0.0, 0.0)
        for (_, places) in groups.sorted(by: { $0.key < $1.key }) {
            let (v, y) = (places.map { known[$0].item.verdict ?? 0 }, places.map { known[$0].truth })
            let found = isScore ? Self.scoreParts(v, y) : Self.categoryParts(v, y)
            for (place, product) in zip(places, found.products) { products[place] = product }
            (verdicts, truths) = (verdicts + found.verdicts, truths + found.truths)
        }
        let scale = (verdicts * truths).squareRoot() / Double(known.count)
        guard scale > 1e-12 else {
            let who = verdicts > truths ? "people" : "the judge"
            let reason = "within each model \(who) gave always the same"
            return Estimate(undefined: reason, itemCount: known.count, ratingCount: known.count)
        }
        let estimate = clusteredMean(
            checked: products.map { $0 / scale },
            clusters: known.map(\.item.prompt),
            confidence: 0.95,
            unit: "prompts"
        )
        // A correlation lies between −1 and 1, whatever the t distribution reaches.
        return estimate.cut(to: -1...1)
    }

    private typealias Parts = (products: [Double], verdicts: Double, truths: Double)

    private static func scoreParts(_ v: [Double], _ y: [Double]) -> Parts {
        let (meanV, meanY) = (Moments.mean(v), Moments.mean(y))
        return (
            zip(v, y).map { ($0 - meanV) * ($1 - meanY) }, v.reduce(0) { $0 + ($1 - meanV) * ($1 - meanV) },
            y.reduce(0) { $0 + ($1 - meanY) * ($1 - meanY) }
        )
    }

    private static func categoryParts(_ v: [Double], _ y: [Double]) -> Parts {
        func shares(_ values: [Double]) -> [Double: Double] {
            values.reduce(into: [:]) { $0[$1, default: 0] += 1 / Double(values.count) }
        }
        let (ofV, ofY) = (shares(v), shares(y))
        let chance = ofV.keys.sorted().reduce(0) { $0 + (ofV[$1] ?? 0) * (ofY[$1] ?? 0) }
        let products = zip(v, y).map { verdict, truth in
            (verdict == truth ? 1 : 0) - (ofY[verdict] ?? 0) - (ofV[truth] ?? 0) + chance
        }
        return (
            products, v.reduce(0) { $0 + 1 - (ofV[$1] ?? 0) }, y.reduce(0) { $0 + 1 - (ofY[$1] ?? 0) }
        )
    }
}
