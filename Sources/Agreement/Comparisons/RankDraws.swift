/// Bootstrap samples of a ranking.
struct RankDraws {
    private var winRates: [[Double]]
    private var ranks: [[Double]]
    /// By model, then player.
    private var abilities: [[[Double]]]
    /// How often Bradley–Terry put the one above the other: `above[i][j]`.
    private var differences: [[[Double]]]
    private var drawCount = 0
    private var undefinedCount = 0
    private let options: IntervalOptions
    private let cells: ComparisonCells

    init(_ cells: ComparisonCells, fits: Fits, players: Int, options: IntervalOptions) {
        self.cells = cells
        self.options = options
        let empty = [[Double]](repeating: [], count: players)
        winRates = empty
        ranks = empty
        abilities = [empty, empty, empty]
        differences = [[[Double]]](repeating: empty, count: players)
        guard cells.unitCount > 1 else { return }
        var generator = Generator(seed: options.seed)
        let names = (0..<players).map(String.init)
        for _ in 0..<max(0, options.resamples) {
            let wins = cells.resampled(&generator)
            drawCount += 1
            add(wins, Fits(wins, names: names, start: fits))
        }
    }

    private mutating func add(_ wins: WinMatrix, _ fits: Fits) {
        if fits.bradleyTerry == nil { undefinedCount += 1 }
        for (player, rank) in fits.ranks(wins).enumerated() {
            if let rate = wins.winRate(of: player) { winRates[player].append(rate) }
            if let rank { ranks[player].append(Double(rank)) }
            for (model, fit) in [fits.bradleyTerry, fits.davidson, fits.raoKupper].enumerated() {
                if let fit { abilities[model][player].append(fit.abilities[player]) }
            }
            guard let own = fits.bradleyTerry?.abilities else { continue }
            for other in own.indices where other > player {
                differences[player][other].append(own[player] - own[other])
            }
        }
    }

    /// Gives each figure its interval, and each player those that it cannot be told from.
    func addIntervals(_ players: inout [RankReport.Player], unit: String) {
        for place in players.indices {
            set(&players[place].winRate, winRates[place], unit)
            set(&players[place].rank, ranks[place], unit)
            set(&players[place].bradleyTerry, abilities[0][place], unit)
            set(&players[place].davidson, abilities[1][place], unit)
            set(&players[place].raoKupper, abilities[2][place], unit)
            players[place].indistinguishable = players.indices.filter { isClose(place, $0) }.map { players[$0].name }
        }
    }

    private func set(_ estimate: inout Estimate, _ draws: [Double], _ unit: String) {
        guard estimate.value != nil, draws.count > 1 else { return }
        let sorted = draws.sorted()
        let tail = (1 - options.confidence) / 2
        estimate.low = sorted.quantile(tail)
        estimate.high = sorted.quantile(1 - tail)
        estimate.method = method(unit)
    }

    private func method(_ unit: String) -> String {
        var method =
            "percentile bootstrap over \(cells.unitCount) \(cells.hasClusters ? unit : "comparisons"), \(drawCount) resamples"
        if undefinedCount > 0 {
            method += "; abilities are undefined in \(undefinedCount) of them, so their intervals are too narrow"
        }
        if cells.unitCount < 20 { method += "; fewer than 20 \(cells.hasClusters ? unit : "comparisons"): too narrow" }
        return method
    }

    private func isClose(_ one: Int, _ other: Int) -> Bool {
        guard one != other else { return false }
        let draws = differences[min(one, other)][max(one, other)].sorted()
        guard draws.count > 1 else { return false }
        let tail = (1 - options.confidence) / 2
        return draws.quantile(tail) <= 0 && draws.quantile(1 - tail) >= 0
    }
}
