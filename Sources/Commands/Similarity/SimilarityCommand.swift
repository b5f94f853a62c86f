import ArgumentParser
import Collecting
import Dispatch
import Embedding
import Faces
import Foundation
import Inference
import Reporting
import Store
import Studies

/// `slam similarity`.
struct SimilarityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "similarity",
        abstract:
            "Score every response by its similarity to references, to the anchor model's responses or to examples.",
        discussion: """
            Each entry of 'similarity' in study.yaml is a metric.

            How it compares:
              embedder: lexical              cosine of TF-IDF vectors over words and character n-grams, from 0 to 1
              embedder: minilm               cosine of all-MiniLM-L6-v2's vectors, from −1 to 1 (slam embedder fetch minilm)
              embedder: {folder: PATH}       cosine of another BERT sentence encoder's; also prefix, pooling: mean or cls
              embedder: {name: minilm, tokens: true}
                                             BERTScore F1; also layer, idf: true
              endpoint: NAME, model: MODEL   cosine of an endpoint's vectors (/v1/embeddings, /api/embed), from −1 to 1
              metric: NAME                   a measure of the texts: exact, normalised, token-f1, chrf, chrf++, bleu,
                                             rouge-1, rouge-2, rouge-l, length-ratio, json-valid, json-match

            What with:
              reference: true                the prompt's references (the nearest; aggregate: mean for their mean)
              anchor: MODEL                  that model's responses (their mean; aggregate: max for the nearest)
              exemplars: FILE                good and bad examples of a file: how much nearer the good ones are
              previous: true                 what the same model answered before it was asked again

            The anchor's own texts are left out and counted. Vectors of an encoder are kept in the database; running it again \
            scores only what is new. A text that is longer than its encoder reads (256 pieces) is cut and counted.

            Example:
              slam similarity
              slam similarity --dry-run
              slam similarity audit
            """,
        subcommands: [SimilarityAudit.self]
    )

    @Flag(help: "Say how many texts an endpoint would be asked for, and ask nothing.")
    var dryRun = false

    @Option(help: "Ask an endpoint again for the vectors that failed: failed; default: none.")
    var retry: [Again] = []

    @Flag(
        help: "Go on where an endpoint of your own now runs other weights under an embedding model's name than before."
    )
    var acceptChange = false

    @Option(help: "Threads that compute; default: one for each core.")
    var jobs: Int?

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1") }
    }

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
        let work = try endpointWork(study, store)
        let (states, again) = try store.states(of: work, retrying: retry, .embedding, of: study.name)
        // Texts that came before others of their prompt are one model's, and their tokens are their length.
        let isPartial = try !store.notJudgedYet(of: study).isEmpty
        guard !dryRun else {
            let document = RequestsDocument(isPartial ? nil : work.estimate(states))
            return try context.write(document.written(as: output.format))
        }
        try store.askAgain(again, among: work)
        var run = Run(.embedding, of: study.name, in: store, noun: "vector")
        run.hidesAccount = isPartial
        run.hidesParts = try store.isBlind(study.name)
        run.acceptsChange = acceptChange
        let isWhole = try await work.isEmpty ? true : run.make(work)
        let desk = SimilarityRun(
            store: store,
            studyFolder: try place.folder().prompts(of: study.name),
            jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount
        )
        var document = try await desk.document(study)
        document.served = try store.changedEmbedders(of: study.name)
        document.weights = try store.weightNotes(of: study, [.embedding])
        try context.write(document.written(as: output.format))
        if !document.words.isEmpty { context.tell(document.words) }
        if !isWhole { throw ExitCode.failure }
    }

    private func endpointWork(_ study: Study, _ store: Store) throws -> [Work] {
        let remote = study.similarities.compactMap { similarity in
            EndpointEmbedder(similarity, study: study).map { (similarity, $0) }
        }
        guard !remote.isEmpty else { return [] }
        let responses = try store.responses(of: study.name)
        return try remote.flatMap { similarity, endpoint in
            endpoint.work(for: try similarity.endpointTexts(study: study, responses: responses, store: store))
        }
    }
}

/// Runs the study's metrics one after the other, with progress and Ctrl-C.
private struct SimilarityRun: Sendable {
    let store: Store
    let studyFolder: String
    let jobs: Int
    private let context = Context.current

    init(store: Store, studyFolder: String, jobs: Int) {
        self.store = store
        self.studyFolder = studyFolder
        self.jobs = jobs
    }

    func document(_ study: Study) async throws -> MetricsDocument {
        let signals = Signals(areTaken: context.takesSignals)
        defer { signals.stop() }
        let (stream, counter) = (signals.stream, signals.counter)
        let document = try await withThrowingTaskGroup(of: MetricsDocument?.self) { group in
            group.addTask {
                await self.stopNow(stream)
                return nil
            }
            group.addTask { try await self.document(study, counter) }
            defer { group.cancelAll() }
            while let document = try await group.next() { if let document { return document } }
            throw CancellationError()
        }
        if signals.counter.value > 0 { throw ExitCode(130) }
        return document
    }

    /// The first signal lets the page under way be saved, the second ends the program where it stands.
    private func stopNow(_ stream: AsyncStream<Void>) async {
        var count = 0
        for await _ in stream {
            count += 1
            guard count == 1 else { Foundation.exit(130) }
            context.tell("\nstopping: what is under way is saved; Ctrl-C again stops now\n")
        }
    }

    private func document(_ study: Study, _ interruptions: Counter) async throws -> MetricsDocument {
        let items = try store.itemCount(of: study.name)
        var document = MetricsDocument(isPartial: try !store.notJudgedYet(of: study).isEmpty)
        for similarity in study.similarities where interruptions.value == 0 {
            let progress = Progress(context)
            let run = MetricRun(
                similarity,
                study: study,
                store: store,
                scorer: try similarity.scorer(study: study, store: store, studyFolder: studyFolder)
            )
            let summary = try await run.run(jobs: jobs, now: context.now) { soFar in
                progress.show(Tally(wanted: items, done: soFar.gone, before: soFar.scored - soFar.new))
                return interruptions.value == 0
            }
            progress.end()
            document.add(similarity.name, summary)
        }
        return document
    }
}
