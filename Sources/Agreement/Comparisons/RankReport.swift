import Foundation

/// A ranking of players from comparisons in pairs.
///
/// Win rates count a tie as half a win. Abilities are natural logarithms centred to mean 0, by maximum likelihood, with
/// standard errors from the observed information and percentile bootstrap intervals over comparisons, or over their
/// clusters. Abilities are undefined, in words, when a player never lost or never won, or the comparisons fall into groups
/// that never met (Ford, 1957).
public struct RankReport: Sendable {
    /// One player and its figures.
    public struct Player: Sendable, Equatable {
        public let name: String
        /// Comparisons.
        public let count: Int
        public let wins: Int
        public let ties: Int
        public let losses: Int
        public internal(set) var winRate: Estimate
        public internal(set) var bradleyTerry: Estimate
        public internal(set) var davidson: Estimate
        public internal(set) var raoKupper: Estimate
        /// In the order of the table; the interval is the range over shuffled orders and that one.
        public internal(set) var elo: Estimate
        /// By Bradley–Terry, 1 the best; by win rate where abilities are undefined.
        public internal(set) var rank: Estimate
        /// Players whose difference to this one has an interval that holds 0, or that no resample moves while their win rates'
        /// intervals overlap; nil where nothing can be told: the abilities are undefined in every resample, or nothing was
        /// resampled.
        public internal(set) var indistinguishable: [String]?
    }

    /// Orders over which Elo's range is taken.
    public static let shuffledOrders = 200

    public let players: [Player]
    public let comparisonCount: Int
    public let tieCount: Int
    /// Davidson's ν; nil where abilities are undefined.
    public let davidsonNu: Double?
    /// Rao and Kupper's θ; nil where abilities are undefined.
    public let raoKupperTheta: Double?
    public let triads: Triads

    /// Ranks the table's players; `unit` names what its clusters are (prompts, raters).
    public init(_ table: ComparisonTable, options: IntervalOptions, unit: String = "clusters") {
        let wins = WinMatrix(table)
        let fits = Fits(wins, names: table.players)
        comparisonCount = table.rows.count
        tieCount = Int(wins.tieCount)
        davidsonNu = fits.davidson.map { $0.tie.map(exp) ?? 0 }
        raoKupperTheta = fits.raoKupper.map { $0.tie.map(exp) ?? 1 }
        triads = Triads(wins)
        var players = Self.players(table, wins, fits)
        Self.addElo(&players, table, seed: options.seed)
        let draws = RankDraws(ComparisonCells(table), fits: fits, options: options)
        draws.addIntervals(&players, unit: unit, table)
        self.players = players
    }

    private static func players(_ table: ComparisonTable, _ wins: WinMatrix, _ fits: Fits) -> [Player] {
        let (records, rates, ranks) = (wins.records, wins.winRates, fits.ranks(wins))
        let abilities = [fits.bradleyTerry, fits.davidson, fits.raoKupper].map { self.abilities($0, wins, fits) }
        return table.players.indices.map { place in
            let record = records[place]
            let count = Int(record.wins + record.ties + record.losses)
            func estimate(_ value: Double?, _ reason: String) -> Estimate {
                value.map { Estimate(value: $0, itemCount: count, ratingCount: count) }
                    ?? Estimate(undefined: reason, itemCount: count, ratingCount: count)
            }
            func ability(_ model: Int) -> Estimate {
                let found = abilities[model]
                let large = model > 0 && fits.isLarge && fits.obstacle == nil
                let reason = large ? "not fitted above \(AbilityFit.mostForDense) players" : "the fit does not converge"
                var estimate = estimate(
                    found?.values[place],
                    fits.obstacle ?? (model > 0 ? fits.tieObstacle : nil) ?? reason
                )
                estimate.standardError = found?.errors.map { $0[place] }
                return estimate
            }
            return Player(
                name: table.players[place],
                count: count,
                wins: Int(record.wins),
                ties: Int(record.ties),
                losses: Int(record.losses),
                winRate: estimate(rates[place], "it was never compared"),
                bradleyTerry: ability(0),
                davidson: ability(1),
                raoKupper: ability(2),
                elo: estimate(nil, "no comparison"),
                rank: estimate(ranks[place].map(Double.init), "it was never compared"),
                indistinguishable: nil
            )
        }
    }

    /// Abilities with their standard errors, which a very large table goes without.
    private static func abilities(
        _ fit: AbilityFit?,
        _ wins: WinMatrix,
        _ fits: Fits
    ) -> (values: [Double], errors: [Double]?)? {
        guard let fit else { return nil }
        let covariance = fits.isLarge ? nil : fit.covariance(wins)
        return (
            fit.abilities, covariance.map { matrix in wins.records.indices.map { max(0, matrix[$0, $0]).squareRoot() } }
        )
    }

    private static func addElo(_ players: inout [Player], _ table: ComparisonTable, seed: UInt64) {
        guard !table.rows.isEmpty else { return }
        let elo = Elo(table: table)
        let ranges = elo.ranges(orders: shuffledOrders, seed: seed)
        for (place, rating) in elo.ratings.enumerated() {
            let count = players[place].count
            players[place].elo = Estimate(value: rating, itemCount: count, ratingCount: count)
            players[place].elo.low = ranges[place].low
            players[place].elo.high = ranges[place].high
            players[place].elo.method =
                "in the order of the table; the range over it and \(shuffledOrders) shuffled orders is no interval"
        }
    }
}

/// Bradley–Terry log abilities centred to mean 0, in the order of the table's players; nil where they are undefined.
public func bradleyTerry(_ table: ComparisonTable) -> [Double]? {
    let wins = WinMatrix(table)
    guard wins.obstacle(names: table.players) == nil else { return nil }
    return AbilityFit(wins, .bradleyTerry)?.abilities
}
