/// A candidate against the baseline on one criterion.
public struct ModelComparison: Sendable {
    public let candidate: Int
    /// Candidate less baseline by prompt, within raters where scores are of one text each; its interval ends where the scale
    /// allows no larger difference. Once tested at a look it is that of the look's own level: what is printed decides.
    public private(set) var difference: Estimate
    /// The wider interval of the difference, with raters as drawn too: from three raters of single texts on; none at a look.
    public private(set) var withRatersDrawn: ClosedRange<Double>?
    public let personCount: Int
    /// Prompts without a rater of both.
    public let leftOutCount: Int
    /// Nil where no margin is given.
    public internal(set) var test: NonInferiority?
    /// Holm's p over all candidates and criteria with a margin.
    public internal(set) var adjustedP: Double?
    /// What can be said after Holm.
    public internal(set) var verdict: NonInferiority.Verdict?
    /// The shares of the planned prompts at which it was looked at, this look last; empty where it is looked at once.
    public var looks: [Double] = []

    /// Of pairs: prompts to which both models gave one text, counted as ties.
    public let tieCount: Int

    /// The prompts' figures a test is made of.
    private let pairs: NonInferiority.Pairs
    /// What the difference lies within; nil where no scale is declared.
    private let limits: ClosedRange<Double>?

    /// Prompts that carry the test.
    public var promptCount: Int {
        switch pairs {
        case .scores(let differences): differences.count
        case .shares(let baseline, _): baseline.count
        }
    }

    /// The same with the verdict of an earlier look, after which nothing more can be said.
    public func settled(as verdict: NonInferiority.Verdict) -> ModelComparison {
        var settled = self
        settled.verdict = verdict
        return settled
    }

    /// Responses of one text each: differences within raters. `scale` are the ends of the scale, where one is declared.
    public init(
        _ items: [QualityItem],
        candidate: Int,
        baseline: Int,
        isShare: Bool,
        confidence: Double = 0.9,
        scale: ClosedRange<Double>? = nil
    ) throws(AgreementError) {
        let own = items.filter { $0.model == candidate || $0.model == baseline }
        let rows = own.flatMap { item in
            item.labels.map { label in
                WithinRater.Row(
                    prompt: item.prompt,
                    rater: label.person,
                    isCandidate: item.model == candidate,
                    score: label.value
                )
            }
        }
        let found = try WithinRater(rows, confidence: confidence)
        self.candidate = candidate
        tieCount = 0
        personCount = found.raterCount
        leftOutCount = found.leftOutCount
        let shares = isShare ? Self.shares(rows) : nil
        pairs =
            shares.map { .shares(baseline: $0.baseline, candidate: $0.candidate) }
            ?? .scores(found.byPrompt.map(\.difference))
        var difference = found.estimate
        if let shares,
            let interval = PairedRates(baseline: shares.baseline, candidate: shares.candidate).interval(
                confidence: confidence
            )
        {
            // The interval that the verdict goes by.
            (difference.low, difference.high) = (interval.lowerBound, interval.upperBound)
            (difference.standardError, difference.method) = (nil, PairedRates.method)
        }
        let limits: ClosedRange<Double>? = isShare ? -1...1 : scale?.ofDifferences
        self.limits = limits
        withRatersDrawn = found.twoWay.map { Self.wider($0, difference) }.map { limits?.cutting($0) ?? $0 }
        self.difference = difference.cut(to: limits)
    }

    /// Pairs of texts of the two models: win 1, tie ½, loss 0, less ½, the mean over raters and then by prompt.
    ///
    /// `scores` are each pair's prompt, and each person's verdict for the candidate: 1, 0 or −1. Of further prompts, `ties` in
    /// number, both models gave the same text: a tie by definition, a difference of 0, which nobody has to be asked for. They
    /// count in mean, interval and n; how many prompts have ratings is `promptCount` less `tieCount`.
    public init(
        pairs scores: [(prompt: Int, verdicts: [JudgedItem.Label])],
        ties: Int = 0,
        candidate: Int,
        confidence: Double = 0.9
    ) throws(AgreementError) {
        var sums: [Int: [Double]] = [:]
        for pair in scores where !pair.verdicts.isEmpty {
            sums[pair.prompt, default: []].append(Moments.mean(pair.verdicts.map { $0.value / 2 }))
        }
        let rated = sums.sorted { $0.key < $1.key }.map { Moments.mean($0.value) }
        // Without a rating there is nothing that ties could stand beside.
        tieCount = rated.isEmpty ? 0 : max(0, ties)
        let byPrompt = rated + [Double](repeating: 0, count: tieCount)
        self.candidate = candidate
        personCount = Set(scores.flatMap { $0.verdicts.map(\.person) }).count
        leftOutCount = 0
        withRatersDrawn = nil
        self.pairs = .scores(byPrompt)
        var found = try clusteredMean(
            byPrompt,
            clusters: Array(byPrompt.indices),
            confidence: confidence,
            unit: "prompts"
        )
        if tieCount > 0, let method = found.method {
            found.method = "\(method), \(tieCount) of \(byPrompt.count) prompts ties by one text of both models"
        }
        limits = -0.5...0.5
        difference = found.cut(to: limits)
    }

    private static func wider(_ range: ClosedRange<Double>, _ estimate: Estimate) -> ClosedRange<Double> {
        guard let low = estimate.low, let high = estimate.high, high - low > range.upperBound - range.lowerBound else {
            return range
        }
        return low...high
    }

