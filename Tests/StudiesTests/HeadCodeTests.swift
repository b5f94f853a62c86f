import Foundation
import Studies
import Testing

/// The code of a log's head, and the tree under it.
struct HeadCodeTests {
    private let code = HeadCode(sha256: SHA256.hex(of: "head"))

    @Test func aCodeIsReadAsItIsWrittenDown() throws {
        let code = try #require(code)
        let text = "\(code)"
        #expect(text.filter { $0 != "-" }.count == 27)
        for form in [text, text.lowercased(), text.replacingOccurrences(of: "-", with: " ")] {
            #expect(HeadCode(parsing: form) == code)
        }
        #expect(HeadCode(parsing: text.replacingOccurrences(of: "0", with: "O")) == code)
        #expect(code.matches(SHA256.hex(of: "head")) && !code.matches(SHA256.hex(of: "heads")))
    }

    @Test func everySlipAndEveryExchangeOfNeighboursIsFound() throws {
        let letters = Array("\(try #require(code))".filter { $0 != "-" })
        for place in letters.indices {
            for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" where other != letters[place] {
                var slip = letters
                slip[place] = other
                #expect(HeadCode(parsing: String(slip)) == nil)
            }
            guard place + 1 < letters.count, letters[place] != letters[place + 1] else { continue }
            var exchanged = letters
            exchanged.swapAt(place, place + 1)
            #expect(HeadCode(parsing: String(exchanged)) == nil)
        }
        #expect(HeadCode(parsing: String(letters.dropLast())) == nil)
        #expect(HeadCode(parsing: "") == nil)
    }

    /// RFC 6962, as published with Certificate Transparency's reference implementation.
    @Test func theTreeIsThatOfRFC6962() {
        let leaves: [[UInt8]] = [
            [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
            [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
            [0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F],
        ]
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ]
        for (count, root) in roots.enumerated() { #expect(MerkleTree.root(Array(leaves.prefix(count + 1))) == root) }
        #expect(MerkleTree.root([]) == SHA256.hex(of: ""))
    }

    @Test(
        arguments: [
            (3.0, nil), (3.000_000_000_1, "must be a point"), (4.000_000_000_000_1, "must be a point"),
            (0.0, "must be"),
        ] as [(Double, String?)]
    )
    func aValueBesideAPointIsNone(value: Double, refusal: String?) {
        let criterion = Criterion(
            name: "overall",
            question: "?",
            level: .ordinal,
            form: .scale(Scale(min: 1, max: 5, step: 1))
        )
        #expect((criterion.refusal(of: value) == nil) == (refusal == nil))
    }

    @Test func tenthsAreThePointsThatPeopleType() {
        let criterion = Criterion(
            name: "fine",
            question: "?",
            level: .interval,
            form: .scale(Scale(min: 0, max: 1, step: 0.1))
        )
        for tenth in 0...10 {
            let typed = Double(tenth) / 10
            #expect(criterion.refusal(of: typed) == nil)
            #expect(criterion.tidied(0.1 * Double(tenth)) == typed)
        }
    }
}
