import Agreement
import Ratings
import Studies

extension CalibrationDocument {
    static func words(_ condition: JudgeCalibration.Condition, unit: String = "prompt") -> String {
        switch condition {
        case .altTest: "the alternative annotator test"
        case .people: "three people with 30 \(unit)s each"
        case .classes: "ten \(unit)s in each of two classes, and no class far below a person"
        case .skill: "better than a constant"
        case .reading: "beside people within each model, not only between models"
        case .ceiling: "within the margin of a person"
        case .peopleAgree: "people's alpha above .2"
        case .noRefusal: "no refusal"
        case .worstCase: "still so with missing verdicts at their worst"
        }
    }

    /// Items that people scored and the judge did not.
    static func unscored(_ card: JudgeCard) -> [String] {
        guard card.unscoredCount > 0 else { return [] }
        let items = Figures.count(card.unscoredCount, "item")
        if card.isImported {
            return [
                "\(card.rater) has no verdict on \(items) that people scored on '\(card.criterion)': counted as missing verdicts, since an import does not say whether it was asked."
            ]
        }
        return [
            card.isOfFile
                ? "\(card.rater) has no row on \(items) that people scored on '\(card.criterion)': counted as missing verdicts, since a file does not say whether it was asked."
                : "\(card.rater) has no verdict yet on \(items) that people scored on '\(card.criterion)', in none of these figures: slam judge asks for them."
        ]
    }

    /// What JSON calls it.
    static func name(_ refusal: JudgeCalibration.Refusal) -> String {
        switch refusal {
        case .fewPrompts: "few_prompts"
        case .labelsNotRandom: "labels_not_random"
        case .outsideRange: "outside_range"
        case .modelsUnknown: "models_unknown"
        case .copyOfJudge: "copy_of_judge"
        case .samePerson: "same_person"
        case .chosenAfterData: "chosen_after_data"
        case .labelsLeftOut: "labels_left_out"
        case .peopleDisagree: "people_disagree"
        }
    }

    static func words(_ refusal: JudgeCalibration.Refusal, unit: String = "prompt") -> String {
        switch refusal {
        case .fewPrompts(let count): "\(count) of at least 30 labelled \(unit)s"
        case .labelsNotRandom(let count):
            "\(Figures.count(count, "label")) not drawn at random, left out of every figure (slam models weights those with a stored probability, apart)"
        case .outsideRange(let share):
            "\(Figures.fixed(share * 100, decimals: 0)) % of unlabelled scores lie where nothing was labelled"
        case .modelsUnknown:
            "the pairs name no models: without them a judge that only knows the better model looks good (columns model_a and model_b, or an export once unblinded)"
        case .copyOfJudge(let person):
            "what person \(person + 1) gave is this judge's, also where everybody else differs from it: no person's ratings"
        case .samePerson(let one, let other):
            "persons \(one + 1) and \(other + 1) are one by their names, or gave the same on every item: counted as one they may be too few"
        case .chosenAfterData:
            "margin chosen after data: judge_margin, alt_epsilon or planned_n passes more than study.yaml said before the first human rating"
        case .labelsLeftOut(let count):
            "\(Figures.count(count, "label")) under an older wording of the prompt \(count == 1 ? "is" : "are") left out: which prompts count was chosen after data"
        case .peopleDisagree(let low):
            low.map { "people's alpha may be as low as \(Figures.fixed($0, decimals: 3)), not above .2" }
                ?? "people's alpha is undefined"
        }
    }

    /// A measure of 'slam agreement', with what it is where its name does not say it.
    static func words(measure name: String) -> String {
        switch name {
        case "percent_agreement": "percent_agreement with people's majority"
        case "bias": "bias: judge's mean less people's"
        case "mae": "mae: mean absolute error"
        default: name
        }
    }

    /// A hash by its beginning, any other name as it is.
    static func short(_ name: String) -> String {
        let isHash = name.utf8.count >= 64 && name.allSatisfy { $0.isHexDigit || $0 == ":" }
        return isHash ? String(name.prefix(12)) : name.count > 40 ? "\(name.prefix(19))…\(name.suffix(20))" : name
    }

    static func picture(_ step: CalibrationCurve.Step, _ low: Double, _ high: Double) -> String {
        let width = 21
        func place(_ value: Double) -> Int {
            high > low ? Int(((value - low) / (high - low) * Double(width - 1)).rounded()) : 0
        }
        var cells = [Character](repeating: "·", count: width)
        cells[place(step.judge)] = "○"
        if let people = step.people.value { cells[place(people)] = "●" }
        return String(cells)
    }
}
