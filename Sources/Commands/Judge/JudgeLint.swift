import ArgumentParser
import Judging
import Reporting
import Studies

/// `slam judge lint`.
struct JudgeLint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Check the judges' templates: variables, the scale, fences, the form of the reply.",
        discussion: """
            Exit code 2 when a template cannot be used: a variable is missing, or a response stands outside the boundary.

            Example:
              slam judge lint
            """
    )

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let study = try place.readStudy()
        var document = LintDocument()
        for judge in study.judges {
            let criteria = judge.criteria.compactMap(study.criterion(named:))
            for name in judge.templates {
                let template = try JudgeTemplate(study.templates[name] ?? "", name: name)
                let problems = template.problems(for: criteria, manner: judge.manner)
                let advice = template.advice(for: criteria, manner: judge.manner)
                document.add(name, of: judge.name, problems: problems, advice: advice)
            }
        }
        try Context.current.write(document.written(as: output.format))
        if let words = document.words { Context.current.tell(words) }
        if !document.isUsable { throw ExitCode(2) }
    }
}
