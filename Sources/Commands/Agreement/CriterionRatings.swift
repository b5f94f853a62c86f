import Agreement
import Reporting
import Studies

/// The ratings of one criterion, from a file or a study, before they are made into figures.
struct CriterionRatings {
    var name: String
    var level: Level
    /// How the level is known: `study`, `declared` or `guessed`.
    var levelSource: String
    /// Every value of the scale, ascending, where it is declared.
    var categories: [Double]?
    /// The words of the values 0, 1, … where the scale has words.
    var words: [String]?
    var items: [String]
    /// By item; nil where it is unknown.
    var clusters: [String?]
    var prompts: [String?]
    /// Who wrote it; as letters while a study is blind.
    var models: [[String]]
    /// Of its prompt; empty for files.
    var tags: [[String]] = []
    /// Characters of its text, of a pair's texts together; empty for files.
    var lengths: [Int?] = []
    var raters: [(name: String, kind: Agreement.RaterKind)]
    var scores: [RatingTable.Score]
    /// By rater's name: verdicts that are none.
    var unparsed: [String: Int] = [:]

    /// All ratings; clustered by cluster, else by prompt, where there are any; an item without one is a cluster of its own.
    func table(clustered: Bool = true) throws -> RatingTable {
        let known = clustered ? [clusters, prompts].first { $0.contains { $0 != nil } } : nil
        let names = known.map { names in names.enumerated().map { $1.map { "=\($0)" } ?? "#\($0)" } }
        return try RatingTable(items: items, raters: raters, scores: scores, categories: categories, clusters: names)
    }

    /// The figures over that unit.
    func figures(by unit: AgreementFigures.Unit, options: IntervalOptions, choices: CriterionReport.Choices) throws
        -> AgreementDocument.Criterion
    {
        let report =
            switch unit {
            case .pooled:
                CriterionReport(criterion: name, level: level, table: try table(), options: options, choices: choices)
            case .prompt: try meanOverPrompts(options, choices)
            case .model: try overModels(options, choices)
            }
        let words = unit == .model ? nil : words
        return AgreementDocument.Criterion(report: report, levelSource: levelSource, words: words, unparsed: unparsed)
    }

    private func meanOverPrompts(_ options: IntervalOptions, _ choices: CriterionReport.Choices) throws
        -> CriterionReport
    {
        let names = prompts.compactMap(\.self)
        guard names.count == items.count else {
            throw StudiesError(
                "--by prompt needs the prompt of every item of '\(name)': name them in a column 'prompt'"
            )
        }
        var none = options
        none.resamples = 0
        let whole = CriterionReport(criterion: name, level: level, table: try table(), options: none, choices: choices)
        var places: [String: [Int]] = [:]
        for (item, prompt) in names.enumerated() { places[prompt, default: []].append(item) }
        let parts = try places.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { _, items in
            CriterionReport(criterion: name, level: level, table: try part(items), options: none, choices: choices)
        }
        return whole.averaged(over: parts, named: "prompts", options: options)
    }

    /// The ratings of these items alone, with every rater.
    private func part(_ chosen: [Int]) throws -> RatingTable {
        let places = Dictionary(uniqueKeysWithValues: chosen.enumerated().map { ($1, $0) })
        let own = scores.compactMap { score in
            places[score.item].map { RatingTable.Score(item: $0, rater: score.rater, value: score.value) }
        }
        return try RatingTable(items: chosen.map { items[$0] }, raters: raters, scores: own, categories: categories)
    }

    /// Each rater's mean for each model, as one score.
    private func overModels(_ options: IntervalOptions, _ choices: CriterionReport.Choices) throws -> CriterionReport {
        guard !models.contains(where: \.isEmpty) else {
            throw StudiesError("--by model needs the model of every item of '\(name)': name them in a column 'model'")
        }
        guard words == nil || level != .nominal || categories?.count == 2 else {
            throw StudiesError("--by model takes means, and '\(name)' has categories without an order")
        }
        let names = Set(models.joined()).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        var sums = [[(sum: Double, count: Double)]](
            repeating: Array(repeating: (0, 0), count: names.count),
            count: raters.count
        )
        for score in scores {
            for model in models[score.item] {
                guard let place = places[model] else { continue }
                sums[score.rater][place].sum += score.value
                sums[score.rater][place].count += 1
            }
        }
        let means = raters.indices.flatMap { rater in
            names.indices.compactMap { model -> RatingTable.Score? in
                let (sum, count) = sums[rater][model]
                return count > 0 ? .init(item: model, rater: rater, value: sum / count) : nil
            }
        }
        let table = try RatingTable(items: names, raters: raters, scores: means)
        let level: Level = level == .ratio ? .ratio : .interval
        return CriterionReport(criterion: name, level: level, table: table, options: options, choices: choices)
    }
}
