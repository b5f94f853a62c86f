import ArgumentParser
import Rehearsal
import Studies

extension Fault: ExpressibleByArgument {}

/// `slam rehearse`.
struct RehearseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Serve recorded answers on 127.0.0.1, with faults on request, to try a study before paying for it.",
        discussion: """
            FILE has one JSON object a line: model (as the server calls it), prompt (the whole last user message) or match \
            (texts that occur in it, in order), response; optional are finish, usage {input, output}, first_token_ms and \
            token_ms. The server speaks OpenAI chat completions under /v1 and Ollama's /api/chat; embeddings (/v1/embeddings \
            and /api/embed) are made up of a text's words.

            Example:
              slam rehearse recorded.jsonl --port 18430 --fault 429 --fault cut --every 10
            """
    )

    @Argument(help: "Recorded answers, JSON lines.", completion: .file())
    var file: String

    @Option(help: "The port on 127.0.0.1; 0 takes a free one.")
    var port: UInt16 = 18430

    @Option(
        name: .customLong("fault"),
        help:
            "A fault: 429, 503, cut, no-finish, stall, malformed, reset, stream-error, html, empty; again for several. Default: none."
    )
    var faults: [Fault] = []

    @Option(help: "Every n-th request gets the next fault.")
    var every = 5

    @Option(
        help:
            "A day in JSON, or a file with it: hours {\"14\": 2.5}, outages [[\"10:00\", \"10:30\"]], fingerprints {\"12:00\": \"b\"}, speed 60; default: none."
    )
    var day: String?

    func validate() throws {
        guard every > 0 else { throw ValidationError("--every must be at least 1") }
    }

    func run() async throws {
        let lines = try Script.read(path: file)
        let day = try day.map { try RehearsedDay(reading: $0) }
        let script = Script(lines: lines, faults: faults, faultInterval: every, day: day)
        let server = try RehearsalServer(port: port, script: script)
        try Context.current.write("listening on http://127.0.0.1:\(server.port) with \(lines.count) recorded answers\n")
        // Until a signal ends the process.
        while !Task.isCancelled { try await Task.sleep(for: .seconds(3600)) }
    }
}
