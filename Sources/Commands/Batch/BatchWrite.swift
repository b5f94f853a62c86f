import ArgumentParser
import Collecting
import Faces
import Foundation
import Inference
import Reporting
import Store
import Studies

/// `slam batch write`.
struct BatchWrite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write",
        abstract: "Write what is to be asked as batch files of at most 50,000 lines and 200 MB.",
        discussion: """
            Example:
              slam batch write --output batches --models large
            """
    )

    @Option(
        help: "The folder for the files; made when it is absent, and no file is overwritten.",
        completion: .directory
    )
    var output: String

    @Flag(help: "Also what earlier batch files hold.")
    var again = false

    @OptionGroup var selection: RequestSelection
    @OptionGroup var place: WorkspaceOptions

    func run() async throws {
        let context = Context.current
        let study = try place.readStudy()
        try selection.check(against: study)
        let store = try place.open(.create)
        try store.adoptAndTell(study)
        var work = Work.responses(of: study, imported: try store.importedResponses(of: study.name))
            .filter(selection.includes)
        try store.enqueue(work.map(\.draft), study: study.name)
        var states = try store.states(of: Set(work.map(\.draft.key)), purpose: .response, study: study.name)
        if again { states = states.mapValues { $0 == .batched ? .pending : $0 } }
        work = selection.limited(work, states)
        // Before anything is held for files that could not be written.
        if !work.left(states).isEmpty { try BatchFiles.prepare(output) }
        let without = Set(work.filter { $0.call.endpoint.kind == .ollama }.map(\.call.endpoint.name)).sorted()
        for name in without { context.tell("'\(name)' is of kind ollama, which has no batches: use 'slam collect'\n") }
        let job = LongJob("writing batch files", isWriting: true, draw: context.draw)
        var written: [(path: String, count: Int)] = []
        defer {
            job.end()
            for (path, count) in written { context.tell("\(path): \(Figures.count(count, "request"))\n") }
        }
        // A file for each model: that is what the services take.
        for model in study.models where !job.isStopped() {
            let own = work.filter { $0.draft.asked == model.name }
            guard let endpoint = own.first?.call.endpoint, !without.contains(endpoint.name) else { continue }
            let held = try store.holdForBatch(
                own.map(\.draft.key),
                again: again,
                lease: .seconds(2 * 86_400),
                at: context.now()
            )
            var files = BatchFiles(folder: output, model: model.name, kind: endpoint.kind)
            for work in own where held.contains(work.draft.key) { try files.append(work) }
            try files.close()
            written += files.written
        }
        if job.isStopped() {
            job.end()
            context.tell("Stopped: files that stand are whole. Run it again for the others.\n")
            throw ExitCode(130)
        }
        if written.isEmpty {
            context.tell("nothing to write: what is wanted is there, or stands in batch files (--again)\n")
        }
    }
}

/// The files of one model, filled one after the other.
private struct BatchFiles {
    static let mostLines = 50_000
    static let mostBytes = 200_000_000

    let folder: String
    let model: String
    let kind: Endpoint.Kind
    private(set) var written: [(path: String, count: Int)] = []
    private var lines: [UInt8] = []
    private var count = 0

    init(folder: String, model: String, kind: Endpoint.Kind) {
        self.folder = folder
        self.model = model
        self.kind = kind
    }

    /// Makes the folder and tries whether a file can be made in it.
    static func prepare(_ folder: String) throws {
        guard (try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)) != nil
        else { throw StudiesError("cannot make the folder '\(folder)' for --output: name another") }
        let probe = "\(folder)/.slam-\(UUID().uuidString)"
        guard FileManager.default.createFile(atPath: probe, contents: Data("{}".utf8)) else {
            throw StudiesError("cannot write to the folder '\(folder)': name another for --output")
        }
        try FileManager.default.removeItem(atPath: probe)
    }

    mutating func append(_ work: Work) throws {
        guard case .chat(let request, _) = work.call, let line = request.batchLine(customID: work.draft.key) else {
            return
        }
        let bytes = line.compactBytes
        // Room for the brackets of Anthropic's form.
        if count == Self.mostLines || lines.count + bytes.count + 100 > Self.mostBytes { try close() }
        if count > 0 { lines += isOneObject ? Array(",\n".utf8) : [] }
        lines += bytes
        if !isOneObject { lines.append(0x0A) }
        count += 1
    }

    /// Anthropic takes the body of a request and not a file of lines.
    private var isOneObject: Bool { kind == .anthropic }

    /// Writes what is gathered.
    mutating func close() throws {
        guard count > 0 else { return }
        let path = freePath()
        let bytes = isOneObject ? Array("{\"requests\":[".utf8) + lines + Array("]}\n".utf8) : lines
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
            throw StudiesError("cannot write '\(path)': check that the folder may be written to, then use --again")
        }
        written.append((path, count))
        lines.removeAll(keepingCapacity: true)
        count = 0
    }

    private func freePath() -> String {
        var number = 1
        while true {
            let digits = String(10_000 + number).dropFirst()
            let path = "\(folder)/\(model.replacing("/", with: "_"))-\(digits).\(isOneObject ? "json" : "jsonl")"
            if !FileManager.default.fileExists(atPath: path) { return path }
            number += 1
        }
    }
}
