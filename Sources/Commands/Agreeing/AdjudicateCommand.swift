import ArgumentParser
import Faces
import Foundation
import Ratings
import Reporting
import Review
import Reviewing
import SafeText
import Store
import Studies

/// `slam adjudicate`.
struct AdjudicateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adjudicate",
        abstract: "Settle what people disagree on, most first, without names of raters or models.",
        discussion: """
            Shows each disputed item in the screen of 'slam review': first the own answer, then the scores under letters that \
            are drawn for each item alone (--show-first: scores first); skip leaves it unresolved. Judges' scores are not \
            shown, and who rated an item is warned and its decision flagged. The blind ratings stay as they are: the \
            outcome is a rating of its own, in the phase 'adjudicated'. --list only reports: unanimous, adjudicated or \
            unresolved. Rankings of sets are left out.

            Example:
              slam adjudicate --by ana
              slam adjudicate --list --format csv
            """
    )

    @Option(help: "The reviewer in whose name the outcome is saved; default: none, for --list.")
    var by: String?

    @Flag(name: .customLong("show-first"), help: "Show the scores before the own answer.")
    var showFirst = false

    @Flag(help: "Lines in place of a screen, also on a terminal.")
    var line = false

    @Flag(help: "Ask nothing: say what stands.")
    var list = false

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func validate() throws {
        if !list, by == nil { throw ValidationError("name who writes the outcome down with --by, or use --list") }
    }

    func run() async throws {
        let context = Context.current
        let study = try place.studyName()
        let store = try place.open(.existing)
        let copy = try store.copy(of: study)
        if let by, !copy.reviewers.contains(by) {
            throw StudiesError("no reviewer '\(by)': the study names \(copy.reviewers.joined(separator: ", "))")
        }
        let before = list ? [] : try Dispute.all(of: study, in: store)
        if !list, let by { try settle(copy, store, by: by) }
        let cases = try Dispute.all(of: study, in: store)
        // Who settled at a terminal reads how far it is; the list is for whoever asks.
        if !list, output.format == .table, isatty(STDOUT_FILENO) == 1 {
            return context.tell(Self.closing(before, cases))
        }
        try context.write(table(cases, copy).written(as: output.format, schema: "slam.adjudicate.v1"))
        if list { try WorkspaceOptions.warnOfScores(of: study, in: store) }
    }

    /// How many disputes were settled, and how many are left.
    private static func closing(_ before: [Dispute], _ after: [Dispute]) -> String {
        func count(_ disputes: [Dispute]) -> Int { disputes.count { $0.outcome == .unresolved } }
        let (left, settled) = (count(after), max(0, count(before) - count(after)))
        let all = after.count { $0.outcome != .unanimous }
        return
            "\(settled) settled in this session; \(left) of \(Figures.count(all, "disputed rating")) still unresolved. "
            + "'slam adjudicate --list' shows each.\n"
    }

    private func settle(_ copy: StudyCopy, _ store: Store, by name: String) throws {
        let terminal = line ? nil : Terminal()
        defer { terminal?.restore() }
        var setting = ReviewCoordinator.Setting(reviewer: name)
        setting.cases = try AdjudicationCase.unresolved(of: copy, in: store, by: name)
        setting.showsFirst = showFirst
        setting.isPiped = isatty(0) == 0
        let coordinator = try ReviewCoordinator(store: store, copy: copy, setting: setting, clock: Context.current.now)
        let briefing = Briefing(study: copy.name, reviewer: name, guidelines: copy.guidelines)
        let palette = Palette(environment: ProcessInfo.processInfo.environment)
        try coordinator.run(on: terminal, briefing: briefing, palette: palette)
    }

    /// A value in the words of its question; which of two texts by the order of their ids.
    private static func word(_ value: Double, _ criterion: Criterion?) -> String {
        switch criterion?.form {
        case .accept where value == 0 || value == 1: value == 1 ? "yes" : "no"
        case .pairwise where [-1, 0, 1].contains(value): value == 0 ? "tie" : value > 0 ? "first" : "second"
        default: JSONValue.canonicalNumber(value)
        }
    }

    private func table(_ cases: [Dispute], _ copy: StudyCopy) -> Table {
        let criteria = Dictionary(copy.criteria.map { ($0.name, $0) }) { first, _ in first }
        var table = Table(columns: [
            .init("prompt"), .init("item"), .init("criterion"), .init("scores"), .init("spread", alignment: .right),
            .init("outcome"), .init("agreed", alignment: .right),
        ])
        for one in cases {
            table.rows.append([
                .text(one.prompt), .id(one.subject.name), .text(one.criterion),
                Table.Cell(
                    .string(one.scores.map(JSONValue.canonicalNumber).joined(separator: " ")),
                    text: one.scores.map { Self.word($0, criteria[one.criterion]) }.joined(separator: " ")
                ),
                .number(one.spread, decimals: 2),
                .text(one.outcome.rawValue),
                Table.Cell(
                    one.agreed.map(JSONValue.number) ?? .null,
                    text: one.agreed.map { Self.word($0, criteria[one.criterion]) } ?? "–"
                ),
            ])
        }
        return table
    }
}
