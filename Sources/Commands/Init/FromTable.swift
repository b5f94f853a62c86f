import ArgumentParser
import Collecting
import Faces
import Foundation
import Reporting
import SafeText
import Store
import Studies

/// How a table becomes a study.
struct FromTableOptions: ParsableArguments {
    @Option(help: "What a column holds, as ROLE=COLUMN; again for several. Default: by its name.")
    var map: [String] = []

    @Option(help: "Criteria such as 'overall:1-5,send:yes/no,better:pair,best:rank'. Default: overall:1-5.")
    var criteria: String?

    @Option(help: "The reviewers' names, separated by commas. Default: you.")
    var reviewers: String?

    /// Whether one of them stands on the command line.
    var areGiven: Bool { !map.isEmpty || criteria != nil || reviewers != nil }
}

/// Makes a study from a table of responses, and imports them.
struct FromTable {
    /// What was made.
    struct Made {
        var study: String
        var reviewer: String
        /// ` --study NAME` where the workspace has several studies.
        var studyOption: String
    }

    let name: String
    let file: String
    let choices: FromTableOptions
    let folder: Workspace
    let database: String?

    func make() throws -> Made {
        let context = Context.current
        let table = try readTable()
        let criteria = try CriteriaList.read(choices.criteria ?? "overall:1-5")
        let reviewers = try Self.reviewerNames(choices.reviewers ?? "you")
        try check(criteria, of: table)
        let draft = try StudyDraft(of: name, in: folder) { isKnown }
        context.tell(table.summary)
        let job = LongJob("importing", isWriting: true, draw: context.draw)
        defer { job.end() }
        do {
            try draft.write(table.files(criteria, reviewers), guidelines: NewStudy.guidelines)
            try importResponses(table, draft, job)
        } catch {
            draft.takeBack()
            guard job.isStopped() else { throw error }
            job.end()
            context.tell("Stopped: no study was made. Run it again for all of it.\n")
            throw ExitCode(130)
        }
        job.end()
        context.tell("Made \(folder.prompts(of: name)) and \(folder.annotations(of: name)).\n")
        let isOnly = try folder.studies().count == 1
        return Made(study: name, reviewer: reviewers[0], studyOption: isOnly ? "" : " --study \(name)")
    }

    /// The table; at a terminal somebody is asked which column holds what, where several may.
    private func readTable() throws -> StudyTable {
        var map = choices.map
        while true {
            do {
                return try Context.current.reading("reading '\(TerminalText.line(file))'") {
                    try StudyTable.read(path: file, map: map)
                }
            } catch let mistakes as Mistakes {
                guard file != "-", isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1,
                    let question = try StudyTable.question(path: file, map: map), let column = chosen(question)
                else { throw mistakes }
                map.append("\(question.role)=\(column)")
            }
        }
    }

    /// The column that is chosen by its number or name; nil for none.
    private func chosen(_ question: RoleProblems.Question) -> String? {
        let list = question.columns.enumerated().map { "\($0 + 1) \(TerminalText.line($1))" }.joined(separator: ", ")
        while true {
            Context.current.tell("Which column holds the \(question.role)? \(list) (empty: none) ")
            guard let line = readLine()?.trimmingCharacters(in: .whitespaces), !line.isEmpty else { return nil }
            if let number = Int(line), question.columns.indices.contains(number - 1) {
                return question.columns[number - 1]
            }
            if question.columns.contains(line) { return line }
        }
    }

    /// Refuses to compare responses where no prompt has two.
    private func check(_ criteria: [Criterion], of table: StudyTable) throws {
        guard let first = criteria.first(where: { $0.subject != .item }) else { return }
        let texts = Dictionary(grouping: table.responses, by: \.prompt).values.map {
            Set($0.map { Array($0.text.utf8) })
        }
        guard !texts.contains(where: { $0.count > 1 }) else { return }
        throw StudiesError(
            "the criterion '\(first.name)' compares responses, and no prompt in '\(file)' has two different ones: "
                + "choose another with --criteria, such as overall:1-5"
        )
    }

    /// The names of a list separated by commas; throws words for one that cannot be a name.
    static func reviewerNames(_ list: String) throws -> [String] {
        let names = list.split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        if let bad = names.first(where: { !Workspace.isName($0) }) {
            let may = "use letters a–z, digits, '.', '-', '_'\(PlainName.like(bad))"
            throw StudiesError("--reviewers: '\(bad)' is no name: \(may)")
        }
        guard !names.isEmpty, Set(names).count == names.count else {
            throw StudiesError("--reviewers: write names separated by commas, each once")
        }
        return names
    }

    /// Whether the database has the study; not where there is none, or it cannot be read.
    private var isKnown: Bool {
        guard FileManager.default.fileExists(atPath: databasePath) else { return false }
        return (try? Store.open(path: databasePath, mode: .existing).copy(of: name)) != nil
    }

    private var databasePath: String {
        database ?? ProcessInfo.processInfo.environment["SLAM_DATABASE"] ?? folder.database
    }

    /// Imports them and puts the study in its place, or changes nothing.
    private func importResponses(_ table: StudyTable, _ draft: StudyDraft, _ job: LongJob) throws {
        let study = try Study.read(name, in: draft.draft)
        let isNew = !FileManager.default.fileExists(atPath: databasePath)
        let store = try Store.open(path: databasePath, mode: .create, onWait: WorkspaceOptions.tellWait)
        store.giveUp(when: job.isStopped)
        do {
            try store.atomically {
                try store.adopt(study)
                try add(table, to: store, job)
                job.tell("planning")
                try store.topUpPlan(of: study, partial: true)
                // Before the responses are stored for good: killed in between, the files are there, and may be imported.
                try draft.finish()
            }
        } catch {
            store.giveUp(when: nil)
            // What was refused leaves nothing: nor is there a database afterwards where there was none.
            if isNew { try store.discard() }
            throw error
        }
    }

    private func add(_ table: StudyTable, to store: Store, _ job: LongJob) throws {
        var (rows, count) = (table.responses.makeIterator(), 0)
        _ = try store.importResponses(study: name, file: table.file, at: Context.current.now()) {
            count += 1
            if count.isMultiple(of: 1000) { job.tell("\(count) of \(table.responses.count) responses imported") }
            return rows.next().map { .success($0.imported) }
        }
    }
}

extension StudyTable.Response {
    fileprivate var imported: ImportedResponse {
        ImportedResponse(line: line, prompt: prompt, model: model, sample: sample, text: text)
    }
}
