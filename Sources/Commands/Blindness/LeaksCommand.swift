import ArgumentParser
import Faces
import Planning
import Reporting
import Store
import Studies

/// `slam leaks`.
struct LeaksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leaks",
        abstract: "Find responses that say who wrote them, before people see them: report, mask or exclude.",
        discussion: """
            Looked for are sentences in which the writer says what it is or who made it, a name as signature, tell-tale \
            phrases and left-over marks of a chat format. An answer about a vendor is none, and neither is a name that the \
            prompt brings up. The policy is review.leaks in study.yaml (default: report) or --policy: 'mask' shows \
            reviewers the text with […] in these places, 'exclude' keeps it out of the next 'slam plan'.

            Example:
              slam leaks
              slam leaks --policy mask
            """
    )

    @Option(help: "report, mask or exclude; default: what study.yaml says.")
    var policy: ReviewSettings.LeakPolicy?

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let context = Context.current
        let study = try place.readStudy()
        let store = try place.open(.existing)
        let prompts = Dictionary(study.prompts.map { ($0.id, $0.text) }) { one, _ in one }
        let scan = LeakScan(models: study.models.flatMap { [$0.name, $0.model, $0.family].compactMap(\.self) })
        let policy = policy ?? study.review.leaks
        var document = LeaksDocument(policy)
        var records: [LeakRecord] = []
        let job = LongJob("looking for leaks", isWriting: false, draw: context.draw)
        defer { job.end() }
        for shown in try store.shownTexts(of: study.name) {
            let leaks = scan.leaks(in: shown.text, prompt: prompts[shown.prompt] ?? "")
            document.add(shown.text, leaks, item: shown.item, prompt: shown.prompt)
            guard !leaks.isEmpty else { continue }
            records.append(
                LeakRecord(
                    item: shown.item,
                    findings: leaks.map { "\($0.kind.rawValue): \(shown.text[$0.range])" },
                    masked: scan.masked(shown.text, leaks)
                )
            )
        }
        let dropped = try store.setLeaks(records, policy: policy, study: study.name)
        job.end()
        try context.write(document.written(as: output.format))
        context.tell(document.words)
        guard dropped > 0 else { return }
        context.tell(
            "\(Figures.count(dropped, "row")) of attention checks left the plan: 'slam plan' makes them again.\n"
        )
    }
}

extension ReviewSettings.LeakPolicy: ExpressibleByArgument {}
