import Testing

/// A log of conversations is a table: what was asked, and the last turn.
struct ChatLogTests {
    private let folder: EmptyFolder

    init() throws { folder = try EmptyFolder() }

    private func making(_ text: String) throws -> Program.Outcome {
        try folder.write("log.jsonl", text)
        return try folder.slam("init", "s", "--from", folder.path + "/log.jsonl")
    }

    @Test(arguments: [
        #"{"model": "a", "messages": [{"role": "system", "content": "Be short."}, {"role": "user", "content": "q 1"}, {"role": "assistant", "content": "x"}]}"#,
        #"{"model": "a", "messages": [{"role": "system", "content": "Be short."}, {"role": "user", "content": [{"type": "text", "text": "q 1"}]}, {"role": "assistant", "content": "x"}]}"#,
        #"{"id": "z", "model": "a", "conversations": [{"from": "system", "value": "Be short."}, {"from": "human", "value": "q 1"}, {"from": "gpt", "value": "x"}]}"#,
    ])
    func theLastTurnIsTheResponse(line: String) throws {
        let made = try making(line + "\n" + line.replacing("q 1", with: "q 2").replacing("\"z\"", with: "\"y\"") + "\n")
        #expect(made.status == 0 && made.errors.contains("2 prompts, 1 model, 2 responses"), "\(made.errors)")
        #expect(made.errors.contains("response ← last turn of"))
        let prompts = try folder.text("Prompts/s/prompts.jsonl")
        #expect(prompts.contains(#""prompt":"q 1""#) && prompts.contains(#""system":"Be short.""#), "\(prompts)")
        #expect(!prompts.contains("\"x\""))
        let again = try folder.slam("import", folder.path + "/log.jsonl")
        #expect(again.status == 0, "\(again.errors)")
    }

    @Test func earlierTurnsBelongToThePrompt() throws {
        let made = try making(
            #"{"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "why?"}, {"role": "user", "content": "so"}, {"role": "assistant", "content": "x"}]}"#
                + "\n"
        )
        #expect(made.status == 0, "\(made.errors)")
        let prompts = try folder.text("Prompts/s/prompts.jsonl")
        #expect(prompts.contains("why?") && !prompts.contains("\"x\""), "\(prompts)")
    }

    @Test func whatHoldsMoreThanTextsComesWithACommand() throws {
        let made = try making(
            #"{"messages": [{"role": "user", "content": "q"}, {"role": "tool", "content": "t"}, {"role": "assistant", "content": "x"}]}"#
                + "\n"
        )
        #expect(
            made.status == 1 && made.errors.contains("response: (.messages[-1].content | tostring)"),
            "\(made.errors)"
        )
        #expect(!made.errors.contains(".messages[]'"))
    }
}
