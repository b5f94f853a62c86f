package import Agreement
package import Auditing
import Foundation
package import Ratings
package import Studies

/// Latency over the day and reliability, from attempts.
package struct LatencyDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.latency.v1"

    /// How one model's latency goes with the hour of the day.
    package struct Day: Sendable {
        package var model: String
        package var metric: LatencyMetric
        package var profile: DayProfile
        /// Medians by weekday and hour, for the heat map.
        package var cells: [[Double?]]
        /// Failures as infinite, for the plot of quantiles.
        package var usable: UsableLatency
        package var description: KruskalWallis?
    }

    package var study: String
    package var isBlind: Bool
    package var timeZone: String
    package var options: AuditOptions
    package var axes: [LatencyAxis]
    package var rows: [LatencyRow]
    package var days: [Day]
    package var comparisons: [LatencyComparison]
    package var reliability: [ReliabilityReport]
    package var repeatability: [(model: String, figures: Repeatability)]
    /// Of the same answers how far each judge's scores lie apart.
    package var judged: [(model: String, figures: JudgedRepeats)] = []
    /// What each endpoint's server last said of itself, as JSON.
    package var servers: [(endpoint: String, at: Int64, figures: String)] = []
    /// The newest load test of each model.
    package var loads = LoadDocument(level: ServiceLevel(), reports: [])
    package var leftOut: Int
    /// Attempts in a load test, which are no figures of the day.
    package var loadCount: Int
    /// Whether whole times of probes are kept back.
    package var hidesTotals: Bool

    /// Everything that the attempts say; those of responses stand together under one name while the study is blind.
    ///
    /// `planned` are the prompts of its blind plan: who takes longest for one of them wrote its longest text, unless every
    /// answer was cut at the same length. `selection` names the models that are wanted, as they stand there.
    package init(
        study: String,
        attempts: [Attempt],
        isBlind: Bool,
        planned: Set<String> = [],
        axes: [LatencyAxis],
        clock: LocalClock,
        selection: RatingSelection = RatingSelection(),
        _ options: AuditOptions
    ) throws {
        self.study = study
        self.isBlind = isBlind
        self.options = options
        self.axes = axes
        timeZone = clock.timeZone.identifier
        let hidesTotals = isBlind && attempts.contains { $0.tellsLength(ofOneOf: planned) }
        self.hidesTotals = hidesTotals
        let all = attempts.countingUnderWay().map { attempt in
            hidesTotals && attempt.purpose == .probe
                ? attempt.withoutTotal : isBlind ? attempt.withoutItsModel : attempt
        }
        let counted = try selection.narrowing(all, model: \.model)
        loadCount = counted.count { $0.slot?.load != nil }
        let ofTheDay = counted.filter { $0.slot?.load == nil }
        let used = ofTheDay.filter { !$0.isOfItsUser }
        leftOut = ofTheDay.count - used.count
        let totals = isBlind ? used.filter { $0.purpose == .response } : []
        let named = isBlind ? used.filter { $0.purpose != .response } : used
        rows =
            LatencyRow.rows(named, by: axes, clock: clock, options)
            + LatencyRow.rows(totals, by: axes, clock: clock, options, areTotals: true)
        let probes = used.filter { $0.purpose == .probe }
        let models = Set(probes.map(\.model)).sorted()
        let byModel = Dictionary(grouping: probes, by: \.model)
        days = models.compactMap { Day($0, byModel[$0] ?? [], clock, options) }
        comparisons = Self.comparisons(models, byModel, clock, options)
        let probed = Dictionary(grouping: ofTheDay.filter { $0.purpose == .probe }, by: \.model)
        reliability = probed.sorted { $0.key < $1.key }.map {
            ReliabilityReport($0.key, $0.value, clock: clock, confidence: options.confidence)
        }
        repeatability = []
    }

    private static func comparisons(
        _ models: [String],
        _ byModel: [String: [Attempt]],
        _ clock: LocalClock,
        _ options: AuditOptions
    ) -> [LatencyComparison] {
        models.indices.flatMap { left in
            models.indices.filter { $0 > left }.flatMap { right in
                LatencyMetric.allCases.map { metric in
                    LatencyComparison(
                        (models[left], byModel[models[left]] ?? []),
                        (models[right], byModel[models[right]] ?? []),
                        metric,
                        clock: clock,
                        options
                    )
                }
            }
        }
    }
}

