/// The three models fitted to one table, or why they cannot be.
struct Fits: Sendable {
    let obstacle: String?
    /// Why the models with a parameter for ties have no fit although Bradley–Terry's has.
    private(set) var tieObstacle: String?
    private(set) var bradleyTerry: AbilityFit?
    private(set) var davidson: AbilityFit?
    private(set) var raoKupper: AbilityFit?
    /// Whether there are so many players that only Bradley–Terry is fitted.
    let isLarge: Bool

    /// `start` makes the fits of a resample quick.
    init(_ wins: WinMatrix, names: [String], start: Fits? = nil) {
        isLarge = wins.count > AbilityFit.mostForDense
        var obstacle = wins.obstacle(names: names)
        if obstacle == nil, wins.winCount == 0 { obstacle = "every comparison is a tie" }
        self.obstacle = obstacle
        guard obstacle == nil else { return }
        bradleyTerry = AbilityFit(wins, .bradleyTerry, start: start?.bradleyTerry)
        guard !isLarge else { return }
        tieObstacle = wins.tieObstacle
        guard tieObstacle == nil else { return }
        davidson = AbilityFit(wins, .davidson, start: start?.davidson)
        raoKupper = AbilityFit(wins, .raoKupper, start: start?.raoKupper)
    }

    /// Each player's rank by Bradley–Terry, else by win rate; players alike share the better rank.
    ///
    /// A player that a resample did not draw keeps its win rate of `data`, so that ranks are among all players.
    func ranks(_ wins: WinMatrix, data: [Double?] = []) -> [Int?] {
        var scores = bradleyTerry.map { $0.abilities.map(Optional.some) } ?? wins.winRates
        for place in scores.indices where scores[place] == nil && place < data.count { scores[place] = data[place] }
        return Self.ranks(scores)
    }

    private static func ranks(_ scores: [Double?]) -> [Int?] {
        let sorted = scores.compactMap(\.self).sorted(by: >)
        return scores.map { own in
            own.map { own in
                // How many lie above by more than rounding.
                var (low, high) = (0, sorted.count)
                while low < high {
                    let middle = (low + high) / 2
                    if sorted[middle] > own + 1e-9 { low = middle + 1 } else { high = middle }
                }
                return 1 + low
            }
        }
    }
}
