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
        ("the.sea", "the . sea"), ("\u{FEFF}the", "the"), ("t\u{AD}he", "the"), ("the\u{85}sea", "thesea"),
    ])
    func isReadLike(text: String, other: String) throws { #expect(try ids(text) == ids(other)) }

    @Test func aWordOfMoreThanAHundredCharactersIsUnknown() throws {
        #expect(try ids(String(repeating: "a", count: 101)) == [2, 1, 3])
        #expect(try ids(String(repeating: "a", count: 100)).count > 3)
    }

    @Test func aWordWithoutPiecesIsUnknownAsAWhole() throws {
        #expect(try ids("sea世 aß the") == ids("sea [UNK] [UNK] the"))
    }

    @Test func aMarkInTheTextIsThatMark() throws {
        #expect(try ids("[SEP]") == [2, 3, 3])
        #expect(try ids("[sep]") != [2, 3, 3])
    }
}
