/// Which items a session goes through: the plan's next ones, or a list of rows to go back to.
package struct ReviewQueue {
    /// Rows to go back to, in order; nil for the plan's next ones.
    private let list: [Int64]?
    /// How many rows of the list were shown.
    private var reached = 0
    /// Rows of the list that are rated, skipped or cannot be shown.
    private var passed: Set<Int64> = []
    private let limit: Int?
    private var history: [Int64]?
    /// The row of the past on the screen; nil for a new one.
    private(set) var place: Int64?
    /// The row that this session rated or skipped last.
    private(set) var last: Int64?

    package init(rows: [Int64]? = nil, limit: Int? = nil) {
        list = rows.map { Array($0.prefix(limit ?? .max)) }
        self.limit = limit
    }

    /// A step through what was rated.
    enum Neighbour: Equatable {
        case row(Int64)
        /// The one that is to be rated next.
        case newest
        case none
    }

    var isList: Bool { list != nil }
    var needsHistory: Bool { history == nil }

    /// Whether another item may be shown after so many.
    func allows(_ doneCount: Int) -> Bool { limit.map { doneCount < $0 } ?? true }

    /// The next row of the list; before it the last one, where that was left to go back and is not settled.
    mutating func next() -> Int64? {
        guard let list else { return nil }
        if reached > 0, place != list[reached - 1], !passed.contains(list[reached - 1]) { return list[reached - 1] }
        guard reached < list.count else { return nil }
        reached += 1
        return list[reached - 1]
    }

    /// A row of the list cannot be shown.
    mutating func pass(_ row: Int64) { passed.insert(row) }

    /// How many are left, given what the plan says.
    func left(of planned: Int, doneCount: Int) -> Int {
        guard let limit, list == nil else { return planned }
        return min(planned, max(0, limit - doneCount))
    }

    /// Remembers which row of the past is on the screen; nil for a new one.
    mutating func stands(at row: Int64?) { place = row }

    mutating func take(history: [Int64]) { self.history = history }
    mutating func forgetHistory() { history = nil }

    /// A row was rated or skipped.
    mutating func settled(_ row: Int64) {
        last = row
        passed.insert(row)
        if let history, !history.contains(row) { self.history = history + [row] }
    }

    /// The row before (−1) or after (1) the one on the screen.
    func neighbour(_ step: Int) -> Neighbour {
        if let list { return neighbour(step, in: list) }
        let history = history ?? []
        let current = place.flatMap { history.lastIndex(of: $0) } ?? history.count
        let target = current + step
        if target < 0 || current == history.count && step > 0 { return .none }
        return target < history.count ? .row(history[target]) : .newest
    }

    /// Within a list the way goes along the list, and after its last row to the last page.
    private func neighbour(_ step: Int, in list: [Int64]) -> Neighbour {
        guard let place, let current = list[..<reached].firstIndex(of: place) else {
            if step > 0 { return place == nil ? .none : .newest }
            return reached > 0 ? .row(list[reached - 1]) : .none
        }
        let target = current + step
        return target < 0 ? .none : target < reached ? .row(list[target]) : .newest
    }
}
