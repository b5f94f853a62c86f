import CBLIS
import Studies

/// A BERT model that makes one vector of a text (Devlin et al. 2019; Reimers and Gurevych 2019), on this machine's processor.
final class SentenceEncoder: Sendable {
    let settings: EncoderSettings
    private let weights: EncoderWeights

    init(settings: EncoderSettings, weights: EncoderWeights) {
        self.settings = settings
        self.weights = weights
    }

    /// The pooled vectors of texts that are given as numbers of pieces, each of length 1.
    func vectors(of texts: [[Int32]]) -> [[Float]] {
        let states = States(texts, settings)
        run(states, layers: settings.layers)
        return texts.indices.map { pooled(states, $0) }
    }

    /// What a layer gives for every piece of a text, row by row.
    func rows(of text: [Int32], layer: Int) -> [Float] {
        let states = States([text], settings)
        run(states, layers: layer)
        return Array(UnsafeBufferPointer(start: states.hidden, count: states.count * settings.width))
    }

    private func pooled(_ states: States, _ text: Int) -> [Float] {
        let width = settings.width
        let rows = states.offsets[text]..<states.offsets[text + 1]
        var sum = [Double](repeating: 0, count: width)
        for row in settings.pooling == .cls ? rows.lowerBound..<(rows.lowerBound + 1) : rows {
            let start = states.hidden + row * width
            for index in 0..<width { sum[index] += Double(start[index]) }
        }
        var squares = 0.0
        for value in sum { squares += value * value }
        let scale = squares > 0 ? 1 / squares.squareRoot() : 0
        return sum.map { Float($0 * scale) }
    }

    private func run(_ states: States, layers: Int) {
        embed(states)
        for layer in weights.layers.prefix(layers) { apply(layer, states) }
    }

    private func embed(_ states: States) {
        let width = settings.width
        for (row, (id, position)) in zip(states.ids, states.positions).enumerated() {
            let start = states.hidden + row * width
            start.update(from: weights.words.start + Int(id) * width, count: width)
            Kernels.add(start, weights.positions.start + position * width, count: width)
            weights.segment.withUnsafeBufferPointer { segment in
                if let base = segment.baseAddress { Kernels.add(start, base, count: width) }
            }
        }
        Kernels.normalise(states.hidden, count: states.count, adding: nil, weights.norm, epsilon: settings.epsilon)
    }

    private func apply(_ layer: EncoderWeights.Layer, _ states: States) {
        let count = states.count
        product(states.hidden, layer.attention, states.mixed, rows: count)
        addBias(layer.attention, states.mixed, rows: count)
        for text in 0..<(states.offsets.count - 1) {
            attend(states, states.offsets[text]..<states.offsets[text + 1])
        }
        product(states.context, layer.attentionOutput, states.mixed, rows: count)
        addBias(layer.attentionOutput, states.mixed, rows: count)
        Kernels.normalise(
            states.hidden,
            count: count,
            adding: states.mixed,
            layer.attentionNorm,
            epsilon: settings.epsilon
        )
        product(states.hidden, layer.inner, states.inner, rows: count)
        Kernels.gelu(states.inner, count: count, bias: layer.inner.bias.start, width: layer.inner.outputs)
        product(states.inner, layer.output, states.mixed, rows: count)
        addBias(layer.output, states.mixed, rows: count)
        Kernels.normalise(
            states.hidden,
            count: count,
            adding: states.mixed,
            layer.outputNorm,
            epsilon: settings.epsilon
        )
    }

    private func addBias(_ linear: EncoderWeights.Linear, _ rows: UnsafeMutablePointer<Float>, rows count: Int) {
        for row in 0..<count { Kernels.add(rows + row * linear.outputs, linear.bias.start, count: linear.outputs) }
    }

    /// Rows times the weights.
    private func product(
        _ rows: UnsafePointer<Float>,
        _ linear: EncoderWeights.Linear,
        _ result: UnsafeMutablePointer<Float>,
        rows count: Int
    ) {
        slam_product(count, linear.outputs, linear.inputs, rows, linear.weight.start, result)
    }

    /// Scaled dot-product attention of one text, head by head (Vaswani et al. 2017).
    private func attend(_ states: States, _ rows: Range<Int>) {
        let (width, length) = (settings.width, rows.count)
        let head = width / settings.heads
        let queries = states.mixed + rows.lowerBound * 3 * width
        for number in 0..<settings.heads {
            let query = queries + number * head
            for row in 0..<length {
                let key = query + width + row * 3 * width
                for column in 0..<head { states.keys[column * length + row] = key[column] }
            }
            slam_product_of_parts(
                Int32(length),
                Int32(length),
                Int32(head),
                query,
                Int32(3 * width),
                states.keys,
                Int32(length),
                0,
                states.scores,
                Int32(length)
            )
            Kernels.softmax(states.scores, count: length, width: length, scale: 1 / Float(head).squareRoot())
            slam_product_of_parts(
                Int32(length),
                Int32(head),
                Int32(length),
                states.scores,
                Int32(length),
                query + 2 * width,
                Int32(3 * width),
                0,
                states.context + rows.lowerBound * width + number * head,
                Int32(width)
            )
        }
    }
}

/// The memory of one batch: texts one after the other, without padding.
private final class States {
    let ids: [Int32]
    let positions: [Int]
    /// Where each text starts, and the end.
    let offsets: [Int]
    let hidden: UnsafeMutablePointer<Float>
    /// Query, key and value; later what a layer adds.
    let mixed: UnsafeMutablePointer<Float>
    let context: UnsafeMutablePointer<Float>
    let inner: UnsafeMutablePointer<Float>
    let scores: UnsafeMutablePointer<Float>
    /// The keys of one head, a column for each piece.
    let keys: UnsafeMutablePointer<Float>

    var count: Int { ids.count }

    init(_ texts: [[Int32]], _ settings: EncoderSettings) {
        let ids = texts.flatMap(\.self)
        self.ids = ids
        positions = texts.flatMap { Array($0.indices) }
        offsets = texts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
        let longest = texts.map(\.count).max() ?? 0
        func allocate(_ width: Int) -> UnsafeMutablePointer<Float> {
            .allocate(capacity: max(1, ids.count * width))
        }
        hidden = allocate(settings.width)
        mixed = allocate(3 * settings.width)
        context = allocate(settings.width)
        inner = allocate(settings.inner)
        scores = .allocate(capacity: max(1, longest * longest))
        keys = .allocate(capacity: max(1, longest * settings.width / settings.heads))
    }

    deinit { for memory in [hidden, mixed, context, inner, scores, keys] { memory.deallocate() } }
}
