import ArgumentParser
import Faces
import Planning
import Ratings
import Reporting
import Store
import Studies

/// `slam quality`.
struct QualityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quality",
        abstract:
            "Say how each reviewer rates: pace, repeats, gold items, attention checks, severity, side and length.",
        discussion: """
            Every figure has its interval; rankings are in none of them. What is marked is worth a talk with the person, \
            not a verdict on anybody: a result is marked only where chance would seldom give it. Severity and length stand \
            by criterion, in its points (of yes and no: in shares), with intervals over prompts.

            Where review.guess asks which kind of model wrote a response, James's blinding index says how well that could be \
            told over all kinds (1 not at all, 0.5 as by chance, 0 always) and Bang's for each kind (0 as by chance, 1 always \
            right, -1 always wrong). Both take the guesses as independent, and both are withheld until 'slam unblind'. With \
            --criterion or --rater what rests on all of them is left out.

            Example:
              slam quality --format json
              slam quality --rater ana --criterion overall
            """
    )

    @OptionGroup var wanted: RaterSelectionOptions
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption
    @OptionGroup var interval: IntervalArguments

    func run() async throws {
        let study = try place.studyName()
        let store = try place.open(.existing)
        let (figures, facts) = try Context.current.reading("comparing reviewers") {
            let all = try store.reviewerFiguresAndNotes(of: study, options: interval.options)
            let edits = try store.editNotes(of: study, in: place.folder())
            return (try wanted.selection.of(all.figures), wanted.selection.narrowing(all.notes) + edits)
        }
        let document = QualityDocument(figures, options: interval.options, facts: facts)
        try Context.current.write(document.written(as: output.format))
        if !document.words.isEmpty { Context.current.tell(document.words) }
        guard output.format == .table, let read = try? place.readStudy() else { return }
        let state = try store.planState(of: read, replacing: false, partial: true)
        guard let attack = PlanAttack(state.plannedRows, answers: state.answers, seed: read.review.seed) else { return }
        Context.current.tell(QualityDocument.words(of: attack, isBlind: try store.isBlind(study)))
    }
}
