import ArgumentParser
import Embedding
import Faces
import Foundation
import Ratings
import Reporting
import Store
import Studies

/// `slam similarity audit`.
struct SimilarityAudit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Say what each similarity is worth: agreement with reviewers, biases, and what it cannot tell apart.",
        discussion: """
            On pairs of texts that reviewers compared, or rated on a scale, the sign of the difference of scores is compared \
            with reviewers', beside how far one reviewer agrees with the others. A tie band is fitted by five folds over \
            prompts. Length and copying say what moves the scores besides. Probes turn sentences of the responses into \
            their opposite, or change a number: such a probe is not told apart where it scores as high as answers that \
            mean the same do (samples of one model, or sentences that differ in punctuation alone; their 5th percentile). \
            With --criterion there are no probes, which rest on none.

            Example:
              slam similarity audit --metric minilm-to-reference
            """
    )

    @Option(
        name: [.customLong("metric"), .customLong("rater")],
        help: "Only this entry of 'similarity'; again for several. Default: all."
    )
    var metric: [String] = []

    @OptionGroup var wanted: CriterionOption

    @OptionGroup var interval: IntervalArguments
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let study = try place.readStudy()
        let known = study.similarities.map(\.name)
        if let unknown = metric.first(where: { !known.contains($0) }) {
            let names =
                known.isEmpty ? "the study has no 'similarity'" : "choose one of \(known.joined(separator: ", "))"
            throw StudiesError("--metric: no entry '\(unknown)': \(names)")
        }
        guard !known.isEmpty else {
            throw StudiesError("the study '\(study.name)' has no 'similarity': there is nothing to audit")
        }
        let store = try place.open(.existing)
        let job = LongJob("auditing similarity", isWriting: false, draw: Context.current.draw)
        defer { job.end() }
        let evidence = try SimilarityEvidence(study, store, place)
        output.tellEdits(evidence.set.notes)
        let criteria = try evidence.set.numbers(of: wanted.selection)
        var document = SimilarityAuditDocument(isBlind: evidence.set.isBlind, confidence: interval.confidence)
        document.take(evidence.set.notes)
        for similarity in study.similarities where metric.isEmpty || metric.contains(similarity.name) {
            try evidence.addPairs(of: similarity, on: criteria, to: &document)
            if wanted.criterion.isEmpty { try await evidence.addProbes(of: similarity, to: &document) }
            document.conclude(similarity.name)
        }
        job.end()
        try Context.current.write(document.written(as: output.format))
    }
}

/// What the audit reads of a study.
private struct SimilarityEvidence {
    let set: RatingSet
    private let study: Study
    private let store: Store
    private let folder: String
    private let texts: [(prompt: String, text: String)]
    private let samples: [(prompt: String, texts: [String])]
    private let features: SimilarityAuditDocument.Features

    /// Prompts whose responses make probes: more say nothing new.
    private static let mostPrompts = 200
    private static let pageSize = 256

    init(_ study: Study, _ store: Store, _ place: WorkspaceOptions) throws {
        (self.study, self.store) = (study, store)
        set = try place.ratings()
        folder = try place.folder().prompts(of: study.name)
        // The same prompts for all, whatever their order.
        let names = try store.promptNames(of: study.name)
        let drawn = Set(names.sorted { SHA256.hex(of: $0) < SHA256.hex(of: $1) }.prefix(Self.mostPrompts))
        samples = try store.repeatedTexts(of: study.name, withImported: true).flatMap(\.answers)
            .filter { $0.texts.count > 1 }.map { ($0.prompt, $0.texts) }
        var features = SimilarityAuditDocument.Features()
        let prompts = Dictionary(study.prompts.map { ($0.id, $0.text) }) { first, _ in first }
        var (seen, probed) = (Set<ItemID>(), [StoredResponse]())
        for start in stride(from: 0, to: names.count, by: Self.pageSize) {
            let page = Array(names[start..<min(start + Self.pageSize, names.count)])
            for response in try store.responses(of: study.name, to: page) where seen.insert(response.item).inserted {
                features.add(response.item, text: response.text, prompt: prompts[response.prompt] ?? "")
                if drawn.contains(response.prompt) { probed.append(response) }
            }
        }
        texts = probed.sorted { $0.item.rawValue < $1.item.rawValue }.map { ($0.prompt, $0.text) }
        self.features = features
    }

    func addPairs(of similarity: Similarity, on criteria: [Int], to document: inout SimilarityAuditDocument) throws {
        guard !set.notes.contains(.withheldMetric(rater: similarity.name)) else {
            return document.withhold(similarity.name)
        }
        guard let number = set.number(ofCriterion: similarity.name) else {
            document.notes.append("'\(similarity.name)' has no scores: run 'slam similarity'.")
            return
        }
        let noise = SimilarityAuditDocument.Noise(of: number, in: set, study: study.name, samples: samples)
        for criterion in criteria {
            guard let pairs = MetricPairs(set, metric: number, criterion: criterion) else { continue }
            guard !pairs.pairs.isEmpty else {
                document.leaveOut(pairs)
                continue
            }
            try document.add(pairs, features, noise)
        }
        if set.notes.contains(where: { if case .withheldByName = $0 { true } else { false } }) {
            document.withholdNamed(similarity.name)
        }
    }

    func addProbes(of similarity: Similarity, to document: inout SimilarityAuditDocument) async throws {
        let name = similarity.name
        if case .endpoint = similarity.embedder {
            document.notes.append("'\(name)': probes are not asked of an endpoint.")
            return
        }
        guard similarity.target != .none else { return }
        let scorer = try similarity.scorer(study: study, store: store, studyFolder: folder, keeps: false)
        let jobs = ProcessInfo.processInfo.activeProcessorCount
        let probes = Probe.make(of: texts)
        let reading = try await ProbeReading(probes, samples: samples, scorer: scorer, jobs: jobs)
        let basis = reading.isOfSamples ? "samples of one model" : "punctuation alone"
        let threshold = reading.threshold.map { Figures.fixed($0, decimals: 4) } ?? "–"
        for rule in [Probe.Rule.negation, .number] {
            try document.add(
                probes: reading.isNotTold(rule),
                of: name,
                rule: rule.rawValue,
                note: "from \(threshold) on, by \(Figures.count(reading.alike.count, "couple")) of \(basis)"
            )
        }
        document.add(
            examples: reading.notToldApart.map {
                .init(score: $0.score ?? 0, sentence: $0.probe.sentence, changed: $0.probe.changed)
            },
            of: name
        )
    }
}
