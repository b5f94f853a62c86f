/// What was used in the last minute of an amount that is allowed in any minute.
struct MinuteWindow {
    static let length: Int64 = 60_000

    let most: Int
    private var entries: [(at: Int64, amount: Int)] = []
    /// The number of the first entry that is kept.
    private var first = 0
    private var sum = 0

    init(most: Int) { self.most = most }

    /// Milliseconds until `amount` fits; what is more than a whole minute's fits when nothing else is left.
    mutating func wait(for amount: Int, at now: Int64) -> Int64 {
        expire(now)
        var over = sum + min(amount, most) - most
        guard over > 0 else { return 0 }
        for entry in entries {
            over -= entry.amount
            if over <= 0 { return entry.at + Self.length - now }
        }
        return Self.length
    }

    /// Notes a use; returns its number.
    mutating func add(_ amount: Int, at now: Int64) -> Int {
        expire(now)
        entries.append((now, amount))
        sum += amount
        return first + entries.count - 1
    }

    /// Puts what was really used in the place of what was expected.
    mutating func settle(_ number: Int, amount: Int) {
        let place = number - first
        guard entries.indices.contains(place) else { return }
        sum += amount - entries[place].amount
        entries[place].amount = amount
    }

    private mutating func expire(_ now: Int64) {
        let count = entries.prefix { $0.at + Self.length <= now }.count
        guard count > 0 else { return }
        sum -= entries.prefix(count).reduce(0) { $0 + $1.amount }
        entries.removeFirst(count)
        first += count
    }
}
