import ArgumentParser
import Collecting
import Inference
import Reporting
import Similarity
import Store
import Studies

/// `slam similarity`.
struct SimilarityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "similarity",
        abstract: "Score every response by its likeness to the reference or to the anchor model's responses.",
        discussion: """
            Each entry of 'similarity' in study.yaml is a metric: the cosine of TF-IDF vectors over words and character \
            n-grams ('embedder: lexical', from 0 to 1), or of the vectors of an endpoint ('endpoint' and 'model', from −1 \
            to 1; OpenAI's /v1/embeddings or Ollama's /api/embed), each text asked for once. The anchor's own texts are \
            left out and counted. Running it again stores nothing twice.

            Example:
              slam similarity
              slam similarity --dry-run
            """
    )

    @Flag(help: "Say how many texts an endpoint would be asked for, and ask nothing.")
    var dryRun = false

    @Option(help: "Ask an endpoint again for the vectors that failed: failed.")
    var retry: [Again] = []

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let context = Context.current
        let study = try place.readStudy()
        guard !study.similarities.isEmpty else {
            throw StudiesError(
                "the study '\(study.name)' has no 'similarity': add {NAME: {embedder: lexical, reference: true}}"
            )
        }
        let store = try place.open(.existing)
        try store.adoptAndTell(study)
        let responses = try store.responses(of: study.name)
        let metrics = study.similarities.map { Metric($0, study: study, responses: responses) }
        let work = metrics.flatMap(\.work)
        let (states, again) = try store.states(of: work, retrying: retry, .embedding, of: study.name)
        guard !dryRun else { return try context.write(work.plan(states)) }
        try store.askAgain(again, among: work)
        let run = Run(.embedding, of: study.name, in: store, noun: "vector")
        let isWhole = try await work.isEmpty ? true : run.make(work)
        var table = Table(columns: [
            .init("metric"), .init("scored", alignment: .right),
            .init("anchor_texts", title: "anchor's texts", alignment: .right),
            .init("without_target", title: "without target", alignment: .right),
            .init("without_vector", title: "without vector", alignment: .right), .init("new", alignment: .right),
        ])
        for metric in metrics {
            let scores = MetricScores(
                of: metric.similarity,
                study: study,
                responses: responses,
                vector: try metric.vectors(store)
            )
            let version = MetricScores.version(of: metric.similarity, study: study)
            let name = metric.similarity.name
            let report = try store.saveScores(
                scores.records(of: name, version: version, study: study.name),
                metric: name,
                study: study.name
            )
            table.rows.append([
                .text(name), .count(scores.scores.count), .count(scores.anchorCount),
                .count(scores.withoutTargetCount), .count(scores.withoutVectorCount), .count(report.new),
            ])
        }
        try context.write(table.written(as: output.format))
        if !isWhole { throw ExitCode.failure }
    }
}

/// A similarity of the study with the calls that it needs and the way to its vectors.
private struct Metric {
    let similarity: Similarity
    let work: [Work]
    let vectors: (Store) throws -> (String) -> TextVector?

    init(_ similarity: Similarity, study: Study, responses: [StoredResponse]) {
        self.similarity = similarity
        guard let endpoint = EndpointEmbedder(similarity, study: study) else {
            let lexical = LexicalEmbedder(study: study)
            work = []
            vectors = { _ in lexical.vector(of:) }
            return
        }
        let work = endpoint.work(for: similarity, study: study, responses: responses)
        self.work = work
        vectors = { try endpoint.lookup(in: $0, for: work) }
    }
}

extension MetricScores {
    fileprivate func records(of metric: String, version: String, study: String) -> [RatingRecord] {
        scores.map {
            RatingRecord(
                study: study,
                subject: .item($0.item),
                prompt: $0.prompt,
                criterion: metric,
                value: $0.value,
                rater: metric,
                kind: .metric,
                version: version
            )
        }
    }
}