    /// One 0 or 1 of each model for each prompt, both by one rater; prompts without such a rater are left out. Nil where a
    /// prompt has more.
    private static func shares(_ rows: [WithinRater.Row]) -> (baseline: [Bool], candidate: [Bool])? {
        var given: [Int: [Int: (baseline: [Double], candidate: [Double])]] = [:]
        for row in rows {
            var own = given[row.prompt]?[row.rater] ?? ([], [])
            if row.isCandidate { own.candidate.append(row.score) } else { own.baseline.append(row.score) }
            given[row.prompt, default: [:]][row.rater] = own
        }
        var (baseline, candidate): ([Bool], [Bool]) = ([], [])
        for (_, raters) in given.sorted(by: { $0.key < $1.key }) {
            let shared = raters.values.filter { !$0.baseline.isEmpty && !$0.candidate.isEmpty }
            guard let own = shared.first else { continue }
            let scores = own.baseline + own.candidate
            guard shared.count == 1, scores.count == 2, scores.allSatisfy([0, 1].contains) else { return nil }
            baseline.append(own.baseline[0] == 1)
            candidate.append(own.candidate[0] == 1)
        }
        return (baseline, candidate)
    }

    /// The one-sided level of this look where the whole may err in `level`: with earlier looks 1 − Φ of O'Brien and Fleming's
    /// bound.
    ///
    /// Throws unless the looks ascend within 0 to 1.
    public func lookLevel(_ level: Double) throws(AgreementError) -> Double {
        guard !looks.isEmpty else { return level }
        return try SequentialBounds(level: level, fractions: looks).p.last ?? level
    }

    /// Tests all comparisons that have a margin, each beside the others: Holm's adjustment decides, the bounds shown are
    /// Bonferroni's. Where one was looked at before, both take the level of its look (Maurer and Bretz, 2013). `untested` are
    /// how many more tests share the error and are not made: they count as not rejected.
    ///
    /// Throws unless the looks of each ascend within 0 to 1.
    public static func test(
        _ comparisons: [[ModelComparison]],
        margins: [Double?],
        level: Double = 0.05,
        untested: Int = 0
    ) throws(AgreementError) -> [[ModelComparison]] {
        let own = zip(comparisons, margins).reduce(0) { $0 + ($1.1 == nil ? 0 : $1.0.count) }
        guard own > 0 else { return comparisons }
        let count = own + max(0, untested)
        var tested = comparisons
        for (criterion, margin) in margins.enumerated() {
            guard let margin else { continue }
            for place in tested[criterion].indices {
                let own = tested[criterion][place]
                let bound = try own.lookLevel(level / Double(count))
                tested[criterion][place].test = try NonInferiority(
                    own.pairs,
                    margin: margin,
                    level: max(bound, 1e-12),
                    ties: own.tieCount
                )
                .widened(for: own.looks, level: bound).cut(to: own.limits)
                let alone = try NonInferiority(
                    own.pairs,
                    margin: margin,
                    level: max(try own.lookLevel(level), 1e-12),
                    ties: own.tieCount
                )
                tested[criterion][place].adjustedP = alone.p
                tested[criterion][place].verdict = alone.verdict
                tested[criterion][place].widen(by: alone, level: try own.lookLevel(level))
            }
        }
        let places = tested.indices.flatMap { criterion in tested[criterion].indices.map { (criterion, $0) } }
            .filter { tested[$0.0][$0.1].test != nil }
        let others = [Double](repeating: 1, count: count - own)
        let found = holm(places.map { tested[$0.0][$0.1].adjustedP ?? 1 } + others, level: level)
        let rejected = try rejected(places.map { tested[$0.0][$0.1] }, level: level, untested: count - own)
        for (place, (criterion, candidate)) in places.enumerated() {
            guard let test = tested[criterion][candidate].test else { continue }
            let isTestable =
                test.count - test.tieCount >= NonInferiority.fewestPrompts && test.reason == nil
                || test.verdict == .nonInferior
            let isSure = isTestable && rejected.contains(place) && tested[criterion][candidate].adjustedP != nil
            tested[criterion][candidate].adjustedP = found.adjusted[place]
            // *Not* goes by its own interval: no second candidate makes a bad one better.
            let isWorse = tested[criterion][candidate].verdict == .not
            tested[criterion][candidate].verdict = isSure ? .nonInferior : isWorse ? .not : .notEnough
        }
        return tested
    }

    /// Puts the interval that a look decides by in the place of one at the usual level.
    private mutating func widen(by test: NonInferiority, level: Double) {
        guard !looks.isEmpty else { return }
        let found = test.widened(for: looks, level: level).cut(to: limits)
        guard let low = found.low, let high = found.high else { return }
        (difference.low, difference.high, difference.method) = (low, high, found.method)
        withRatersDrawn = nil
    }

    /// Holm's step-down: as long as one of those left has a p at its own level of level / left, it is rejected.
    private static func rejected(
        _ tests: [ModelComparison],
        level: Double,
        untested: Int
    ) throws(AgreementError) -> Set<Int> {
        var left = Array(tests.indices)
        var rejected: Set<Int> = []
        while !left.isEmpty {
            var next: Int?
            for place in left where next == nil {
                let bound = try tests[place].lookLevel(level / Double(left.count + untested))
                if (tests[place].adjustedP ?? 1) <= bound { next = place }
            }
            guard let next else { break }
            rejected.insert(next)
            left.removeAll { $0 == next }
        }
        return rejected
    }
}
