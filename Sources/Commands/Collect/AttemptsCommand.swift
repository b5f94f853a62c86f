import ArgumentParser
import Inference
import Reporting
import Store
import Studies

/// `slam attempts`.
struct AttemptsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attempts",
        abstract: "List every attempt at a response, a judgement or an embedding, with what the server said.",
        discussion: """
            The newest stand first. Models are named here, so no text is shown: what an answer says stays blind, and until \
            'slam unblind' so do the times, tokens and ends of responses, and the times and tokens of verdicts and vectors, as \
            a text's length tells whose it is, what was said of \
            those that are answered or planned, and the prompts on which a model failed.

            A request is one prompt to one model (or judge); an attempt is one try at it, and a response is what a \
            complete one brought. 'limits: {attempts: N}' is how often a request is tried in a run; a refusal for a limit \
            may be tried four times as often. The classes of attempts beside ok:

            \(FailureClasses.help)

            Example:
              slam attempts --failed --limit 20
              slam attempts --class rate_limited --model large --format csv
              slam attempts --show 17
            """
    )

    @Option(
        help:
            "Show this attempt alone, by its number in the column id, with the first of what the server said; default: a list."
    )
    var show: Int64?

    @Flag(help: "Only attempts that failed.")
    var failed = false

    @Option(name: .customLong("class"), help: "Only this class: ok, rate_limited, cut, no_finish, …; default: all.")
    var failureClass: String?

    @Option(
        name: [.customLong("model"), .customLong("asked")],
        help: "Only this model or judge, by its name in the study; default: all."
    )
    var asked: String?

    @Option(help: "Only this prompt, by its id; default: all.")
    var prompt: String?

    @Option(help: "response, judgement, embedding or probe; default: all.")
    var purpose: Purpose?

    @Option(help: "At most this many.")
    var limit = 50

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func validate() throws {
        guard limit >= 1 else { throw ValidationError("--limit must be at least 1") }
        if let failureClass, !FailureClasses.names.contains(failureClass) {
            let hint = Spelling.nearest(to: failureClass, among: FailureClasses.names).map { "did you mean '\($0)'? " }
            let all = FailureClasses.names.joined(separator: ", ")
            throw ValidationError("--class: no class '\(failureClass)'; \(hint ?? "")known: \(all)")
        }
    }

    func run() async throws {
        let context = Context.current
        let study = try place.studyName()
        let store = try place.open(.existing)
        if let show { return try context.write(shown(show, of: study, in: store).written(as: output.format)) }
        let filter = AttemptFilter(
            purpose: purpose,
            failureClass: failureClass,
            asked: asked,
            prompt: prompt,
            isFailed: failed,
            limit: limit
        )
        let document = try context.reading("reading attempts") {
            AttemptsDocument(try store.attempts(of: study, filter))
        }
        try context.write(document.written(as: output.format))
        if !document.words.isEmpty { context.tell(document.words) }
    }

    private func shown(_ id: Int64, of study: String, in store: Store) throws -> AttemptDocument {
        guard let row = try store.attempt(id, of: study) else {
            throw StudiesError("no attempt \(id) in the study '\(study)': 'slam attempts' lists their numbers")
        }
        guard row.id != nil else {
            throw StudiesError(
                "attempt \(id) is of a response that is under the blind plan: its outcome is withheld until 'slam unblind'"
            )
        }
        return AttemptDocument(row, isBlind: try store.unblinding(of: study) == nil)
    }
}

extension Purpose: ExpressibleByArgument {}