extension Attempt {
    /// Whether its time says how long the answer to one of these prompts is.
    fileprivate func tellsLength(ofOneOf prompts: Set<String>) -> Bool {
        purpose == .probe && slot?.load == nil && outcome == .success && !isCut && prompt.map(prompts.contains) ?? false
    }

    fileprivate var withoutTotal: Attempt {
        var attempt = self
        attempt.timing = timing.withoutTotal
        return attempt
    }

    /// A response's times without the name of who gave it: until the study is unblinded only totals are given.
    fileprivate var withoutItsModel: Attempt {
        guard purpose == .response else { return self }
        var attempt = self
        attempt.model = "all models"
        attempt.endpoint = "all endpoints"
        attempt.server = Server()
        return attempt
    }
}

extension LatencyDocument.Day {
    /// Of one model's probes; by the time to the first token where a stream tells it, else by the whole time.
    fileprivate init?(_ model: String, _ probes: [Attempt], _ clock: LocalClock, _ options: AuditOptions) {
        let ordered = probes.sorted { $0.intendedAt < $1.intendedAt }
        let told = ordered.count { $0.latency(.firstToken, fromIntended: true) != nil }
        let whole = ordered.count { $0.latency(.total, fromIntended: true) != nil }
        // A whole time that is kept back leaves nothing of what came in one piece.
        guard told + whole > 0 || !ordered.contains(where: { $0.timing.isWithheld && $0.outcome == .success }) else {
            return nil
        }
        let metric: LatencyMetric = told * 2 >= whole ? .firstToken : .total
        let used = ordered.filter { $0.outcome != .success || $0.latency(metric, fromIntended: true) != nil }
        guard !used.isEmpty else { return nil }
        let values = used.map { $0.latency(metric, fromIntended: true) }
        let hours = used.map { clock.hour($0.intendedAt) }
        let kept = zip(values, hours).compactMap { value, hour in value.map { ($0, hour) } }
        var groups = [[[Double?]]](repeating: [[Double?]](repeating: [], count: 24), count: 7)
        for (place, attempt) in used.enumerated() {
            groups[clock.weekday(attempt.intendedAt)][hours[place]].append(values[place])
        }
        self.init(
            model: model,
            metric: metric,
            profile: DayProfile(values, days: used.map { clock.day($0.intendedAt) }, hours: hours, options),
            cells: groups.map { $0.map { UsableLatency($0).quantile(0.5) } },
            usable: UsableLatency(values),
            description: KruskalWallis(kept.map(\.0), groups: kept.map(\.1))
        )
    }
}

extension LatencyDocument {
    /// The models that are asked at temperature 0 and answered a prompt more than once.
    package static func repeated(_ texts: [ModelTexts], of study: Study) -> [ModelTexts] {
        texts.filter { own in
            guard let model = study.model(named: own.model) else { return false }
            return study.sampling.overridden(by: model.sampling).temperature == 0
                && own.answers.contains { $0.texts.count > 1 }
        }
    }

    /// Adds how alike the answers of those models are, by their bytes and by what judges made of them.
    package mutating func take(_ repeated: [ModelTexts], judged scores: [JudgedScores]) {
        repeatability = repeated.map {
            ($0.model, Repeatability($0.answers.map(\.texts), confidence: options.confidence))
        }
        judged = repeated.flatMap { own in
            let items = own.answers.map { answers in
                answers.texts.map { ItemID(study: study, prompt: answers.prompt, text: $0).rawValue }
            }
            return scores.compactMap { judge in
                JudgedRepeats(
                    judge: judge.rater,
                    criterion: judge.criterion,
                    scores: items.map { $0.compactMap { judge.scores[$0] } },
                    confidence: options.confidence
                ).map { (own.model, $0) }
            }
        }
    }
}
