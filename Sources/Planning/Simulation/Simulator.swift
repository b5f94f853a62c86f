import Agreement
import Foundation
package import Studies

/// Lets simulated raters rate, with chance from a seed.
package struct Simulator: Sendable {
    private var generator: Generator
    private var spare: Double?

    package init(seed: UInt64) { generator = Generator(seed: seed) }

    /// A number from 0 up to but not including 1.
    package mutating func uniform() -> Double { Double(generator.next() >> 11) * 0x1p-53 }

    /// A draw from the standard normal distribution (Box and Muller, 1958).
    package mutating func normal() -> Double {
        if let spare {
            self.spare = nil
            return spare
        }
        let radius = (-2 * log(1 - uniform())).squareRoot()
        let angle = 2 * Double.pi * uniform()
        spare = radius * sin(angle)
        return radius * cos(angle)
    }

    /// The score of a text at that place of the rater's session, a point of the scale.
    package mutating func score(_ text: SimulatedText, by rater: SimulatedRater, place: Int, scale: Scale) -> Double {
        let points = scale.points
        guard uniform() >= rater.laziness else { return points[points.count * 3 / 4] }
        let seen = impression(text, by: rater, place: place) + rater.severity
        return points.min { abs($0 - seen) < abs($1 - seen) } ?? scale.min
    }

    /// Left 1, right −1 or, where it is allowed, tie 0.
    package mutating func comparison(
        _ left: SimulatedText,
        _ right: SimulatedText,
        by rater: SimulatedRater,
        place: Int,
        tie: Bool
    ) -> Double {
        guard uniform() >= rater.laziness else { return uniform() < 0.5 ? 1 : -1 }
        let difference =
            impression(left, by: rater, place: place) - impression(right, by: rater, place: place) + rater.leftBias
        if tie, abs(difference) < 0.3 { return 0 }
        return difference >= 0 ? 1 : -1
    }

    /// The ranks of texts, 1 for the best; those that seem alike share one where that is allowed.
    package mutating func ranks(_ texts: [SimulatedText], by rater: SimulatedRater, place: Int, tie: Bool) -> [Int] {
        var seen = texts.map { impression($0, by: rater, place: place) }
        if uniform() < rater.laziness { seen = seen.map { _ in uniform() } }
        var ranks = [Int](repeating: 1, count: texts.count)
        let order = seen.indices.sorted { seen[$0] > seen[$1] }
        for (place, text) in order.enumerated().dropFirst() {
            let before = order[place - 1]
            ranks[text] = tie && seen[before] - seen[text] < 0.3 ? ranks[before] : place + 1
        }
        return ranks
    }

    private mutating func impression(_ text: SimulatedText, by rater: SimulatedRater, place: Int) -> Double {
        let error = rater.noise * (1 + rater.fatigue * Double(place) / 100)
        return text.quality + error * normal() + rater.lengthBias * log2(Double(max(1, text.length)) / 400)
    }
}
