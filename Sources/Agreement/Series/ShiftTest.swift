/// Whether values go with the column of a table, such as the hour of a day: whole rows, such as days, are shifted.
///
/// m_c is the mean over the rows that have column c, grand their mean, the statistic Σ (m_c − grand)². A shift by k moves
/// column c of a row to (c + k) modulo the columns, missing ones with it; p = (1 + shifts with at least the observed statistic) /
/// (1 + shifts), where what is smaller by less than 1e-9 of it counts: a permutation test (Pitman, 1937) whose units are the rows,
/// so that neighbours in a row may depend on each other.
package struct ShiftTest: Sendable, Equatable {
    package let statistic: Double
    package let p: Double

    /// `rows[row][column]`, nil is missing; each of `shifts` gives an offset for each row. Nil where every value is missing.
    package init?(_ rows: [[Double?]], shifts: [[Int]]) {
        var grid = ShiftedGrid(rows)
        guard let observed = grid.statistic([]) else { return nil }
        let bound = observed * (1 - 1e-9)
        let count = shifts.count { (grid.statistic($0) ?? 0) >= bound }
        (statistic, p) = (observed, Double(1 + count) / Double(1 + shifts.count))
    }

    /// So many seeded random shifts.
    package static func shifts(_ count: Int, of rows: [[Double?]], seed: UInt64) -> [[Int]] {
        var generator = Generator(seed: seed)
        let width = max(1, rows.first?.count ?? 1)
        return (0..<count).map { _ in rows.map { _ in Int.random(in: 0..<width, using: &generator) } }
    }

    /// The mean of each column over the rows that have it.
    package static func means(_ rows: [[Double?]]) -> [Double?] {
        let width = rows.first?.count ?? 0
        var sums = [Double](repeating: 0, count: width)
        var counts = [Int](repeating: 0, count: width)
        for row in rows {
            for (column, value) in row.enumerated() {
                guard let value else { continue }
                sums[column] += value
                counts[column] += 1
            }
        }
        return sums.indices.map { counts[$0] > 0 ? sums[$0] / Double(counts[$0]) : nil }
    }
}

/// The values that there are, and room for the sums of each column: one statistic for each shift, without a list of its own.
private struct ShiftedGrid {
    private struct Cell {
        let row: Int
        let column: Int
        let value: Double
    }

    private let cells: [Cell]
    private var sums: [Double]
    private var counts: [Double]

    init(_ rows: [[Double?]]) {
        cells = rows.enumerated().flatMap { number, row in
            row.enumerated().compactMap { column, value in value.map { Cell(row: number, column: column, value: $0) } }
        }
        let width = rows.first?.count ?? 0
        (sums, counts) = ([Double](repeating: 0, count: width), [Double](repeating: 0, count: width))
    }

    /// Σ (m_c − grand)² with each row moved by its shift; rows without one stay.
    mutating func statistic(_ shifts: [Int]) -> Double? {
        let width = sums.count
        for column in 0..<width { (sums[column], counts[column]) = (0, 0) }
        for cell in cells {
            let shift = cell.row < shifts.count ? shifts[cell.row] : 0
            let column = ((cell.column + shift) % width + width) % width
            sums[column] += cell.value
            counts[column] += 1
        }
        var (grand, known) = (0.0, 0.0)
        for column in 0..<width where counts[column] > 0 {
            sums[column] /= counts[column]
            grand += sums[column]
            known += 1
        }
        guard known > 0 else { return nil }
        grand /= known
        var statistic = 0.0
        for column in 0..<width where counts[column] > 0 {
            statistic += (sums[column] - grand) * (sums[column] - grand)
        }
        return statistic
    }
}
