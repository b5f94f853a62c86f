package import Agreement
import Studies

extension CriterionRatings {
    /// What a figure is taken over.
    package enum Unit: String, Sendable, CaseIterable { case pooled, prompt, model }

    /// The figures over that unit.
    package func report(by unit: Unit, options: IntervalOptions, choices: CriterionReport.Choices = .init()) throws
        -> CriterionReport
    {
        let report =
            switch unit {
            case .pooled: try pooled(options, choices)
            case .prompt: try withoutChance(meanOverPrompts(options, choices))
            case .model: try overModels(options, choices)
            }
        return criterion.words == nil ? report : report.withoutRatios
    }

    private func pooled(_ options: IntervalOptions, _ choices: CriterionReport.Choices) throws -> CriterionReport {
        let table = try table()
        let report = CriterionReport(criterion: name, level: level, table: table, options: options, choices: choices)
        guard criterion.kind == .pair else { return report }
        // Of a few pairs it would say whether two are of the same two models; tags are anybody's to choose.
        guard !isBlind || !isPart else { return report.withoutChanceOfOrder }
        return report.withinPairsOfModels(
            table,
            models: models(of: table),
            confidence: options.confidence,
            tellsBaseline: !isBlind
        )
    }

    private func withoutChance(_ report: CriterionReport) -> CriterionReport {
        criterion.kind == .pair ? report.withoutChanceOfOrder : report
    }

    /// Who wrote the first and the second text of each item of this table of pairs, by number.
    private func models(of table: RatingTable) -> [PairVerdicts.Models?] {
        table.given.map { subjects.writersOfPair(Int(items[Int($0)])) }
    }

    /// Whether one rater is closer to people than another.
    package func comparison(of first: String, with second: String, options: IntervalOptions) throws -> RaterComparison {
        let table = try table()
        let found = try RaterComparison(table: table, level: level, first: first, second: second, options: options)
        guard criterion.kind == .pair else { return found }
        return found.withinPairsOfModels(table, models: models(of: table), confidence: options.confidence)
    }

    /// Each judge and metric against people, or one of them: the very figures that `report` has of it.
    package func automatic(named name: String? = nil, options: IntervalOptions) throws -> [CriterionReport.Automatic] {
        let table = try table()
        return table.raters.indices.compactMap { rater in
            guard name == nil || table.raters[rater].name == name,
                let found = CriterionReport.Automatic.report(table: table, rater: rater, level: level, options: options)
            else { return nil }
            guard criterion.kind == .pair else { return found }
            return found.withinPairsOfModels(
                table,
                models: models(of: table),
                confidence: options.confidence,
                tellsBaseline: !isBlind
            )
        }
    }

    private func meanOverPrompts(_ options: IntervalOptions, _ choices: CriterionReport.Choices) throws
        -> CriterionReport
    {
        let names = items.compactMap { subjects.promptCluster(of: Int($0)) }
        guard names.count == items.count else {
            throw RatingsError(
                "--by prompt needs the prompt of every item of '\(name)': name them in a column 'prompt'"
            )
        }
        var none = options
        none.resamples = 0
        let whole = CriterionReport(criterion: name, level: level, table: try table(), options: none, choices: choices)
        var places: [String: [Int]] = [:]
        for (item, prompt) in names.enumerated() { places[prompt, default: []].append(item) }
        let parts = try places.sorted { Subjects.precedes($0.key, $1.key) }.map { _, items in
            let table = try selecting(items).table(clustered: false)
            return CriterionReport(criterion: name, level: level, table: table, options: none, choices: choices)
        }
        return whole.averaged(over: parts, named: "prompts", options: options)
    }

    /// Means for each model, over the items that raters share.
    private func overModels(_ options: IntervalOptions, _ choices: CriterionReport.Choices) throws -> CriterionReport {
        let models = items.map { subjects.modelNames(of: Int($0)) }
        guard !models.contains(where: \.isEmpty) else {
            throw RatingsError("--by model needs the model of every item of '\(name)': name them in a column 'model'")
        }
        guard criterion.words == nil || level != .nominal || criterion.categories?.count == 2 else {
            throw RatingsError("--by model takes means, and '\(name)' has categories without an order")
        }
        let names = Set(models.joined()).sorted(by: Subjects.precedes)
        let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        // A pair of models is none of them.
        let numbers = names.map { name in subjects.models.firstIndex(of: name).map(Int32.init) }
        let table = try table(clustered: false)
        let own = Dictionary(zip(items, models).map { (subjects.name(of: Int($0)), ($0, $1)) }) { first, _ in first }
        let groups = table.items.map { name -> [GroupMeans.Membership] in
            guard let (subject, models) = own[name] else { return [] }
            return models.compactMap { places[$0] }.map { place in
                let count = numbers[place].map { subjects.responseCount(of: Int(subject), by: $0) } ?? 1
                return .init(group: place, weight: Double(count))
            }
        }
        return try CriterionReport(
            criterion: name,
            level: level == .ratio ? .ratio : .interval,
            means: GroupMeans(table, names: names, groups: groups),
            options: options,
            choices: choices
        )
    }
}
