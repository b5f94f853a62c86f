import Fixtures
import Studies
import Testing

@testable import Planning

/// The linear way puts rows in the same order as the plain one, which looks at every pair that waits.
struct PairSpacingTests {
    /// As the rule reads: of the pairs that wait the first that may follow, else the one that waited longest.
    private func plainly(_ list: [Ordering.Entry], gap: Int) -> [Int64] {
        var result: [Ordering.Entry] = []
        var last: [Int: Int] = [:]
        var waiting: [Ordering.Entry] = []
        func isFree(_ entry: Ordering.Entry) -> Bool {
            guard entry.row.second != nil, let place = last[entry.prompt] else { return true }
            return result.count - place > gap
        }
        func place(_ entry: Ordering.Entry) {
            if entry.row.second != nil { last[entry.prompt] = result.count }
            result.append(entry)
        }
        func settle(all: Bool) {
            while let next = waiting.firstIndex(where: isFree) ?? (all ? waiting.indices.first : nil) {
                let longest = waiting.indices.min {
                    (last[waiting[$0].prompt] ?? -1, $0) < (last[waiting[$1].prompt] ?? -1, $1)
                }
                place(waiting.remove(at: isFree(waiting[next]) ? next : longest ?? next))
            }
        }
        for entry in list {
            if result.last.map({ $0.row.block != entry.row.block }) == true { settle(all: true) }
            settle(all: false)
            if isFree(entry) { place(entry) } else { waiting.append(entry) }
        }
        settle(all: true)
        return result.map(\.row.first)
    }

    private func spaced(_ list: [Ordering.Entry], gap: Int) -> [Int64] {
        var spacing = PairSpacing(gap: gap)
        for entry in list {
            if let last = spacing.result.last, last.row.block != entry.row.block { spacing.settle(all: true) }
            spacing.settle(all: false)
            spacing.take(entry)
        }
        spacing.settle(all: true)
        return spacing.result.map(\.row.first)
    }

    @Test func theOrderIsThatOfThePlainRule() {
        var random = SplitMix(state: 9)
        func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }
        for round in 0..<400 {
            let (gap, prompts, pairs) = (round % 12, 1 + below(1 + round % 25), below(11))
            var block = 0
            let list = (0..<below(120)).map { number -> Ordering.Entry in
                if below(20) == 0 { block += 1 }
                let prompt = below(prompts)
                var row = PlannedRow(
                    first: Int64(number),
                    second: below(10) < pairs ? Int64(1000 + number) : nil,
                    reviewer: 0,
                    position: 0
                )
                row.block = block
                return Ordering.Entry(row: row, prompt: prompt, key: UInt64(number))
            }
            #expect(spaced(list, gap: gap) == plainly(list, gap: gap), "round \(round)")
        }
    }

    /// The plain rule takes 10^9 steps for it.
    @Test func thirtyThousandPairsOfOnePromptStandAsTheyCame() {
        let ordering = Ordering(settings: ReviewSettings(), draw: Draw(seed: 1), reviewer: 1, name: "ana")
        let list = (0..<30_000).map {
            Ordering.Entry(
                row: PlannedRow(first: Int64($0), second: Int64($0), reviewer: 0, position: 0),
                prompt: 0,
                key: 1
            )
        }
        #expect(ordering.apart(list).map(\.row.first) == (0..<30_000).map(Int64.init))
    }
}
