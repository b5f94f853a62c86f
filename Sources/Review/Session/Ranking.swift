import Studies

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
    /// An order as it is typed, with its ranks told apart: 2 > 1=3.
    package static func words(of order: [[Int]]) -> String {
        order.map { $0.map { "\($0 + 1)" }.joined(separator: "=") }.joined(separator: " > ")
    }

    /// An order in words to be read aloud: 2 best, then 1 and 3 tied.
    static func aloud(_ order: [[Int]]) -> String {
        let groups = order.map { group in
            let names = group.map { "\($0 + 1)" }
            guard names.count > 1 else { return names.joined() }
            return "\(names.dropLast().joined(separator: ", ")) and \(names[names.count - 1]) tied"
        }
        guard groups.count > 1 else { return groups.joined() }
        return "\(groups[0]) best, then " + groups.dropFirst().joined(separator: ", then ")
    }

    /// A text's number puts it behind those before it, or beside the last one where a tie was begun.
    mutating func rank(_ digit: Int, tie: Bool, _ asked: Criterion, _ key: Key) -> [Effect] {
        let count = showing?.texts.count ?? 0
        guard digit >= 1, digit <= count else {
            message = "'\(key.name)' answers nothing here: \(asked.keyWords(preferences.keys, texts: count))"
            return []
        }
        guard !draft.placing.joined().contains(digit - 1) else {
            message = "\(digit) is placed already: Backspace takes the last one back"
            return []
        }
        held = nil
        if draft.isTying {
            draft.placing[draft.placing.count - 1].append(digit - 1)
        } else {
            draft.placing.append([digit - 1])
        }
        draft.isTying = false
        begin(asked)
        let left = (0..<count).filter { !draft.placing.joined().contains($0) }
        // Without ties the last place is known.
        if left.count == 1, !tie { draft.placing.append(left) }
        return kept()
    }

    mutating func tieNext(_ tie: Bool) -> [Effect] {
        guard tie else {
            message = "no ties: every response has a rank of its own"
            return []
        }
        guard !draft.placing.isEmpty, draft.placing.joined().count < showing?.texts.count ?? 0 else {
            message = "a tie stands between two numbers: 2=3"
            return []
        }
        draft.isTying.toggle()
        return kept()
    }

    /// Takes the last text out of an order that is begun; false where none is.
    mutating func unplace() -> Bool {
        if draft.isTying {
            draft.isTying = false
            return true
        }
        guard var last = draft.placing.popLast() else { return false }
        last.removeLast()
        if !last.isEmpty { draft.placing.append(last) }
        return true
    }
}
