/// Whether a judge may replace a person on one criterion, with every condition beside it.
///
/// *May replace a person* only if all conditions hold. *May assist* where judge and labels go together. *May not* where the
/// judge is certainly worse than the margin allows, or than a constant. Else *not enough data*. A refusal withholds the first
/// and what of the second hangs on it, never a figure. Simulated: a judge as good as a person passes .50 to .79 of the time
/// at 60 prompts and .97 to 1 at 200 in binary tasks; a constant, a coin or one that knows only which model wrote the text
/// never.
public struct JudgeCalibration: Sendable {
    /// What the judge may do.
    public enum Verdict: String, Sendable, CaseIterable {
        case mayReplace = "may replace a person"
        case mayAssist = "may assist (corrected)"
        case mayNot = "may not"
        case notEnough = "not enough data"
    }

    /// Why the verdict is withheld.
    public enum Refusal: Sendable, Equatable {
        /// So many labelled prompts of at least 30.
        case fewPrompts(Int)
        /// Labels of a disagreement-first queue, without the probabilities with which they were drawn.
        case labelsNotRandom(Int)
        /// This share of unlabelled scores outside what was labelled.
        case outsideRange(Double)
        /// The lower bound of people's own agreement; nil where it is undefined.
        case peopleDisagree(Double?)
        /// Pairs of texts without a model: neither chance nor the baseline can be taken within pairs of models.
        case modelsUnknown
        /// What this person gave is what the judge gave, also where everybody else differs from it.
        case copyOfJudge(person: Int)
        /// Two who gave the same on every item they share while others differ, or whose names are one name.
        case samePerson(Int, Int)
        /// The margin, the ε or the number of prompts passes more than was settled before the first human rating.
        case chosenAfterData
        /// So many labels are left out since their prompt reads otherwise: which ones count was chosen after data.
        case labelsLeftOut(Int)
    }

    /// A condition of *may replace*.
    public enum Condition: String, Sendable, CaseIterable {
        case altTest, people
        /// Asked of verdicts only: scores have no classes.
        case classes
        case skill
        /// Its verdicts go with people's within each model too; asked only where two models or more are known.
        case reading
        case ceiling, peopleAgree, noRefusal, worstCase
    }

    /// A person whose scores are the judge's far more often than those of people who are less like it.
    public struct Echo: Sendable, Equatable {
        public let person: Int
        /// Items with the judge's verdict and this person's label.
        public let itemCount: Int
        /// The shares of equal scores, with the judge and with whoever of the others is nearest.
        public let toJudge: Double
        public let toPeople: Double
    }

    /// A class of people's strict majority.
    public struct ClassFigure: Sendable, Equatable {
        public let value: Double
        public let promptCount: Int
        /// Judge less ceiling within the class.
        public let margin: Double?
        /// The lower end of its two-sided 20 % interval, a quarter of a standard error below: the point alone let a judge
        /// that is bad at one class pass .17 of the time at 60 prompts, this .12, a good one .57 and .55 (simulated).
        public let low: Double?
    }

    /// What the verdict is made with.
    public struct Choices: Sendable {
        public var epsilon: Double
        /// How much worse than a person the judge may be, in agreement or points; nil takes ``VerdictKind/usualMargin``.
        public var margin: Double?
        public var options: IntervalOptions
        /// Refusals that the caller saw (how labels were drawn, the range of scores).
        public var refusals: [Refusal]
        /// Of scores the level that people's alpha is taken at.
        public var level = Level.ordinal
        /// Whether its scores are on a scale of their own, as a metric's are: nothing is subtracted from people's, so that the
        /// alternative annotator test, the margin and the constant are undefined, and speak neither for nor against it.
        public var isForeignScale = false
        /// Pearson's r of judge and labels where the caller has it already, two-sided 95 %, resampled by prompt.
        public var association: Estimate?
        /// The items with known authors that ``JudgeCalibration/reading`` is of, where they are not the items themselves; of
        /// none, or of one author's, it is undefined.
        public var itemsOfKnownAuthors: [JudgedItem]?

        public init(
            epsilon: Double = AltTest.Annotators.experts.rawValue,
            margin: Double? = nil,
            options: IntervalOptions = IntervalOptions(),
            refusals: [Refusal] = []
        ) {
            self.epsilon = epsilon
            self.margin = margin
            self.options = options
            self.refusals = refusals
        }
    }

