import ArgumentParser
import Foundation
import Ratings
import Reporting
import SafeText
import Store
import Studies

/// `slam adjudicate`.
struct AdjudicateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adjudicate",
        abstract: "Settle what people disagree on, most first, without names of raters or models.",
        discussion: """
            Shows each text with its scores in order of size and asks for the score that was agreed on; an empty line \
            leaves it unresolved, 'q' ends. The first blind ratings stay as they are: the outcome is a rating of its own, in \
            the phase 'adjudicated'. --list only reports: unanimous, adjudicated or unresolved. Rankings of sets are left out.

            Example:
              slam adjudicate --by ana
              slam adjudicate --list --format csv
            """
    )

    @Option(help: "The reviewer in whose name the outcome is written down.")
    var by: String?

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
        var cases = try Dispute.all(of: study, in: store)
        if !list, let by {
            for (place, one) in cases.enumerated() where one.outcome == .unresolved {
                try tell(one, store, study)
                guard let line = readLine(), line != "q" else { break }
                guard !line.isEmpty else { continue }
                guard let criterion = copy.criteria.first(where: { $0.name == one.criterion }),
                    let value = Double(line),
                    criterion.refusal(of: value) == nil
                else {
                    context.tell("no such score: left as it is\n")
                    continue
                }
                try store.adjudicate(one.record(value, criterion, by: by, at: context.now()), study: study)
                cases[place].outcome = .adjudicated
                cases[place].agreed = value
            }
        }
        try context.write(table(cases).written(as: output.format))
    }

    private func tell(_ one: Dispute, _ store: Store, _ study: String) throws {
        let texts = try store.texts(of: one.subject.items)
        var words = "\n── \(one.prompt) ── \(one.criterion)\n"
        for item in one.subject.items { words += TerminalText.block(texts[item] ?? "") + "\n" }
        words += "Scores: \(one.scores.map(JSONValue.canonicalNumber).joined(separator: ", ")). Agreed score: "
        Context.current.tell(words)
    }

    private func table(_ cases: [Dispute]) -> Table {
        var table = Table(columns: [
            .init("prompt"), .init("item"), .init("criterion"), .init("scores"), .init("spread", alignment: .right),
            .init("outcome"), .init("agreed", alignment: .right),
        ])
        for one in cases {
            table.rows.append([
                .text(one.prompt), .text(String(one.subject.name.prefix(12))), .text(one.criterion),
                .text(one.scores.map(JSONValue.canonicalNumber).joined(separator: " ")),
                .number(one.spread, decimals: 2),
                .text(one.outcome.rawValue), .number(one.agreed, decimals: 2),
            ])
        }
        return table
    }
}
