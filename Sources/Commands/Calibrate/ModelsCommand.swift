import ArgumentParser
import Auditing
import Probing
import Ratings
import Reporting
import Store
import Studies

/// `slam models`.
struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "The quality of each model by human reviewers, corrected by each judge, and against the baseline.",
        discussion: """
            Each model's mean or accepted share by people, clustered by prompt; beside it the same corrected by each judge, with \
            how many labels the judge is worth and the judge's own mean, which decides nothing. Against the baseline: the \
            difference within raters, and whether the model is non-inferior at criteria.NAME.margin of study.yaml, set before \
            anybody rates; with calibration.planned_n every verdict before that many prompts is interim, unless --sequential says \
            that it is one look of several. Then by tag, and joined with latency and reliability of probes, cost and memory, with the models that \
            no other one beats on every axis. Until the study is unblinded models stand as letters: nothing is compared with \
            the baseline, and nothing but quality is shown. --criterion, --rater (a judge) and --model show a part, which \
            changes no figure of it, test or Pareto set.

            Example:
              slam models
              slam models --catalogue
              slam models --criterion overall --table qualities
              slam models --format json
            """
    )

    @Flag(help: "Only the paper's 28 model variants beside this study's: bits, size, memory.")
    var catalogue = false

    @OptionGroup var wanted: SelectionOptions
    @OptionGroup var part: TableOption<ModelsDocument.Part>
    @OptionGroup var looking: SequentialFlag
    @OptionGroup var maps: CalibratedOption
    @OptionGroup var source: CalibrationSource
    @OptionGroup var interval: IntervalArguments
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard !catalogue || wanted.criterion.isEmpty && wanted.rater.isEmpty && wanted.model.isEmpty else {
            throw ValidationError("--catalogue lists every variant: leave out --criterion, --rater and --model")
        }
    }

    func run() async throws {
        if catalogue { return try Context.current.write(listed().written(as: output.format)) }
        let context = Context.current
        let (written, looks) = try context.reading("comparing models") { try figures() }
        try source.keep(looks)
        try context.write(written)
    }

    /// The document, and the looks that it is.
    private func figures() throws -> (String, [SequentialLook]) {
        let (set, parts, _, study) = try source.read(letters: true, sequential: looking.sequential)
        output.tellEdits(set.notes)
        let used = try maps.maps(of: set, source.place)
        let figures = try ModelFigures(set, copy: parts, maps: used, options: interval.options)
        let audits = set.isBlind ? [] : try audits(of: study)
        let document = try ModelsDocument(figures, audits: audits, selection: wanted.selection)
        return (document.written(as: output.format, only: part.table), figures.looks)
    }

    /// What was measured besides quality; none without the study's files.
    private func audits(of study: Study?) throws -> [ModelAudit] {
        guard let study else { return [] }
        let store = try source.place.open(.existing)
        let options = AuditOptions(
            confidence: interval.confidence,
            resamples: interval.resamples,
            seed: interval.seed
        )
        let evidence = try CostReport.Evidence(of: study, in: store, isBlind: false, options)
        return ModelAudit.all(study, evidence, memory: memory(of: study, in: store), options)
    }

    private func listed() throws -> CatalogueDocument {
        // The paper's rows need no study.
        guard let study = try? source.place.readStudy() else { return CatalogueDocument([], memory: [:]) }
        let store = try? source.place.open(.existing)
        return CatalogueDocument(study.models, memory: store.map { memory(of: study, in: $0) } ?? [:])
    }

    private func memory(of study: Study, in store: Store) -> [String: Double] {
        // A study that the database does not know yet has none.
        let readings = ((try? store.lastReadings(of: study.name)) ?? []).map { ($0.endpoint, $0.figures) }
        return ServerReadings.memory(of: study.models, in: readings)
    }
}

extension ModelsDocument.Part: ExpressibleByArgument {}
