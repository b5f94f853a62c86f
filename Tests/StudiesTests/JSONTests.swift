import Studies
import Testing

struct JSONTests {
    /// Number forms from RFC 8785, appendix B, by their IEEE 754 bits.
    @Test(
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"), (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"), (0x44B5_2D02_C7E1_4AF6, "1e+23"),
            (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"), (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"),
            (0x444B_1AE4_D6E2_EF50, "1e+21"), (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"),
            (0x3EB0_C6F7_A0B5_ED8D, "0.000001"), (0x41B3_DE43_5555_5553, "333333333.3333332"),
            (0x41B3_DE43_5555_5554, "333333333.33333325"), (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
        ] as [(UInt64, String)]
    )
    func aNumberIsWrittenAsRFC8785Says(bits: UInt64, text: String) {
        #expect(JSONValue.canonicalNumber(Double(bitPattern: bits)) == text)
    }

    @Test func membersAreSortedByUTF16Units() throws {
        // The example of RFC 8785, section 3.2.3.
        let source = #"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}"#
        let canonical = try JSONValue(parsing: source).canonicalText
        #expect(canonical == "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{FB33}\":3}")
    }

    /// The record's own writer gives what the canonical writer gives of its members.
    @Test(arguments: 0..<200) func aRatingIsWrittenCanonically(seed: Int) {
        func some<Value>(_ bit: Int, _ value: Value) -> Value? { (seed &* 2_654_435_761) >> bit & 1 == 1 ? value : nil }
        let item = ItemID(study: "s", prompt: "p", text: "\(seed)")
        let other = ItemID(study: "s", prompt: "p", text: "\(seed) too")
        let subject: RatingSubject =
            [.item(item), .pair(PairID(item, other)), .member(item, of: SetID([item, other]))][seed % 3]
        let record = RatingRecord(
            study: "s\"\u{1}",
            subject: subject,
            prompt: "p\n",
            criterion: "ö",
            criterionSHA256: some(3, "c"),
            value: some(4, Double(seed) / 7),
            label: some(5, "\u{0}"),
            rater: "r",
            kind: .human,
            version: some(6, "v"),
            sample: some(7, seed),
            phase: .repeat,
            at: some(8, 1_700_000_000_000),
            order: some(9, 3),
            side: some(10, .second),
            shownSHA256: some(11, "t"),
            activeMilliseconds: some(12, 5),
            idleMilliseconds: some(13, -0),
            confidence: some(14, 2),
            note: some(15, "\\😀"),
            flags: some(16, ["extra", "\t"]) ?? [],
            outcome: seed % 2 == 0 ? .rated : .retracted,
            reason: some(17, "why"),
            supersedes: some(18, "x")
        )
        #expect(record.canonicalLine == record.json.canonicalBytes)
        let whole = record.json.members ?? []
        let rest = JSONValue.object(whole.filter { !["id", "supersedes"].contains($0.0) })
        #expect(record.id == SHA256.hex(of: rest.canonicalBytes))
        #expect(record.digests == (record.id, record.wholeDigest, record.actDigest))
    }

    @Test(arguments: [
        "", " ", "{", "[1,]", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "01", "1.", ".5", "+1", "NaN", "Infinity", "1e999",
        "\"\u{1}\"", "\"\\x\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "tru", "[1] 2", "{a:1}", "'a'", "nul", "\"abc",
    ])
    func whatIsNotJSONIsRefused(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22] as [UInt8]) }
    }

    @Test func depthIsLimited() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONError.self) { try JSONValue(parsing: deep) }
    }

    @Test func aNULAndAComposedLetterSurvive() throws {
        let value = try JSONValue(parsing: #"["a\u0000b", "e\u0301"]"#)
        #expect(value.array?.first?.string?.utf8.elementsEqual([0x61, 0, 0x62]) == true)
        #expect(value != .array([.string("a\0b"), .string("é")]))
    }

    @Test func theDigestIsThatOfFIPS180() {
        #expect(SHA256.hex(of: "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func theCodeIsThatOfRFC4231() {
        let code = SHA256.hmacHex(key: [UInt8](repeating: 0x0B, count: 20), message: Array("Hi There".utf8))
        #expect(code == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    }

    /// Of many members each name counts, the first as the last.
    @Test(arguments: ["a0", "a15", "a16", "a19"]) func aNameTwiceAmongManyIsRefused(_ name: String) throws {
        let members = (0..<20).map { "\"a\($0)\":\($0)" }.joined(separator: ",")
        let whole = try JSONValue(parsing: "{\(members)}")
        #expect(whole.members?.count == 20)
        #expect(throws: JSONError.self) { try JSONValue(parsing: "{\(members),\"\(name)\":1}") }
    }
}
