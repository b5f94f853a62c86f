import ArgumentParser
import Ratings
import Reporting
import Store
import Studies

/// `slam disagreements`.
struct DisagreementsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disagreements",
        abstract: "List the largest disagreements with what other people said of the same item, to be read again.",
        discussion: """
            Distance is that to the mean of the other people's scores; of nominal scores it is the share of the other people \
            who said something else. Without FILE the study's ratings are used, with their texts; who wrote them is \
            withheld until the study is unblinded. FILE has the columns that 'slam agreement' reads.

            Example:
              slam disagreements --rater gpt-judge --texts
              slam disagreements ratings.csv --limit 50 --format csv
            """
    )

    @OptionGroup var source: RatingSource

    @Option(help: "Only this rater's ratings; again for several. Default: all.")
    var rater: [String] = []

    @Option(help: "Only this criterion; default: all.")
    var criterion: String?

    @Option(
        help: "Only responses of this model, once the study is unblinded; again for several. Default: all."
    )
    var model: [String] = []

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
        var document = try context.reading("comparing ratings") { try self.document() }
        if source.file == nil { document.notes = try document.notes.map(source.options.place.naming) }
        try context.write(texts ? document.reading(columns: 80) : document.written(as: output.format))
        guard source.file == nil else { return }
        let place = source.options.place
        try WorkspaceOptions.warnOfScores(of: place.studyName(), in: place.open(.existing))
    }

    private func document() throws -> DisagreementDocument {
        let all = try source.readAll(shown: [criterion].compactMap(\.self))
        output.tellEdits(all.notes)
        guard model.isEmpty || !all.isBlind else {
            throw StudiesError(
                "--model by letter would list whose text each is: leave it out until 'slam unblind'"
            )
        }
        let set = try all.selecting(RatingSelection(models: model))
        let chosen = try criteria(of: set)
        let (listed, count) = try set.disagreements(on: chosen, of: rater, limit: limit)
        let subjects = listed.map(\.subject)
        let texts = try source.file == nil ? StudyTexts(of: subjects, in: set, source.options.place) : nil
        return DisagreementDocument(
            set,
            listed: listed,
            count: count,
            texts: listed.map { texts?.texts(of: $0.subject, in: set) ?? [] }
        )
    }

    private func criteria(of set: RatingSet) throws -> [Int] {
        let rated = set.criteria.indices.filter { number in set.rated.contains { $0.name == set.criteria[number].name }
        }
        let chosen = rated.filter { criterion == nil || set.criteria[$0].name == criterion }
        guard criterion == nil || !chosen.isEmpty else {
            let known = rated.map { set.criteria[$0].name }.joined(separator: ", ")
            let remedy = known.isEmpty ? "nothing is rated yet" : "choose one of \(known)"
            throw StudiesError("no rating on a criterion '\(criterion ?? "")': \(remedy)")
        }
        let known = Set(set.raters.map(\.name))
        if let unknown = rater.first(where: { !known.contains($0) }) {
            throw StudiesError("no rating by '\(unknown)': choose one of \(known.sorted().joined(separator: ", "))")
        }
        return chosen
    }
}
