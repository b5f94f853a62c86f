import Embedding
import Foundation
import Studies
import Testing

/// A random BERT of two layers against torch (Reference/make_encoder.py).
struct EncoderTests {
    private struct Case {
        let text: String
        let ids: [Int32]
        let mean: [Double]
        let cls: [Double]
        let bertScores: [Double]
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Reference/tiny")
        .path

    private static func cases() throws -> [Case] {
        try String(contentsOfFile: "\(folder)/expected.jsonl", encoding: .utf8).split(separator: "\n").map { line in
            let value = try JSONValue(parsing: String(line))
            func numbers(_ name: String) throws -> [Double] { try #require(value[name]?.array).compactMap(\.number) }
            return Case(
                text: try #require(value["text"]?.string),
                ids: try numbers("ids").map { Int32($0) },
                mean: try numbers("mean"),
                cls: try numbers("cls"),
                bertScores: try numbers("bertscore")
            )
        }
    }

    private static func model(
        _ folder: String = folder,
        prefix: String? = nil,
        pooling: Similarity.Encoder.Pooling? = nil
    ) throws -> EncoderModel {
        let choices = Similarity.Encoder(source: .folder(folder), prefix: prefix, pooling: pooling)
        return try EncoderModel(ModelFolder(folder), name: "tiny", choices: choices)
    }

    private static func dense(_ embedded: Embedder.Embedded?) throws -> [Float] {
        guard case .dense(let vector)? = embedded?.vector else { throw EmbeddingError("no vector") }
        return vector
    }

    private static func distance(_ vector: [Float], _ expected: [Double]) -> Double {
        vector.count == expected.count ? zip(vector, expected).map { abs(Double($0) - $1) }.max() ?? 0 : .infinity
    }

    /// Weights that a disk has damaged: their texts would all be alike.
    @Test func whatIsNoNumberIsNoScore() throws {
        let damaged = FileManager.default.temporaryDirectory.appending(path: "slam-damaged-\(UUID())").path
        try FileManager.default.copyItem(atPath: Self.folder, toPath: damaged)
        defer { try? FileManager.default.removeItem(atPath: damaged) }
        var weights = try Data(contentsOf: URL(filePath: "\(damaged)/model.safetensors"))
        weights.replaceSubrange(
            weights.count / 2..<weights.count,
            with: [UInt8](repeating: 0xFF, count: weights.count - weights.count / 2)
        )
        try weights.write(to: URL(filePath: "\(damaged)/model.safetensors"))
        let model = try Self.model(damaged)
        let told = #expect(throws: EmbeddingError.self) { try model.embedder.vectors(["sea calm"]) }
        #expect(told?.description.contains("its weights are damaged") == true)
        let vector = TextVector.dense([.nan, 1])
        #expect(vector.cosine(to: .dense([1, 0])) == nil)
    }

    @Test func aFileThatIsNotAsFetchedIsNamed() {
        let model = KnownModel.minilm
        var files = model.files.map { (name: $0.name, sha256: $0.sha256) }
        #expect(model.damaged(ModelDigests(files: files)) == nil)
        files[1].sha256 = String(repeating: "0", count: 64)
        #expect(model.damaged(ModelDigests(files: files)) == "model.safetensors")
    }

    @Test(arguments: [Similarity.Encoder.Pooling.mean, .cls])
    func vectorsAreThoseOfTorch(pooling: Similarity.Encoder.Pooling) throws {
        let cases = try Self.cases()
        let model = try Self.model(pooling: pooling)
        for (one, embedded) in zip(cases, try model.embedder.vectors(cases.map(\.text))) {
            #expect(model.tokens(of: one.text).ids == one.ids)
            let distance = Self.distance(try Self.dense(embedded), pooling == .mean ? one.mean : one.cls)
            #expect(distance < 2e-6, "\(one.text)")
        }
    }

    @Test func halfPrecisionIsReadToo() throws {
        let copy = FileManager.default.temporaryDirectory.appending(path: "slam-half-\(UUID().uuidString)").path
        try FileManager.default.copyItem(atPath: Self.folder, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        try FileManager.default.removeItem(atPath: "\(copy)/model.safetensors")
        try FileManager.default.moveItem(atPath: "\(copy)/half.safetensors", toPath: "\(copy)/model.safetensors")
        let cases = try Self.cases()
        for (one, embedded) in zip(cases, try Self.model(copy).embedder.vectors(cases.map(\.text))) {
            #expect(Self.distance(try Self.dense(embedded), one.mean) < 2e-6)
        }
    }

    /// As sentence-transformers 6.2 saves a model: one name for the pooling, the length beside the tokenizer.
    @Test func aFolderOfTodaysLibraryIsReadAsItsOlderOne() throws {
        let copy = FileManager.default.temporaryDirectory.appending(path: "slam-new-\(UUID().uuidString)").path
        try FileManager.default.copyItem(atPath: Self.folder, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        func write(_ name: String, _ text: String) throws {
            try text.write(toFile: "\(copy)/\(name)", atomically: true, encoding: .utf8)
        }
        try write("sentence_bert_config.json", #"{"transformer_task": "feature-extraction"}"#)
        try write("tokenizer_config.json", #"{"model_max_length": 24}"#)
        try write("1_Pooling/config.json", #"{"pooling_mode": "cls", "include_prompt": true}"#)
        let (cases, model) = (try Self.cases(), try Self.model(copy))
        #expect(model.limit == 24)
        for (one, embedded) in zip(cases, try model.embedder.vectors(cases.map(\.text))) {
            #expect(Self.distance(try Self.dense(embedded), one.cls) < 2e-6)
        }
        // The prompt that the library puts before every text, unless the study names its own.
        let prompts = #"{"prompts": {"query": "the ", "document": ""}, "default_prompt_name": "query"}"#
        try write("config_sentence_transformers.json", prompts)
        let wanted = try model.embedder.vectors(["the sea calm", "sea calm"])
        #expect(try Self.model(copy).embedder.vectors(["sea calm"])[0] == wanted[0])
        #expect(try Self.model(copy, prefix: "").embedder.vectors(["sea calm"])[0] == wanted[1])
        try write("1_Pooling/config.json", #"{"pooling_mode": "mean", "include_prompt": false}"#)
        #expect(throws: EmbeddingError.self) { try Self.model(copy) }
        #expect(try Self.model(copy, prefix: "").limit == 24)
        try write("tokenizer_config.json", #"{"model_max_length": 1000000000000000019884624838656}"#)
        #expect(try Self.model(copy, prefix: "").limit == 40)
        for mode in [#""max""#, #"["mean", "cls"]"#, "[]", "7"] {
            try write("1_Pooling/config.json", "{\"pooling_mode\": \(mode)}")
            #expect(throws: EmbeddingError.self, "\(mode)") { try Self.model(copy) }
        }
    }

    @Test func aTextsVectorIsTheSameToTheBitAloneAndAmongOthers() throws {
        let texts = try Self.cases().map(\.text)
        let embedder = try Self.model().embedder
        let together = try embedder.vectors(texts + texts + texts)
        for (place, text) in texts.enumerated() { #expect(try embedder.vectors([text])[0] == together[place]) }
    }

    @Test func aLongTextIsCutAndSaidToBe() throws {
        let model = try Self.model()
        let long = model.tokens(of: String(repeating: "sea ", count: 30))
        #expect(long.isTruncated && long.ids.count == model.limit && long.ids.last == 3)
        // Two marks stand around the pieces.
        for count in [model.limit - 3, model.limit - 2, model.limit - 1, model.limit] {
            let tokens = model.tokens(of: String(repeating: "sea ", count: count))
            #expect(tokens.ids.count == min(count + 2, model.limit) && tokens.ids.last == 3)
            #expect(tokens.isTruncated == (count > model.limit - 2), "\(count)")
        }
        #expect(try model.embedder.vectors([String(repeating: "sea ", count: 30)])[0]?.isTruncated == true)
    }

    @Test func aPrefixStandsBeforeEveryTextAndMakesAnotherVersion() throws {
        let plain = try Self.model()
        let prefixed = try Self.model(prefix: "the ")
        #expect(try prefixed.embedder.vectors(["sea calm"]) == plain.embedder.vectors(["the sea calm"]))
        #expect(prefixed.version != plain.version)
        #expect(try Self.model(pooling: .cls).version != plain.version)
    }

    @Test func bertScoreIsThatOfTorchInEveryLayer() async throws {
        let cases = try Self.cases()
        let model = try Self.model()
        for layer in 1...2 {
            let score = try BERTScore(model, .init(layer: layer), corpus: [])
            let comparisons = cases.indices.map { place in
                Comparison(
                    item: ItemID(rawValue: "i"),
                    prompt: "p",
                    text: cases[place].text,
                    targets: [cases[(place + 5) % cases.count].text]
                )
            }
            let values = try await Scorer(score, aggregate: nil).scores(comparisons, 2)
            for (one, scored) in zip(cases, values) {
                #expect(abs((scored.value ?? .infinity) - one.bertScores[layer - 1]) < 1e-5, "\(one.text)")
            }
        }
        #expect(throws: EmbeddingError.self) { try BERTScore(model, .init(layer: 3), corpus: []) }
    }

    @Test(arguments: ["config.json", "model.safetensors", "tokenizer.json"])
    func aCutFileIsRefusedInWords(name: String) throws {
        let copy = FileManager.default.temporaryDirectory.appending(path: "slam-cut-\(UUID().uuidString)").path
        try FileManager.default.copyItem(atPath: Self.folder, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let bytes = try Data(contentsOf: URL(filePath: "\(copy)/\(name)"))
        for share in [0.0, 0.001, 0.3, 0.9] {
            try bytes.prefix(Int(Double(bytes.count) * share)).write(to: URL(filePath: "\(copy)/\(name)"))
            #expect(throws: EmbeddingError.self) { try Self.model(copy) }
        }
    }

    /// Runs `change` on a copy of the model's folder, and gives the words with which it is refused then.
    private static func refusal(_ change: (_ copy: String) throws -> Void) throws -> String? {
        let copy = FileManager.default.temporaryDirectory.appending(path: "slam-lie-\(UUID().uuidString)").path
        try FileManager.default.copyItem(atPath: Self.folder, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        try change(copy)
        do {
            _ = try Self.model(copy).embedder.vectors(["sea calm"])
            return nil
        } catch let error as EmbeddingError { return error.description }
    }

    /// A tensor that takes another's bytes would score with them.
    @Test func weightsWhoseHeaderLiesAreRefused() throws {
        func refusal(of change: (String) -> String) throws -> String? {
            try Self.refusal { copy in
                let file = URL(filePath: "\(copy)/model.safetensors")
                let bytes = Array(try Data(contentsOf: file))
                let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
                let header = Array(change(String(decoding: bytes[8..<8 + length], as: UTF8.self)).utf8)
                let size = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
                try Data(size + header + bytes[(8 + length)...]).write(to: file)
            }
        }
        #expect(try refusal { $0 } == nil)
        func moved(_ header: String, by bytes: Int) -> String {
            header.replacing(/"data_offsets": \[0, ([0-9]+)\]/) { "\"data_offsets\": [\(bytes), \($0.1)]" }
        }
        #expect(try refusal { moved($0, by: 128) }?.contains("overlap") == true)
        #expect(try refusal { $0.replacing("F32", with: "F64") }?.contains("F32, F16 or BF16") == true)
        #expect(try refusal { $0.replacing("F32", with: "BF16") }?.contains("bytes, not") == true)
    }

    @Test func whatWouldMakeAllTextsAlikeIsRefused() throws {
        func write(_ text: String, _ path: String) throws {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        for length in ["-5", "0", "2"] {
            let words = try Self.refusal { copy in
                try write("{\"max_seq_length\": \(length)}", "\(copy)/sentence_bert_config.json")
            }
            #expect(words?.contains("reads texts of \(length) pieces") == true)
        }
        let words = try Self.refusal { copy in
            let file = "\(copy)/tokenizer.json"
            let text = try String(contentsOfFile: file, encoding: .utf8)
            try write(
                text.replacing("\"max_input_chars_per_word\": 100", with: "\"max_input_chars_per_word\": 0"),
                file
            )
        }
        #expect(words?.contains("knows no word") == true)
        let zeros = try Self.refusal { copy in
            let file = URL(filePath: "\(copy)/model.safetensors")
            var bytes = Array(try Data(contentsOf: file))
            let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
            for place in (8 + length)..<bytes.count { bytes[place] = 0 }
            try Data(bytes).write(to: file)
        }
        #expect(zeros?.contains("its weights are damaged") == true)
    }

    @Test func whatIsNoFileOfWeightsIsNamed() throws {
        func refusal(_ put: (_ path: String) throws -> Void) throws -> String? {
            try Self.refusal { copy in
                try FileManager.default.removeItem(atPath: "\(copy)/model.safetensors")
                try put("\(copy)/model.safetensors")
            }
        }
        let pipe = try refusal { #expect(mkfifo($0, 0o600) == 0) }
        #expect(pipe?.contains("is no safetensors file") == true)
        let folder = try refusal {
            try FileManager.default.createDirectory(atPath: $0, withIntermediateDirectories: false)
        }
        #expect(folder?.contains("is no safetensors file") == true)
        let shards = try refusal { try "{}".write(toFile: "\($0).index.json", atomically: true, encoding: .utf8) }
        #expect(shards?.contains("'model.safetensors.index.json' is not read") == true)
    }
}
