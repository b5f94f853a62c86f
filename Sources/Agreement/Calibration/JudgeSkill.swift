/// How much a judge knows beyond what needs no reading.
extension JudgedItems {
    /// The judge's mean recall over people's classes less 1/classes; the constant's mean absolute error less the judge's; or
    /// the judge's agreement on pairs less the baseline's. Positive is better than nothing.
    func skill() -> Estimate {
        switch kind {
        case .nominal: recall()
        case .scores: error()
        case .pairs: baseline()
        }
    }

    private func recall() -> Estimate {
        let known = judged.compactMap { item in consensus(item).map { (item: item, truth: $0) } }
        let classes = Set(known.map(\.truth)).sorted()
        let reason = "no item has a strict majority of people and a verdict"
        guard classes.count > 1 else {
            return Estimate(
                undefined: classes.isEmpty ? reason : "people's majorities are all of one class",
                itemCount: known.count,
                ratingCount: known.count
            )
        }
        let bootstrap = ClusterBootstrap(
            known.map(\.item.prompt),
            itemCount: known.count,
            options: options(confidence: 0.95),
            unit: "prompts"
        )
        let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        let truths = known.map { places[$0.truth] ?? 0 }
        let hits = known.map { $0.item.verdict == $0.truth ? 1.0 : 0 }
        var estimates = bootstrap.estimates(itemCount: known.count, ratingCount: known.count, reason: reason) {
            weights in
            var (right, all) = (
                [Double](repeating: 0, count: classes.count), [Double](repeating: 0, count: classes.count)
            )
            for place in truths.indices {
                let weight = weights[bootstrap.places[place]]
                all[truths[place]] += weight
                right[truths[place]] += weight * hits[place]
            }
            let recalls = classes.indices.filter { all[$0] > 0 }.map { right[$0] / all[$0] }
            return [recalls.isEmpty ? nil : Moments.mean(recalls) - 1 / Double(classes.count)]
        }
        let chance = 1 / Double(classes.count)
        return widened(&estimates[0], clusters: bootstrap.clusterCount).cut(to: -chance...1 - chance)
    }

    /// Where no resample differs, the width of a share of which no exception was seen.
    private func widened(_ estimate: inout Estimate, clusters: Int) -> Estimate {
        guard let value = estimate.value, estimate.low == nil, clusters > 1 else { return estimate }
        let half = 1 - wilson(share: 1, count: Double(clusters), confidence: 0.95).low
        (estimate.low, estimate.high) = (value - half, value + half)
        estimate.method = "Wilson (1927): no resample differs"
        return estimate
    }

    private func error() -> Estimate {
        let known = judged.compactMap { item in consensus(item).map { (item: item, truth: $0) } }
        guard let median = Moments.median(known.map(\.truth)) else {
            return Estimate(undefined: "no item has labels and a verdict", itemCount: 0, ratingCount: 0)
        }
        return clusteredMean(
            checked: known.map { abs(median - $0.truth) - abs(($0.item.verdict ?? median) - $0.truth) },
            clusters: known.map(\.item.prompt),
            confidence: 0.95,
            unit: "prompts"
        )
        .cut(to: known.allSatisfy { scale?.contains($0.item.verdict ?? median) ?? false } ? scale?.ofDifferences : nil)
    }

    /// The ends of the points; nil of verdicts.
    private var scale: ClosedRange<Double>? { if case .scores(let ends) = kind { ends } else { nil } }

    /// Whether these are pairs of texts of which nobody says whose they are.
    var areModelsUnknown: Bool { kind == .pairs && !items.isEmpty && items.allSatisfy { $0.models == nil } }

    private func baseline() -> Estimate {
        func outcome(_ value: Double) -> ComparisonOutcome { value == 0 ? .tie : value == 1 ? .left : .right }
        let known = judged.compactMap { item in consensus(item).map { (item: item, truth: $0) } }
        guard !areModelsUnknown else {
            return Estimate(
                undefined: "the pairs name no models, so a judge that only knows the better one cannot be told apart",
                itemCount: known.count,
                ratingCount: known.count
            )
        }
        // A missing verdict at its worst is whatever people did not say.
        let rows = known.map { known in
            let truth = outcome(known.truth)
            let verdict = known.item.verdict ?? 0
            let judge = abs(verdict) <= 1 ? outcome(verdict) : truth == .left ? .right : .left
            return PairBaseline.Row(
                prompt: known.item.prompt,
                models: known.item.models,
                people: truth,
                judge: judge
            )
        }
        return PairBaseline(rows, confidence: 0.9).difference
    }

    /// People's classes by strict majority: prompts of each, and judge less ceiling within it.
    func classes() -> [JudgeCalibration.ClassFigure] {
        if case .scores = kind { return [] }
        let known = judged.compactMap { item in consensus(item).map { (item: item, truth: $0) } }
        return Dictionary(grouping: known, by: \.truth).sorted { $0.key < $1.key }.map { value, members in
            let part = JudgedItems(items: members.map(\.item), kind: kind, options: options)
            let margin = part.ceiling(confidence: 0.2)?.margin
            return JudgeCalibration.ClassFigure(
                value: value,
                promptCount: Set(members.map(\.item.prompt)).count,
                margin: margin?.value,
                low: margin?.low
            )
        }
    }

    /// How well people agree among themselves, two-sided 90 %; of scores at that level.
    func peopleAlpha(_ scoreLevel: Level) -> Estimate {
        if kind == .pairs { return pairAlpha() }
        guard let (table, judge) = table() else {
            return Estimate(undefined: "the labels make no table", itemCount: 0, ratingCount: 0)
        }
        var level = Level.nominal
        if case .scores = kind { level = scoreLevel }
        let patterns = CountPatterns(table, raters: Array(0..<judge), minimum: 2)
        let kernel = AlphaKernel(patterns, levels: [level]).kernel
        let intervals = Intervals(
            units: patterns.units,
            options: options(confidence: 0.9),
            itemCount: patterns.units.itemCount,
            ratingCount: patterns.pairableCount
        )
        return intervals.estimates(kernel).all[0].estimate
    }

