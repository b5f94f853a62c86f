import Foundation
import Testing

@testable import Studies

/// Plain objects are read without the parser of all JSON: what it reads is what that one reads, and of anything else it
/// says nothing.
struct FlatObjectTests {
    private static let columns = ["item": 0, "rater": 1, "judge": 1, "score": 2]

    /// Columns and others of a row as text.
    private static func shown(_ row: TableRow) throws -> String {
        let cells = try (0..<3).map { "\(row.has($0) ? "" : "no ")\(try row.text($0) ?? "∅")" }
        return "\(row.line) \(cells) \(row.others)"
    }

    private static func general(_ bytes: [UInt8]) throws -> TableRow {
        TableRow(line: 7, members: try JSONValue.members(parsing: bytes[...]), names: columns, count: 3)
    }

    @Test(arguments: [
        "{}", " { } ", "{\"item\":\"a\",\"rater\":\"x\",\"score\":1}", "{ \"item\" : \"a\" ,\t\"score\" : -0.50 }\r",
        "{\"item\":\"\",\"rater\":null,\"score\":true}", "{\"item\":\"ä\u{FF}😀\",\"note\":\"]}{,:\",\"score\":false}",
        "{\"rater\":\"one\",\"judge\":\"other\"}", "{\"judge\":\"other\",\"item\":0,\"rater\":\"one\"}",
        "{\"x\":1,\"item\":\"a\",\"y\":null,\"score\":10.25}",
    ])
    func whatItReadsIsWhatTheParserReads(text: String) throws {
        var flat = FlatObject(columns: Self.columns, width: 3)
        let read = flat.row(7, Array(text.utf8)[...])
        let row = try #require(read)
        #expect(try Self.shown(row) == Self.shown(Self.general(Array(text.utf8))))
    }

    @Test(arguments: [
        "", "{", "}", "[]", "null", "{} {}", "{\"item\":\"a\"", "{\"item\":\"a\",}", "{,}", "{item:1}", "{'item':1}",
        "{\"item\" 1}", "{\"item\":}", "{\"item\":\"a\" \"score\":1}", "{\"item\":\"a\",\"item\":\"b\"}",
        "{\"item\":\"a\nb\"}", "{\"item\":\"a\\nb\"}", "{\"i\\u0074em\":1}", "{\"item\":[1]}", "{\"item\":{}}",
        "{\"score\":01}", "{\"score\":-}", "{\"score\":1.}", "{\"score\":.5}", "{\"score\":+1}", "{\"score\":1e3}",
        "{\"score\":1E999}", "{\"score\":NaN}", "{\"score\":tru}", "{\"score\":nul", "{\"score\":1", "{\"score\":1x}",
        "{\"score\":truex}", "{\"score\":" + String(repeating: "9", count: 400) + "}",
    ])
    func ofAnythingElseItSaysNothing(text: String) {
        var flat = FlatObject(columns: Self.columns, width: 3)
        let read = flat.row(7, Array(text.utf8)[...])
        #expect(read == nil)
    }

    @Test func bytesThatAreNoTextAreLeftToTheParser() {
        var flat = FlatObject(columns: Self.columns, width: 3)
        for bad: [UInt8] in [[0xFF], [0xC3], [0xED, 0xA0, 0x80]] {
            for (before, after) in [("{\"item\":\"", "\"}"), ("{\"", "\":1}")] {
                var bytes = Array(before.utf8)
                bytes += bad
                bytes += Array(after.utf8)
                let read = flat.row(7, bytes[...])
                #expect(read == nil)
            }
        }
    }

    /// The members of the row before are no rule for the next one.
    @Test func rowsWithOtherMembersFollowEachOther() throws {
        var flat = FlatObject(columns: Self.columns, width: 3)
        let texts = [
            "{\"item\":\"a\",\"score\":1}", "{\"item\":\"b\",\"score\":2}", "{\"score\":3,\"item\":\"c\"}",
            "{\"item\":\"d\",\"grade\":4}", "{\"item\":\"e\"}", "{\"item\":\"f\",\"score\":5,\"rater\":\"x\"}", "{}",
            "{\"item\":\"a\",\"score\":1}",
        ]
        for text in texts {
            // A slice does not begin at 0.
            let bytes = Array(("##" + text).utf8).dropFirst(2)
            let read = flat.row(7, bytes)
            let row = try #require(read)
            #expect(try Self.shown(row) == Self.shown(Self.general(Array(bytes))))
        }
    }

    /// Whatever is cut off, doubled or changed in a plain row: both agree, or the parser alone speaks.
    @Test func noDamageIsReadOtherwise() throws {
        let text = Array("{\"item\": \"aé\", \"rater\":null,\"score\": -1.5, \"z\":true}".utf8)
        let bytes: [UInt8] = [0x00, 0x20, 0x22, 0x2C, 0x2D, 0x2E, 0x30, 0x3A, 0x5C, 0x65, 0x7D, 0x7F, 0xA9, 0xC3, 0xFF]
        for place in text.indices {
            for byte in bytes {
                var changed = text
                changed[place] = byte
                var longer = text
                longer.insert(byte, at: place)
                for bytes in [changed, longer, Array(text[..<place])] {
                    var flat = FlatObject(columns: Self.columns, width: 3)
                    guard let row = flat.row(7, bytes[...]) else { continue }
                    #expect(try Self.shown(row) == Self.shown(Self.general(bytes)))
                }
            }
        }
    }
}
