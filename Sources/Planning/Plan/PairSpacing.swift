import Studies

/// A list of rows in which the pairs of one prompt stand apart: one that would come too soon waits. Linear in the rows.
struct PairSpacing {
    /// Pairs of one prompt that wait, the first come first, each with the number of its coming.
    private struct Line {
        var pairs: [(number: Int, entry: Ordering.Entry)] = []
        var next = 0

        var first: Int? { next < pairs.count ? pairs[next].number : nil }
    }

    private(set) var result: [Ordering.Entry] = []
    /// Rows between two pairs of one prompt, at least.
    private let gap: Int
    /// By prompt the place of its last pair.
    private var last: [Int: Int] = [:]
    private var waiting: [Int: Line] = [:]
    private var waitingCount = 0
    private var comings = 0
    /// The pairs placed, in order; those before `over` are so far back that another of their prompt may follow.
    private var placed: [(place: Int, prompt: Int)] = []
    private var over = 0
    /// Prompts of which pairs wait that may follow: each row that is placed sets free one at most.
    private var free: [Int] = []

    /// `count` is how many rows are to come.
    init(gap: Int, count: Int = 0) {
        self.gap = gap
        result.reserveCapacity(count)
    }

    /// Takes the next row: it stands now, or waits.
    mutating func take(_ entry: Ordering.Entry) {
        if isFree(entry) { return place(entry) }
        waiting[entry.prompt, default: Line()].pairs.append((comings, entry))
        comings += 1
        waitingCount += 1
    }

    /// Places the pairs that waited long enough; with `all` every one, where none did the one of the prompt whose last pair
    /// is the longest ago.
    mutating func settle(all: Bool) {
        while waitingCount > 0 {
            advance()
            let freed = free.indices.min { (waiting[free[$0]]?.first ?? .max) < (waiting[free[$1]]?.first ?? .max) }
            if let freed {
                placeNext(of: free.remove(at: freed))
            } else if all, let prompt = longestAgo {
                placeNext(of: prompt)
            } else {
                return
            }
        }
    }

    private func isFree(_ entry: Ordering.Entry) -> Bool {
        guard entry.row.second != nil, let place = last[entry.prompt] else { return true }
        return result.count - place > gap
    }

    private mutating func advance() {
        while over < placed.count, result.count - placed[over].place > gap {
            let (place, prompt) = placed[over]
            over += 1
            if last[prompt] == place, waiting[prompt]?.first != nil { free.append(prompt) }
        }
    }

    /// Of the pairs within the gap the first whose prompt has others that wait.
    private var longestAgo: Int? {
        placed[over...].first { last[$0.prompt] == $0.place && waiting[$0.prompt]?.first != nil }?.prompt
    }

    private mutating func placeNext(of prompt: Int) {
        guard var line = waiting.removeValue(forKey: prompt), line.first != nil else { return }
        place(line.pairs[line.next].entry)
        line.next += 1
        waitingCount -= 1
        if line.first != nil { waiting[prompt] = line }
    }

    private mutating func place(_ entry: Ordering.Entry) {
        if entry.row.second != nil {
            last[entry.prompt] = result.count
            placed.append((result.count, entry.prompt))
        }
        result.append(entry)
    }
}
