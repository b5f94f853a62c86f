import Agreement
import ArgumentParser
import Foundation
import Ratings
import Reporting
import Studies

/// `slam check`.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Gates for CI: requirements on the study's figures, with evidence.",
        discussion: """
            A requirement names a figure: alpha(CRITERION), agreement(JUDGE) of words and choices, spearman(JUDGE) of scores, unparsed(JUDGE), mean(MODEL), \
            corrected(MODEL, JUDGE), labels() of people, prompts() that have one, stale(), each with CRITERION as a last name where there are several, or \
            noninferior(MODEL), replace(JUDGE). A figure is compared at the end of its interval that speaks against it, unless \
            .low, .high or .value is asked for. Exit code 0: all hold; 2: one does not; 3: one cannot be judged (fewer than 30 \
            prompts, a warning, models not unblinded, a margin or baseline chosen after data, fewer prompts than calibration.planned_n \
            without --sequential, an edit of the study's files that could change it and is not taken over).

            Example:
              slam check --require 'alpha(overall) >= .6' --require 'noninferior(moss-3b)'
              slam check --require 'noninferior(moss-3b)' --evidence evidence.json
              slam check --require 'stale() = 0' --against evidence.json
            """
    )

    @Option(help: "What must hold; again for several.")
    var require: [String]

    @Option(help: "Write what it rested on into this file; default: none.")
    var evidence: String?

    @Option(help: "Say what moved since that evidence; default: none.")
    var against: String?

    @OptionGroup var looking: SequentialFlag
    @OptionGroup var source: CalibrationSource
    @OptionGroup var interval: IntervalArguments
    @OptionGroup var output: FormatOption

    /// Every requirement; throws the mistakes of all of them at once.
    private func requirements() throws -> [Requirement] {
        try Self.all(require) { try Requirement(parsing: $0) }
    }

    /// What each of them makes, or the words of every one that makes nothing.
    private static func all<Given, Made>(_ given: [Given], _ make: (Given) throws -> Made) throws -> [Made] {
        var (made, mistakes): ([Made], [String]) = ([], [])
        for one in given {
            do { made.append(try make(one)) } catch { mistakes.append("\(error)") }
        }
        guard mistakes.isEmpty else { throw RatingsError(mistakes.joined(separator: "\n")) }
        return made
    }

    func validate() throws {
        do { _ = try requirements() } catch { throw ValidationError("\(error)") }
    }

    func run() async throws {
        let context = Context.current
        if let evidence { try WholeFile.check(evidence, mayReplace: GateDocument.schema) }
        let document = try context.reading("checking what is required") { try self.document() }
        if let evidence { try write(document.evidence, to: evidence) }
        try context.write(document.written(as: output.format))
        guard document.status == 0 else { throw ExitCode(document.status) }
    }

    private func document() throws -> GateDocument {
        let (set, parts, settings, study) = try source.read(totals: true, sequential: looking.sequential)
        output.tellEdits(set.notes)
        let gate = try Gate(
            set,
            parts: parts,
            settings: settings,
            options: interval.options,
            changes: try source.changes(to: study)
        )
        let wanted = try requirements()
        let outcomes = try Self.all(wanted) { try gate.outcome(of: $0) }
        if wanted.contains(where: { $0.figure == .noninferior }) { try source.keep(gate.looks) }
        let found = Evidence(set, study: study, looks: parts.looks)
        let earlier = try against.map(Self.evidence)
        return GateDocument(
            outcomes,
            head: [
                ("study", .string(set.name)), ("program", .string(SLaMCommand.configuration.version)),
                ("seed", .number(Double(interval.seed))), ("resamples", .number(Double(interval.resamples))),
                ("confidence", .number(interval.confidence)), ("hashes", found.json),
            ],
            moved: earlier.map { found.moved(since: $0["hashes"] ?? .null) } ?? [],
            since: earlier,
            notes: gate.notes(on: wanted)
        )
    }

    private static func evidence(_ path: String) throws -> JSONValue {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw StudiesError("cannot read '\(path)': write it first with --evidence")
        }
        guard let json = try? JSONValue(parsing: String(decoding: data, as: UTF8.self)),
            json["schema"]?.string == GateDocument.schema
        else { throw StudiesError("'\(path)' is no evidence of slam check: write it with --evidence") }
        return json
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        do { try Data(bytes).write(to: URL(filePath: path), options: .atomic) } catch {
            throw StudiesError("cannot write '\(path)': name a file in a folder that can be written to")
        }
    }
}
