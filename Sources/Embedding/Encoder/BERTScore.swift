import CBLIS
import Foundation
package import Studies

/// The pieces of a text with a vector of length 1 for each.
struct TokenRows: Sendable {
    let ids: [Int32]
    let rows: [Float]
    let isTruncated: Bool

    init(ids: [Int32], rows: [Float], isTruncated: Bool) {
        var rows = rows
        let width = rows.count / max(1, ids.count)
        for row in ids.indices {
            let range = (row * width)..<((row + 1) * width)
            let length = rows[range].reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
            if length > 0 { for index in range { rows[index] /= length } }
        }
        self.ids = ids
        self.rows = rows
        self.isTruncated = isTruncated
    }
}

/// BERTScore (Zhang et al. 2020): F1 of the greedy matching of pieces, as the Python package bert-score computes it without
/// rescaling. The marks of start and end may be matched and weigh nothing.
package struct BERTScore: Sendable {
    private let model: EncoderModel
    private let layer: Int?
    private let weights: [Int32: Double]?
    private let unseen: Double
    let identity: JSONValue

    /// `corpus`: the texts by which a piece's rarity is told, where rare pieces weigh more.
    package init(_ model: EncoderModel, _ match: Similarity.TokenMatch, corpus: [String]) throws {
        self.model = model
        layer = match.layer
        _ = try model.rows(of: "", layer: layer)
        unseen = log(Double(corpus.count + 1))
        weights = match.isWeighted ? Self.rarities(model, corpus) : nil
        let hashes = match.isWeighted ? corpus.map { JSONValue.string(SHA256.hex(of: $0)) } : []
        identity = .object([
            ("metric", .string("bertscore.1")), ("model", .string(model.version)),
            ("layer", layer.map { .number(Double($0)) } ?? .null), ("idf", .array(hashes)),
        ])
    }

    private static func rarities(_ model: EncoderModel, _ corpus: [String]) -> [Int32: Double] {
        var holding: [Int32: Int] = [:]
        for text in corpus { for id in Set(model.tokens(of: text).ids) { holding[id, default: 0] += 1 } }
        return holding.mapValues { log(Double(corpus.count + 1) / Double($0 + 1)) }
    }

    /// The score against the reference that it is highest with; 0 where a text has no piece.
    func score(_ own: TokenRows, _ references: [TokenRows]) -> Double? {
        references.map { f1(own, $0) }.max()
    }

    func rows(of text: String) throws -> TokenRows { try model.rows(of: text, layer: layer) }

    private func weight(_ rows: TokenRows, _ place: Int) -> Double {
        guard place > 0, place < rows.ids.count - 1 else { return 0 }
        guard let weights else { return 1 }
        return weights[rows.ids[place]] ?? unseen
    }

    private func f1(_ own: TokenRows, _ reference: TokenRows) -> Double {
        let (rows, columns) = (own.ids.count, reference.ids.count)
        let width = own.rows.count / rows
        var cosines = [Float](repeating: 0, count: rows * columns)
        slam_product_of_parts(
            Int32(rows),
            Int32(columns),
            Int32(width),
            own.rows,
            Int32(width),
            reference.rows,
            Int32(width),
            1,
            &cosines,
            Int32(columns)
        )
        let bestOfRow = (0..<rows).map { row in (0..<columns).map { cosines[row * columns + $0] }.max() ?? 0 }
        let bestOfColumn = (0..<columns).map { column in (0..<rows).map { cosines[$0 * columns + column] }.max() ?? 0 }
        guard let precision = mean(bestOfRow, own), let recall = mean(bestOfColumn, reference),
            precision + recall != 0
        else { return 0 }
        return 2 * precision * recall / (precision + recall)
    }

    private func mean(_ best: [Float], _ rows: TokenRows) -> Double? {
        let weights = best.indices.map { weight(rows, $0) }
        let total = weights.reduce(0, +)
        guard total > 0 else { return nil }
        return zip(best, weights).reduce(0) { $0 + Double($1.0) * $1.1 } / total
    }
}

extension Scorer {
    /// BERTScore of texts; several references together where no aggregate is named.
    package init(_ score: BERTScore, aggregate: Similarity.Aggregate?) {
        identity = .object([
            ("tokens", score.identity), ("aggregate", aggregate.map { .string($0.rawValue) } ?? .null),
        ])
        scores = { comparisons, jobs in
            try await inParallel(comparisons, jobs: jobs) { comparison in
                let own = try score.rows(of: comparison.text)
                let targets = try comparison.targets.map(score.rows(of:))
                let values = aggregate == nil ? [] : targets.compactMap { score.score(own, [$0]) }
                return Scored(
                    value: aggregate.map { $0.value(of: values) } ?? score.score(own, targets),
                    isTruncated: own.isTruncated
                )
            }
        }
    }
}
