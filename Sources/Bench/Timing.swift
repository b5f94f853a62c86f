import Foundation

/// The seconds of the fastest of `runs` runs.
func fastest(of runs: Int, _ body: () throws -> Void) rethrows -> Double {
    var best = Double.infinity
    for _ in 0..<runs {
        let time = try ContinuousClock().measure(body)
        best = min(best, time / .seconds(1))
    }
    return best
}

/// Prints one figure: what it is, its milliseconds, and its ratio to what it is held against.
func report(_ name: String, seconds: Double, against peer: String, limit: Double) {
    let figures = String(format: "%10.2f ms  %6.2f of ", seconds * 1000, seconds / limit)
    print(
        "\(name.padding(toLength: 52, withPad: " ", startingAt: 0))\(figures)\(peer) (\(String(format: "%.3g", limit * 1000)) ms)"
    )
}
