import Foundation

/// Log abilities of players by maximum likelihood: Newton's method with halved steps, abilities centred to mean 0.
struct AbilityFit: Sendable {
    let model: PairedModel
    private(set) var abilities: [Double]
    /// log ν or log θ; nil where the model has none or there was no tie.
    private(set) var tie: Double?
    private(set) var logLikelihood = -Double.infinity

    /// Fits from `start` where given; nil when Newton's method does not arrive.
    ///
    /// The caller has seen to it that the abilities exist (`WinMatrix.obstacle`).
    init?(_ wins: WinMatrix, _ model: PairedModel, start: AbilityFit? = nil) {
        self.model = model
        abilities = start?.abilities ?? [Double](repeating: 0, count: wins.count)
        let guess = model.start(ties: wins.tieCount, wins: wins.winCount)
        tie = guess.map { start?.tie ?? $0 }
        for _ in 0..<200 {
            guard let (value, step) = newtonStep(wins) else { return nil }
            logLikelihood = value
            let largest = step.map(abs).max() ?? 0
            guard largest.isFinite, take(step, from: value, wins) else { return nil }
            if largest < 1e-11 { return }
        }
        return nil
    }

    /// Above so many players the information is no dense matrix: Bradley–Terry alone is fitted, by conjugate gradients.
    static let mostForDense = 300

    private func newtonStep(_ wins: WinMatrix) -> (value: Double, step: [Double])? {
        guard wins.count > Self.mostForDense else {
            let point = derivatives(wins)
            return point.information.solving(point.gradient).map { (point.value, $0) }
        }
        var laplacian = Laplacian(count: wins.count)
        var (value, gradient) = (0.0, [Double](repeating: 0, count: wins.count))
        forEachPair(wins) { i, j, term in
            value += term.value
            gradient[i] += term.slope
            gradient[j] -= term.slope
            laplacian.add(i, j, term.curve)
        }
        return laplacian.solving(gradient).map { (value, $0) }
    }

    /// Moves along the step, halved until the likelihood does not fall.
    private mutating func take(_ step: [Double], from value: Double, _ wins: WinMatrix) -> Bool {
        let (before, tieBefore) = (abilities, tie)
        var share = 1.0
        for _ in 0..<60 {
            abilities = zip(before, step).map { $0 + share * $1 }
            tie = tieBefore.map { $0 + share * step[step.count - 1] }
            let isInside = model != .raoKupper || (tie ?? 1) > 0
            if isInside, logLikelihood(wins) >= value - 1e-12 * abs(value) { return centre() }
            share /= 2
        }
        return false
    }

    private mutating func centre() -> Bool {
        let mean = abilities.reduce(0, +) / Double(abilities.count)
        for player in abilities.indices { abilities[player] -= mean }
        return true
    }

    private func logLikelihood(_ wins: WinMatrix) -> Double {
        var sum = 0.0
        forEachPair(wins) { sum += $2.value }
        return sum
    }

    private func forEachPair(_ wins: WinMatrix, _ body: (Int, Int, PairedModel.Term) -> Void) {
        for pair in wins.pairs where pair.total > 0 {
            let d = abilities[pair.i] - abilities[pair.j]
            body(pair.i, pair.j, model.term(pair.wins, pair.losses, pair.ties, d: d, tie: tie ?? noTie))
        }
    }

    /// The parameter under which ties do not happen.
    private var noTie: Double { model == .davidson ? -700 : 0 }

    private func derivatives(_ wins: WinMatrix) -> (value: Double, gradient: [Double], information: SymmetricMatrix) {
        let count = wins.count
        let size = count + (tie == nil ? 0 : 1)
        var value = 0.0
        var gradient = [Double](repeating: 0, count: size)
        var information = SymmetricMatrix(size: size)
        forEachPair(wins) { i, j, term in
            value += term.value
            gradient[i] += term.slope
            gradient[j] -= term.slope
            information[i, i] += term.curve
            information[j, j] += term.curve
            information[i, j] -= term.curve
            information[j, i] -= term.curve
            guard tie != nil else { return }
            gradient[count] += term.tieSlope
            information[i, count] += term.mixedCurve
            information[count, i] += term.mixedCurve
            information[j, count] -= term.mixedCurve
            information[count, j] -= term.mixedCurve
            information[count, count] += term.tieCurve
        }
        // The direction that moves all abilities alike is free: this holds it without moving anything else.
        for i in 0..<count { for j in 0..<count { information[i, j] += 1 / Double(count) } }
        return (value, gradient, information)
    }

    /// Variances and covariances of the centred abilities, from the observed information.
    func covariance(_ wins: WinMatrix) -> SymmetricMatrix? {
        guard let inverse = derivatives(wins).information.inverted() else { return nil }
        let count = wins.count
        var covariance = SymmetricMatrix(size: count)
        for i in 0..<count { for j in 0..<count { covariance[i, j] = inverse[i, j] - 1 / Double(count) } }
        return covariance
    }
}
