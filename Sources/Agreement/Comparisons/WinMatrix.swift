/// How often the players beat and tied each other, pair by pair; weights may be fractions.
struct WinMatrix: Sendable {
    /// Two players that met, `i < j`.
    struct Pair: Sendable {
        var i: Int
        var j: Int
        /// Of `i`.
        var wins = 0.0
        var losses = 0.0
        var ties = 0.0

        var total: Double { wins + losses + ties }
    }

    let count: Int
    /// The pairs that met, ascending.
    private(set) var pairs: [Pair]

    init(count: Int, pairs: [Pair] = []) {
        self.count = count
        self.pairs = pairs
    }

    init(_ table: ComparisonTable) {
        self = ComparisonCells(table).all
    }

    /// Adds one outcome; for tables that are made by hand.
    mutating func add(_ left: Int, _ right: Int, _ outcome: ComparisonOutcome, weight: Double) {
        let (i, j) = (min(left, right), max(left, right))
        let place = pairs.firstIndex { ($0.i, $0.j) >= (i, j) } ?? pairs.count
        if place == pairs.count || (pairs[place].i, pairs[place].j) != (i, j) {
            pairs.insert(Pair(i: i, j: j), at: place)
        }
        pairs[place].add(left < right ? outcome : outcome.turned, weight)
    }

    /// Each player's wins, ties and losses.
    var records: [(wins: Double, ties: Double, losses: Double)] {
        var records = [(wins: Double, ties: Double, losses: Double)](repeating: (0, 0, 0), count: count)
        for pair in pairs {
            records[pair.i].wins += pair.wins
            records[pair.i].losses += pair.losses
            records[pair.j].wins += pair.losses
            records[pair.j].losses += pair.wins
            records[pair.i].ties += pair.ties
            records[pair.j].ties += pair.ties
        }
        return records
    }

    /// Wins and half the ties, of all comparisons; nil for a player that was never compared.
    var winRates: [Double?] {
        records.map { record in
            let total = record.wins + record.ties + record.losses
            return total > 0 ? (record.wins + record.ties / 2) / total : nil
        }
    }

    var tieCount: Double { pairs.reduce(0) { $0 + $1.ties } }

    var winCount: Double { pairs.reduce(0) { $0 + $1.wins + $1.losses } }
}

extension WinMatrix.Pair {
    /// Adds an outcome seen from `i`.
    mutating func add(_ outcome: ComparisonOutcome, _ weight: Double) {
        switch outcome {
        case .left: wins += weight
        case .right: losses += weight
        case .tie: ties += weight
        }
    }
}
