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
            prompt, left_model, right_model, rater, criterion and winner (left, right, tie or both_bad). The first bytes say whether it is CSV (also with \
            semicolons or tabs), JSON lines or a JSON array; slam.rating.v1 is read too. The same file twice changes nothing.

            Example:
              slam import responses.csv
            """
    )

    @Argument(help: "A table in CSV or JSON; '-' is standard input.")
    var file: String

    @OptionGroup var place: WorkspaceOptions

    func run() async throws {
        let context = Context.current
        let study = try place.readStudy()
        let read = try ImportFile(path: file, study: study.name)
        let store = try place.open(.create)
        try store.adoptAndTell(study)
        let (report, noun) =
            switch read.content {
            case .responses(let rows):
                (try store.importResponses(rows, study: study.name, file: read.name, at: context.now()), "response")
            case .ratings(let rows): (try store.importRatings(rows, study: study.name, file: read.name), "rating")
            }
        try store.topUpPlan(of: study)
        if !read.others.isEmpty {
            context.tell("Columns not used: \(read.others.map { "'\($0)'" }.joined(separator: ", ")).\n")
        }
        context.tell(words(report, noun))
    }

    /// While a blind plan is open nothing that depends on who wrote a text, or on who was rated.
    private func words(_ report: ImportReport, _ noun: String) -> String {
        guard report.isBlind else {
            return "\(Figures.count(report.new, noun)) imported, \(report.known) there already.\n"
        }
        return
            "\(Figures.count(report.rows, "row")) of \(noun)s read, 0 refused; what is stored stays as it is. How many were new "
            + "is told by 'slam status' once the study is unblinded.\n"
    }
}
