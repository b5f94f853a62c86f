import Agreement
import ArgumentParser
import Ratings
import Reporting

extension Format: ExpressibleByArgument {}

/// The form of the output.
struct FormatOption: ParsableArguments {
    @Option(help: "table, json, csv or markdown.")
    var format = Format.table

    /// Says beside CSV, which has rows alone, that its figures rest on older files; the other forms have it as a note.
    func tellEdits(_ notes: [RatingNote]) {
        guard format == .csv else { return }
        for note in notes where note.isOfEdits { Context.current.tell(note.sentence + "\n") }
    }
}

/// Which one of a report's tables is wanted.
struct TableOption<Part>: ParsableArguments
where Part: ExpressibleByArgument & CaseIterable & Sendable & RawRepresentable<String> {
    @Option(help: "Print this table alone; default: all, in CSV the first.")
    var table: Part?
}

/// How intervals are made.
struct IntervalArguments: ParsableArguments {
    @Option(help: "Seed of the bootstrap.")
    var seed: UInt64 = 1

    @Option(help: "Bootstrap samples; 0 for no intervals.")
    var resamples = 1000

    @Option(help: "Coverage of the intervals, between 0 and 1.")
    var confidence = 0.95

    /// The same, for the library.
    var options: IntervalOptions { IntervalOptions(resamples: resamples, confidence: confidence, seed: seed) }

    /// Those of a command whose seed and coverage are options of its own.
    static func options(confidence: Double, seed: UInt64?) -> IntervalOptions {
        IntervalOptions(confidence: confidence, seed: seed ?? 1)
    }

    func validate() throws {
        guard resamples >= 0 else { throw ValidationError("--resamples must not be negative") }
        guard confidence > 0, confidence < 1 else { throw ValidationError("--confidence must lie between 0 and 1") }
    }
}
