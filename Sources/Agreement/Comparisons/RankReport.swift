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
        /// In the order of the table; the interval is the range over shuffled orders.
        public internal(set) var elo: Estimate
        /// By Bradley–Terry, 1 the best; by win rate where abilities are undefined.
        public internal(set) var rank: Estimate
        /// Players whose difference to this one has an interval that holds 0.
        public internal(set) var indistinguishable: [String]
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
        var players = table.players.indices.map { Self.player($0, table, wins, fits) }
        Self.addElo(&players, table, seed: options.seed)
        let draws = RankDraws(ComparisonCells(table), fits: fits, players: players.count, options: options)
        draws.addIntervals(&players, unit: unit)
        self.players = players
    }

    private static func player(_ place: Int, _ table: ComparisonTable, _ wins: WinMatrix, _ fits: Fits) -> Player {
        let record = wins.record(of: place)
        let count = Int(record.wins + record.ties + record.losses)
        func estimate(_ value: Double?, _ reason: String?) -> Estimate {
            value.map { Estimate(value: $0, itemCount: count, ratingCount: count) }
                ?? Estimate(undefined: reason ?? "the fit does not converge", itemCount: count, ratingCount: count)
        }
        func ability(_ fit: AbilityFit?) -> Estimate {
            var estimate = estimate(fit?.abilities[place], fits.obstacle)
            let variance = fit?.covariance(wins).map { $0[place, place] }
            estimate.standardError = variance.map { max(0, $0).squareRoot() }
            return estimate
        }
        let rank = fits.ranks(wins)[place]
        return Player(
            name: table.players[place],
            count: count,
            wins: Int(record.wins),
            ties: Int(record.ties),
            losses: Int(record.losses),
            winRate: estimate(wins.winRate(of: place), "it was never compared"),
            bradleyTerry: ability(fits.bradleyTerry),
            davidson: ability(fits.davidson),
            raoKupper: ability(fits.raoKupper),
            elo: estimate(nil, "no comparison"),
            rank: estimate(rank.map(Double.init), "it was never compared"),
            indistinguishable: []
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
                "in the order of the table; the range over \(shuffledOrders) shuffled orders is no interval"
        }
    }
}

/// Bradley–Terry log abilities centred to mean 0, in the order of the table's players; nil where they are undefined.
public func bradleyTerry(_ table: ComparisonTable) -> [Double]? {
    let wins = WinMatrix(table)
    guard wins.obstacle(names: table.players) == nil else { return nil }
    return AbilityFit(wins, .bradleyTerry)?.abilities
}

/// The three models fitted to one table, or why they cannot be.
struct Fits: Sendable {
    let obstacle: String?
    private(set) var bradleyTerry: AbilityFit?
    private(set) var davidson: AbilityFit?
    private(set) var raoKupper: AbilityFit?

    /// `start` makes the fits of a resample quick.
    init(_ wins: WinMatrix, names: [String], start: Fits? = nil) {
        var obstacle = wins.obstacle(names: names)
        if obstacle == nil, wins.winCount == 0 { obstacle = "every comparison is a tie" }
        self.obstacle = obstacle
        guard obstacle == nil else { return }
        bradleyTerry = AbilityFit(wins, .bradleyTerry, start: start?.bradleyTerry)
        davidson = AbilityFit(wins, .davidson, start: start?.davidson)
        raoKupper = AbilityFit(wins, .raoKupper, start: start?.raoKupper)
    }

    /// Each player's rank by Bradley–Terry, else by win rate; players alike share the better rank.
    func ranks(_ wins: WinMatrix) -> [Int?] {
        let scores = (0..<wins.count).map { bradleyTerry?.abilities[$0] ?? wins.winRate(of: $0) }
        return scores.map { own in own.map { own in 1 + scores.count { ($0 ?? -.infinity) > own + 1e-9 } } }
    }
}
