import Agreement
import ArgumentParser
import Reporting
import Store
import Studies

/// `slam disagreements`.
struct DisagreementsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disagreements",
        abstract: "List the ratings that depart most from what other people said of the same item, to be read again.",
        discussion: """
            Distance is that to the mean of the other people's scores; of nominal scores it is the share of the other people \
            who said something else. Without FILE the study's ratings are used, with their texts; models stand as letters \
            until the study is unblinded. FILE has the columns that 'slam agreement' reads.

            Example:
              slam disagreements --rater gpt-judge --texts
              slam disagreements ratings.csv --limit 50 --format csv
            """
    )

    @OptionGroup var source: RatingSource

    @Option(help: "Only this rater's ratings; several times for several raters.")
    var rater: [String] = []

    @Option(help: "Only this criterion.")
    var criterion: String?

    @Option(help: "How many to list.")
    var limit = 20

    @Flag(help: "The texts in full, to be read, instead of a table.")
    var texts = false

    @OptionGroup var output: FormatOption

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be at least 1") }
        if texts, output.format != .table {
            throw ValidationError("--texts is for reading: csv and json have the texts")
        }
    }

    func run() async throws {
        let context = Context.current
        let document = try document()
        try context.write(texts ? document.reading(columns: 80) : document.written(as: output.format))
    }

    private func document() throws -> DisagreementDocument {
        let read = try source.read()
        let criteria = read.criteria.filter { criterion == nil || $0.name == criterion }
        try check(read.criteria, chosen: criteria)
        var found: [(place: Int, disagreement: Agreement.Disagreement)] = []
        for (place, scored) in criteria.enumerated() {
            let all = try scored.table().disagreements(level: scored.level, of: rater.isEmpty ? nil : rater)
            found += all.map { (place, $0) }
        }
        // Criteria have scales of their own: each keeps its order, and they take turns.
        let ranks = Dictionary(grouping: found.indices) { found[$0].place }
        let turn = ranks.values.reduce(into: [Int: Int]()) { turns, places in
            for (rank, place) in places.enumerated() { turns[place] = rank }
        }
        let chosen = found.indices
            .sorted { (turn[$0] ?? 0, found[$0].place) < (turn[$1] ?? 0, found[$1].place) }
            .prefix(limit)
        let lookup = try source.file == nil ? StudyTexts(source.options.place) : nil
        return DisagreementDocument(
            source: read.name,
            rows: chosen.map { Self.row(found[$0].disagreement, criteria[found[$0].place], lookup) },
            count: found.count,
            notes: notes(criteria, isBlind: read.isBlind)
        )
    }

    private func check(_ all: [CriterionRatings], chosen: [CriterionRatings]) throws {
        guard criterion == nil || !chosen.isEmpty else {
            let known = all.map(\.name).joined(separator: ", ")
            throw StudiesError("no rating on a criterion '\(criterion ?? "")': choose one of \(known)")
        }
        let known = Set(all.flatMap { $0.raters.map(\.name) })
        if let unknown = rater.first(where: { !known.contains($0) }) {
            throw StudiesError("no rating by '\(unknown)': choose one of \(known.sorted().joined(separator: ", "))")
        }
    }

    private func notes(_ criteria: [CriterionRatings], isBlind: Bool) -> [String] {
        var notes: [String] = []
        let hasMetric = criteria.contains { $0.level != .nominal && $0.raters.contains { $0.kind == .metric } }
        if hasMetric { notes.append("Metrics have scales of their own and are left out.") }
        if isBlind { notes.append("Models stand as letters until 'slam unblind'.") }
        if source.file == nil {
            notes.append(
                "To settle them: 'slam adjudicate'; a discussed rating comes in by 'slam import' with its item and phase."
            )
        }
        return notes
    }

    private static func row(
        _ own: Agreement.Disagreement,
        _ scored: CriterionRatings,
        _ lookup: StudyTexts?
    ) -> DisagreementDocument.Row {
        let place = scored.items.firstIndex(of: own.item)
        // The anchor's texts have no score of a metric, which would betray its letter.
        let scores = scored.scores.filter { $0.item == place && scored.raters[$0.rater].kind != .metric }
            .map { (scored.raters[$0.rater].name, scored.word($0.value)) }
            .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
            .map { "\($0) \($1)" }.joined(separator: ", ")
        let prompt = place.flatMap { scored.prompts.isEmpty ? nil : scored.prompts[$0] }
        let models = place.map { scored.models[$0] } ?? []
        return DisagreementDocument.Row(
            criterion: scored.name,
            disagreement: own,
            score: scored.word(own.score),
            people: own.consensus.map(scored.word),
            scores: scores,
            prompt: prompt,
            model: models.isEmpty ? nil : models.joined(separator: "="),
            texts: lookup?.texts(of: own.item, prompt: prompt) ?? []
        )
    }
}

extension CriterionRatings {
    /// A value as its word, or as a number without needless decimals.
    fileprivate func word(_ value: Double) -> String {
        if let words, value >= 0, value < Double(words.count) { return words[Int(value)] }
        return value == value.rounded() ? JSONValue.canonicalNumber(value) : Figures.fixed(value, decimals: 2)
    }
}
