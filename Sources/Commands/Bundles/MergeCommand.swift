import ArgumentParser
import Reporting
import Store
import Studies

/// `slam merge`.
struct MergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract:
            "Take bundles back, in any order and as often as you like; edited, damaged or foreign ones are refused.",
        discussion: """
            All bundles are merged, or none and the reason is told. Files of exported ratings (a name that ends in .jsonl) \
            are taken too.

            Example:
              slam merge ana.slam ben.slam
            """
    )

    @Argument(help: "Bundles, or files of exported ratings.")
    var files: [String]

    @OptionGroup var place: WorkspaceOptions

    func run() async throws {
        let context = Context.current
        let study = try place.studyName()
        let store = try place.open(.existing)
        // Every line is read before anything is stored.
        let exported = try files.filter { $0.hasSuffix(".jsonl") }.map { file in
            let (name, rows) = try ImportRows.read(path: file)
            return (name: name, ratings: try ImportFile(name: name, study: study).ratings(rows))
        }
        let report = try store.merge(files.filter { !$0.hasSuffix(".jsonl") }, study: study)
        var (new, known) = (report.new, report.known)
        for file in exported {
            let imported = try store.importRatings(file.ratings, study: study, file: file.name)
            (new, known) = (new + imported.new, known + imported.known)
        }
        context.tell("\(Figures.count(new, "rating")) new, \(known) there already.\n")
    }
}
