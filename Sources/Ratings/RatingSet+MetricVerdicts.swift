import Agreement
import Studies

extension RatingSet {
    /// Gives each metric a verdict on every pair that somebody compared: the sign of the difference of its scores.
    ///
    /// A tie is a difference within a band: fitted on people's verdicts by five folds over prompts (`statistics.md` 9.6), so
    /// that no verdict rests on a label of its own prompt; with fewer than five labelled prompts the study's `band`, else
    /// equality alone. A pair of which a text has no score, as the anchor's own, gets none.
    mutating func addMetricVerdicts() throws {
        let paired = criteria.indices.filter {
            criteria[$0].kind == .pair && !criteria[$0].isGone && !opinions(on: $0).isEmpty
        }
        guard !paired.isEmpty else { return }
        var added: [Opinion] = []
        for metric in criteria.indices where criteria[metric].isMetric {
            let scores = opinions(on: metric).filter { $0.number != nil }
            guard let rater = scores.first?.rater else { continue }
            let found = Dictionary(scores.map { (subjects.parts[Int($0.subject)].first, $0) }) { first, _ in first }
            for criterion in paired {
                guard let band = try MetricBand(self, metric: metric, criterion: criterion) else { continue }
                let name = criteria[criterion].name
                let own = verdicts(on: criterion, by: band, found)
                guard !own.isEmpty else { continue }
                added += own
                let who = raters[Int(rater)].name
                notes.append(.tieBand(rater: who, criterion: name, band: band.width, source: band.source))
            }
        }
        guard !added.isEmpty else { return }
        opinions = (opinions + added).sorted {
            ($0.criterion, $0.rater, $0.subject) < ($1.criterion, $1.rater, $1.subject)
        }
    }

    /// `scores` are the metric's, by number of the item.
    private func verdicts(on criterion: Int, by band: MetricBand, _ scores: [Int32: Opinion]) -> [Opinion] {
        Set(opinions(on: criterion).map(\.subject)).sorted().compactMap { subject in
            let texts = subjects.ordered(subjects.parts[Int(subject)])
            guard texts.count == 2, let first = scores[texts[0]], let second = scores[texts[1]] else { return nil }
            var verdict = first
            verdict.subject = subject
            verdict.criterion = Int32(criterion)
            verdict.value = band.verdict(
                first.value - second.value,
                prompt: subjects.unitNumber(of: Int(subject))
            )
            return verdict
        }
    }
}

/// What a difference of a metric's scores is a tie by, on one criterion of pairs.
private struct MetricBand {
    let source: RatingNote.TieBandSource
    let width: Double
    private let fitted: TieBand

    init?(_ set: RatingSet, metric: Int, criterion: Int) throws {
        guard let pairs = MetricPairs(set, metric: metric, criterion: criterion) else { return nil }
        fitted = try pairs.tieBand()
        // Where nobody may call a tie the study's band, which is of all criteria, makes none.
        let hasTies = set.criteria[criterion].categories?.contains(0) ?? true
        let declared = hasTies ? set.opinionRules.bands[set.criteria[metric].name] : nil
        if fitted.agreement.value != nil, let band = fitted.band {
            (source, width) = (.fitted, band)
        } else {
            (source, width) = (declared == nil ? .equality : .declared, declared ?? 0)
        }
    }

    func verdict(_ difference: Double, prompt: Int?) -> Double {
        if source == .fitted, let verdict = fitted.verdict(of: difference, cluster: prompt ?? -1) {
            return verdict
        }
        return abs(difference) <= width ? 0 : difference > 0 ? 1 : -1
    }
}
