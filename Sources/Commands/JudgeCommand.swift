import ArgumentParser
import Collecting
import Inference
import Judging
import Reporting
import Store
import Studies

/// `slam judge`.
struct JudgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge",
        abstract: "Let the study's judges score the responses; every reply is kept, and only exact verdicts count.",
        discussion: """
            A judge sees no model's name, and a pair in both orders. A reply that is not exactly one JSON verdict is \
            unparsed, never a guess. Running it again asks only what is missing.

            Example:
              slam judge --dry-run
            """
    )

    @Flag(help: "Say what would be asked and an upper estimate of its price, and ask nothing.")
    var dryRun = false

    @OptionGroup var place: WorkspaceOptions

    func run() async throws {
        let context = Context.current
        let study = try place.readStudy()
        guard !study.judges.isEmpty else {
            throw StudiesError("the study '\(study.name)' has no judges: add one under 'judges'")
        }
        let store = try place.open(.existing)
        try store.sync(study)
        let work = try Self.work(of: study, store)
        guard !dryRun else {
            return try context.write(
                work.plan(try store.states(of: Set(work.map(\.draft.key)), purpose: .judgement, study: study.name))
            )
        }
        let isWhole = try await Run(.judgement, of: study.name, in: store, noun: "verdict").make(work)
        if !isWhole { throw ExitCode.failure }
    }

    private static func work(of study: Study, _ store: Store) throws -> [Work] {
        let boundary = try store.boundaries(of: study.name)
        let subjects = try store.subjects(of: study).map {
            Subject(subject: $0.subject, prompt: $0.prompt, texts: $0.texts)
        }
        var work: [Work] = []
        for judge in study.judges {
            for criterion in judge.criteria.compactMap(study.criterion(named:)) {
                work += try Judgement(study: study, judge: judge, criterion: criterion).work(
                    on: subjects,
                    boundary: boundary
                )
            }
        }
        return work
    }
}
