import Agreement
import Foundation
package import Studies

/// One rating as the checks see it.
package struct QualityRating: Sendable {
    package var reviewer: String
    package var subject: String
    package var criterion: String
    /// A scale point, or for a pair 1 when the left won, −1 when the right did, 0 for a tie.
    package var value: Double
    package var isPair: Bool
    package var phase: RatingRecord.Phase
    package var order: Int
    package var milliseconds: Int64?
    /// UTF-8 bytes of the text, or of the left and the right one.
    package var lengths: [Int]
    /// What it should have got, where that is known.
    package var known: Double?

    package init(
        reviewer: String,
        subject: String,
        criterion: String,
        value: Double,
        isPair: Bool = false,
        phase: RatingRecord.Phase = .blind,
        order: Int = 0,
        milliseconds: Int64? = nil,
        lengths: [Int] = [],
        known: Double? = nil
    ) {
        self.reviewer = reviewer
        self.subject = subject
        self.criterion = criterion
        self.value = value
        self.isPair = isPair
        self.phase = phase
        self.order = order
        self.milliseconds = milliseconds
        self.lengths = lengths
        self.known = known
    }
}

/// One figure about a reviewer, with its interval, and in words.
package struct QualityFigure: Sendable, Equatable {
    package var reviewer: String
    package var check: String
    package var value: Double?
    package var low: Double?
    package var high: Double?
    package var count: Int
    /// Whether it is worth a talk.
    package var isNoted: Bool
    package var words: String
}

