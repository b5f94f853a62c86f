import ArgumentParser
import Collecting
import Reporting
import Store
import Studies

/// `slam doctor`.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract:
            "Look the database over and say what is not in order, each with its remedy; exit code 2 when something is.",
        discussion: """
            Example:
              slam doctor --format json
            """
    )

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: FormatOption

    func run() async throws {
        let context = Context.current
        let store = try place.open(.existing)
        try store.keepPages(megabytes: 48)
        let name = try place.studyName()
        let (study, mistakes) = read()
        let apart = try study.map { try store.namesApart(in: $0) } ?? []
        let changed = try study.map { try store.weightNotes(of: $0) } ?? []
        let edits = try study.flatMap { try store.changes(to: $0)?.lines } ?? []
        let found =
            try context.reading("looking the database over") {
                try store.diagnose(name, at: context.now())
            } + [
                Diagnosis(
                    check: "mistakes in the study's files",
                    count: mistakes.count,
                    remedy: mistakes.joined(separator: "; ")
                ),
                Diagnosis(
                    check: "edits of the study not taken over",
                    count: edits.count,
                    remedy: edits.joined(separator: "; ") + ": 'slam plan' or the next 'slam review' takes them over"
                ),
                Diagnosis(
                    check: "models served under another name",
                    count: apart.count,
                    remedy: apart.map { "'\($0.asked)' was served as '\($0.served)'" }.joined(separator: ", ")
                        + ": check 'model' in study.yaml"
                ),
                Diagnosis(
                    check: "answers of more than one file of weights",
                    count: changed.count,
                    remedy: changed.joined(separator: "; ")
                        + ": a name of its own in study.yaml asks the new weights everything"
                ),
            ]
        var table = Table(columns: [.init("check"), .init("found", alignment: .right), .init("remedy")])
        for diagnosis in found {
            let remedy = diagnosis.count == 0 ? "in order" : diagnosis.remedy
            table.rows.append([.text(diagnosis.check), .count(diagnosis.count), .text(remedy)])
        }
        try context.write(table.written(as: output.format, schema: "slam.doctor.v1"))
        guard found.allSatisfy({ $0.count == 0 }) else { throw ExitCode(2) }
    }

    /// The study as its files say, or the lines that say what is wrong with them.
    private func read() -> (study: Study?, mistakes: [String]) {
        do { return (try place.readStudy(), []) } catch {
            let all = (error as? Mistakes)?.all.map(\.description)
            return (nil, all ?? ["\(error)"])
        }
    }
}
