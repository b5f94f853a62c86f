import Foundation
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

    /// In base64, behind anything and in both alphabets, and in hexadecimal digits: nothing of it can be decoded.
    @Test(arguments: ["", "x", "xy", "Bearer ", "user:", "?>?>?>"])
    func anEncodedKeyIsMasked(before: String) throws {
        let key = Self.key + "?>~\u{7F}"
        let mask = try #require(KeyMask(key))
        for after in ["", "!", "!!", "\n"] {
            let encoded = Data((before + key + after).utf8).base64EncodedString()
            for text in [encoded, encoded.replacing("+", with: "-").replacing("/", with: "_")] {
                let masked = mask.masked("see \(text) there")
                #expect(masked.contains("[key]") && masked.count < 7 + 12 + before.count * 2 + 8, "\(masked)")
                #expect(mask.finds(Array(text.replacing("/", with: #"\/"#).utf8)))
            }
        }
        let digits = Data(key.utf8).map { String(format: "%02X", $0) }.joined()
        #expect(mask.masked("0x\(digits)!") == "0x[key]!")
        #expect(mask.masked(Data("another key of somebody".utf8).base64EncodedString()).contains("[key]") == false)
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