/// What the ratings of one reviewer say about how they were made, next to those of the others.
package struct ReviewerQuality {
    /// A result is noted only when chance gives it less often than this.
    static let level = 0.005
    /// What half an interval of 95 % is in standard errors.
    private static let quantile = normalQuantile(confidence: 0.95)

    private let name: String
    private let own: [QualityRating]
    private let others: [QualityRating]
    /// The distance of two points of a criterion's scale.
    private let steps: [String: Double]
    private let limit: TooFast

    package init(
        of name: String,
        among ratings: [QualityRating],
        steps: [String: Double],
        tooFast limit: TooFast = TooFast()
    ) {
        self.name = name
        own = ratings.filter { $0.reviewer == name }.sorted { $0.order < $1.order }
        others = ratings.filter { $0.reviewer != name }
        self.steps = steps
        self.limit = limit
    }

    /// Every check that the ratings allow, in a fixed order.
    package var figures: [QualityFigure] {
        [
            pace, tooFast, sameScore, repeats, gold, attention, severity, positionPreference, lengthPreference,
        ]
    }

    private var blind: [QualityRating] { own.filter { $0.phase == .blind } }

    private func figure(_ check: String, _ count: Int, _ words: String) -> QualityFigure {
        QualityFigure(reviewer: name, check: check, count: count, isNoted: false, words: words)
    }

    private func figure(
        _ check: String,
        _ value: (value: Double, low: Double, high: Double),
        _ count: Int,
        noted: Bool,
        _ words: String
    ) -> QualityFigure {
        QualityFigure(
            reviewer: name,
            check: check,
            value: value.value,
            low: value.low,
            high: value.high,
            count: count,
            isNoted: noted,
            words: words
        )
    }

    /// The median seconds of a showing, with the interval of its order statistics.
    private var pace: QualityFigure {
        let times = own.compactMap(\.milliseconds).map { Double($0) / 1000 }.sorted()
        guard times.count > 5 else { return figure("pace", times.count, "too few timed ratings") }
        let half = Self.quantile * Double(times.count).squareRoot() / 2
        let middle = Double(times.count - 1) / 2
        let low = times[max(0, Int((middle - half).rounded(.down)))]
        let high = times[min(times.count - 1, Int((middle + half).rounded(.up)))]
        return figure(
            "pace",
            (times[times.count / 2], low, high),
            times.count,
            noted: false,
            "seconds a showing, median"
        )
    }

    /// The share that came faster than the texts can be read.
    private var tooFast: QualityFigure {
        let timed = own.filter { $0.milliseconds != nil && !$0.lengths.isEmpty }
        let fast = timed.count { limit.applies(to: $0.milliseconds ?? 0, bytes: $0.lengths.reduce(0, +)) }
        guard let share = Share(fast, of: timed.count), timed.count > 5 else {
            return figure("too_fast", timed.count, "too few timed ratings")
        }
        let noted = share.low > 0.2
        let words = noted ? "many ratings came faster than the texts can be read" : "reading time was taken"
        return figure("too_fast", (share.value, share.low, share.high), timed.count, noted: noted, words)
    }

    /// The share of the most frequent score, next to the others' share of theirs.
    private var sameScore: QualityFigure {
        let scores = blind.filter { !$0.isPair }
        func mostFrequent(_ ratings: [QualityRating]) -> Int {
            Dictionary(grouping: ratings) { "\($0.criterion) \($0.value)" }.map(\.value.count).max() ?? 0
        }
        let criteria = Set(scores.map(\.criterion))
        guard criteria.count == 1 || !scores.isEmpty, let first = scores.first else {
            return figure("same_score", 0, "no scores")
        }
        let one = scores.filter { $0.criterion == first.criterion }
        guard let share = Share(mostFrequent(one), of: one.count), one.count >= 20 else {
            return figure("same_score", one.count, "too few scores")
        }
        let rest = Dictionary(
            grouping: others.filter { $0.phase == .blind && $0.criterion == first.criterion },
            by: \.reviewer
        )
        let usual = rest.values.map { Double(mostFrequent($0)) / Double($0.count) }.max() ?? 0.8
        let noted = share.low > min(0.95, usual + 0.1)
        let words = noted ? "one score was given far more often than by anybody else" : "scores vary as the others' do"
        return figure("same_score", (share.value, share.low, share.high), one.count, noted: noted, words)
    }

    /// How often a hidden repeat got the same score, within one step.
    private var repeats: QualityFigure {
        let firsts = Dictionary(blind.map { ("\($0.subject) \($0.criterion)", $0.value) }) { one, _ in one }
        let pairs = own.filter { $0.phase == .repeat }.compactMap { again in
            firsts["\(again.subject) \(again.criterion)"].map { abs($0 - again.value) / (steps[again.criterion] ?? 1) }
        }
        guard let share = Share(pairs.count { $0 <= 1.001 }, of: pairs.count) else {
            return figure("self_agreement", 0, "no repeats")
        }
        let words = share.high < 0.6 ? "the same items were seen differently the second time" : "repeats agree"
        return figure(
            "self_agreement",
            (share.value, share.low, share.high),
            pairs.count,
            noted: share.high < 0.6,
            words
        )
    }

    /// How often a known item got its score, within one step.
    private var gold: QualityFigure {
        let known = own.filter { $0.phase == .gold }.compactMap { rating in
            rating.known.map { abs($0 - rating.value) / (steps[rating.criterion] ?? 1) }
        }
        guard let share = Share(known.count { $0 <= 1.001 }, of: known.count) else {
            return figure("gold", 0, "no known items")
        }
        let words = share.high < 0.6 ? "known items were scored otherwise: go over the guidelines" : "known items agree"
        return figure("gold", (share.value, share.low, share.high), known.count, noted: share.high < 0.6, words)
    }

    /// Whether worsened copies got lower scores than responses as they were.
    private var attention: QualityFigure {
        let checks = own.filter { $0.phase == .attention && !$0.isPair }
        let criterion = checks.first?.criterion
        let worse = checks.filter { $0.criterion == criterion }.map(\.value)
        let whole = blind.filter { !$0.isPair && $0.criterion == criterion }.map(\.value)
        guard let test = MannWhitney(lower: worse, upper: whole) else {
            return figure("attention", 0, "no worsened copies")
        }
        let interval = (
            test.superiority, max(0, test.superiority - Self.quantile * test.standardError),
            min(1, test.superiority + Self.quantile * test.standardError)
        )
        guard worse.count >= 5 else {
            return figure("attention", interval, worse.count, noted: false, "too few to tell")
        }
        let noted = test.p > 0.05 && interval.1 < 0.6
        let words =
            noted
            ? "worsened copies were not told from the rest (p \(rounded(test.p)))" : "worsened copies were noticed"
        return figure("attention", interval, worse.count, noted: noted, words)
    }

    /// The mean difference from the others on the same items, in points.
    private var severity: QualityFigure {
        let differences = differences.map(\.value)
        guard let mean = meanInterval(differences), differences.count >= 10 else {
            return figure("severity", differences.count, "too few shared items")
        }
        let direction = mean.value < 0 ? "stricter" : "milder"
        let isClear = mean.low > 0 || mean.high < 0
        let words = isClear ? "\(direction) than the others; models are compared within each reviewer" : "as the others"
        return figure("severity", mean, differences.count, noted: false, words)
    }

    /// How often the left of a pair was chosen, ties aside.
    private var positionPreference: QualityFigure {
        let decided = blind.filter { $0.isPair && $0.value != 0 }
        let left = decided.count { $0.value > 0 }
        guard let share = Share(left, of: decided.count), decided.count >= 10 else {
            return figure("position", decided.count, "too few pairs")
        }
        let n = Double(decided.count)
        let p = 2 * normalUpperTail((abs(Double(left) - n / 2) - 0.5) / (n / 4).squareRoot())
        let side = left * 2 > decided.count ? "left" : "right"
        let noted = p < Self.level
        let words = noted ? "the \(side) one is chosen more often than chance gives" : "both sides alike"
        return figure("position", (share.value, share.low, share.high), decided.count, noted: noted, words)
    }

    /// How much more than the others' scores a text gets that is twice as long, in points.
    private var lengthPreference: QualityFigure {
        let points = differences.filter { $0.length > 0 }
        guard points.count >= 20 else { return figure("length", points.count, "too few shared items") }
        let x = points.map { log2(Double($0.length)) }
        let y = points.map(\.value)
        let n = Double(points.count)
        let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
        let squares = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
        guard squares > 1e-9 else { return figure("length", points.count, "all texts are of one length") }
        let slope = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / squares
        let rest = zip(x, y).reduce(0) { sum, point in
            let error = point.1 - meanY - slope * (point.0 - meanX)
            return sum + error * error
        }
        let deviation = (rest / (n - 2) / squares).squareRoot()
        let noted = deviation > 0 && 2 * normalUpperTail(abs(slope) / deviation) < Self.level
        let words =
            noted ? "\(slope > 0 ? "longer" : "shorter") texts get more than the others give them" : "no preference"
        return figure(
            "length",
            (slope, slope - Self.quantile * deviation, slope + Self.quantile * deviation),
            points.count,
            noted: noted,
            words
        )
    }

    /// Own score less the mean of the others', for each item that others scored too.
    private var differences: [(value: Double, length: Int)] {
        let groups = Dictionary(grouping: others.filter { $0.phase == .blind && !$0.isPair }) {
            "\($0.subject) \($0.criterion)"
        }
        return blind.filter { !$0.isPair }.compactMap { rating in
            guard let group = groups["\(rating.subject) \(rating.criterion)"] else { return nil }
            let mean = group.reduce(0) { $0 + $1.value } / Double(group.count)
            return (rating.value - mean, rating.lengths.first ?? 0)
        }
    }

    private func rounded(_ number: Double) -> String { "\((number * 100).rounded() / 100)" }
}
