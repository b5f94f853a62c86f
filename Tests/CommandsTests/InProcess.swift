import ArgumentParser
import Commands
import Synchronization

/// A command that runs in this process, with its streams kept and a clock that stands still.
enum InProcess {
    /// What a run printed and how it ended.
    struct Outcome {
        var output: String
        var errors: String
        var status: Int32
        /// The output whatever its lines are broken at.
        var words: String { output.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    }

    private final class Streams: Sendable {
        let output = Mutex("")
        let errors = Mutex("")
    }

    /// Runs `slam` with these arguments; `told` is called whenever it tells something. Signals are not for one test alone.
    static func slam(_ arguments: [String], told: @escaping @Sendable () -> Void = {}) async -> Outcome {
        let streams = Streams()
        let context = Context(
            write: { text in streams.output.withLock { $0 += text } },
            tell: { text in
                streams.errors.withLock { $0 += text }
                told()
            },
            draw: { _ in },
            now: { 1_700_000_000_000 },
            takesSignals: false
        )
        let status = await Context.$current.withValue(context) { () -> Int32 in
            do {
                var command = try SLaMCommand.parseAsRoot(arguments)
                if var command = command as? any AsyncParsableCommand {
                    try await command.run()
                } else {
                    try command.run()
                }
                return 0
            } catch {
                context.tell(SLaMCommand.fullMessage(for: error))
                return SLaMCommand.exitCode(for: error).rawValue
            }
        }
        return Outcome(
            output: streams.output.withLock { $0 },
            errors: streams.errors.withLock { $0 },
            status: status
        )
    }
}
