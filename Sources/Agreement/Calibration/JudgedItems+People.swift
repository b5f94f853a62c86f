/// Who people are: ratings under several names are still one person's, and a judge's are nobody's.
extension JudgedItems {
    private static let fewestShared = 30
    private static let fewestWithEachOther = 10
    /// So few items where all others differ tell a copy from chance: two who agree in half of them would in 12 once in 300.
    private static let fewestTelling = 12
    private static let fewestDiffering = 5

    private struct Pair: Hashable {
        let one: Int
        let other: Int
    }

    /// People with at least 30 prompts that the judge has too, who share ten with each of two others: one person under two
    /// names shares none with himself.
    func fullPersonCount() -> Int {
        var (own, shared): ([Int: Set<Int>], [Pair: Set<Int>]) = ([:], [:])
        for item in judged {
            for label in item.labels {
                own[label.person, default: []].insert(item.prompt)
                for other in item.labels where other.person != label.person {
                    shared[Pair(one: label.person, other: other.person), default: []].insert(item.prompt)
                }
            }
        }
        var partners: [Int: Int] = [:]
        for (pair, prompts) in shared where prompts.count >= Self.fewestWithEachOther {
            partners[pair.one, default: 0] += 1
        }
        return own.count { person, prompts in
            prompts.count >= JudgeCalibration.fewestPrompts && partners[person, default: 0] >= 2
        }
    }

    /// People who are the judge, or each other, by what they gave.
    func copies() -> [JudgeCalibration.Refusal] {
        copiesOfJudge().map { .copyOfJudge(person: $0) } + samePeople().map { .samePerson($0.one, $0.other) }
    }

    private static func areEqual(_ one: Double, _ other: Double) -> Bool { abs(one - other) <= 1e-12 }

    /// Who gave the judge's verdict on nine of ten of at least 12 items on which every other person differs from it.
    private func copiesOfJudge() -> [Int] {
        var counts: [Int: (all: Int, equal: Int)] = [:]
        for item in judged where item.labels.count > 1 {
            let agreeing = item.labels.filter { Self.areEqual($0.value, item.verdict ?? .nan) }
            // All others differ for one who alone agrees with the judge, and for each where nobody does.
            guard agreeing.count < 2 else { continue }
            for label in item.labels where agreeing.isEmpty || agreeing[0].person == label.person {
                counts[label.person, default: (0, 0)].all += 1
                counts[label.person, default: (0, 0)].equal += agreeing.count
            }
        }
        return counts.filter { $0.value.all >= Self.fewestTelling && 10 * $0.value.equal >= 9 * $0.value.all }.keys
            .sorted()
    }

    /// Those whose scores are the judge's far more often than those of anybody who is less like it.
    ///
    /// Equal to the judge on eight of ten of at least 30 items, and to each of the others on so many that 30 points lie
    /// between: people who saw the judge's scores, or copies with slips; a good judge among people of whom one is careless or
    /// severe looks alike, so it is told and refuses nothing.
    func echoes() -> [JudgeCalibration.Echo] {
        var (own, shared): ([Int: Tally], [Pair: Tally]) = ([:], [:])
        for item in judged {
            for label in item.labels {
                own[label.person, default: Tally()].add(Self.areEqual(label.value, item.verdict ?? .nan))
                for other in item.labels where other.person != label.person {
                    let isEqual = Self.areEqual(label.value, other.value)
                    shared[Pair(one: label.person, other: other.person), default: Tally()].add(isEqual)
                }
            }
        }
        let like = own.filter { $0.value.all >= Self.fewestShared && $0.value.share >= 0.8 }
        return like.sorted { $0.key < $1.key }.compactMap { person, tally in
            let others = shared.filter { $0.key.one == person && like[$0.key.other] == nil }
            let near = others.values.filter { $0.all >= Self.fewestTelling }.map(\.share).max()
            guard let near, tally.share - near >= 0.3 else { return nil }
            return .init(person: person, itemCount: tally.all, toJudge: tally.share, toPeople: near)
        }
    }

    private struct Tally {
        var (all, equal) = (0, 0)
        var share: Double { Double(equal) / Double(max(1, all)) }

        mutating func add(_ isEqual: Bool) { (all, equal) = (all + 1, equal + (isEqual ? 1 : 0)) }
    }

    /// Two who gave the same on all of at least 30 items, on five of which somebody else differs.
    private func samePeople() -> [Pair] {
        var counts: [Pair: (shared: Int, differing: Int)] = [:]
        var apart: Set<Pair> = []
        for item in items where item.labels.count > 1 {
            for (place, one) in item.labels.enumerated() {
                let isAlone = item.labels.contains { !Self.areEqual($0.value, one.value) }
                for other in item.labels.dropFirst(place + 1) where other.person != one.person {
                    let pair = Pair(one: min(one.person, other.person), other: max(one.person, other.person))
                    guard Self.areEqual(one.value, other.value) else {
                        apart.insert(pair)
                        continue
                    }
                    counts[pair, default: (0, 0)].shared += 1
                    counts[pair, default: (0, 0)].differing += isAlone ? 1 : 0
                }
            }
        }
        return counts.filter { pair, count in
            !apart.contains(pair) && count.shared >= Self.fewestShared && count.differing >= Self.fewestDiffering
        }.keys.sorted { ($0.one, $0.other) < ($1.one, $1.other) }
    }
}
