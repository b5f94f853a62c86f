import Fixtures
import Foundation
import Testing

/// Foreign text ends its lines with LF, CR or CRLF, and Swift holds CRLF for one character: one function splits it.
struct TextLineTests {
    private static let modules = ["Inference", "Judging", "Studies", "Store", "Planning"]

    @Test func noModuleSplitsForeignTextByItself() throws {
        let forbidden = try NSRegularExpression(
            pattern: [
                #"(split|firstIndex|lastIndex|firstRange|contains|components|prefix|drop)\([^)]*("\\n|\.newlines|isNewline)"#,
                #"[!=]= "\\n""#, #"\\n"\.contains\("#,
                // The same of bytes; JSON's white space is none of it.
                #"([!=]= |memchr\([^)]*|separator: |of: )(0x0A|0x0D|UInt8\(ascii: "\\[nr]"\))"#,
            ].joined(separator: "|")
        )
        var found: [String] = []
        for module in Self.modules {
            for file in try Checkout.swiftFiles(under: "Sources/\(module)") {
                for (number, line) in try Checkout.text(of: file).split(
                    separator: "\n",
                    omittingEmptySubsequences: false
                )
                .enumerated()
                where !line.contains("0x20") && !Checkout.ranges(of: forbidden, in: String(line)).isEmpty {
                    found.append("\(file):\(number + 1): use SafeText's textLines, endsLine or LineBytes")
                }
            }
        }
        #expect(found.isEmpty)
    }
}
