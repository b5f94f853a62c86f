/// Bootstrap samples of a ranking.
struct RankDraws {
    private var winRates: [[Double]]
    private var ranks: [[Double]]
    /// By model, then player.
    private var abilities: [[[Double]]]
    /// How Bradley–Terry put the one above the other: `differences[i][j]` for i < j.
    private var differences: [[[Double]]]
    private var drawCount = 0
    private var undefinedCount = 0
    private let isLarge: Bool
    private let options: IntervalOptions
    private let cells: ComparisonCells
    private let dataRates: [Double?]
    private let hasWinner: Bool

    init(_ cells: ComparisonCells, fits: Fits, options: IntervalOptions) {
        self.cells = cells
        self.options = options
        isLarge = fits.isLarge
        let data = cells.all
        dataRates = data.winRates
        hasWinner = data.winCount > 0
        let empty = [[Double]](repeating: [], count: cells.playerCount)
        winRates = empty
        ranks = empty
        abilities = [empty, empty, empty]
        differences = isLarge ? [] : [[[Double]]](repeating: empty, count: cells.playerCount)
        guard cells.unitCount > 1 else { return }
        var generator = Generator(seed: options.seed)
        let names = (0..<cells.playerCount).map(String.init)
        for _ in 0..<max(0, options.resamples) {
            let wins = cells.resampled(&generator)
            drawCount += 1
            add(wins, fits.obstacle == nil && !isLarge ? Fits(wins, names: names, start: fits) : nil)
        }
    }

    private mutating func add(_ wins: WinMatrix, _ fits: Fits?) {
        if fits?.bradleyTerry == nil { undefinedCount += 1 }
        let rates = wins.winRates
        for player in rates.indices { if let rate = rates[player] { winRates[player].append(rate) } }
        guard let fits else { return }
        for (player, rank) in fits.ranks(wins, data: dataRates).enumerated() {
            if let rank { ranks[player].append(Double(rank)) }
            for (model, fit) in [fits.bradleyTerry, fits.davidson, fits.raoKupper].enumerated() {
                if let fit { abilities[model][player].append(fit.abilities[player]) }
            }
        }
        guard let own = fits.bradleyTerry?.abilities else { return }
        for one in own.indices {
            for other in own.indices.dropFirst(one + 1) { differences[one][other].append(own[one] - own[other]) }
        }
    }

    /// Gives each figure its interval, and each player those that it cannot be told from.
    func addIntervals(_ players: inout [RankReport.Player], unit: String, _ table: ComparisonTable) {
        for place in players.indices {
            set(&players[place].winRate, winRates[place], unit)
            if players[place].winRate.low == nil { widen(&players[place].winRate, place, unit, table) }
            set(&players[place].rank, ranks[place], unit, mayStandStill: true)
            set(&players[place].bradleyTerry, abilities[0][place], unit)
            set(&players[place].davidson, abilities[1][place], unit)
            set(&players[place].raoKupper, abilities[2][place], unit)
            hold(&players[place].rank)
        }
        let close = players.indices.map { indistinguishable($0, players) }
        for place in players.indices {
            players[place].indistinguishable = close[place].map { $0.map { players[$0].name } }
        }
        if isStill { widenRanks(&players, close) }
    }

    /// Whether no resample moves any difference of abilities.
    private var isStill: Bool {
        drawCount - undefinedCount > 1
            && cells.playerCount > 1 && differences.joined().allSatisfy { Self.spread($0.min(), $0.max()) == 0 }
    }

    /// How far draws lie apart; what a fit's last step makes of it is nothing.
    private static func spread(_ least: Double?, _ most: Double?) -> Double {
        guard let least, let most, most - least > 1e-9 else { return 0 }
        return most - least
    }

