import Embedding
import Foundation
import Studies
import Testing

/// Folders of models that cannot be used, or whose scores would say nothing.
struct RefusedModelTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/tiny")
        .path

    /// Runs `change` on a copy of the tiny model's folder, and gives the words with which it is refused then.
    private static func refusal(_ change: (_ copy: String) throws -> Void) throws -> String? {
        let copy = FileManager.default.temporaryDirectory.appending(path: "slam-refused-\(UUID().uuidString)").path
        try FileManager.default.copyItem(atPath: Self.folder, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        try change(copy)
        do {
            _ = try EncoderModel(ModelFolder(copy), name: "tiny", choices: .init(source: .folder(copy)))
            return nil
        } catch let error as EmbeddingError { return error.description }
    }

    private static func write(_ text: String, _ path: String) throws {
        let parent = URL(filePath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// Every pair of texts would score 1.
    @Test(arguments: [0.02, -1, 0x1.16c2p-133, 0x1p-149])
    func weightsThatAreAllAlikeAreRefused(weight: Float) throws {
        let words = try Self.refusal { copy in
            let file = URL(filePath: "\(copy)/model.safetensors")
            var bytes = Array(try Data(contentsOf: file))
            let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
            let own = (0..<4).map { UInt8(truncatingIfNeeded: weight.bitPattern >> (8 * $0)) }
            for place in (8 + length)..<bytes.count { bytes[place] = own[(place - 8 - length) % 4] }
            try Data(bytes).write(to: file)
        }
        #expect(words?.contains("gives one vector for every text: its weights are damaged") == true, "\(words ?? "")")
    }

    @Test func aModelThatIsWholeIsNotRefused() throws { #expect(try Self.refusal { _ in } == nil) }

    @Test func filesThatAreNotTheKnownModelsAreNamed() {
        let told = #expect(throws: EmbeddingError.self) {
            try EncoderModel(
                ModelFolder(Self.folder),
                name: "minilm",
                choices: .init(source: .known(name: "minilm")),
                known: .minilm
            )
        }
        #expect(told?.description.hasPrefix("'config.json' of 'minilm' is not as it was fetched") == true)
    }

    @Test func aModuleThatIsNotSupportedIsNamed() throws {
        let words = try Self.refusal { copy in
            let modules = ["models.Transformer", "models.Pooling", "models.Dense"]
                .map { "{\"type\": \"sentence_transformers.\($0)\"}" }
            try Self.write("[\(modules.joined(separator: ", "))]", "\(copy)/modules.json")
        }
        #expect(words?.contains("has a module 'Dense', which is not supported: use a model") == true)
    }

    @Test func aTokenizerOfAnotherKindIsNamed() throws {
        let unigram = try Self.refusal { copy in
            try Self.write(
                #"{"model": {"type": "Unigram", "vocab": [["<s>", 0.0]]}, "normalizer": {"type": "Precompiled"}}"#,
                "\(copy)/tokenizer.json"
            )
        }
        #expect(unigram?.contains("is a Unigram tokenizer, which is not supported: use a model") == true)
        for name in ["sentencepiece.bpe.model", "spiece.model"] {
            let pieces = try Self.refusal { copy in
                try FileManager.default.removeItem(atPath: "\(copy)/tokenizer.json")
                try Self.write("", "\(copy)/\(name)")
            }
            #expect(pieces?.contains("\(name)' is a sentencepiece tokenizer, which is not supported") == true)
        }
    }

    /// Texts would be split otherwise beside such a mark.
    @Test(arguments: ["single_word", "lstrip", "rstrip", "normalized"])
    func aMarkWithHabitsOfItsOwnIsRefused(flag: String) throws {
        let words = try Self.refusal { copy in
            let text = try String(contentsOfFile: "\(copy)/tokenizer.json", encoding: .utf8)
            try Self.write(text.replacing("\"\(flag)\": false", with: "\"\(flag)\": true"), "\(copy)/tokenizer.json")
        }
        #expect(
            words?.contains("the added token '[PAD]' needs '\(flag)', which is not supported") == true,
            "\(words ?? "")"
        )
    }

    @Test(arguments: [
        ("\"model_type\": \"bert\"", "\"model_type\": \"roberta\"", "of another family than BERT"),
        ("\"gelu\"", "\"relu\"", "needs another activation"),
        ("\"num_attention_heads\": 4", "\"num_attention_heads\": 5", "the heads do not divide the width"),
        ("\"hidden_size\": 32", "\"hidden\": 32", "lacks the number 'hidden_size'"),
        ("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 0", "lacks the number 'num_hidden_layers'"),
        ("\"vocab_size\": 81", "\"vocab_size\": 80", "has more pieces than the model"),
        ("\"hidden_act\"", "\"position_embedding_type\": \"relative\", \"hidden_act\"", "other positions than BERT's"),
    ])
    func whatIsNoBERTIsRefusedByItsSettings(from: String, to: String, words: String) throws {
        let told = try Self.refusal { copy in
            let text = try String(contentsOfFile: "\(copy)/config.json", encoding: .utf8)
            #expect(text.contains(from))
            try Self.write(text.replacing(from, with: to), "\(copy)/config.json")
        }
        #expect(told?.contains(words) == true, "\(told ?? "")")
    }

    /// The library would make such texts lower case first.
    @Test func lowerCaseBesideATokenizerWithCapitalsIsRefused() throws {
        func words(isCased: Bool) throws -> String? {
            try Self.refusal { copy in
                try Self.write(#"{"max_seq_length": 24, "do_lower_case": true}"#, "\(copy)/sentence_bert_config.json")
                let text = try String(contentsOfFile: "\(copy)/tokenizer.json", encoding: .utf8)
                let cased = text.replacing("\"lowercase\": true", with: "\"lowercase\": \(!isCased)")
                try Self.write(cased, "\(copy)/tokenizer.json")
            }
        }
        #expect(try words(isCased: false) == nil)
        #expect(try words(isCased: true)?.contains("makes texts lower case before a tokenizer that does not") == true)
    }
}
