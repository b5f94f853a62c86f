import ArgumentParser
import Ratings
import Store
import Studies

/// Where calibration takes its ratings from, and what was settled beforehand.
struct CalibrationSource: ParsableArguments {
    @OptionGroup var place: WorkspaceOptions

    /// The study's files; without them, or where they have mistakes, what the database knows counts, and that is told.
    private func readStudy() -> Study? {
        do { return try place.readStudy() } catch {
            Context.current.tell("The study's files are not used, what the database knows of it is: \(error)\n")
            return nil
        }
    }

    /// What of the study's files the database has not taken over.
    func changes(to study: Study?) throws -> StudyChanges {
        guard let study else { return StudyChanges() }
        return try place.open(.existing).changes(to: study) ?? StudyChanges()
    }

    /// Stores looks before anybody sees what they say.
    func keep(_ looks: [SequentialLook]) throws {
        guard !looks.isEmpty else { return }
        try place.open(.existing).keepLooks(looks, of: place.studyName(), at: Context.current.now())
    }

    /// The study's current ratings with its settings; the study's files are read first where they are there.
    ///
    /// `totals` where nothing is told by text or model, `letters` where all is told by model.
    func read(lengths: Bool = false, totals: Bool = false, letters: Bool = false, sequential: Bool = false) throws -> (
        set: RatingSet, parts: StudyCopyParts, settings: CalibrationSettings, study: Study?
    ) {
        let name = try place.studyName()
        let store = try place.open(.existing)
        let copy = try store.copy(of: name)
        var set = try RatingSet(study: name, in: store, lengths: lengths, totals: totals, letters: letters)
        set.notes += try store.editNotes(of: name, in: place.folder())
        if !letters, try store.hasBlindPlan(name) {
            set.byLetter = [try RatingSet(study: name, in: store, totals: totals, letters: true)]
        }
        let study = readStudy()
        // What study.yaml says now counts; when it was declared is what the database knows.
        let settings = study?.calibration ?? copy.calibration
        let baseline = try study?.baseline?.name ?? store.baseline(of: name)
        let parts = StudyCopyParts(
            baseline: baseline,
            calibration: settings,
            declared: copy.declared,
            settled: try store.settledChoices(of: name),
            looks: try store.looks(of: name),
            isSequential: sequential
        )
        return (set, parts, settings, study)
    }
}

/// Whether a verdict may be asked for before all planned prompts have labels.
struct SequentialFlag: ParsableArguments {
    @Flag(
        help:
            "Look before all prompts of calibration.planned_n have labels: each look is stored, and spends a part of the error."
    )
    var sequential = false
}
