/// A symmetric positive definite matrix, solved and inverted by Cholesky's decomposition.
struct SymmetricMatrix {
    let size: Int
    var cells: [Double]

    init(size: Int) {
        self.size = size
        cells = [Double](repeating: 0, count: size * size)
    }

    subscript(row: Int, column: Int) -> Double {
        get { cells[row * size + column] }
        set { cells[row * size + column] = newValue }
    }

    /// The lower factor L with L Lᵀ = self; nil when the matrix is not positive definite.
    private func factor() -> [Double]? {
        var lower = cells
        for column in 0..<size {
            var sum = lower[column * size + column]
            for k in 0..<column { sum -= lower[column * size + k] * lower[column * size + k] }
            guard sum > 0, sum.isFinite else { return nil }
            let pivot = sum.squareRoot()
            lower[column * size + column] = pivot
            for row in (column + 1)..<max(size, column + 1) {
                var value = lower[row * size + column]
                for k in 0..<column { value -= lower[row * size + k] * lower[column * size + k] }
                lower[row * size + column] = value / pivot
            }
        }
        return lower
    }

    private func solve(_ lower: [Double], _ right: [Double]) -> [Double] {
        var x = right
        for row in 0..<size {
            for k in 0..<row { x[row] -= lower[row * size + k] * x[k] }
            x[row] /= lower[row * size + row]
        }
        for row in (0..<size).reversed() {
            for k in (row + 1)..<max(size, row + 1) { x[row] -= lower[k * size + row] * x[k] }
            x[row] /= lower[row * size + row]
        }
        return x
    }

    /// x with self · x = right.
    func solving(_ right: [Double]) -> [Double]? { factor().map { solve($0, right) } }

    /// The inverse.
    func inverted() -> SymmetricMatrix? {
        guard let lower = factor() else { return nil }
        var inverse = SymmetricMatrix(size: size)
        for column in 0..<size {
            var unit = [Double](repeating: 0, count: size)
            unit[column] = 1
            for (row, value) in solve(lower, unit).enumerated() { inverse[row, column] = value }
        }
        return inverse
    }
}
