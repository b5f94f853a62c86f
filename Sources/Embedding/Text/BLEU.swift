import Foundation
package import Studies

/// BLEU of one text (Papineni et al. 2002), from 0 to 100, as sacrebleu's `sentence_bleu` computes it: tokens of 13a, case
/// kept, n-grams of 1 to 4, orders that the text is too short for left out.
package struct BLEU: Sendable {
    typealias Smoothing = Similarity.TextMeasure.Smoothing

    /// What an order without a match counts as.
    let smoothing: Smoothing

    package init(smoothing: Similarity.TextMeasure.Smoothing = .exp) { self.smoothing = smoothing }

    /// The score against all references together; nil without references.
    package func score(of text: String, against references: [String]) -> Double? {
        guard !references.isEmpty else { return nil }
        var words = WordNumbers()
        let own = words.numbers(of: Tokens13a.tokens(of: text))
        let others = references.map { words.numbers(of: Tokens13a.tokens(of: $0)) }
        let orders = (1...4).map { length in
            let grams = Grams(of: own, length: length)
            let reference = others.map { Grams(of: $0, length: length) }.reduce(Grams(of: [], length: 1)) {
                $0.union($1)
            }
            return Order(correct: Double(grams.matches(reference)), total: Double(grams.count))
        }
        let nearest = others.map(\.count).min { (abs($0 - own.count), $0) < (abs($1 - own.count), $1) } ?? 0
        return score(orders, length: own.count, reference: nearest)
    }

    private struct Order {
        var correct: Double
        var total: Double
    }

    private func score(_ orders: [Order], length: Int, reference: Int) -> Double {
        guard orders.contains(where: { $0.correct > 0 }) else { return 0 }
        let brevity = length < reference ? exp(1 - Double(reference) / Double(length)) : 1
        var precisions: [Double] = []
        var halving = 1.0
        for (place, counted) in orders.enumerated() {
            var order = counted
            if smoothing == .addK, place > 0 {
                order.correct += 1
                order.total += 1
            }
            guard order.total > 0 else { break }
            if order.correct > 0 {
                precisions.append(100 * order.correct / order.total)
                continue
            }
            switch smoothing {
            case .exp:
                halving *= 2
                precisions.append(100 / (halving * order.total))
            case .floor: precisions.append(100 * 0.1 / order.total)
            case .addK, .none: return 0
            }
        }
        return brevity * exp(precisions.reduce(0) { $0 + log($1) } / Double(precisions.count))
    }
}
