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
        let outside = DoctorDocument.Outside(
            mistakes: mistakes,
            edits: try study.flatMap { try store.changes(to: $0)?.lines } ?? [],
            servedApart: try study.map { try store.namesApart(in: $0).map { ($0.asked, $0.served) } } ?? [],
            weights: try study.map { try store.weightNotes(of: $0) } ?? []
        )
        let found = try context.reading("looking the database over") { try store.diagnose(name, at: context.now()) }
        let document = DoctorDocument(found, outside: outside)
        try context.write(document.written(as: output.format))
        guard document.isInOrder else { throw ExitCode(2) }
    }

    /// The study as its files say, or the lines that say what is wrong with them.
    private func read() -> (study: Study?, mistakes: [String]) {
        do { return (try place.readStudy(), []) } catch {
            let all = (error as? Mistakes)?.all.map(\.description)
            return (nil, all ?? ["\(error)"])
        }
    }
}
