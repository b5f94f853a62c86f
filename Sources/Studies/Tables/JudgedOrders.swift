/// The verdicts of judges on pairs, which a table may have in both orders, as a study has them: the same twice is one verdict,
/// another in the other order is none.
struct JudgedOrders<Owner: Hashable & Sendable, Pair: Hashable & Sendable>: Sendable {
    /// What one row says of its pair, by the order of names.
    enum Verdict: Equatable, Sendable {
        case missing, bothBad
        case value(Double)
    }

    /// What a row is beside the one before of the same pair.
    enum Meeting: Equatable {
        /// The first of its pair.
        case alone
        /// It says the same in the other order.
        case same
        /// One of both orders has no verdict; the earlier row's place and verdict.
        case missing(Int, Verdict)
        /// It says something else in the other order; the earlier row's place and verdict.
        case inconsistent(Int, Verdict)
        /// The same order stood before, or both.
        case again
    }

    private struct Earlier {
        var isTurned: Bool
        var verdict: Verdict
        var place: Int
        var isOfBoth = false
    }

    private struct Key: Hashable {
        var owner: Owner
        var pair: Pair
    }

    private var earlier: [Key: Earlier] = [:]
    /// By judge and criterion how many pairs have both orders, and how many of these are at odds.
    private(set) var counts: [Owner: (both: Int, inconsistent: Int)] = [:]

    /// Takes a row; `place` is where it would stand.
    mutating func meet(_ owner: Owner, _ pair: Pair, _ verdict: Verdict, isTurned: Bool, place: Int) -> Meeting {
        let key = Key(owner: owner, pair: pair)
        guard let before = earlier[key] else {
            earlier[key] = Earlier(isTurned: isTurned, verdict: verdict, place: place)
            return .alone
        }
        guard before.isTurned != isTurned, !before.isOfBoth else { return .again }
        earlier[key]?.isOfBoth = true
        counts[owner, default: (0, 0)].both += 1
        if before.verdict == verdict { return .same }
        if before.verdict == .missing || verdict == .missing {
            return .missing(before.place, before.verdict)
        }
        counts[owner, default: (0, 0)].inconsistent += 1
        return .inconsistent(before.place, before.verdict)
    }

    /// What a reader of the figures must know of a judge on a criterion.
    func remark(_ owner: Owner, rater: String, criterion: String) -> String? {
        guard let count = counts[owner], count.both > 0 else { return nil }
        let pairs = Figures.count(count.both, "pair")
        let odd =
            count.inconsistent > 0
            ? "; \(count.inconsistent) of them inconsistent, another verdict in each order, in no figure" : ""
        return "\(rater) on '\(criterion)': \(pairs) in both orders, each one verdict\(odd)."
    }
}
