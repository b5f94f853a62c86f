import ArgumentParser
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
            n-grams, from 0 to 1. The anchor's own texts are left out and counted. Running it again stores nothing twice.

            Example:
              slam similarity
            """
    )

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
        try store.sync(study)
        let responses = try store.responses(of: study.name)
        var table = Table(columns: [
            .init("metric"), .init("scored", alignment: .right),
            .init("anchor_texts", title: "anchor's texts", alignment: .right),
            .init("without_target", title: "without target", alignment: .right),
            .init("without_words", title: "without words", alignment: .right), .init("new", alignment: .right),
        ])
        for similarity in study.similarities {
            guard similarity.embedder == .lexical else {
                throw StudiesError("'\(similarity.name)' uses an endpoint: this version has 'embedder: lexical' only")
            }
            let scores = MetricScores(of: similarity, study: study, responses: responses)
            let version = MetricScores.version(of: similarity, study: study)
            let report = try store.saveScores(
                scores.records(of: similarity.name, version: version, study: study.name),
                metric: similarity.name,
                study: study.name
            )
            table.rows.append([
                .text(similarity.name), .count(scores.scores.count), .count(scores.anchorCount),
                .count(scores.withoutTargetCount), .count(scores.wordlessCount), .count(report.new),
            ])
        }
        try context.write(table.written(as: output.format))
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
