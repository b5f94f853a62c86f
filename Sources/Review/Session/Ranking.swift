/// An order of texts, the best first, those of one rank together.
extension Answer {
    /// The rank of each of so many texts: as many as are better, and one more.
    package func ranks(of count: Int) -> [Int] {
        var ranks = [Int](repeating: 0, count: count)
        var better = 0
        for group in order {
            for text in group where text < count { ranks[text] = better + 1 }
            better += group.count
        }
        return ranks
    }

    /// The order that ranks say.
    package static func order(ranks: [Int]) -> [[Int]] {
        Set(ranks).sorted().map { rank in ranks.indices.filter { ranks[$0] == rank } }
    }
}

extension Session {
    /// A key while texts are put in order: a text's number puts it behind those before it, `=` beside the last one.
    mutating func rank(_ key: Key, _ criterion: String, tie: Bool, _ now: Int) -> [Effect]? {
        guard let count = showing?.texts.count else { return nil }
        if key == .character("=") {
            guard tie else {
                message = "no ties: every response has a rank of its own"
                return []
            }
            guard !draft.placing.isEmpty else {
                message = "= stands between two numbers: 2=3"
                return []
            }
            draft.isTying.toggle()
            return kept()
        }
        guard let digit = key.digit, (1...count).contains(digit) else { return nil }
        guard !draft.placing.joined().contains(digit - 1) else {
            message = "\(digit) is placed already: \(preferences.keys.mark(of: .undo)) takes the last one back"
            return []
        }
        if draft.isTying {
            draft.placing[draft.placing.count - 1].append(digit - 1)
        } else {
            draft.placing.append([digit - 1])
        }
        draft.isTying = false
        let left = (0..<count).filter { !draft.placing.joined().contains($0) }
        // Without ties the last place is known.
        if left.count == 1, !tie { draft.placing.append(left) }
        guard left.isEmpty || left.count == 1 && !tie else { return kept() }
        draft.answers.append(Answer(criterion: criterion, value: nil, order: draft.placing))
        draft.placing = []
        return proceed(now)
    }

    /// Takes the last text out of an order that is begun; false where none is.
    mutating func unplace() -> Bool {
        guard var last = draft.placing.popLast() else { return false }
        if draft.isTying {
            draft.isTying = false
        } else {
            last.removeLast()
        }
        if !last.isEmpty { draft.placing.append(last) }
        return true
    }
}
