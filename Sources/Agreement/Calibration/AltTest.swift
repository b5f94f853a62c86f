/// The alternative annotator test: whether a judge could stand in for one person (Calderon, Reichart and Dror, 2025).
///
/// For each person with enough items, over the items that enough people and the judge rated: S is the share of the *other*
/// people's labels equal, or minus the root mean square difference to them; d = [S(h) ≥ S(judge)] − [S(judge) ≥ S(h)]; a
/// one-sided t-test of mean(d) < ε, with Benjamini and Yekutieli's procedure over the people tested. Its `passes` is never a
/// verdict by itself: a constant judge passes in half to all of skewed data sets.
public struct AltTest: Sendable {
    /// How near a label comes to the other people's.
    public enum Score: Sendable { case accuracy, negativeRMSE }

    /// The benefit of the doubt that the authors propose by who the people are.
    public enum Annotators: Double, Sendable, CaseIterable {
        case experts = 0.2
        case skilled = 0.15
        case crowd = 0.1
    }

    /// The test's parameters, the authors' by default.
    public struct Choices: Sendable {
        public var score: Score
        public var epsilon: Double
        public var falseDiscoveryRate: Double
        public var fewestPeople: Int
        public var fewestItems: Int

        public init(
            score: Score = .accuracy,
            epsilon: Double = Annotators.experts.rawValue,
            falseDiscoveryRate: Double = 0.05,
            fewestPeople: Int = 2,
            fewestItems: Int = 30
        ) {
            self.score = score
            self.epsilon = epsilon
            self.falseDiscoveryRate = falseDiscoveryRate
            self.fewestPeople = fewestPeople
            self.fewestItems = fewestItems
        }
    }

    /// One person's test.
    public struct Person: Sendable {
        /// Items that count for this person.
        public let itemCount: Int
        /// Whether there are too few of them: such a person is among the others, but not tested.
        public let isSkipped: Bool
        /// The mean of [S(judge) ≥ S(h)], and of [S(h) ≥ S(judge)].
        public let judgeAdvantage: Double?
        public let personAdvantage: Double?
        public let meanDifference: Double?
        /// Over n − 1.
        public let deviation: Double?
        /// Nil where the differences do not vary.
        public let t: Double?
        /// Nil where the differences do not vary and are ε.
        public let p: Double?
        /// Wilcoxon's instead, for a person with too few items for t.
        public let wilcoxonP: Double?
        public internal(set) var adjustedP: Double?
        public internal(set) var isRejected = false
    }

    /// In the order given.
    public let people: [Person]
    /// The share of the people tested whose hypothesis is rejected; nil when none is tested.
    public let winningRate: Double?
    /// The mean over the people tested of the judge's advantage.
    public let advantageProbability: Double?
    /// Items with enough people and a verdict.
    public let itemCount: Int
    /// Items with too few people or without a verdict.
    public let droppedItemCount: Int
    /// Whether the winning rate is at least one half; nil when nobody is tested.
    public let passes: Bool?

    /// `people[h][i]` is the label of person h on item i, nil where missing; `judge[i]` is the judge's.
    ///
    /// Throws when the lengths differ or a label is not finite.
    public init(people: [[Double?]], judge: [Double?], choices: Choices = Choices()) throws(AgreementError) {
        for labels in people + [judge] {
            guard labels.count == judge.count else {
                throw AgreementError("give each person one label an item, or nil")
            }
            guard labels.allSatisfy({ $0?.isFinite ?? true }) else { throw AgreementError("a label is not finite") }
        }
        let isUsed = judge.indices.map { item in
            judge[item] != nil && people.count { $0[item] != nil } >= max(2, choices.fewestPeople)
        }
        (itemCount, droppedItemCount) = (isUsed.count { $0 }, isUsed.count { !$0 })
        var all = people.indices.map { Self.person($0, people, judge, isUsed, choices) }
        let tested = all.indices.filter { !all[$0].isSkipped }
        let tests = benjaminiYekutieli(tested.map { all[$0].p ?? 1 }, q: choices.falseDiscoveryRate)
        for (place, person) in tested.enumerated() {
            all[person].adjustedP = tests.adjusted[place]
            all[person].isRejected = tests.isRejected[place]
        }
        self.people = all
        guard !tested.isEmpty else {
            (winningRate, advantageProbability, passes) = (nil, nil, nil)
            return
        }
        let rate = Double(tests.isRejected.count { $0 }) / Double(tested.count)
        winningRate = rate
        advantageProbability = Moments.mean(tested.compactMap { all[$0].judgeAdvantage })
        passes = rate >= 0.5
    }

    private static func person(
        _ person: Int,
        _ people: [[Double?]],
        _ judge: [Double?],
        _ isUsed: [Bool],
        _ choices: Choices
    ) -> Person {
        var (judgeWins, personWins, differences) = (0.0, 0.0, [Double]())
        for item in judge.indices where isUsed[item] {
            guard let own = people[person][item], let verdict = judge[item] else { continue }
            let others = people.indices.compactMap { $0 == person ? nil : people[$0][item] }
            let (mine, theirs) = (score(own, others, choices.score), score(verdict, others, choices.score))
            // What rounding alone makes different is alike.
            let isTie = abs(mine - theirs) <= 1e-12 * max(1, abs(mine))
            judgeWins += isTie || theirs > mine ? 1 : 0
            personWins += isTie || mine > theirs ? 1 : 0
            differences.append((isTie || mine > theirs ? 1 : 0) - (isTie || theirs > mine ? 1 : 0))
        }
        let n = Double(differences.count)
        let isSkipped = differences.count < max(2, choices.fewestItems)
        let isUsable = differences.count > 1
        let mean = isUsable ? Moments.mean(differences) : nil
        let deviation = isUsable ? Moments.variance(differences).squareRoot() : nil
        var (t, p): (Double?, Double?) = (nil, nil)
        if let mean, let deviation {
            if deviation > 0 {
                let found = (mean - choices.epsilon) / (deviation / n.squareRoot())
                (t, p) = (found, Distributions.student(below: found, n - 1))
            } else {
                p = mean < choices.epsilon ? 0 : mean > choices.epsilon ? 1 : nil
            }
        }
        return Person(
            itemCount: differences.count,
            isSkipped: isSkipped,
            judgeAdvantage: isUsable ? judgeWins / n : nil,
            personAdvantage: isUsable ? personWins / n : nil,
            meanDifference: mean,
            deviation: deviation,
            t: t,
            p: p,
            wilcoxonP: isSkipped ? wilcoxonBelow(differences.map { $0 - choices.epsilon })?.p : nil
        )
    }

    private static func score(_ label: Double, _ others: [Double], _ score: Score) -> Double {
        switch score {
        case .accuracy: Double(others.count { $0 == label }) / Double(others.count)
        case .negativeRMSE:
            -(others.reduce(0) { $0 + ($1 - label) * ($1 - label) } / Double(others.count)).squareRoot()
        }
    }
}
