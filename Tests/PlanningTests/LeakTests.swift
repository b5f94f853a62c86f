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
        "wren-8b: Eggs are fine.", "Eggs are fine. As GPT-4, I eat none.", "Eggs. Ich bin Claude, hallo.",
        "Je m’appelle Claude.", "Soy ChatGPT.", "Mi chiamo Gemini.", "Меня зовут Claude.", "我是ChatGPT，由OpenAI训练。",
        "はい。私はClaudeです。", "저는 Claude입니다.", "I am Chat GPT.", "I am GPT, made by Open AI.",
        "As ChatGPT, a model by OpenAI, I say ten.", "As Gemini I have no access.",
        "As a model from OpenAI, I say ten.", "As your assistant Qwen, I would.", "Being ChatGPT, I lack a body.",
        "I, Claude, would say yes.",
        "OpenAI trained me until 2021.", "Eggs. Anthropic made me, you see.", "This is Claude, happy to help!",
        "Hi, Claude here.", "Hello! ChatGPT here, ready to go.", "Als KI-Modell von OpenAI sage ich nichts.",
        "我是通义千问，由阿里云开发。", "As of my last update in 2021, eggs.",
    ])
    func whatGivesItsWriterAwayIsFound(text: String) {
        let leaks = scan.leaks(in: text, prompt: "Who wins?")
        #expect(!leaks.isEmpty)
        #expect(scan.leaks(in: scan.masked(text, leaks), prompt: "Who wins?").isEmpty)
    }

    @Test(arguments: [
        "\u{200B}", "\u{200C}", "\u{200D}", "\u{AD}", "\u{2060}", "\u{FEFF}", "\u{FE0F}", "\u{E0101}", "\u{34F}",
        "\u{180E}", "\u{202E}", "\u{2066}", "\u{2063}", "\u{E0041}", "\u{115F}", "\u{3164}", "\u{FFA0}", "\u{301}",
        "\u{336}", "\u{20DD}", "\u{FFF9}", "\u{7}", "**", "\\",
        "&shy;", "&#8203;", "&#x200D;",
    ])
    func whatIsNotSeenHidesNoName(mark: String) {
        func hidden(_ text: String) -> String { text.replacing("|", with: mark) }
        for (text, masked) in [
            ("Eggs. I am Cla|u|de, hi.", "Eggs. I am […], hi."), ("I was made by Open|AI.", "I was made by […]."),
            ("I am wr|en|-8|b!", "I am […]!"), ("Eggs.\nCl|au|de", "Eggs.\n[…]"), ("w|ren-8b: Eggs", "[…]: Eggs"),
        ] {
            let leaks = scan.leaks(in: hidden(text), prompt: "Who wins?")
            #expect(scan.masked(hidden(text), leaks) == masked, "\(hidden(text).unicodeScalars.map(\.value))")
        }
        #expect(!scan.leaks(in: hidden("As an AI lang|uage model"), prompt: "?").isEmpty)
        #expect(!scan.leaks(in: "Eggs<|im_\(mark)end|>", prompt: "?").isEmpty)
    }

    @Test(arguments: [
        "\u{FF23}\u{FF4C}\u{FF41}\u{FF55}\u{FF44}\u{FF45}", "\u{421}l\u{430}ude", "\u{24B8}laud\u{24D4}",
        "\u{1D402}\u{1D425}\u{1D41A}\u{1D42E}\u{1D41D}\u{1D41E}", "\u{1D04}\u{29F}\u{1D00}\u{1D1C}\u{1D05}\u{1D07}",
        "\u{1F1E8}\u{1F1F1}\u{1F1E6}\u{1F1FA}\u{1F1E9}\u{1F1EA}", "Cl\u{E0}ude", "Cl\u{3B1}ude", "CLAUDE",
        "&#67;laude", "GPT&hyphen;4", "GPT\u{2011}4", "GPT\u{2013}4o", "\u{FF27}\u{FF30}\u{FF34}\u{FF0D}\u{FF14}",
        "Chat\u{AD}G\u{420}T",
    ])
    func lettersThatLookAlikeHideNoName(name: String) {
        let text = "Eggs. I am \(name), hi."
        #expect(scan.masked(text, scan.leaks(in: text, prompt: "Who wins?")) == "Eggs. I am […], hi.")
    }

    @Test(arguments: [
        ("I am Claude 3.5 Sonnet, hi.", "I am […], hi."), ("I am GPT-4o-mini.", "I am […]."),
        ("I'm Qwen2.5-7B-Instruct, hi", "I'm […], hi"), ("Eggs.\n- Claude 3 Opus", "Eggs.\n- […]"),
        ("I am Claude. I like 3 eggs.", "I am […]. I like 3 eggs."), ("I am Claude, 3 of us.", "I am […], 3 of us."),
    ])
    func aMaskLeavesNothingOfWhichOfItsFamilyItIs(text: String, masked: String) {
        #expect(scan.masked(text, scan.leaks(in: text, prompt: "Who wins?")) == masked)
    }

    @Test func aModelIsFoundWithoutItsOwner() {
        let scan = LeakScan(models: ["a", "acme/Roadrunner-9b-it"])
        for text in ["I am Roadrunner-9b-it.", "I am acme/Roadrunner-9b-it."] {
            #expect(scan.masked(text, scan.leaks(in: text, prompt: "?")) == "I am […].")
        }
    }

    @Test func wordsOfOtherScriptsAreNoNames() {
        for text in ["Я думаю, что это верно.", "Είμαι καλά.", "私は元気です。", "नमस्ते, मैं ठीक हूँ।", "👩‍👩‍👧 I am fine ❤️"] {
            #expect(scan.leaks(in: text, prompt: "?").isEmpty)
        }
    }

    @Test(arguments: [
        "Google was founded in 1998 by Larry Page and Sergey Brin.", "The wren is a small bird.",
        "Anthropic and OpenAI both publish model cards.", "I think that Microsoft sells more of it.",
        "The metamorphosis of a gemini constellation.", "Claude Monet was a painter.", "Google: founded in 1998.",
        "As ChatGPT grew, OpenAI hired more people.", "As Google, Meta and others do, I would wait.",
        "As Google Maps shows, I would turn left.", "As a fan of Gemini, I watch the sky.",
        "This is Llama, a pack animal.", "Claude here is a painter.", "Google made maps.",
        "As Claude walked home, I saw him.",
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
