import Testing

@testable import Inference

/// A key that a server repeats, however it writes it.
struct KeyMaskTests {
    private static let key = "sk-Plant/ed+0123"

    @Test(arguments: [
        "sk-Plant/ed+0123", "sk-Plant%2Fed%2B0123", "sk-Plant%2fed%2b0123", "%73%6B-Plant/ed+0123",
        #"sk-Plant\/ed+0123"#, #"\u0073k-Plant\u002fed+0123"#, "sk-plant/ed+0123", "SK-PLANT%2FED+0123",
    ])
    func everySpellingIsMasked(spelling: String) throws {
        let mask = try #require(KeyMask(Self.key))
        #expect(mask.masked("before \(spelling) after \(spelling)") == "before [key] after [key]")
        #expect(mask.finds(Array("x\(spelling)".utf8)))
    }

    @Test func whatIsNoKeyStaysAsItIs() throws {
        let mask = try #require(KeyMask(Self.key))
        for text in ["", "sk-Plant/ed+012", "100% sk-Plant", "\\u00", "%7"] {
            #expect(mask.masked(text) == text)
        }
        // The same where a bound may have cut it.
        for text in ["see sk-Plant/ed+012", "100% sk-Plan", #"see sk-Plant\/ed\u002"#, "see sk-Plant%2"] {
            #expect(mask.masked(text, isCut: true).hasSuffix(" [key]") && mask.finds(Array(text.utf8), isCut: true))
        }
        #expect(mask.masked("see sk-", isCut: true) == "see sk-" && mask.masked("sk-Plan ", isCut: true) == "sk-Plan ")
        #expect(KeyMask("abc") == nil && KeyMask(nil) == nil)
    }
}
