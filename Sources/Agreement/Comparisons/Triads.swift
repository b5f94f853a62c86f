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
        func sign(_ i: Int, _ j: Int) -> Int {
            let pair = wins.pair(i, j)
            return pair.wins > pair.losses ? 1 : pair.wins < pair.losses ? -1 : 0
        }
        for a in 0..<wins.count {
            for b in (a + 1)..<max(wins.count, a + 1) {
                for c in (b + 1)..<max(wins.count, b + 1) {
                    let (ab, bc, ca) = (sign(a, b), sign(b, c), sign(c, a))
                    guard ab != 0, bc != 0, ca != 0 else { continue }
                    decided += 1
                    guard ab == bc, bc == ca else { continue }
                    circular += 1
                    if examples.count < 5 { examples.append(ab > 0 ? [a, b, c] : [a, c, b]) }
                }
            }
        }
    }
}
