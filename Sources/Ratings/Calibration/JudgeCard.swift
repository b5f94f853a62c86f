package import Agreement
import Foundation
package import Studies

/// Whether one judge, panel or metric may stand in for a person on one criterion, with everything beside it.
package struct JudgeCard: Sendable {
    /// How one judge and people differ in one slice of the items.
    package struct Slice: Sendable {
        package let trait: String
        package let name: String
        package let promptCount: Int
        /// Judge's figure of closeness in the slice less in the rest; nil with fewer than ten prompts.
        package let difference: Estimate?
        package internal(set) var isSurvivor = false
    }

    /// One item on which judge and people differ most.
    package struct Disagreement: Sendable {
        package let subject: String
        package let prompt: String?
        /// Nil without a majority.
        package let people: Double?
        package let judge: Double
    }

    package let criterion: String
    package let rater: String
    package let kind: Studies.RaterKind
    package let version: String?
    /// Nil for a metric on a scale of its own, which may assist at most.
    package let calibration: JudgeCalibration
    package let isForeignScale: Bool
    /// What its n counts: prompts, or the clusters that a file names.
    package let unit: String
    /// The prompts with labels that the study means to have; nil where it does not say.
    package let plannedCount: Int?
    package let counts: (labelled: Int, unlabelled: Int, missing: Int)
    /// Items that people scored and a judge did not, nor said why: of a file, and of an imported judge, they count as missing
    /// verdicts; of a judge that the study asks they are in none of these figures.
    package let unscoredCount: Int
    package let isOfFile: Bool
    package let isImported: Bool
    /// `confusion[p][j]`: people's consensus down, judge across; nil for scores.
    package let confusion: [[Int]]?
    package let categories: [Double]
    /// The judge beside people as 'slam agreement' has it; nil where it has no figure.
    package let agreement: CriterionReport.Automatic?
    package let slices: [Slice]
    /// By the judge's score how people scored: levels where there are few, else tenths; empty for verdicts.
    package let curve: [CalibrationCurve.Step]
    /// Its expected calibration error; nil where there is no curve.
    package let curveError: Estimate?
    /// Set where the judge's family is also that of models it judged.
    package let family: SameFamily?
    /// Set where everything that people gave is this rater's.
    package let copied: CopiedLabels?
    package let worst: [Disagreement]
    /// From the judge's scores to people's; nil under 30 labelled prompts and for verdicts.
    package let map: JudgeMap?

    /// The words of 0, 1, … where the criterion has some.
    private let words: [String]?
    package let isPairs: Bool
    private let isAccept: Bool

    /// Whether what may pass was widened when people had rated already.
    package var isChosenLate: Bool { calibration.refusals.contains(.chosenAfterData) }

    /// Whether fewer prompts are labelled than planned.
    package var isInterim: Bool { plannedCount.map { calibration.promptCount < $0 } ?? false }

    /// A value as its word.
    package func word(_ value: Double) -> String {
        if isPairs { return value > 0 ? "first" : value < 0 ? "second" : "tie" }
        if let words, value >= 0, value < Double(words.count), value == value.rounded() { return words[Int(value)] }
        if isAccept, value == 0 || value == 1 { return value == 1 ? "accept" : "reject" }
        return JSONValue.canonicalNumber(value)
    }

    /// What the card is made with.
    package struct Choices: Sendable {
        package var settings: CalibrationSettings
        /// What was settled of it, and when; empty for a table in a file.
        package var settled: [SettledChoice]
        package var options: IntervalOptions
        package var worstCount: Int
        package var families: JudgeFamilies

        package init(
            settings: CalibrationSettings,
            settled: [SettledChoice] = [],
            options: IntervalOptions,
            worstCount: Int = 5,
            families: JudgeFamilies = JudgeFamilies()
        ) {
            self.families = families
            self.settings = settings
            self.settled = settled
            self.options = options
            self.worstCount = worstCount
        }
    }

    package init?(_ study: QualityStudy, rater number: Int, choices: Choices) throws {
        let judged = study.judged(by: number)
        guard !judged.isEmpty else { return nil }
        let set = study.set
        criterion = study.name
        words = set.criteria[study.criterion].words
        isPairs = study.isPairs
        isAccept = study.isAccept && set.isOfStudy
        rater = set.raters[number].name
        kind = set.raters[number].kind
        unit = set.subjects.areUnitsClusters ? "cluster" : "prompt"
        counts = study.counts(of: number)
        isOfFile = !set.isOfStudy
        isImported = set.isImported(number, on: study.criterion)
        unscoredCount = study.unscoredCount(of: number)
        copied = CopiedLabels(study, rater: number)
        version = set.version(of: number, on: study.criterion)
        isForeignScale = kind == .metric && !study.isPairs
        plannedCount = choices.plannedCount(on: study.name)
        let isScore = !study.isPairs && !study.isAccept
        let kindOfVerdict: VerdictKind = study.isPairs ? .pairs : isScore ? .scores(study.scale) : .nominal
        let items = judged.map(\.item)
        let declared = choices.settings.judgeMargin(on: study.name)
        let margin = isScore ? declared : declared.map { min($0, CalibrationSettings.mostOfAgreement) }
        agreement = try study.agreement(of: number, options: choices.options)
        var verdict = JudgeCalibration.Choices(
            epsilon: choices.settings.altEpsilon,
            margin: margin,
            options: choices.options,
            refusals: Self.refusals(study, number)
                + (choices.isLate(study, kindOfVerdict, margin: margin) ? [.chosenAfterData] : [])
        )
        verdict.isForeignScale = isForeignScale
        verdict.level = set.criteria[study.criterion].level
        if isScore { verdict.association = try Self.association(study, number, agreement, choices.options) }
        if !set.byLetter.isEmpty, !study.isPairs { verdict.itemsOfKnownAuthors = Self.itemsByLetter(study, number) }
        calibration = JudgeCalibration(items, kind: kindOfVerdict, choices: verdict)
        let known = judged.compactMap { entry in
            entry.item.verdict.flatMap { verdict in
                Self.consensus(entry.item, isScore: isScore).map { (entry.subject, entry.item.prompt, $0, verdict) }
            }
        }
        categories = isScore ? [] : Set(known.map(\.2) + known.map(\.3)).sorted()
        confusion = isScore ? nil : Self.confusion(known.map { ($0.2, $0.3) }, categories)
        let confidence = choices.options.confidence
        slices = isForeignScale ? [] : try Self.slices(study, known, isScore: isScore, confidence)
        worst =
            isForeignScale || choices.worstCount == 0
            ? []
            : try set.disagreements(
                on: study.criterion,
                of: rater,
                among: Set(known.map(\.0)),
                limit: choices.worstCount
            ).map { listed in
                Disagreement(
                    subject: listed.disagreement.item,
                    prompt: set.subjects.prompt(of: listed.subject),
                    people: listed.disagreement.consensus,
                    judge: listed.disagreement.score
                )
            }
        let curved = isScore && !isForeignScale ? known : []
        let curve = try CalibrationCurve(
            curved.map { CalibrationCurve.Point(prompt: $0.1, people: $0.2, judge: $0.3) },
            options: choices.options,
            limits: study.limits
        )
        (self.curve, curveError) = (curve.steps, curved.isEmpty ? nil : curve.expectedError)
        family = try choices.families.warning(of: rater, study, known, confidence)
        map = isScore ? try JudgeMap(study, rater: number, known: known, seed: choices.options.seed) : nil
    }

    /// What is within each model while models stand as letters: with each rating it would say whose text was rated.
    private static func itemsByLetter(_ study: QualityStudy, _ rater: Int) -> [JudgedItem] {
        guard let set = study.set.byLetter.first, let criterion = set.number(ofCriterion: study.name),
            let number = set.raters.firstIndex(where: { $0.name == study.set.raters[rater].name }),
            let own = QualityStudy(set, criterion: criterion)
        else { return [] }
        return own.judged(by: number).map(\.item)
    }

    /// Pearson's r at the 95 % of the verdict's rule, whatever confidence the figures have.
    private static func association(
        _ study: QualityStudy,
        _ rater: Int,
        _ known: CriterionReport.Automatic?,
        _ options: IntervalOptions
    ) throws -> Estimate? {
        guard options.confidence != 0.95 else { return known?.measures["pearson"] }
        var options = options
        options.confidence = 0.95
        return try study.agreement(of: rater, options: options)?.measures["pearson"]
    }

    private static func consensus(_ item: JudgedItem, isScore: Bool) -> Double? {
        let values = item.labels.map(\.value)
        guard !isScore else { return values.reduce(0, +) / Double(values.count) }
        return values.first { value in 2 * values.count { $0 == value } > values.count }
    }

    private static func confusion(_ pairs: [(Double, Double)], _ categories: [Double]) -> [[Int]] {
        let places = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1, $0) })
        var counts = [[Int]](repeating: [Int](repeating: 0, count: categories.count), count: categories.count)
        for (people, judge) in pairs {
            if let row = places[people], let column = places[judge] { counts[row][column] += 1 }
        }
        return counts
    }

    /// Labels that were not drawn at random or left the figures since, and unlabelled scores where nothing was labelled.
    private static func refusals(_ study: QualityStudy, _ rater: Int) -> [JudgeCalibration.Refusal] {
        var refusals: [JudgeCalibration.Refusal] = []
        if study.notRandomCount > 0 { refusals.append(.labelsNotRandom(study.notRandomCount)) }
        if study.rewordedCount > 0 { refusals.append(.labelsLeftOut(study.rewordedCount)) }
        if let share = study.unlabelledOutsideRange(of: rater) { refusals.append(.outsideRange(share)) }
        return refusals + study.sameNames
    }

    private static let fewestPromptsOfSlice = 10

    /// Slice less rest of the judge's closeness to people, Holm over all printed; models only once their names are known.
    private static func slices(
        _ study: QualityStudy,
        _ known: [(Int, Int, Double, Double)],
        isScore: Bool,
        _ confidence: Double
    ) throws -> [Slice] {
        let subjects = study.set.subjects
        var members: [[String]: [Int]] = [:]
        let quarters = CriterionRatings.quarters(known.map { subjects.length(of: $0.0) })
        for (place, names) in quarters.enumerated() {
            for name in names { members[["length", name], default: []].append(place) }
        }
        for (place, entry) in known.enumerated() {
            for tag in subjects.tags(of: entry.0) { members[["tag", tag], default: []].append(place) }
            guard !study.set.isBlind else { continue }
            for model in subjects.modelNames(of: entry.0) { members[["model", model], default: []].append(place) }
        }
        let closeness = known.map { isScore ? -abs($0.3 - $0.2) : $0.3 == $0.2 ? 1.0 : 0 }
        var slices: [Slice] = []
        var p: [Double] = []
        for (key, places) in members.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
        where places.count < known.count {
            let inside = Set(places)
            let rest = known.indices.filter { !inside.contains($0) }
            let prompts = Set(places.map { known[$0].1 }).count
            guard prompts >= fewestPromptsOfSlice, Set(rest.map { known[$0].1 }).count >= fewestPromptsOfSlice else {
                slices.append(Slice(trait: key[0], name: key[1], promptCount: prompts, difference: nil))
                continue
            }
            let found = try sliceDifference(
                closeness,
                isInside: known.indices.map(inside.contains),
                clusters: known.map(\.1),
                confidence: confidence
            )
            guard let found else { continue }
            let difference = found.estimate.cut(to: isScore ? study.limits?.ofDifferences : -1...1)
            slices.append(Slice(trait: key[0], name: key[1], promptCount: prompts, difference: difference))
            p.append(found.p)
        }
        let tests = holm(p)
        var place = 0
        for index in slices.indices where slices[index].difference != nil {
            slices[index].isSurvivor = tests.isRejected[place]
            place += 1
        }
        return slices
    }
}

