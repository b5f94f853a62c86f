import Studies

/// What a metric makes of probes: how like a sentence is to one that says something else.
package struct ProbeReading: Sendable {
    /// A probe with its score, which may be undefined.
    package struct Read: Sendable {
        package var probe: Probe
        package var score: Double?
    }

    package var reads: [Read]
    /// The scores between answers that mean the same: samples of one model, or the probes of punctuation where there are none.
    package var alike: [Double]
    /// Whether these are samples.
    package var isOfSamples: Bool

    /// Scores the probes; `samples` are answers of one model to one prompt.
    package init(
        _ probes: [Probe],
        samples: [(prompt: String, texts: [String])],
        scorer: Scorer,
        jobs: Int
    ) async throws {
        func scores(_ pairs: [(String, String, String)]) async throws -> [Double?] {
            let comparisons = pairs.map { prompt, text, target in
                Comparison(item: ItemID(rawValue: ""), prompt: prompt, text: text, targets: [target])
            }
            return try await scorer.scores(comparisons, jobs).map(\.value)
        }
        let values = try await scores(probes.map { ($0.prompt, $0.changed, $0.sentence) })
        reads = zip(probes, values).filter { $0.0.rule != .punctuation }.map { Read(probe: $0.0, score: $0.1) }
        let between = samples.flatMap { prompt, texts in
            zip(texts, texts.dropFirst()).map { (prompt, $1, $0) }
        }
        isOfSamples = !between.isEmpty
        if isOfSamples {
            alike = try await scores(between).compactMap(\.self)
        } else {
            alike = zip(probes, values).filter { $0.0.rule == .punctuation }.compactMap(\.1)
        }
    }
}

extension ProbeReading {
    /// The 5th percentile of the scores between answers that mean the same: what scores as high is not told apart.
    package var threshold: Double? {
        let sorted = alike.sorted()
        guard let first = sorted.first else { return nil }
        // The fifth part of a hundred, rounded down: with fewer than 20 the lowest.
        return sorted.count < 20 ? first : sorted[sorted.count / 20]
    }

    /// By prompt whether each probe of that rule scores as answers that mean the same do; empty without a threshold.
    package func isNotTold(_ rule: Probe.Rule) -> [(prompt: String, value: Double)] {
        guard let threshold else { return [] }
        return reads.filter { $0.probe.rule == rule }.compactMap { read in
            read.score.map { (read.probe.prompt, $0 >= threshold ? 1 : 0) }
        }
    }

    /// Probes that the metric cannot tell from their opposite, the highest scores first.
    package var notToldApart: [Read] {
        let found = reads.filter { read in read.score.map { $0 >= threshold ?? .infinity } ?? false }
        return found.sorted { (-($0.score ?? 0), $0.probe.sentence) < (-($1.score ?? 0), $1.probe.sentence) }
    }
}
