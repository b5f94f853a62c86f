import ArgumentParser
import Collecting
import Judging
import Ratings
import Reporting
import Store
import Studies

/// `slam judge versions`.
struct JudgeVersions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "versions",
        abstract:
            "List the versions of the judges: a version is the hash of template, model, parameters, scale and parser.",
        discussion: """
            Figures use the newest version; what is older, or about a response or a criterion that has changed, is stale \
            and told. A version's first letters name it for 'slam judge diff'.

            Example:
              slam judge versions
            """
    )

    @OptionGroup var wanted: RaterSelectionOptions
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let context = Context.current
        let (desk, set) = try context.reading("reading verdicts") {
            let desk = try JudgeDesk(place, asks: false)
            return (desk, try RatingSet(study: desk.study.name, in: desk.store, eachPair: true))
        }
        let document = VersionsDocument(
            try wanted.selection.of(set.judgedVersions),
            current: Set(desk.judgements.map(\.version)),
            notes: try desk.staleNotes(set) + desk.exampleNotes + desk.modelNotes()
        )
        try context.write(document.written(as: output.format))
        if !document.words.isEmpty { context.tell(document.words) }
    }
}