    public let verdict: Verdict
    /// About how many more labelled prompts would decide it; nil where that cannot be said.
    public let more: Int?
    public let conditions: [(condition: Condition, holds: Bool)]
    public let refusals: [Refusal]
    /// People whose ratings may not be their own; told, never a refusal by itself.
    public let echoes: [Echo]
    /// Prompts with labels and a verdict, people, and missing verdicts on labelled items.
    public let promptCount: Int
    public let personCount: Int
    public let missingCount: Int
    public let margin: Double
    public let epsilon: Double
    public let altTest: AltTest?
    /// The numbers of the people of that test, in its order.
    public let people: [Int]
    public let ceiling: HumanCeiling?
    /// Judge less ceiling (for scores the ceiling's error less the judge's), two-sided 90 %.
    public let difference: Estimate
    /// What the judge knows beyond a constant or the better guess.
    public let skill: Estimate
    /// Within each model the correlation of judge and people: a judge that knows only who wrote a text has 0. Nil where
    /// fewer than two models are known.
    public let reading: Estimate?
    public let peopleAlpha: Estimate
    /// Pearson's r of judge and labels, two-sided 95 %.
    public let association: Estimate
    public let classes: [ClassFigure]
    /// Difference and skill with each missing verdict as wrong as can be.
    public let worstDifference: Estimate
    public let worstSkill: Estimate

    static let fewestPrompts = 30
    static let fewestPromptsOfClass = 10

    /// `items` are those with labels; a nil verdict is one that the judge was asked for and that is missing.
    public init(_ items: [JudgedItem], kind: VerdictKind, choices: Choices = Choices()) {
        let judged = JudgedItems(items: items.filter { !$0.labels.isEmpty }, kind: kind, options: choices.options)
        let figures = JudgeFigures(judged, choices)
        self = JudgeCalibration(figures, choices)
    }

    private init(_ figures: JudgeFigures, _ choices: Choices) {
        (promptCount, personCount, missingCount) = (figures.promptCount, figures.personCount, figures.missingCount)
        (margin, epsilon) = (figures.margin, choices.epsilon)
        (altTest, people) = (figures.altTest, figures.people)
        (ceiling, difference) = (figures.ceiling, figures.difference)
        (skill, reading) = (figures.skill, figures.reading)
        (peopleAlpha, association) = (figures.peopleAlpha, figures.association)
        (classes, worstDifference, worstSkill) = (figures.classes, figures.worstDifference, figures.worstSkill)
        refusals = figures.refusals(choices.refusals)
        echoes = figures.echoes
        conditions = figures.conditions(hasRefusal: !refusals.isEmpty)
        let isSure = conditions.allSatisfy(\.holds)
        verdict = figures.verdict(isSure: isSure, mayAssist: !refusals.contains(where: Self.isOfAssisting))
        more = verdict == .notEnough && refusals.allSatisfy(Self.isMendedByLabels) ? figures.more : nil
    }
}

extension JudgeCalibration {
    /// Whether more labels of the same kind may take a refusal away: they tell no more of pairs without models, and make no
    /// person of a copy.
    private static func isMendedByLabels(_ refusal: Refusal) -> Bool {
        switch refusal {
        case .fewPrompts, .peopleDisagree, .outsideRange: true
        case .labelsNotRandom, .modelsUnknown, .copyOfJudge, .samePerson, .chosenAfterData, .labelsLeftOut: false
        }
    }

    /// Whether a refusal speaks against *may assist* too: that rests on labels and verdicts alone, on no margin and no ε.
    fileprivate static func isOfAssisting(_ refusal: Refusal) -> Bool { refusal != .chosenAfterData }
}

extension VerdictKind {
    /// How much worse than a person a judge may be where nobody says: .1 of agreement, or 5 % of the scale.
    public var usualMargin: Double {
        guard case .scores(let ends) = self else { return 0.1 }
        return 0.1 * ((ends.upperBound - ends.lowerBound) / 2)
    }
}

/// The figures that a verdict is made of.
struct JudgeFigures {
    let promptCount: Int
    let personCount: Int
    let missingCount: Int
    let margin: Double
    let altTest: AltTest?
    let people: [Int]
    let ceiling: HumanCeiling?
    let difference: Estimate
    let skill: Estimate
    let reading: Estimate?
    let peopleAlpha: Estimate
    let association: Estimate
    let classes: [JudgeCalibration.ClassFigure]
    let worstDifference: Estimate
    let worstSkill: Estimate
    /// People with at least 30 prompts that the judge has too, and ten with each of two others.
    private let fullPersonCount: Int
    let echoes: [JudgeCalibration.Echo]
    private let copies: [JudgeCalibration.Refusal]
    private let areModelsUnknown: Bool
    private let hasClasses: Bool

