import Studies
import Testing

/// What makes two prompts the same.
struct PlainPromptTests {
    @Test(arguments: [
        ("", ""), (" \t\n", ""), ("a", "a"), ("  a\u{B}\u{C}b\r\n c  ", "a b c"), ("a\u{1C}b\u{0}", "a\u{1C}b\u{0}"),
        ("ä  b", "ä b"), ("a\u{A0}\u{2003}b\u{3000}", "a b"), ("a\u{85}b", "a b"),
    ])
    func blanksOfAnyKindAreOne(text: String, plain: String) {
        #expect(Prompt.plain(text, system: nil) == "\u{0}\(plain)")
        #expect(Prompt.plain("x", system: text) == "\(plain)\u{0}x")
    }
}
