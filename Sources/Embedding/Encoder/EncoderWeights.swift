/// The weights of a BERT model.
struct EncoderWeights: Sendable {
    /// A linear map: rows of the input by columns of the output, and what is added.
    struct Linear: Sendable {
        let weight: Numbers
        let bias: Numbers
        let inputs: Int
        let outputs: Int

        /// `parts` have a row for each output, as the file has them; the other way round the products are faster.
        init(_ parts: [(weight: Numbers, bias: Numbers)], inputs: Int) {
            let biases = parts.flatMap(\.bias.array)
            outputs = biases.count
            self.inputs = inputs
            bias = Numbers(biases)
            weight = Numbers(transposing: parts.map(\.weight), columns: inputs)
        }
    }

    /// What a layer normalisation multiplies by and adds.
    struct Norm: Sendable {
        let scale: Numbers
        let shift: Numbers
    }

    struct Layer: Sendable {
        /// Query, key and value in one map, the query's rows first.
        let attention: Linear
        let attentionOutput: Linear
        let attentionNorm: Norm
        let inner: Linear
        let output: Linear
        let outputNorm: Norm
    }

    let words: Numbers
    let positions: Numbers
    /// The embedding of the first segment, which every token has.
    let segment: [Float]
    let norm: Norm
    let layers: [Layer]

    init(_ file: Safetensors, _ settings: EncoderSettings) throws {
        let reader = Reader(file: file, prefix: file.names.contains("embeddings.word_embeddings.weight") ? "" : "bert.")
        let width = settings.width
        words = try reader.numbers("embeddings.word_embeddings.weight", [settings.vocabulary, width])
        positions = try reader.numbers("embeddings.position_embeddings.weight", [settings.positions, width])
        let segments = try reader.numbers("embeddings.token_type_embeddings.weight", [settings.segments, width])
        segment = Array(segments.array.prefix(width))
        norm = try reader.norm("embeddings.LayerNorm", width)
        layers = try (0..<settings.layers).map { try reader.layer($0, settings) }
    }

    private struct Reader {
        let file: Safetensors
        let prefix: String

        func numbers(_ name: String, _ shape: [Int]) throws -> Numbers {
            try file.numbers(prefix + name, shape: shape)
        }

        func norm(_ name: String, _ width: Int) throws -> Norm {
            Norm(scale: try numbers("\(name).weight", [width]), shift: try numbers("\(name).bias", [width]))
        }

        func linear(_ names: [String], _ inputs: Int, _ outputs: Int) throws -> Linear {
            let parts = try names.map { name in
                (
                    weight: try numbers("\(name).weight", [outputs, inputs]),
                    bias: try numbers("\(name).bias", [outputs])
                )
            }
            return Linear(parts, inputs: inputs)
        }

        func layer(_ number: Int, _ settings: EncoderSettings) throws -> Layer {
            let (name, width) = ("encoder.layer.\(number)", settings.width)
            return Layer(
                attention: try linear(["query", "key", "value"].map { "\(name).attention.self.\($0)" }, width, width),
                attentionOutput: try linear(["\(name).attention.output.dense"], width, width),
                attentionNorm: try norm("\(name).attention.output.LayerNorm", width),
                inner: try linear(["\(name).intermediate.dense"], width, settings.inner),
                output: try linear(["\(name).output.dense"], settings.inner, width),
                outputNorm: try norm("\(name).output.LayerNorm", width)
            )
        }
    }
}