    init(_ judged: JudgedItems, _ choices: JudgeCalibration.Choices) {
        let people = Set(judged.items.flatMap { $0.labels.map(\.person) }).sorted()
        self.people = people
        promptCount = judged.promptCount
        areModelsUnknown = judged.areModelsUnknown
        personCount = people.count
        missingCount = judged.items.count { $0.verdict == nil }
        var isScore = false
        if case .scores = judged.kind { isScore = true }
        hasClasses = !isScore
        margin = choices.margin ?? judged.kind.usualMargin
        let labels = people.map { person in
            judged.items.map { item in item.labels.first { $0.person == person }?.value }
        }
        let isForeign = choices.isForeignScale && isScore
        altTest =
            isForeign
            ? nil
            : try? AltTest(
                people: labels,
                judge: judged.items.map(\.verdict),
                choices: AltTest.Choices(score: isScore ? .negativeRMSE : .accuracy, epsilon: choices.epsilon)
            )
        fullPersonCount = judged.fullPersonCount()
        copies = judged.copies()
        echoes = judged.echoes()
        let found = judged.ceiling(confidence: 0.9)
        ceiling = found?.ceiling
        let none = Estimate(undefined: "no item has two people and a verdict", itemCount: 0, ratingCount: 0)
        let foreign = Estimate(
            undefined: "another scale than people's",
            itemCount: judged.items.count,
            ratingCount: judged.items.count
        )
        difference = isForeign ? foreign : found?.margin ?? none
        skill = isForeign ? foreign : judged.skill()
        reading =
            choices.itemsOfKnownAuthors.map { items in
                JudgedItems(items: items.filter { !$0.labels.isEmpty }, kind: judged.kind, options: choices.options)
                    .reading()
                    ?? Estimate(undefined: "fewer than two authors are known", itemCount: 0, ratingCount: 0)
            } ?? judged.reading()
        peopleAlpha = judged.peopleAlpha(choices.level)
        association = choices.association ?? judged.association()
        classes = judged.classes()
        let hasWorst = missingCount > 0 && !isForeign
        let worst = hasWorst ? judged.atWorst : judged
        worstDifference = hasWorst ? worst.ceiling(confidence: 0.9)?.margin ?? none : difference
        worstSkill = hasWorst ? worst.skill() : skill
    }

    func refusals(_ given: [JudgeCalibration.Refusal]) -> [JudgeCalibration.Refusal] {
        var refusals = given + copies.filter { !given.contains($0) }
        if promptCount < JudgeCalibration.fewestPrompts { refusals.append(.fewPrompts(promptCount)) }
        if areModelsUnknown { refusals.append(.modelsUnknown) }
        if !(peopleAlpha.low.map { $0 > 0.2 } ?? false) { refusals.append(.peopleDisagree(peopleAlpha.low)) }
        return refusals
    }

    func conditions(hasRefusal: Bool) -> [(condition: JudgeCalibration.Condition, holds: Bool)] {
        func isAbove(_ estimate: Estimate, _ limit: Double) -> Bool { estimate.low.map { $0 > limit } ?? false }
        let isWorstFine = isAbove(worstSkill, 0) && isAbove(worstDifference, -margin)
        // Scores have no classes to cover.
        let areClasses: [(condition: JudgeCalibration.Condition, holds: Bool)] =
            hasClasses ? [(.classes, areClassesCovered)] : []
        let isReading: [(condition: JudgeCalibration.Condition, holds: Bool)] =
            reading.map { [(.reading, isAbove($0, 0))] } ?? []
        return [
            (.altTest, altTest?.passes ?? false), (.people, fullPersonCount >= 3),
        ] + areClasses + [(.skill, isAbove(skill, 0))] + isReading + [
            (.ceiling, isAbove(difference, -margin)),
            (.peopleAgree, isAbove(peopleAlpha, 0.2)), (.noRefusal, !hasRefusal), (.worstCase, isWorstFine),
        ]
    }

    /// Whether the two largest classes hold ten prompts each and the judge is near a person in every such class.
    private var areClassesCovered: Bool {
        let covered = classes.filter { $0.promptCount >= JudgeCalibration.fewestPromptsOfClass }
        return covered.count >= 2 && covered.allSatisfy { min($0.margin ?? -1, $0.low ?? 1) > -0.1 }
    }

    func verdict(isSure: Bool, mayAssist: Bool) -> JudgeCalibration.Verdict {
        if isSure { return .mayReplace }
        if mayAssist, let low = association.low, low > 0 { return .mayAssist }
        let isWorse = difference.high.map { $0 < -margin } ?? false
        let isUseless = skill.high.map { $0 < 0 } ?? false
        return isWorse || isUseless ? .mayNot : .notEnough
    }

    /// So many that the interval of the difference would clear the margin where it now lies, and 30 prompts in all; nil where
    /// it does already, as what else is lacking tells no number.
    var more: Int? {
        let least = JudgeCalibration.fewestPrompts - promptCount
        guard let value = difference.value, let low = difference.low, value > -margin, low <= -margin else {
            return least > 0 ? least : nil
        }
        let ratio = (value - low) / (value + margin)
        guard ratio.isFinite, ratio < 100 else { return nil }
        return max(1, least, Int((Double(promptCount) * ratio * ratio).rounded(.up)) - promptCount)
    }
}
