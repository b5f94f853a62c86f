import Foundation
import Studies

extension Tokenizer {
    /// The tokenizer of a model's folder: `tokenizer.json`, else `vocab.txt` with `tokenizer_config.json`.
    init(folder: ModelFolder) throws {
        if let json = try folder.json("tokenizer.json") {
            try self.init(json: json, file: folder.path(of: "tokenizer.json"))
        } else {
            if let file = ["sentencepiece.bpe.model", "spiece.model"].first(where: folder.has), !folder.has("vocab.txt")
            {
                throw Self.unsupported("'\(folder.path(of: file))' is a sentencepiece tokenizer")
            }
            try self.init(
                vocabulary: try folder.lines("vocab.txt"),
                settings: try folder.json("tokenizer_config.json") ?? .object([]),
                file: folder.path(of: "vocab.txt")
            )
        }
    }

    private static func unsupported(_ what: String) -> EmbeddingError {
        EmbeddingError(
            "\(what), which is not supported: use a model with BERT's WordPiece, such as bge-small-en-v1.5 or e5-small-v2"
        )
    }

    private init(json: JSONValue, file: String) throws {
        let kindOfModel = json["model"]?["type"]?.string ?? "WordPiece"
        guard kindOfModel == "WordPiece" else { throw Self.unsupported("'\(file)' is a \(kindOfModel) tokenizer") }
        guard let model = json["model"], let members = model["vocab"]?.members else {
            throw EmbeddingError("'\(file)' has no pieces: fetch the model again")
        }
        let kind = json["normalizer"]?["type"]?.string
        guard kind == "BertNormalizer", json["pre_tokenizer"]?["type"]?.string == "BertPreTokenizer" else {
            throw EmbeddingError("'\(file)' normalises otherwise than BERT: use a model of the BERT family")
        }
        let longestWord = model["max_input_chars_per_word"]?.integer ?? 100
        guard longestWord > 0 else {
            throw EmbeddingError("'\(file)' knows no word: 'max_input_chars_per_word' is \(longestWord)")
        }
        let settings = json["normalizer"] ?? .null
        let lowercases = settings["lowercase"]?.bool ?? true
        let normalizer = BertNormalizer(
            cleansText: settings["clean_text"]?.bool ?? true,
            separatesChinese: settings["handle_chinese_chars"]?.bool ?? true,
            stripsAccents: settings["strip_accents"]?.bool ?? lowercases,
            lowercases: lowercases
        )
        let pieces = try members.map { name, id in
            guard let id = id.integer, id >= 0 else {
                throw EmbeddingError("'\(file)': the piece '\(name)' has no number")
            }
            return (piece: name, id: id)
        }
        try self.init(
            pieces,
            prefix: model["continuing_subword_prefix"]?.string ?? "##",
            unknown: model["unk_token"]?.string ?? "[UNK]",
            normalizer: normalizer,
            added: try Self.added(json["added_tokens"]?.array ?? [], file: file),
            longestWord: longestWord,
            file: file
        )
    }

    private static func added(_ entries: [JSONValue], file: String) throws -> [Added] {
        try entries.map { entry in
            guard let text = entry["content"]?.string, !text.isEmpty, let id = entry["id"]?.integer,
                (0...Int(Int32.max)).contains(id)
            else {
                throw EmbeddingError("'\(file)': an added token lacks its text or number")
            }
            for flag in ["single_word", "lstrip", "rstrip", "normalized"] where entry[flag]?.bool == true {
                throw EmbeddingError("'\(file)': the added token '\(text)' needs '\(flag)', which is not supported")
            }
            return Added(bytes: Array(text.utf8), id: Int32(truncatingIfNeeded: id))
        }
    }

    private init(vocabulary: [String], settings: JSONValue, file: String) throws {
        let lowercases = settings["do_lower_case"]?.bool ?? true
        let pieces = vocabulary.enumerated().map { (piece: $1, id: $0) }
        let added = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].compactMap { mark in
            vocabulary.firstIndex { $0.utf8.elementsEqual(mark.utf8) }
                .map { Added(bytes: Array(mark.utf8), id: Int32(truncatingIfNeeded: $0)) }
        }
        try self.init(
            pieces,
            prefix: "##",
            unknown: settings["unk_token"]?.string ?? "[UNK]",
            normalizer: BertNormalizer(
                separatesChinese: settings["tokenize_chinese_chars"]?.bool ?? true,
                stripsAccents: settings["strip_accents"]?.bool ?? lowercases,
                lowercases: lowercases
            ),
            added: added,
            longestWord: 100,
            file: file
        )
    }

    private init(
        _ pieces: [(piece: String, id: Int)],
        prefix: String,
        unknown: String,
        normalizer: BertNormalizer,
        added: [Added],
        longestWord: Int,
        file: String
    ) throws {
        let vocabulary = Vocabulary(pieces, prefix: prefix)
        guard !vocabulary.isAmbiguous else { throw EmbeddingError("'\(file)' has a piece twice") }
        func id(_ mark: String) throws -> Int32 {
            guard let id = vocabulary.id(of: mark) else { throw EmbeddingError("'\(file)' lacks the piece '\(mark)'") }
            return id
        }
        self.vocabulary = vocabulary
        self.normalizer = normalizer
        self.unknown = try id(unknown)
        start = try id("[CLS]")
        end = try id("[SEP]")
        self.added = added
        self.longestWord = longestWord
    }
}
