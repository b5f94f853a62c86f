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
        var rows: [[Table.Cell]] = []
        var isUsable = true
        for judge in study.judges {
            let criteria = judge.criteria.compactMap(study.criterion(named:))
            for name in judge.templates {
                let template = try JudgeTemplate(study.templates[name] ?? "", name: name)
                let problems = template.problems(for: criteria, manner: judge.manner)
                if !problems.isEmpty { isUsable = false }
                let advice = template.advice(for: criteria, manner: judge.manner)
                for (kind, words) in problems.map({ ("error", $0) }) + advice.map({ ("advice", $0) }) {
                    rows.append([judge.name, name, kind, words].map(Table.Cell.text))
                }
            }
        }
        let columns: [Table.Column] = [.init("judge"), .init("template"), .init("kind"), .init("finding")]
        try Context.current.write(
            Table(columns: columns, rows: rows).written(as: output.format, schema: "slam.judge.lint.v1")
        )
        if rows.isEmpty { Context.current.tell("Every template names what it needs and fences what it judges.\n") }
        if !isUsable { throw ExitCode(2) }
    }
}
