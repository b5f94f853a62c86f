import ArgumentParser
import Ratings
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
            All bundles are merged, or none, with the reason. Files of exported ratings, which are JSON lines, are \
            taken too.

            Example:
              slam merge ana.slam ben.slam
            """
    )

    @Argument(help: "Bundles, or files of exported ratings.", completion: .file())
    var files: [String]

    @OptionGroup var place: WorkspaceOptions

    /// Of a bundle that came with all that its reviewer still has to rate, how it goes on with it.
    private func unfinished(_ bundles: [String], _ report: MergeReport, _ progress: [ReviewProgress]) -> String? {
        let away = Dictionary(progress.map { ($0.reviewer, $0.inBundle) }) { first, _ in first }
        let found = zip(bundles, report.parts).first { _, part in
            part.done < part.count && away[part.reviewer] == part.count - part.done
        }
        guard let (file, part) = found else { return nil }
        let left = Figures.count(part.count - part.done, "item")
        return "slam review \(file), which has \(left) left, then slam merge \(file) once more"
    }

    /// What is still with somebody, else the figures.
    private func next(_ progress: [ReviewProgress]) -> String {
        if let away = progress.first(where: { $0.inBundle > 0 }) {
            return "slam merge FILE, once '\(away.reviewer)' has handed the bundle in"
        }
        return progress.contains { $0.left > 0 } ? "slam status says who has items left" : "slam agreement"
    }

    func run() async throws {
        let context = Context.current
        let study = try place.studyName()
        let store = try place.open(.existing)
        let areTables = try files.map { file in
            guard case .foreign = try FileKind(of: ByteSource(path: file)) else { return true }
            return false
        }
        let bundles = zip(files, areTables).filter { !$0.1 }.map(\.0)
        let (report, new, known) = try context.writing("merging", to: store, orElse: "nothing was merged") {
            // Every line is read before anything is stored.
            let exported = try zip(files, areTables).filter(\.1).map { file, _ in
                var read = try ImportFile(path: file, names: ImportNames(study: study))
                return (name: read.name, ratings: try read.allRatings())
            }
            return try store.atomically {
                let report = try store.merge(bundles, study: study)
                let imported = try exported.map {
                    try store.importRatings($0.ratings, study: study, file: $0.name)
                }
                return (
                    report, imported.reduce(report.new) { $0 + $1.new }, imported.reduce(report.known) { $0 + $1.known }
                )
            }
        }
        for part in report.parts {
            context.tell("\(part.reviewer): \(part.done) of \(Figures.count(part.count, "item")) rated or skipped.\n")
        }
        if report.settled > 0 {
            context.tell(
                "\(Figures.count(report.settled, "rating")) of items that the same reviewer had settled before with 'slam adjudicate': not blind, stored as 'discussed', in no blind figure.\n"
            )
        }
        if report.twice > 0 {
            context.tell(
                "\(Figures.count(report.twice, "answer")) to what the same reviewer has answered already, in another copy of the bundle or here: what came first counts, the rest is taken.\n"
            )
        }
        context.tell("\(Figures.count(new, "rating")) new, \(known) there already.\n")
        let progress = try store.progress(of: study)
        // A bundle names its study itself.
        if let unfinished = unfinished(bundles, report, progress) { return context.tell("Next: \(unfinished)\n") }
        try context.tell(place.naming("Next: \(next(progress))\n"))
    }
}