    /// Ranks that no resample moves are known as near as the win rates' intervals part the players.
    private func widenRanks(_ players: inout [RankReport.Player], _ close: [[Int]?]) {
        let ranks = players.map(\.rank.value)
        for place in players.indices {
            guard let own = ranks[place], let close = close[place].map(Set.init) else { continue }
            let apart = players.indices.filter { $0 != place && !close.contains($0) }.compactMap { ranks[$0] }
            let (better, worse) = (apart.count { $0 < own }, apart.count { $0 > own })
            players[place].rank.low = min(own, Double(1 + better))
            players[place].rank.high = max(own, Double(ranks.count { $0 != nil } - worse))
            players[place].rank.isResampled = false
            players[place].rank.method = "players whose win rates' intervals are apart: no resample differs"
        }
    }

    /// Nil where nothing can be told.
    private func indistinguishable(_ place: Int, _ players: [RankReport.Player]) -> [Int]? {
        let others = (0..<cells.playerCount).filter { $0 != place }
        if !hasWinner, drawCount > 0 { return others }
        guard drawCount - undefinedCount > 1, !isLarge else { return nil }
        return others.filter { isClose(place, $0, players) }
    }

    /// A rank by a fit that no resample has is known no nearer than among all.
    private func hold(_ rank: inout Estimate) {
        guard rank.value != nil, drawCount > 0, drawCount == undefinedCount else { return }
        (rank.low, rank.high) = (nil, nil)
        rank.method = "no interval: the abilities are undefined in every resample"
        if isLarge { rank.method = "no interval: more than \(AbilityFit.mostForDense) players" }
    }

    /// A win rate that no resample moves gets Wilson's interval.
    private func widen(_ rate: inout Estimate, _ player: Int, _ unit: String, _ table: ComparisonTable) {
        guard rate.value != nil, drawCount > 0 else { return }
        var (values, clusters): ([Double], [Int]) = ([], [])
        for (place, row) in table.rows.enumerated() where row.left == player || row.right == player {
            let won = row.outcome == (row.left == player ? .left : .right)
            values.append(row.outcome == .tie ? 0.5 : won ? 1 : 0)
            clusters.append(table.clusters.map { Int($0[place]) } ?? place)
        }
        let share = ClusteredShare(checked: values, clusters: clusters, confidence: options.confidence).estimate
        (rate.low, rate.high, rate.method) = (share.low, share.high, share.method)
        rate.warnings = warnings(unit)
    }

    private func set(_ estimate: inout Estimate, _ draws: [Double], _ unit: String, mayStandStill: Bool = false) {
        guard let value = estimate.value, draws.count > 1 else { return }
        let sorted = draws.sorted()
        guard mayStandStill || sorted[0] < sorted[sorted.count - 1] else { return }
        let tail = (1 - options.confidence) / 2
        // An interval holds its own estimate, also where resamples with a fit lie to one side of it.
        estimate.low = min(value, sorted.quantile(tail))
        estimate.high = max(value, sorted.quantile(1 - tail))
        estimate.isResampled = true
        estimate.method =
            "percentile bootstrap over \(cells.unitCount) \(cells.hasClusters ? unit : "comparisons"), \(drawCount) resamples"
        estimate.warnings = warnings(unit)
    }

    private func warnings(_ unit: String) -> [EstimateWarning] {
        var warnings: [EstimateWarning] = []
        if undefinedCount > 0, !isLarge { warnings.append(.undefinedResamples(undefinedCount)) }
        if cells.unitCount < 20 { warnings.append(.few(cells.unitCount, cells.hasClusters ? unit : "comparisons")) }
        return warnings
    }

    private func isClose(_ one: Int, _ other: Int, _ players: [RankReport.Player]) -> Bool {
        let draws = differences[min(one, other)][max(one, other)].sorted()
        // Of what no resample moves a bootstrap is certain, by two prompts as by two hundred.
        guard Self.spread(draws.first, draws.last) > 0 else {
            return Self.overlap(players[one].winRate, players[other].winRate)
        }
        let tail = (1 - options.confidence) / 2
        return draws.quantile(tail) <= 0 && draws.quantile(1 - tail) >= 0
    }

    /// Whether two intervals have something in common, or one is not known.
    private static func overlap(_ one: Estimate, _ other: Estimate) -> Bool {
        guard let low = one.low, let high = one.high, let least = other.low, let most = other.high else { return true }
        return low <= most && least <= high
    }
}
