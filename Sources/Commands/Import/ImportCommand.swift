import ArgumentParser
import Reporting
import Store
import Studies

/// `slam import`.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Bring responses or ratings from a file into the database: every row, or none.",
        discussion: """
            A file of responses has the columns prompt, model, response and, if you like, sample, finish_reason, \
            input_tokens, output_tokens, first_token_ms and total_ms. A file of ratings has \
            rater, criterion, score and either item or prompt and model, and if you like kind; a comparison has \
            prompt, left_model, right_model, rater, criterion and winner (left, right, tie or both_bad). CSV by its name, \
            else JSON lines, slam.rating.v1 among them. The same file twice changes nothing.

            Example:
              slam import responses.csv
            """
    )

    @Argument(help: "CSV (by its name) or JSON lines; '-' is standard input.")
    var file: String

    @OptionGroup var place: WorkspaceOptions

    func run() async throws {
        let context = Context.current
        let study = try place.readStudy()
        let (name, rows) = try ImportRows.read(path: file)
        let store = try place.open(.create)
        try store.adoptAndTell(study)
        let isResponses = rows[0].value["response"] != nil
        let report =
            isResponses
            ? try store.importResponses(
                try ImportFile(name: name, study: study.name).responses(rows),
                study: study.name,
                file: name,
                at: context.now()
            )
            : try store.importRatings(
                try ImportFile(name: name, study: study.name).ratings(rows),
                study: study.name,
                file: name
            )
        try store.topUpPlan(of: study)
        let noun = isResponses ? "response" : "rating"
        context.tell("\(Figures.count(report.new, noun)) imported, \(report.known) there already.\n")
    }
}
