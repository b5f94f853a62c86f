import ArgumentParser
import Reporting
import Store
import Studies

/// `slam status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say what is stored and rated, and what to run next.",
        discussion: """
            Example:
              slam status --format json
            """
    )

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let context = Context.current
        let study = try place.readStudy()
        let store = try place.open(.existing)
        let responses = try store.responses(of: study.name)
        let wanted = study.prompts.count * (study.sampling.samples ?? 1)
        var table = Table(columns: [
            .init("what"), .init("name"), .init("done", alignment: .right), .init("left", alignment: .right),
        ])
        for model in study.models {
            let count = responses.count { $0.model == model.name }
            table.rows.append([.text("responses of"), .text(model.name), .count(count), .count(max(0, wanted - count))])
        }
        let progress = try store.progress(of: study.name)
        for reviewer in progress {
            table.rows.append([
                .text("reviews by"), .text(reviewer.reviewer), .count(reviewer.done), .count(reviewer.left),
            ])
        }
        try context.write(table.written(as: output.format))
        context.tell("\nNext: \(next(responses, wanted * study.models.count, progress))\n")
    }

    private func next(_ responses: [StoredResponse], _ wanted: Int, _ progress: [ReviewProgress]) -> String {
        if responses.count < wanted { return "slam collect, or slam import FILE, for the responses that are missing" }
        if let reviewer = progress.first(where: { $0.left > 0 }) {
            return "slam review --reviewer \(reviewer.reviewer)"
        }
        return "slam agreement"
    }
}
