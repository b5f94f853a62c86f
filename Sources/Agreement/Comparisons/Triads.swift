/// How far preferences are transitive: circular triads among all triads in which every pair was decided (Kendall and
/// Babington Smith, 1940).
public struct Triads: Sendable, Equatable {
    /// Triads whose three pairs each have a majority.
    public var decided = 0
    /// Of them those in which A beats B, B beats C and C beats A.
    public var circular = 0
    /// The first circular ones, by the players' places.
    public var examples: [[Int]] = []

    init(_ wins: WinMatrix) {
        // By player the later ones whose pair with it was decided: 1 where it won.
        var signs = [[Int: Int]](repeating: [:], count: wins.count)
        for pair in wins.pairs where pair.wins != pair.losses {
            signs[pair.i][pair.j] = pair.wins > pair.losses ? 1 : -1
        }
        for a in signs.indices {
            let met = signs[a].keys.sorted()
            for (place, b) in met.enumerated() {
                for c in met.dropFirst(place + 1) {
                    guard let ab = signs[a][b], let bc = signs[b][c], let ca = signs[a][c].map({ -$0 }) else {
                        continue
                    }
                    decided += 1
                    guard ab == bc, bc == ca else { continue }
                    circular += 1
                    if examples.count < 5 { examples.append(ab > 0 ? [a, b, c] : [a, c, b]) }
                }
            }
        }
    }
}
