package import Agreement
package import Store
package import Studies

/// Decides requirements on a study's figures: each holds, fails, or cannot be judged.
package struct Gate {
    /// What came of one requirement.
    package struct Outcome: Sendable {
        package enum State: String, Sendable { case holds, fails, open = "cannot be judged" }

        package let requirement: Requirement
        package let state: State
        /// The figure that it rests on, where there is one.
        package let estimate: Estimate?
        /// The number that was compared.
        package let compared: Double?
        package let reason: String?
    }

    let set: RatingSet
    let parts: StudyCopyParts
    let settings: CalibrationSettings
    let options: IntervalOptions
    let models: ModelFigures
    /// Edits of the study's files that these figures do not rest on.
    private let edits: PendingEdits

    /// The looks that verdicts of this gate are, to be stored before anybody sees them.
    package var looks: [SequentialLook] { models.looks }

    /// Below so many a figure decides nothing.
    static let fewest = 30

    /// `changes` is what of the study's files the database has not taken over.
    package init(
        _ set: RatingSet,
        parts: StudyCopyParts,
        settings: CalibrationSettings,
        options: IntervalOptions,
        changes: StudyChanges = StudyChanges()
    ) throws {
        edits = PendingEdits(changes, of: set, margins: parts.margins)
        self.set = set
        self.parts = parts
        self.settings = settings
        self.options = options
        models = try ModelFigures(set, copy: parts, options: options)
    }

    /// Throws where a name is unknown, or a criterion must be named.
    package func outcome(of requirement: Requirement) throws -> Outcome {
        let changing = edits.changing(requirement)
        guard changing.isEmpty else {
            let words = changing.joined(separator: "; ")
            return open(requirement, "edits that are not taken over could change it (\(words)): run slam plan")
        }
        try checkCriterion(of: requirement)
        switch requirement.figure {
        case .noninferior: return try nonInferior(requirement)
        case .replace: return try replace(requirement)
        case .stale: return counted(requirement, set.staleCount)
        case .labels: return counted(requirement, try labels(requirement.arguments.first).count)
        case .prompts: return counted(requirement, try labels(requirement.arguments.first).prompts)
        default: return try figure(requirement)
        }
    }

    /// A figure of one criterion names it where there are several that people rated.
    private func checkCriterion(of requirement: Requirement) throws {
        let names = requirement.arguments
        let isLacking =
            switch requirement.figure {
            case .agreement, .spearman, .mean: names.count == 1
            case .corrected: names.count == 2
            default: false
            }
        guard isLacking, (try? criterion(nil)) == nil else { return }
        let rated = set.criteria.indices.filter { !set.criteria[$0].isMetric && !set.opinions(on: $0).isEmpty }
        let forms = rated.map { place in
            "\(requirement.figure.rawValue)(\((names + [set.criteria[place].name]).joined(separator: ", ")))"
        }
        guard !forms.isEmpty else { return }
        throw RatingsError("'\(requirement.text)' names no criterion: write \(forms.joined(separator: " or "))")
    }

    func open(_ requirement: Requirement, _ reason: String, _ estimate: Estimate? = nil) -> Outcome {
        Outcome(requirement: requirement, state: .open, estimate: estimate, compared: nil, reason: reason)
    }

    private func counted(_ requirement: Requirement, _ count: Int) -> Outcome {
        guard let (comparison, limit) = requirement.comparison else { return open(requirement, "nothing to compare") }
        let holds = comparison.holds(Double(count), limit)
        return Outcome(
            requirement: requirement,
            state: holds ? .holds : .fails,
            estimate: nil,
            compared: Double(count),
            reason: nil
        )
    }

    static let blind = "models stand as letters: run slam unblind first"

    private func figure(_ requirement: Requirement) throws -> Outcome {
        guard let (comparison, limit) = requirement.comparison else { return open(requirement, "nothing to compare") }
        let names = requirement.arguments
        if [.mean, .corrected].contains(requirement.figure) {
            _ = try model(names[0])
            if set.isBlind { return open(requirement, Self.blind) }
        }
        guard var estimate = try estimate(requirement, options) else {
            return open(requirement, "there is no such figure")
        }
        let part = requirement.part ?? (comparison == .equal ? .value : comparison.isUpwards ? .low : .high)
        if part != .value, let bound = Self.number(part, estimate), isClose(bound, limit, estimate) {
            var more = options
            more.resamples *= 10
            estimate = try self.estimate(requirement, more) ?? estimate
            if let again = Self.number(part, estimate), isClose(again, limit, estimate, resamples: more.resamples) {
                return open(requirement, "too near to the limit for the bootstrap to tell", estimate)
            }
        }
        if let reason = estimate.undefined { return open(requirement, "undefined: \(reason)", estimate) }
        guard let number = Self.number(part, estimate) else {
            return open(requirement, estimate.method ?? "no interval", estimate)
        }
        if let warning = estimate.warnings.first { return open(requirement, warning.description, estimate) }
        if estimate.itemCount < Self.fewest {
            return open(requirement, "rests on \(estimate.itemCount) of at least \(Self.fewest) prompts", estimate)
        }
        return Outcome(
            requirement: requirement,
            state: comparison.holds(number, limit) ? .holds : .fails,
            estimate: estimate,
            compared: number,
            reason: nil
        )
    }

    private static func number(_ part: Requirement.Part, _ estimate: Estimate) -> Double? {
        switch part {
        case .low: estimate.low
        case .high: estimate.high
        case .value: estimate.value
        }
    }

    /// Whether a bootstrapped end lies within three Monte Carlo errors of the limit.
    private func isClose(_ bound: Double, _ limit: Double, _ estimate: Estimate, resamples: Int? = nil) -> Bool {
        guard let error = estimate.standardError, estimate.isResampled else { return false }
        let own = errorOfEnd(
            standardError: error,
            confidence: options.confidence,
            resamples: resamples ?? options.resamples
        )
        return abs(bound - limit) < 3 * own
    }

    private func estimate(_ requirement: Requirement, _ options: IntervalOptions) throws -> Estimate? {
        let names = requirement.arguments
        switch requirement.figure {
        case .alpha:
            let place = try set.criterion(named: names[0])
            if set.criteria[place].kind == .pair { return carried(pairAlpha(place, options), on: place, by: nil) }
            let report = try set.ratings(on: place).report(by: .pooled, options: options)
            return carried(report.measures["alpha.\(report.level.rawValue)"], on: place, by: nil)
        case .agreement, .spearman:
            let place = try criterion(names.dropFirst().first)
            _ = try automatic(names[0])
            let isNominal = set.criteria[place].level == .nominal
            guard isNominal == (requirement.figure == .agreement) else {
                throw RatingsError(
                    "'\(set.criteria[place].name)' is \(set.criteria[place].level.rawValue): write "
                        + "\(isNominal ? "agreement" : "spearman")(\(names[0]), \(set.criteria[place].name))"
                )
            }
            let report = try set.ratings(on: place).report(by: .pooled, options: options)
            let found = report.automatic.first { $0.rater == names[0] }
            return carried(found?.measures[isNominal ? "percent_agreement" : "spearman"], on: place, by: names[0])
        case .unparsed: return try unparsed(names)
        case .mean, .corrected: return try modelEstimate(requirement)
        case .stale, .labels, .prompts, .noninferior, .replace: return nil
        }
    }

    private func pairAlpha(_ place: Int, _ options: IntervalOptions) -> Estimate? {
        guard let study = QualityStudy(set, criterion: place) else { return nil }
        return study.peopleAgreement(confidence: options.confidence)?.alpha
    }

    private func criterion(_ name: String?) throws -> Int {
        if let name { return try set.criterion(named: name) }
        let rated = set.criteria.indices.filter { !set.criteria[$0].isMetric && !set.opinions(on: $0).isEmpty }
        guard rated.count == 1 else { return try set.criterion(named: nil) }
        return rated[0]
    }

    private func unparsed(_ names: [String]) throws -> Estimate? {
        let rater = try automatic(names[0])
        let wanted = try names.dropFirst().first.map { try set.criterion(named: $0) }
        var (values, clusters): ([Double], [Int]) = ([], [])
        for opinion in set.opinions where Int(opinion.rater) == rater {
            guard wanted.map({ $0 == Int(opinion.criterion) }) ?? true else { continue }
            values.append(opinion.outcome == .rated ? 0 : 1)
            clusters.append(set.subjects.unitNumber(of: Int(opinion.subject)) ?? -1 - values.count)
        }
        for place in wanted.map({ [$0] }) ?? Array(set.criteria.indices) where set.isImported(rater, on: place) {
            for subject in set.labelledWithout(rater, on: place) {
                values.append(1)
                clusters.append(set.subjects.unitNumber(of: Int(subject)) ?? -1 - values.count)
            }
        }
        let share = try ClusteredShare(values, clusters: clusters, confidence: options.confidence).estimate
        return Self.carried(share, by: Set(clusters).count)
    }

    /// The figure with n as the prompts of the texts that two people scored, or people and that automatic rater: many
    /// answers to few prompts say as little as few.
    private func carried(_ estimate: Estimate?, on criterion: Int, by automatic: String?) -> Estimate? {
        guard let estimate else { return nil }
        var (people, scored): ([Int32: Set<Int32>], Set<Int32>) = ([:], [])
        for opinion in set.opinions(on: criterion) where opinion.outcome == .rated {
            let rater = set.raters[Int(opinion.rater)]
            if rater.kind == .human { people[opinion.subject, default: []].insert(opinion.rater) }
            if rater.name == automatic { scored.insert(opinion.subject) }
        }
        let subjects = people.filter { automatic == nil ? $0.value.count > 1 : scored.contains($0.key) }.keys
        let prompts = Set(subjects.map { set.subjects.unitNumber(of: Int($0)) ?? -1 - Int($0) })
        return Self.carried(estimate, by: prompts.count)
    }

    private func modelEstimate(_ requirement: Requirement) throws -> Estimate? {
        let names = requirement.arguments
        let model = try model(names[0])
        let isCorrected = requirement.figure == .corrected
        let place = try criterion(names.dropFirst(isCorrected ? 2 : 1).first)
        guard let found = models.criteria.first(where: { $0.name == set.criteria[place].name }),
            !found.qualities.isEmpty
        else { return nil }
        let quality = found.qualities[model]
        let changed = found.leftOut.count(of: [model])
        guard changed == 0 else {
            let reason = ModelFigures.Criterion.words(leftOut: changed)
            return Estimate(undefined: reason, itemCount: quality.promptCount, ratingCount: quality.labelCount)
        }
        guard isCorrected else { return Self.carried(quality.people, by: quality.promptCount) }
        _ = try automatic(names[1])
        guard let rater = found.automatic.firstIndex(of: names[1]), let corrected = quality.corrected[rater] else {
            return nil
        }
        guard corrected.refusals.isEmpty else {
            let items = quality.promptCount
            let reasons = corrected.refusals.map(\.words).joined(separator: "; ")
            return Estimate(undefined: "refused: \(reasons)", itemCount: items, ratingCount: items)
        }
        return Self.carried(corrected.estimate, by: quality.promptCount)
    }

    /// The same with the prompts that have labels as its n: what carries the figure.
    static func carried(_ estimate: Estimate, by prompts: Int) -> Estimate {
        var estimate = estimate
        estimate.itemCount = prompts
        return estimate
    }

    /// The number of a judge, a panel or a metric by its name.
    func automatic(_ name: String) throws -> Int {
        guard let number = set.raters.firstIndex(where: { $0.name == name && $0.kind != .human }) else {
            let names = set.raters.filter { $0.kind != .human }.map(\.name)
            throw RatingsError(
                "no judge, panel or metric '\(name)' has scored anything"
                    + (names.isEmpty ? "" : ": choose one of \(names.joined(separator: ", "))")
            )
        }
        return number
    }

    /// The number of a model by its name in the study.
    func model(_ name: String) throws -> Int {
        guard let number = set.modelNames.firstIndex(of: name) else {
            throw RatingsError("no model '\(name)': choose one of \(set.modelNames.joined(separator: ", "))")
        }
        return number
    }

    /// People's ratings that count, as 'models' and 'plan --labels' call labels, and the prompts that have one.
    private func labels(_ name: String?) throws -> (count: Int, prompts: Int) {
        let wanted = try name.map { try set.criterion(named: $0) }
        var (count, prompts): (Int, Set<Int>) = (0, [])
        for opinion in set.opinions where set.raters[Int(opinion.rater)].kind == .human && opinion.number != nil {
            guard wanted.map({ $0 == Int(opinion.criterion) }) ?? true else { continue }
            count += 1
            prompts.insert(set.subjects.unitNumber(of: Int(opinion.subject)) ?? -1 - Int(opinion.subject))
        }
        return (count, prompts.count)
    }
}

extension RatingSet {
    /// Ratings that are in no figure, older versions of judges apart.
    package var staleCount: Int { acts.count { $0.staleness != nil && $0.staleness != .version } }
}

extension QualityStudy {
    /// People's agreement on pairs, within pairs of models; nil for anything else.
    package func peopleAgreement(confidence: Double) -> ModelPairAgreement? {
        guard isPairs else { return nil }
        let rows = labelledPairs()
        return (try? PairVerdicts(rows)).map { ModelPairAgreement($0, confidence: confidence) }
    }
}
