/// How often each player beat and tied each other; weights may be fractions.
struct WinMatrix: Sendable {
    let count: Int
    /// `wins[i * count + j]`: how often `i` beat `j`.
    private(set) var wins: [Double]
    /// `ties[i * count + j]`, kept on both sides of the diagonal.
    private(set) var ties: [Double]

    init(count: Int) {
        self.count = count
        wins = [Double](repeating: 0, count: count * count)
        ties = wins
    }

    init(_ table: ComparisonTable) {
        self.init(count: table.players.count)
        for row in table.rows { add(row.left, row.right, row.outcome, weight: 1) }
    }

    mutating func add(_ left: Int, _ right: Int, _ outcome: ComparisonOutcome, weight: Double) {
        switch outcome {
        case .left: wins[left * count + right] += weight
        case .right: wins[right * count + left] += weight
        case .tie:
            ties[left * count + right] += weight
            ties[right * count + left] += weight
        }
    }

    /// The counts of a pair.
    func pair(_ i: Int, _ j: Int) -> (wins: Double, losses: Double, ties: Double) {
        (wins[i * count + j], wins[j * count + i], ties[i * count + j])
    }

    /// A player's wins, ties and losses.
    func record(of player: Int) -> (wins: Double, ties: Double, losses: Double) {
        var record = (wins: 0.0, ties: 0.0, losses: 0.0)
        for other in 0..<count where other != player {
            let pair = pair(player, other)
            record.wins += pair.wins
            record.losses += pair.losses
            record.ties += pair.ties
        }
        return record
    }

    /// Wins and half the ties, of all comparisons; nil for a player that was never compared.
    func winRate(of player: Int) -> Double? {
        let record = record(of: player)
        let total = record.wins + record.ties + record.losses
        return total > 0 ? (record.wins + record.ties / 2) / total : nil
    }

    var tieCount: Double { ties.reduce(0, +) / 2 }

    var winCount: Double { wins.reduce(0, +) }
}
