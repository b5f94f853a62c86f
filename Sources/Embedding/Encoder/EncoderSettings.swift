import Studies

/// What a model's configuration says of its layers, its pooling and its texts.
struct EncoderSettings: Sendable, Equatable {
    var width: Int
    var layers: Int
    var heads: Int
    var inner: Int
    var positions: Int
    var vocabulary: Int
    var segments: Int
    var epsilon: Float
    /// The most numbers of a text.
    var limit: Int
    var pooling: Similarity.Encoder.Pooling
    /// What stands before every text, where the study says nothing else.
    var prompt: String
    /// Whether the pieces of what stands before a text are pooled with it.
    var poolsPrompt: Bool
    /// Whether texts are made lower case whatever the tokenizer does.
    var lowercases: Bool

    init(folder: ModelFolder) throws {
        let file = folder.path(of: "config.json")
        guard let config = try folder.json("config.json") else {
            throw EmbeddingError("no '\(file)': name the folder of a sentence encoder")
        }
        func number(_ name: String) throws -> Int {
            guard let number = config[name]?.integer, number > 0, number < 1 << 24 else {
                throw EmbeddingError("'\(file)' lacks the number '\(name)': use a model of the BERT family")
            }
            return number
        }
        guard config["model_type"]?.string ?? "bert" == "bert" else {
            throw EmbeddingError("'\(file)' is of another family than BERT: use a BERT model")
        }
        guard config["hidden_act"]?.string ?? "gelu" == "gelu",
            config["position_embedding_type"]?.string ?? "absolute" == "absolute"
        else { throw EmbeddingError("'\(file)' needs another activation or other positions than BERT's") }
        width = try number("hidden_size")
        layers = try number("num_hidden_layers")
        heads = try number("num_attention_heads")
        inner = try number("intermediate_size")
        positions = try number("max_position_embeddings")
        vocabulary = try number("vocab_size")
        segments = config["type_vocab_size"]?.integer ?? 2
        epsilon = Float(config["layer_norm_eps"]?.number ?? 1e-12)
        guard width % heads == 0 else { throw EmbeddingError("'\(file)': the heads do not divide the width") }
        // The tokenizer's where the library's file has none, as since its sixth version; "no limit" is a huge number.
        let library = try folder.json("sentence_bert_config.json")
        let length = library?["max_seq_length"]?.number
        lowercases = library?["do_lower_case"]?.bool ?? false
        let most = try length ?? folder.json("tokenizer_config.json")?["model_max_length"]?.number
        limit = min(positions, most.flatMap { abs($0) < 1e9 ? Int($0) : nil } ?? positions)
        // Two marks stand in every text.
        guard limit > 2 else {
            throw EmbeddingError(
                "'\(folder.folder)' reads texts of \(limit) pieces, which leaves none of a text: fetch it again"
            )
        }
        pooling = try Self.pooling(folder)
        poolsPrompt = try folder.json("1_Pooling/config.json")?["include_prompt"]?.bool ?? true
        let prompts = try folder.json("config_sentence_transformers.json") ?? .null
        prompt = prompts["default_prompt_name"]?.string.flatMap { prompts["prompts"]?[$0]?.string } ?? ""
    }

    private static func pooling(_ folder: ModelFolder) throws -> Similarity.Encoder.Pooling {
        let known = ["Transformer", "Pooling", "Normalize"]
        for module in try folder.json("modules.json")?.array ?? [] {
            let type = module["type"]?.string?.split(separator: ".").last.map(String.init) ?? "?"
            guard known.contains(type) else {
                throw EmbeddingError(
                    "'\(folder.folder)' has a module '\(type)', which is not supported: use a model that only pools what "
                        + "BERT gives, such as bge-small-en-v1.5 or e5-small-v2"
                )
            }
        }
        guard let config = try folder.json("1_Pooling/config.json") else { return .mean }
        // Since its sixth version the library writes one name, or a list; before, a flag for each.
        let flags = (config.members ?? []).filter { $0.0.hasPrefix("pooling_mode_") && $0.1.bool == true }.map(\.0)
        let named = config["pooling_mode"].map { mode in
            mode.string.map { [$0] } ?? mode.array?.compactMap(\.string) ?? []
        }
        switch named ?? flags {
        case ["mean"], ["pooling_mode_mean_tokens"]: return .mean
        case ["cls"], ["pooling_mode_cls_token"]: return .cls
        case let ways:
            let words = ways.isEmpty ? "nothing that it names" : ways.joined(separator: " and ")
            throw EmbeddingError("'\(folder.folder)' pools by \(words): only mean or cls is known")
        }
    }
}
