/// The sparse information of abilities: Σ over pairs of c (xᵢ − xⱼ)², solved by conjugate gradients with Jacobi's
/// preconditioner (Hestenes and Stiefel, 1952).
struct Laplacian {
    private var edges: [(i: Int, j: Int, weight: Double)] = []
    private var diagonal: [Double]

    init(count: Int) { diagonal = [Double](repeating: 0, count: count) }

    mutating func add(_ i: Int, _ j: Int, _ weight: Double) {
        edges.append((i, j, weight))
        diagonal[i] += weight
        diagonal[j] += weight
    }

    private func applied(to x: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: x.count)
        for edge in edges {
            let flow = edge.weight * (x[edge.i] - x[edge.j])
            result[edge.i] += flow
            result[edge.j] -= flow
        }
        return result
    }

    /// The x of mean 0 with self · x = right, whose sum is 0; nil where it is not reached.
    func solving(_ right: [Double]) -> [Double]? {
        guard diagonal.allSatisfy({ $0 > 0 }) else { return nil }
        var x = [Double](repeating: 0, count: right.count)
        var rest = right
        let size = dot(right, right).squareRoot()
        guard size > 0 else { return x }
        var scaled = zip(rest, diagonal).map { $0 / $1 }
        var direction = scaled
        var length = dot(rest, scaled)
        for _ in 0..<10 * right.count {
            let image = applied(to: direction)
            let curve = dot(direction, image)
            guard curve > 0 else { break }
            let step = length / curve
            for place in x.indices {
                x[place] += step * direction[place]
                rest[place] -= step * image[place]
            }
            if dot(rest, rest).squareRoot() < 1e-13 * size { break }
            scaled = zip(rest, diagonal).map { $0 / $1 }
            let next = dot(rest, scaled)
            for place in direction.indices { direction[place] = scaled[place] + next / length * direction[place] }
            length = next
        }
        let mean = x.reduce(0, +) / Double(x.count)
        return x.allSatisfy(\.isFinite) ? x.map { $0 - mean } : nil
    }

    private func dot(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for place in a.indices { sum += a[place] * b[place] }
        return sum
    }
}
