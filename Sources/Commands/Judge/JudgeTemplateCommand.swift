import ArgumentParser
import Judging
import Reporting
import Studies

/// `slam judge template`.
struct JudgeTemplateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: "List the templates that come with the program, or write one to standard output.",
        discussion: """
            Save it beside study.yaml, change it, and name it in the judge's 'template'. Keys of a judge in study.yaml that \
            go with a template: reply (json, bare, or {pattern: …} for judges that answer [[4]]), reask, structured, weighted, \
            together, ranking, samples, vote (mean or majority), reworded (a second template, for audits), examples: \
            {rater, count}.

            Example:
              slam judge template
              slam judge template pairwise > Prompts/mystudy/pairwise.mustache
            """
    )

    @Argument(help: "The template's name; default: a list of all.")
    var name: String?

    @OptionGroup var output: FormatOption

    func run() async throws {
        let context = Context.current
        guard let name else {
            let document = TemplatesDocument(ShippedTemplate.all.map { ($0.name, $0.summary) })
            return try context.write(document.written(as: output.format))
        }
        guard let template = ShippedTemplate.all.first(where: { $0.name == name }) else {
            let hint = Spelling.nearest(to: name, among: ShippedTemplate.all.map(\.name)).map {
                ": did you mean '\($0)'?"
            }
            throw StudiesError("no template '\(name)'\(hint ?? ": 'slam judge template' lists them")")
        }
        let document = TemplateDocument(template.name, summary: template.summary, source: template.source)
        try context.write(document.written(as: output.format))
    }
}
