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

    private static func octal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 8)
        return String(repeating: "0", count: 3 - digits.count) + digits
    }

    @Test(arguments: ["", "x", "xy", "Bearer "], ["", "x", "xy"])
    func aKeyThatIsEncodedTwiceIsMasked(before: String, around: String) throws {
        let key = "sk-SECRETkey?>~0123456789ABCDEF"
        let mask = try #require(KeyMask(key))
        let inner = Data((before + key + "!").utf8).base64EncodedString()
        for inner in [inner, inner.replacing("+", with: "-").replacing("/", with: "_")] {
            let text = Data((around + inner).utf8).base64EncodedString()
            let masked = mask.masked(text)
            #expect(masked.contains("[key]") && masked.count < 30 + 2 * before.count, "\(masked)")
        }
        let other = Data(Data("another key of somebody".utf8).base64EncodedString().utf8).base64EncodedString()
        #expect(!mask.masked(other).contains("[key]"))
    }

    /// Pages and proxies escape, break and cut what they repeat.
    @Test func noCodingAndNoPieceOfTheKeyIsKept() throws {
        let key = "sk-SECRETkey0123456789ABCDEF"
        let mask = try #require(KeyMask(key))
        func each(_ write: (UInt8) -> String) -> String { key.utf8.map(write).joined() }
        let half = (key.prefix(14), key.suffix(14))
        let codings = [
            key.replacing("-", with: "&#45;"), key.replacing("-", with: "&hyphen;"),
            each { "&#x\(String($0, radix: 16));" },
            each { "\\x" + String($0, radix: 16) }, each { "\\u00" + String($0, radix: 16) },
            each { "%25" + String($0, radix: 16) }, each { "%2525" + String($0, radix: 16, uppercase: true) },
            each { String(UnicodeScalar(UInt32($0) + 0xFEE0).map(Character.init) ?? " ") },
            each { "\(UnicodeScalar($0)) " },
            "\(half.0)\u{AD}\(half.1)", "\(half.0)\u{200B}\(half.1)", "\(half.0)\n\(half.1)", "\(half.0)\\n\(half.1)",
            "\(half.0)\\u200b\(half.1)", "\(half.0)=\r\n\(half.1)", "\(half.0)=\n\(half.1)",
            String(key.reversed()), each { "\\" + Self.octal($0) }, each { "=" + String(format: "%02X", $0) },
            each { "\\u{" + String($0, radix: 16) + "}" }, each { "\\U" + String(format: "%08x", $0) },
            each { "%u" + String(format: "%04x", $0) }, "fx-FRPERGxrl0123456789NOPQRS",
            String(each { String(format: "%02x", $0) }.reversed()),
        ]
        for coding in codings {
            let masked = mask.masked("bad key \(coding)end")
            #expect(masked.replacing(" ", with: "") == "badkey[key]end", "\(coding): \(masked)")
        }
        for piece in [key.prefix(20), key.suffix(20), key.dropFirst(5).prefix(14)] {
            #expect(mask.masked("bad key \(piece) end", isCut: true) == "bad key [key] end")
            // A model's answer is its own, letter for letter.
            #expect(mask.masked("bad key \(piece) end") == "bad key \(piece) end")
        }
        #expect(mask.masked("a SECRETkey of somebody & another; 100 % \\n", isCut: true).contains("[key]") == false)
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
