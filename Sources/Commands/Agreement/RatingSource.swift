import Agreement
import ArgumentParser
import Reporting
import Store
import Studies

/// Where ratings come from: a table in a file, or the study.
struct RatingSource: ParsableArguments {
    @Argument(help: "A table of ratings; '-' is standard input. The study's ratings when left out.")
    var file: String?

    @OptionGroup var options: RatingOptions

    func validate() throws { try options.check(file: file) }

    func read() throws -> ReadRatings { try options.read(file: file) }
}

/// How ratings are read.
struct RatingOptions: ParsableArguments {
    @Option(help: "nominal, ordinal, interval or ratio; guessed when left out.", transform: Level.init(argument:))
    var level: Level?

    @Option(
        parsing: .unconditional,
        help: "Every point of the scale in order, as one CSV record: quotes around a label with a comma in it."
    )
    var categories: String?

    @Option(
        help: "What separates decimals: '.' or ','; a comma is read unasked only where ';' or a tab separates cells."
    )
    var decimal: NumberText.Decimal?

    @Option(help: "The phase of the ratings that count.")
    var phase = RatingRecord.Phase.blind

    @OptionGroup var place: WorkspaceOptions

    /// Refuses options that are for a file where there is none.
    func check(file: String?) throws {
        if file == nil, level != nil || categories != nil {
            throw ValidationError("--level and --categories are for a FILE: a study declares its own")
        }
    }

    func read(file: String?) throws -> ReadRatings {
        guard let file else { return try study() }
        let list = try categories.map(CSV.fields)
        let declared = DeclaredScores(isNominal: level.map { $0 == .nominal }, categories: list)
        let choices = BareTable.Choices(phase: phase, decimal: decimal) { _ in declared }
        let bare = try BareTable.read(path: file, choices: choices)
        let scoring = Scoring(level: level)
        return ReadRatings(
            name: file == "-" ? "standard input" : file,
            criteria: bare.criteria.map { scoring.criterion($0, of: bare) },
            notes: bare.notes(phase)
        )
    }

    private func study() throws -> ReadRatings {
        let name = try place.studyName()
        let store = try place.open(.existing)
        let ratings = try store.currentRatings(of: name, phase: phase)
        let study = StudyRatings(copy: try store.copy(of: name), ratings: ratings)
        let models = try store.shownModels(of: name)
        let traits = ItemTraits(
            responses: try store.responses(of: name),
            tags: try store.tags(of: name),
            models: models
        )
        return ReadRatings(
            name: "study \(name)",
            criteria: study.criteria(traits),
            notes: study.notes,
            isBlind: models.isBlind
        )
    }
}

/// Ratings by criterion, with what a reader must know of them.
struct ReadRatings {
    var name: String
    var criteria: [CriterionRatings]
    var notes: [String]
    /// Whether models stand as letters.
    var isBlind = false

    /// The criterion of that name; the only one when none is named.
    func criterion(named wanted: String?) throws -> CriterionRatings {
        let names = criteria.map(\.name)
        if wanted == nil, criteria.count == 1 { return criteria[0] }
        guard let wanted, let found = criteria.first(where: { $0.name == wanted }) else {
            let known = names.isEmpty ? "there is no score" : "choose one of \(names.joined(separator: ", "))"
            throw StudiesError(
                "\(wanted.map { "no criterion '\($0)'" } ?? "name a criterion with --criterion"): \(known)"
            )
        }
        return found
    }
}

extension RatingRecord.Phase: ExpressibleByArgument {}

extension NumberText.Decimal: ExpressibleByArgument {
    /// `either` is what is done unasked.
    package init?(argument: String) {
        guard let decimal = Self(rawValue: argument), decimal != .either else { return nil }
        self = decimal
    }

    package static var allValueStrings: [String] { [".", ","] }
}

extension BareTable {
    /// What was not used, in words.
    fileprivate func notes(_ phase: RatingRecord.Phase) -> [String] {
        var notes: [String] = []
        if criteria.isEmpty { notes.append("No scores: the table has no row with a score.") }
        if missingCount > 0 {
            notes.append("\(Figures.count(missingCount, "row")) without a score: counted as missing.")
        }
        notes += remarks
        for (what, column) in [("cluster", clusters), ("prompt", prompts)] where !column.isEmpty {
            let without = items.all.indices.count { column.name(of: $0) == nil }
            guard without > 0 else { continue }
            notes.append(
                "\(Figures.count(without, "item")) of \(items.all.count) without a \(what): each counts as a \(what) of its own."
            )
        }
        if otherPhaseCount > 0 {
            notes.append(
                "\(Figures.count(otherPhaseCount, "row")) of another phase than '\(phase.rawValue)': not used."
            )
        }
        return notes
    }
}

extension Level {
    fileprivate init(argument: String) throws {
        guard let level = Level(rawValue: argument) else {
            let known = Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("'\(argument)' is no level: choose one of \(known)")
        }
        self = level
    }
}
