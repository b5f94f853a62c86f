import ArgumentParser
import Foundation
import Ratings
import Review
import Store
import Studies

/// Which workspace, study and database a command works on.
struct WorkspaceOptions: ParsableArguments {
    @Option(
        help: "The folder that holds Prompts/ and Annotations/; default: the nearest one upwards from here.",
        completion: .directory
    )
    var workspace: String?

    @Option(help: "The study; default: the only one.")
    var study: String?

    @Option(help: "The database; default: slam.sqlite in the workspace, or $SLAM_DATABASE.", completion: .file())
    var database: String?

    /// The workspace that is meant.
    func folder() throws -> Workspace {
        if let workspace {
            guard FileManager.default.fileExists(atPath: "\(workspace)/Prompts") else {
                throw StudiesError("no 'Prompts' folder in '\(workspace)': name the folder that holds it")
            }
            return Workspace(path: workspace)
        }
        return try Workspace.containing(FileManager.default.currentDirectoryPath)
    }

    /// The name of the study that is meant.
    func studyName() throws -> String { try folder().study(named: study) }

    /// The text with `--study NAME` in every command that it names, where the workspace has several studies.
    func naming(_ text: String) throws -> String {
        let folder = try folder()
        guard try folder.studies().count > 1 else { return text }
        let option = " --study \(try folder.study(named: study))"
        let commands =
            "plan|review|collect|import|agreement|disagreements|adjudicate|rank|models|calibrate|bundle|merge|similarity|unblind"
        let pattern = try Regex("slam (?:\(commands)|judge(?! [a-z]))\\b")
        return text.replacing(pattern) { "\(text[$0.range])\(option)" }
    }

    /// The study that is meant, read from its files.
    func readStudy() throws -> Study {
        let folder = try folder()
        let study = try Study.read(try folder.study(named: study), in: folder)
        try Self.checkKeys(study, in: folder)
        return study
    }

    /// Refuses keys that no session could use, before a reviewer meets them.
    private static func checkKeys(_ study: Study, in folder: Workspace) throws {
        var map = KeyMap()
        let mistakes = map.apply(study.review.sitting.keys)
        guard mistakes.isEmpty else {
            let file = "\(folder.prompts(of: study.name))/study.yaml"
            throw Mistakes(mistakes.map { Mistake(file: file, line: nil, message: "review.keys: \($0)") })
        }
    }

    /// The database that is meant.
    func open(_ mode: Store.Mode) throws -> Store {
        let path = try databasePath()
        guard !Store.isBundle(at: path) else {
            let remedy = "'slam review \(path)' rates it, 'slam merge \(path)' takes it back"
            throw StudiesError("'\(path)' is a reviewer's bundle and no study's database: \(remedy)")
        }
        return try Store.open(path: path, mode: mode, onWait: Self.tellWait)
    }

    /// Where that database is.
    func databasePath() throws -> String {
        try database ?? ProcessInfo.processInfo.environment["SLAM_DATABASE"] ?? folder().database
    }

    /// The ratings of the study that is meant, with what of its files is not taken over.
    func ratings(
        phase: RatingRecord.Phase = .blind,
        lengths: Bool = false,
        totals: Bool = false,
        letters: Bool = false,
        eachPair: Bool = false
    ) throws -> RatingSet {
        let (name, store) = (try studyName(), try open(.existing))
        var set = try RatingSet(
            study: name,
            in: store,
            phase: phase,
            lengths: lengths,
            totals: totals,
            letters: letters,
            eachPair: eachPair
        )
        set.notes += try store.editNotes(of: name, in: folder())
        return set
    }

    /// Warns whoever reads other people's scores while somebody is still to rate beside them.
    ///
    /// They are not withheld: ratings are exported and merged while others rate elsewhere, and the program cannot know who asks.
    static func warnOfScores(of study: String, in store: Store) throws {
        guard try store.isBlind(study) else { return }
        let progress = try store.progress(of: study)
        let waiting = progress.filter { $0.left > 0 }.map(\.reviewer)
        guard progress.count > 1, !waiting.isEmpty else { return }
        Context.current.tell(
            "Other people's scores: not for the eyes of those who are still to rate (\(Figures.listed(waiting))). A bundle ('slam "
                + "bundle NAME') keeps them from a reviewer, the database does not.\n"
        )
    }

    /// Says once for each wait that another program holds the database.
    static let tellWait: @Sendable (Duration) -> Void = { waited in
        guard waited < .seconds(1) else { return }
        Context.current.tell("Another program holds the database: waiting for it, 30 s at most.\n")
    }
}