extension QualityStudy {
    /// People whose names differ in nothing but case, accents and what is no letter or digit.
    var sameNames: [JudgeCalibration.Refusal] {
        let names = people.map { rater in
            set.raters[rater].name.folding(
                options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive],
                locale: nil
            )
            .filter { $0.isLetter || $0.isNumber }
        }
        return names.indices.flatMap { one in
            names.indices.dropFirst(one + 1).filter { !names[one].isEmpty && names[$0] == names[one] }
                .map { .samePerson(one, $0) }
        }
    }

    /// The share of a rater's unlabelled scores where nothing was labelled, if it is 5 % or more.
    func unlabelledOutsideRange(of rater: Int) -> Double? {
        guard let place = automatic.firstIndex(of: rater), !isPairs else { return nil }
        let rows = subjects.compactMap { subject -> LabelledRow? in
            guard case .score(let score) = subject.verdicts[place] else { return nil }
            return LabelledRow(prompt: subject.prompt, judge: score, label: subject.labels.first?.value)
        }
        return scoresOutsideRange(rows)
    }
}

extension JudgeCard.Choices {
    /// Whether more passes than was settled when nobody had rated the criterion, or, where nothing was, than by default.
    func isLate(_ study: QualityStudy, _ kind: VerdictKind, margin: Double?) -> Bool {
        (settled.beforeRatings(of: study.name) ?? SettledChoice(criterion: study.name)).isExceeded(
            margin: margin ?? kind.usualMargin,
            usual: kind.usualMargin,
            epsilon: settings.altEpsilon,
            plannedCount: settings.plannedCount
        )
    }

    /// The prompts that the study means to have: no fewer than it said when nobody had rated the criterion.
    fileprivate func plannedCount(on criterion: String) -> Int? {
        let before = settled.beforeRatings(of: criterion)?.plannedCount
        return settings.plannedCount.map { max($0, before ?? $0) } ?? before
    }
}
