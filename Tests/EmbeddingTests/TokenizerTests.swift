import Embedding
import Foundation
import Studies
import Testing

/// Numbers of word pieces with the tiny vocabulary, and the parts of the normaliser that it shows.
struct TokenizerTests {
    private static let model: EncoderModel? = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/tiny").path
        return try? EncoderModel(ModelFolder(folder), name: "tiny", choices: .init(source: .folder(folder)))
    }()

    private func ids(_ text: String) throws -> [Int32] { try #require(Self.model).tokens(of: text).ids }

    @Test(arguments: [
        ("THE", "the"), ("thé", "the"), ("the\u{301}", "the"), ("the\u{0}\u{200B}", "the"), ("the\tsea\r\n", "the sea"),
        ("the\u{A0}sea", "the sea"), ("the\u{3000}sea", "the sea"), ("日本", "日 本"), ("sea日calm", "sea 日 calm"),
        ("th\u{1}e", "the"), ("the\u{7F}", "the"), ("the\u{8}\tsea", "the sea"),
        ("the.sea", "the . sea"), ("\u{FEFF}the", "the"), ("t\u{AD}he", "the"), ("the\u{85}sea", "thesea"),
    ])
    func isReadLike(text: String, other: String) throws { #expect(try ids(text) == ids(other)) }

    @Test func aWordOfMoreThanAHundredCharactersIsUnknown() throws {
        #expect(try ids(String(repeating: "a", count: 101)) == [2, 1, 3])
        #expect(try ids(String(repeating: "a", count: 100)).count > 3)
    }

    /// The list of pieces alone, as older models come, with the line ends of either system.
    @Test(arguments: ["\n", "\r\n"]) func aListOfPiecesReadsAsTheTokenizersFile(end: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/tiny").path
        let copy = FileManager.default.temporaryDirectory.appending(path: "slam-list-\(UUID().uuidString)").path
        try FileManager.default.copyItem(atPath: folder, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let file = try JSONValue(parsing: try String(contentsOfFile: "\(copy)/tokenizer.json", encoding: .utf8))
        let pieces = try #require(file["model"]?["vocab"]?.members).sorted { ($0.1.number ?? 0) < ($1.1.number ?? 0) }
        let list = pieces.map { $0.0 + end }.joined()
        try FileManager.default.removeItem(atPath: "\(copy)/tokenizer.json")
        try list.write(toFile: "\(copy)/vocab.txt", atomically: true, encoding: .utf8)
        func model() throws -> EncoderModel {
            try EncoderModel(ModelFolder(copy), name: "tiny", choices: .init(source: .folder(copy)))
        }
        let read = try model()
        for text in ["The sea, calm!", "thé 日本 [SEP] refunds", "please call the office."] {
            #expect(read.tokens(of: text).ids == (try ids(text)), "\(text)")
        }
        // A piece that stands twice has two numbers.
        try (list + "the" + end).write(toFile: "\(copy)/vocab.txt", atomically: true, encoding: .utf8)
        let told = #expect(throws: EmbeddingError.self) { try model() }
        #expect(told?.description.contains("has a piece twice") == true)
    }

    @Test func aWordWithoutPiecesIsUnknownAsAWhole() throws {
        #expect(try ids("sea世 aß the") == ids("sea [UNK] [UNK] the"))
    }

    @Test func aMarkInTheTextIsThatMark() throws {
        #expect(try ids("[SEP]") == [2, 3, 3])
        #expect(try ids("[sep]") != [2, 3, 3])
    }
}
