import Agreement
import Studies

/// Requirements that are verdicts: whether a model is non-inferior, and whether a judge may replace a person.
extension Gate {
    func nonInferior(_ requirement: Requirement) throws -> Outcome {
        let name = requirement.arguments[0]
        let number = try model(name)
        if set.isBlind { return open(requirement, Self.blind) }
        guard let baseline = models.baseline else { return open(requirement, "the study names no baseline") }
        guard number != baseline else { throw RatingsError("'\(name)' is the baseline itself") }
        let wanted = requirement.arguments.dropFirst().first
        if let wanted { _ = try set.criterion(named: wanted) }
        let criteria = models.criteria.filter { criterion in
            wanted.map { criterion.name == $0 } ?? (criterion.margin != nil)
        }
        guard !criteria.isEmpty, criteria.allSatisfy({ $0.margin != nil }) else {
            return open(requirement, "no margin: set criteria.NAME.margin in study.yaml before anybody rates")
        }
        var undecided: (String, Estimate)?
        var last: Estimate?
        var people = Int.max
        var looks: [String] = []
        for criterion in criteria {
            guard let found = criterion.comparisons.first(where: { $0.candidate == number }) else {
                return open(requirement, "no blind human rating of '\(name)' on '\(criterion.name)'")
            }
            last = found.difference
            people = min(people, found.personCount)
            if let look = criterion.lookWords(found) { looks.append("\(look) on '\(criterion.name)'") }
            if found.verdict == .not {
                return Outcome(
                    requirement: requirement,
                    state: .fails,
                    estimate: found.difference,
                    compared: found.difference.high,
                    reason: "worse than the margin on '\(criterion.name)'"
                )
            }
            if let reason = Self.undecided(found, criterion) { undecided = undecided ?? (reason, found.difference) }
        }
        if let (reason, estimate) = undecided { return open(requirement, reason, estimate) }
        let raters = people == 1 ? "one person's opinion" : "for these \(people) raters"
        let parts = ["compared with the baseline '\(set.modelNames[baseline])'", raters] + looks
        return Outcome(
            requirement: requirement,
            state: .holds,
            estimate: last,
            compared: nil,
            reason: parts.joined(separator: ", ")
        )
    }

    private static func undecided(_ found: ModelComparison, _ criterion: ModelFigures.Criterion) -> String? {
        if let reason = criterion.lateReasons(found).first { return "\(reason), on '\(criterion.name)'" }
        if criterion.isInterim(found) {
            let look = criterion.earlierLooks[found.candidate].map { "; \($0.words)" } ?? ""
            return "interim: fewer prompts than planned on '\(criterion.name)'\(look)"
        }
        if found.verdict == .nonInferior, let copied = criterion.copied {
            return "\(copied.words), on '\(criterion.name)'"
        }
        guard found.verdict != .nonInferior else { return nil }
        if let spent = criterion.spent[found.candidate] { return "\(spent.reason), on '\(criterion.name)'" }
        let more = found.test?.more.map { ", about \($0) more prompts" } ?? ""
        return "not enough data on '\(criterion.name)' (\(found.test?.count ?? 0) prompts\(more))"
    }

    func replace(_ requirement: Requirement) throws -> Outcome {
        let cards = try cards(requirement.arguments[0], criterion: requirement.arguments.dropFirst().first)
        guard !cards.isEmpty else { return open(requirement, "no item has labels and a verdict") }
        // The gate counts units, as every other figure of it does.
        func difference(_ card: JudgeCard) -> Estimate {
            Self.carried(card.calibration.difference, by: card.calibration.promptCount)
        }
        if let card = cards.first(where: { $0.isInterim && $0.calibration.verdict != .mayNot }) {
            return open(requirement, "interim: fewer prompts than planned on '\(card.criterion)'", difference(card))
        }
        if let card = cards.first(where: { $0.isChosenLate && $0.calibration.verdict != .mayNot }) {
            let reason = "judge_margin, alt_epsilon or planned_n was chosen after data of '\(card.criterion)'"
            return open(requirement, reason, difference(card))
        }
        for card in cards where card.calibration.verdict != .mayReplace {
            let isWorse = card.calibration.difference.high.map { $0 < -card.calibration.margin } ?? false
            let isRefused = !isWorse && card.calibration.verdict == .mayNot
            let skill = Self.carried(card.calibration.skill, by: card.calibration.promptCount)
            return Outcome(
                requirement: requirement,
                state: isWorse || isRefused ? .fails : .open,
                // No better than a constant, or within the margin of a person: whichever speaks against it.
                estimate: isRefused ? skill : difference(card),
                compared: nil,
                reason: "\(card.calibration.verdict.rawValue) on '\(card.criterion)'"
            )
        }
        if let (card, copied) = cards.lazy.compactMap({ card in card.copied.map { (card, $0) } }).first {
            return open(requirement, "\(copied.words), on '\(card.criterion)'", difference(card))
        }
        return Outcome(
            requirement: requirement,
            state: .holds,
            estimate: difference(cards[0]),
            compared: nil,
            reason: nil
        )
    }

    private func cards(_ judge: String, criterion: String?) throws -> [JudgeCard] {
        let number = try automatic(judge)
        let wanted = try criterion.map { try set.criterion(named: $0) }
        let choices = JudgeCard.Choices(settings: settings, settled: parts.settled, options: options)
        return try set.criteria.indices.filter { wanted == nil || wanted == $0 }.compactMap { place in
            try QualityStudy(set, criterion: place).flatMap { try JudgeCard($0, rater: number, choices: choices) }
        }
    }
}
