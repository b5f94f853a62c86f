package import Agreement
package import Studies

/// The quality of a study's models on each criterion, and how they stand to the baseline.
package struct ModelFigures: Sendable {
    /// One criterion.
    package struct Criterion: Sendable {
        package let name: String
        /// Names of the automatic raters whose corrections stand beside, in the order of `ModelQuality.corrected`.
        package let automatic: [String]
        /// By model; empty for pairs, which have comparisons only.
        package let qualities: [ModelQuality]
        /// Against the baseline; empty while models stand as letters, or without a baseline.
        package internal(set) var comparisons: [ModelComparison]
        /// The other pairs of models, at the confidence of the figures.
        package internal(set) var pairs: ModelPairs
        package let margin: Double?
        /// What of margin, planned number and baseline was chosen when people had rated already, in words.
        let lateChoices: [String]
        package let plannedCount: Int?
        /// People's figures by tag of the prompts; empty for pairs, and without tags.
        package let tags: [Tag]
        /// By map and model, where maps are asked for.
        package let mapped: [MappedQuality]
        /// By candidate what earlier looks left to be said, where this one can say nothing.
        package internal(set) var spent: [Int: SpentLooks] = [:]
        /// By candidate the last of the looks that were taken, where this is none: before the planned number it decides nothing.
        package internal(set) var earlierLooks: [Int: SequentialLook] = [:]
        /// From labels drawn by disagreement, apart from the others; empty without any.
        package let drawn: [DrawnQuality]
        /// Whether values are accept and reject.
        package let isShare: Bool
        /// The ends of a declared scale.
        let scale: ClosedRange<Double>?
        /// The labelled responses, for what compares two models.
        let labelled: [QualityItem]
        /// People's ratings that no figure of a model has any more, because of what was changed since they were given.
        let leftOut: LeftOutRatings
        /// The model that candidates are compared with.
        let baseline: Int?
        /// Of verdicts on pairs, by candidate the prompts to which it gave the baseline's very text: nobody compares these.
        package let identical: [Int: IdenticalPrompts]
        /// Set where everything that people gave is one automatic rater's.
        package let copied: CopiedLabels?
        /// The automatic raters whose corrections are wanted; empty for all.
        var wantedRaters: [String] = []

        /// Whether that automatic rater's correction is to stand beside people's figure.
        package func shows(_ rater: String) -> Bool { wantedRaters.isEmpty || wantedRaters.contains(rater) }

        /// Ratings of a candidate or the baseline that the comparison lacks, because of what was changed since they were given.
        package func leftOutCount(_ comparison: ModelComparison) -> Int {
            leftOut.count(of: [comparison.candidate, baseline ?? comparison.candidate])
        }

        /// What was chosen when people had rated already, in words: nothing more is decided then.
        package func lateReasons(_ comparison: ModelComparison) -> [String] {
            let count = leftOutCount(comparison)
            return lateChoices + (count > 0 ? [Self.words(leftOut: count)] : [])
        }

        static func words(leftOut count: Int) -> String {
            let ratings = "\(Figures.count(count, "rating")) of a response or prompt that was changed since"
            return "\(ratings) \(count == 1 ? "is" : "are") left out: which prompts count was chosen after data"
        }

        /// Which look decides, in words; nil where none was taken.
        package func lookWords(_ comparison: ModelComparison) -> String? {
            guard !comparison.looks.isEmpty, let planned = plannedCount else { return nil }
            let place = "at look \(comparison.looks.count) (\(comparison.promptCount) of \(planned) planned prompts)"
            return spent[comparison.candidate].map { "\(place): \($0.reason)" } ?? place
        }

        /// Whether fewer prompts are labelled than planned, and no look was settled for that.
        package func isInterim(_ comparison: ModelComparison) -> Bool {
            guard comparison.looks.isEmpty else { return false }
            return plannedCount.map { (comparison.test?.count ?? 0) < $0 } ?? false
        }
    }

    /// The prompts of one tag.
    package struct Tag: Sendable {
        package let name: String
        /// Of the rated prompts, and how many have labels.
        package let share: Double
        package let promptCount: Int
        /// By model; nil with fewer than ten labelled prompts of the model.
        package let people: [Estimate?]
    }

    /// How models are called: letters before unblinding.
    package let models: [String]
    /// The models' numbers in the order in which they are listed: letters by the alphabet, since the study's order would betray
    /// them.
    package internal(set) var order: [Int]
    /// The number of the baseline; nil where there is none, or it must not be known yet.
    package let baseline: Int?
    package let isBlind: Bool
    /// Whether figures by tag wait for unblinding: which prompts bear a tag can be changed at will, and the one that a tag leaves
    /// out would tell whose texts it had.
    package let hidesTags: Bool
    package internal(set) var criteria: [Criterion]
    package internal(set) var notes: [RatingNote]
    package let options: IntervalOptions
    /// The maps asked for.
    package let maps: [MapInUse]
    /// The looks that these figures are, to be stored before anybody sees them.
    package let looks: [SequentialLook]
    /// Tests that were settled before people rated and are not made any more, which go on counting among those that share the
    /// error: to leave one out does not make the others easier.
    package let untestedCount: Int

    /// `baseline` is the study's name of the baseline.
    package init(
        _ set: RatingSet,
        copy: StudyCopyParts,
        maps: [MapInUse] = [],
        options: IntervalOptions = IntervalOptions()
    ) throws {
        isBlind = set.isBlind
        hidesTags = set.isBlind && set.subjects.tagsByPrompt.contains { !$0.isEmpty }
        models = set.subjects.models
        let shown = set.subjects.models
        order = set.isBlind ? shown.indices.sorted { Subjects.precedes(shown[$0], shown[$1]) } : Array(shown.indices)
        self.options = options
        self.maps = maps
        let replacedCount = set.opinions.count { $0.number != nil && set.subjects.isReplaced(Int($0.subject)) }
        notes =
            set.notes.filter { !$0.isOfTieBand }
            + (replacedCount > 0 ? [.replaced(count: replacedCount)] : [])
            + maps.map(RatingNote.calibrated)
        let number = set.isBlind ? nil : copy.baseline.flatMap { name in set.modelNames.firstIndex(of: name) }
        baseline = number
        var found: [Criterion] = []
        for place in set.criteria.indices {
            guard let study = QualityStudy(set, criterion: place) else { continue }
            let own = maps.filter { $0.map.criterion == study.name }
            found.append(try Self.criterion(study, baseline: number, copy: copy, maps: own, options))
        }
        let history = LookHistory(copy.looks, isAsked: copy.isSequential)
        try history.prepare(&found, models: set.modelNames)
        untestedCount = copy.untestedCount(beside: found, in: set)
        let tested = try ModelComparison.test(
            found.map(\.comparisons),
            margins: found.map(\.margin),
            untested: untestedCount
        )
        for place in found.indices {
            found[place].comparisons = tested[place].map { test in
                found[place].spent[test.candidate].map { test.settled(as: $0.verdict) } ?? test
            }
        }
        criteria = found
        looks = history.new(of: found, models: set.modelNames)
    }

    private static func criterion(
        _ study: QualityStudy,
        baseline: Int?,
        copy: StudyCopyParts,
        maps: [MapInUse],
        _ options: IntervalOptions
    ) throws -> Criterion {
        let items = study.items(seed: options.seed)
        let isBlind = study.set.isBlind
        // Similarity has none for the anchor's own texts, which would betray its letter.
        let shown = study.automatic.indices.filter { !isBlind || study.set.raters[study.automatic[$0]].kind != .metric }
        let narrowed = items.map { item -> QualityItem in
            var item = item
            item.verdicts = shown.map { item.verdicts[$0] }
            return item
        }
        let qualities =
            study.isPairs
            ? []
            : try ModelQuality.all(
                narrowed,
                models: study.set.subjects.models.count,
                raters: shown.count,
                choices: QualityChoices(study, options)
            )
        let identical = study.isPairs ? study.identicalPrompts(baseline) : [:]
        let compared = items.withoutNeedlessRepeats
        var comparisons: [ModelComparison] = []
        if let baseline {
            let settled = copy.settledCandidates(of: study.name)
            for candidate in study.set.subjects.models.indices where candidate != baseline {
                // One that left before anybody rated was never tested.
                if study.set.goneModels.contains(candidate), let settled,
                    !settled.contains(SettledChoice.hash(ofCandidate: study.set.modelNames[candidate]))
                {
                    continue
                }
                comparisons.append(
                    study.isPairs
                        ? try ModelComparison(
                            pairs: study.pairs(candidate: candidate, baseline: baseline),
                            ties: identical[candidate]?.counted ?? 0,
                            candidate: candidate
                        )
                        : try ModelComparison(
                            compared,
                            candidate: candidate,
                            baseline: baseline,
                            isShare: study.isAccept,
                            scale: study.limits
                        )
                )
            }
        }
        let names = shown.map { study.set.raters[study.automatic[$0]].name }
        let mapped = try maps.filter { names.contains($0.map.rater) }
            .flatMap { try MappedQuality.all(study, $0, confidence: options.confidence) }
        return Criterion(
            name: study.name,
            automatic: names,
            qualities: qualities,
            comparisons: comparisons,
            pairs: try ModelPairs(
                study,
                compared,
                order: Array(study.set.subjects.models.indices),
                baseline: baseline,
                confidence: options.confidence
            ),
            margin: copy.margins[study.name],
            lateChoices: copy.lateChoices(study.name),
            plannedCount: copy.plannedCount,
            tags: isBlind ? [] : try tags(study, items, options),
            mapped: mapped,
            drawn: try DrawnQuality.all(
                study,
                raters: shown.map { study.automatic[$0] },
                confidence: options.confidence,
                seed: options.seed
            ),
            isShare: study.isAccept,
            scale: study.limits,
            labelled: compared.filter { !$0.labels.isEmpty },
            leftOut: LeftOutRatings(study),
            baseline: baseline,
            identical: identical,
            copied: CopiedLabels(study)
        )
    }

    private static let fewestPromptsOfTag = 10

    private static func tags(
        _ study: QualityStudy,
        _ items: [QualityItem],
        _ options: IntervalOptions
    ) throws -> [Tag] {
        let prompts = Set(items.map(\.prompt))
        var members: [String: Set<Int>] = [:]
        for (prompt, tags) in study.tags where prompts.contains(prompt) {
            for tag in tags { members[tag, default: []].insert(prompt) }
        }
        let labelled = items.filter { !$0.labels.isEmpty }
        let choices = QualityChoices(study, options)
        let count = study.set.subjects.models.count
        return try members.sorted { Subjects.precedes($0.key, $1.key) }.map { name, own in
            let part = labelled.filter { own.contains($0.prompt) }
            let found = try ModelQuality.all(part, models: count, raters: 0, choices: choices)
            return Tag(
                name: name,
                share: Double(own.count) / Double(max(1, prompts.count)),
                promptCount: Set(part.map(\.prompt)).count,
                people: found.map { $0.promptCount < fewestPromptsOfTag ? nil : $0.people }
            )
        }
    }
}

extension ModelFigures.Criterion {
    /// One model's quality less another's by people, paired within raters and by prompt, at 95 %.
    package func difference(_ one: Int, less other: Int) throws -> Estimate {
        try ModelComparison(
            labelled,
            candidate: one,
            baseline: other,
            isShare: isShare,
            confidence: 0.95,
            scale: scale
        ).difference
    }

    /// Draws of these models' qualities under one bootstrap of prompts.
    package func draws(of models: [Int], options: IntervalOptions) -> [[Double]] {
        ModelQuality.draws(labelled, models: models, resamples: options.resamples, seed: options.seed)
    }
}

extension QualityChoices {
    fileprivate init(_ study: QualityStudy, _ options: IntervalOptions) {
        self.init(scale: study.scale, isShare: study.isAccept, options: options, limits: study.limits)
    }
}