    private func pairAlpha() -> Estimate {
        let people = Set(items.flatMap { $0.labels.map(\.person) }).sorted()
        let rows = items.map { item in
            PairVerdicts.Row(
                models: item.models,
                prompt: item.prompt,
                verdicts: people.map { person in
                    item.labels.first { $0.person == person }.map {
                        $0.value == 0 ? .tie : $0.value > 0 ? .left : .right
                    }
                }
            )
        }
        guard let table = try? PairVerdicts(rows) else {
            return Estimate(undefined: "the labels make no table", itemCount: 0, ratingCount: 0)
        }
        return ModelPairAgreement(table, confidence: 0.9).alpha
    }

    /// Pearson's r of judge and labels with the interval of a bootstrap over prompts.
    ///
    /// Of categories the correlation of their indicators (Gorodkin, 2004), which is Pearson's of two categories, and of more
    /// hangs on no number that stands for one. Of pairs about the means of each pair of models, so that the order of models or sides changes nothing and a judge
    /// that always prefers one model has none; of pairs without models, or of one model, about 0.
    func association() -> Estimate {
        let known = judged.compactMap { item in
            consensus(item).flatMap { truth in item.verdict.map { (item: item, truth: truth, verdict: $0) } }
        }
        let groups = groups(of: known.map(\.item))
        let rows = known.indices.map { place in
            let sign = groups[place].isTurned ? -1.0 : 1
            return (x: sign * known[place].verdict, y: sign * known[place].truth, group: groups[place].number)
        }
        let bootstrap = ClusterBootstrap(
            known.map(\.item.prompt),
            itemCount: known.count,
            options: options(confidence: 0.95),
            unit: "prompts"
        )
        let reason = "judge or labels do not vary"
        if kind == .nominal {
            let places = places(of: Set(known.map(\.truth) + known.map(\.verdict)))
            let codes = known.map { (places[$0.verdict] ?? 0, places[$0.truth] ?? 0) }
            return bootstrap.estimates(
                itemCount: known.count,
                ratingCount: known.count,
                reason: reason,
                work: known.count
            ) { weights in
                [Self.correlation(codes, places.count, known.indices.map { weights[bootstrap.places[$0]] })]
            }[0]
        }
        return bootstrap.estimates(itemCount: known.count, ratingCount: known.count, reason: reason, work: known.count)
        { weights in
            [Self.correlation(rows, known.indices.map { weights[bootstrap.places[$0]] })]
        }[0]
    }

    private func places(of categories: Set<Double>) -> [Double: Int] {
        Dictionary(uniqueKeysWithValues: categories.sorted().enumerated().map { ($1, $0) })
    }

    /// (p_o − Σ p q) / √((1 − Σ p²)(1 − Σ q²)): the sum over categories of their indicators' covariances, over that of their
    /// variances.
    private static func correlation(_ codes: [(Int, Int)], _ count: Int, _ weights: [Double]) -> Double? {
        var (xs, ys) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
        var (equal, total) = (0.0, 0.0)
        for (code, weight) in zip(codes, weights) where weight > 0 {
            xs[code.0] += weight
            ys[code.1] += weight
            equal += code.0 == code.1 ? weight : 0
            total += weight
        }
        guard total > 1 else { return nil }
        func product(_ one: [Double], _ other: [Double]) -> Double {
            zip(one, other).reduce(0) { $0 + $1.0 * $1.1 } / (total * total)
        }
        let (x, y) = (1 - product(xs, xs), 1 - product(ys, ys))
        guard x > 1e-12, y > 1e-12 else { return nil }
        return (equal / total - product(xs, ys)) / (x * y).squareRoot()
    }

    /// By item the number of what its values are centred within, from 1, or 0 where they are about 0; and whether its sides
    /// are turned round.
    private func groups(of items: [JudgedItem]) -> [(number: Int, isTurned: Bool)] {
        guard kind == .pairs else { return items.map { _ in (1, false) } }
        var numbers: [[Int]: Int] = [:]
        return items.map { item in
            guard let models = item.models, models.left != models.right else { return (0, false) }
            let key = [min(models.left, models.right), max(models.left, models.right)]
            let number = numbers[key] ?? numbers.count + 1
            numbers[key] = number
            return (number, models.left > models.right)
        }
    }

    private static func correlation(_ rows: [(x: Double, y: Double, group: Int)], _ weights: [Double]) -> Double? {
        let count = (rows.map(\.group).max() ?? 0) + 1
        var (totals, xs, ys) = (
            [Double](repeating: 0, count: count), [Double](repeating: 0, count: count),
            [Double](repeating: 0, count: count)
        )
        for (row, weight) in zip(rows, weights) where row.group > 0 {
            totals[row.group] += weight
            xs[row.group] += weight * row.x
            ys[row.group] += weight * row.y
        }
        var (xx, yy, xy, total) = (0.0, 0.0, 0.0, 0.0)
        for (row, weight) in zip(rows, weights) where weight > 0 {
            let isCentred = row.group > 0
            let x = row.x - (isCentred ? xs[row.group] / totals[row.group] : 0)
            let y = row.y - (isCentred ? ys[row.group] / totals[row.group] : 0)
            xx += weight * x * x
            yy += weight * y * y
            xy += weight * x * y
            total += weight
        }
        guard total > 1, xx > 1e-12, yy > 1e-12 else { return nil }
        return xy / (xx * yy).squareRoot()
    }
}
