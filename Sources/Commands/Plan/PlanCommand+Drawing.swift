import Auditing
import Planning
import Ratings
import Reporting
import Store
import Studies

extension PlanCommand {
    /// What of the study's files the database did not have before this plan, and what goes stale by it.
    func tellChanges(to study: Study, _ store: Store) throws {
        guard let lines = try store.changes(to: study)?.lines, !lines.isEmpty else { return }
        let head =
            dryRun
            ? "Edited since the database took the study over; 'slam plan' takes over:"
            : "Taken over from the study's files:"
        Context.current.tell(([head] + lines.map { "  " + $0 }).joined(separator: "\n") + "\n")
    }

    /// Takes over what the files say, and does what is to be done before anything is planned.
    func takeOver(_ study: Study, _ store: Store) throws {
        let context = Context.current
        try store.adoptAndTell(study, partial: partial)
        if let keep, let reason {
            try store.keep(keep, of: study.name, reason: reason, at: context.now())
            context.tell("The older ratings of '\(keep)' go on counting: \(reason)\n")
        }
        if reopen {
            context.tell("\(Figures.count(try store.reopenSkipped(of: study.name), "skipped row")) open again.\n")
        }
    }

    /// What --labels prints.
    func labelsNeeded() throws -> LabelsDocument {
        var source = CalibrationSource()
        source.place = place
        let (set, parts, _, study) = try source.read()
        output.tellEdits(set.notes)
        let lettered = set.isBlind ? try place.ratings(letters: true) : set
        let options = IntervalArguments.options(confidence: confidence, seed: seed)
        let models = try ModelFigures(lettered, copy: parts, options: options)
        let figures = try LabelFigures(set, lettered: lettered, figures: models, halfWidth: halfWidth, next: 20)
        let (store, name) = (try place.open(.existing), try place.studyName())
        let settings = study?.cost ?? CostSettings()
        let costs = LabelsDocument.Costs(
            seconds: try seconds ?? store.medianSeconds(of: name) ?? 30,
            reviewerHour: settings.reviewerHour,
            verdicts: VerdictCost.means(try store.auditedAttempts(of: name, purposes: [.judgement])),
            verdict: settings.judgePerVerdict
        )
        return LabelsDocument(figures, costs: costs)
    }

    /// Writes the plan down, with the probabilities of a draw; returns how many rows are new.
    func plan(_ study: Study, _ store: Store, isWhole: Bool, _ rows: (PlanState) throws -> [PlannedRow]) throws -> Int {
        let drawing = try learn.map { try learning(study, store, count: $0) }
        return try store.plan(
            study,
            replacing: isWhole,
            partial: partial,
            allowsRecurrence: allowRecurrence,
            worsened: Degradation.worsened
        ) { state in
            guard let draw = try drawing?(state) else { return try rows(state) }
            // Before anybody is asked: what was likely is no matter of what came.
            let pool = draw.pool.map { ($0.item, $0.probability, $0.isDrawn) }
            try store.keepDraw(pool, of: study.name, at: Context.current.now())
            return draw.rows
        }
    }

    func planner(_ study: Study, _ store: Store) throws -> (PlanState) throws -> [PlannedRow] {
        if let norming {
            let wanted = try Dispute.all(of: study.name, in: store).filter { $0.spread > 0 }
            let items = try store.itemRows(of: study.name)
            return { state in
                NormingRound.rows(wanted.map { $0.subject.items.compactMap { items[$0] } }, state, count: norming)
            }
        }
        if let learn {
            let draw = try learning(study, store, count: learn)
            return { try draw($0).rows }
        }
        guard let adaptive else { return Planner(study, allowsRecurrence: allowRecurrence).rows }
        let comparisons = try store.comparedModels(of: study).map(AdaptivePairs.Comparison.init)
        return { state in
            var pairs = AdaptivePairs(study, comparisons: comparisons, allowsRecurrence: allowRecurrence)
            return try pairs.rows(state, budget: adaptive)
        }
    }

    /// Draws responses for labels where judges disagree, as the study stands.
    func learning(_ study: Study, _ store: Store, count: Int) throws -> (PlanState) throws -> LearningDraw {
        let (apart, number) = try RatingSet(study: study.name, in: store).disagreementByRow(in: store, of: study.name)
        return { try LearningDraw(study, $0, disagreement: apart, count: count, number: number) }
    }

    func forecast(_ state: PlanState, _ new: [PlannedRow], _ study: Study, _ store: Store) throws -> PlanForecast {
        PlanForecast(
            state,
            adding: new,
            study: study,
            secondsPerItem: try seconds ?? store.medianSeconds(of: study.name) ?? 30,
            assuming: .init(
                alpha: alpha,
                simulations: simulations,
                seed: seed ?? study.review.seed,
                confidence: confidence
            )
        )
    }
}
