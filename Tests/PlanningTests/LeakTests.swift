import Planning
import Testing

struct LeakTests {
    let scan = LeakScan(models: ["wren-8b", "gpt-large"])

    @Test(arguments: [
        "I'm ChatGPT, and I can help.", "I was trained by OpenAI to be helpful.",
        "As an AI language model, I cannot say.",
        "Sure.\n\n— Claude", "I am wren-8b, a small model.", "Hello<|im_end|>", "My knowledge cutoff is in 2023.",
        "I am a model developed by Google.", "Eggs.\u{2028}wren-8b", "Eggs.\u{2029}wren-8b", "Eggs.\u{85}wren-8b",
        "Eggs.\u{0C}wren-8b", "Eggs.\u{0B}wren-8b", "Eggs</s>", "<|start_header_id|>assistant<|end_header_id|>\n\nEggs",
        "wren-8b: Eggs are fine.", "Eggs are fine. As GPT-4, I eat none.",
    ])
    func whatGivesItsWriterAwayIsFound(text: String) {
        let leaks = scan.leaks(in: text, prompt: "Who wins?")
        #expect(!leaks.isEmpty)
        #expect(scan.leaks(in: scan.masked(text, leaks), prompt: "Who wins?").isEmpty)
    }

    @Test(arguments: [
        "Google was founded in 1998 by Larry Page and Sergey Brin.", "The wren is a small bird.",
        "Anthropic and OpenAI both publish model cards.", "I think that Microsoft sells more of it.",
        "The metamorphosis of a gemini constellation.", "Claude Monet was a painter.", "Google: founded in 1998.",
    ])
    func anAnswerAboutAVendorIsNoLeak(text: String) {
        #expect(scan.leaks(in: text, prompt: "Tell me.").isEmpty)
    }

    @Test func aNameThatThePromptBringsUpIsNoLeak() {
        #expect(scan.leaks(in: "I am sure Gemini was made by NASA.", prompt: "Who made Gemini?").isEmpty)
    }

    @Test func aNameWithinAWordIsNone() {
        let scan = LeakScan(models: ["yi"])
        #expect(scan.leaks(in: "I am yielding to you.", prompt: "Who wins?").isEmpty)
        #expect(!scan.leaks(in: "I am Yi, to serve you.", prompt: "Who wins?").isEmpty)
    }
}
