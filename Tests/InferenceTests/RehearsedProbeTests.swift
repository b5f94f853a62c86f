import Rehearsal
import Testing

/// Recorded answers to what probes send.
struct RehearsedProbeTests {
    private let script = Script(lines: [
        Script.Line(model: "m", prompt: "What is it?", matches: [], response: "this"),
        Script.Line(model: "m", prompt: "[0123456789abcdef] What else?", matches: [], response: "that"),
    ])

    @Test func aProbesNonceIsNoPartOfARecordedPrompt() {
        func answer(_ message: String) -> String? { script.line(for: "m", message: message)?.response }
        #expect(answer("[00ff00ff00ff00ff] What is it?") == "this" && answer("What is it?") == "this")
        #expect(answer("[0123456789abcdef] What else?") == "that")
        // Other words before a prompt are another prompt.
        #expect(answer("[note] What is it?") == nil && answer("[00ff00ff00ff00ff]What is it?") == nil)
        #expect(answer("[00ff00ff00ff00ff] [00ff00ff00ff00ff] What is it?") == nil)
    }
}
