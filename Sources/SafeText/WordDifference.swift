/// What differs between two texts, word by word (Myers 1986, on words).
package struct WordDifference: Sendable {
    /// Differences beyond this many words are shown as one replaced stretch, so that time and memory stay bounded.
    private static let mostEdits = 600

    /// The first text; what only it has is marked `[-so-]`.
    package let left: [StyledRun]
    /// The second text; what only it has is marked `{+so+}`.
    package let right: [StyledRun]

    /// Compares two safe texts.
    package init(_ left: String, _ right: String) {
        let (a, b) = (Self.words(left), Self.words(right))
        var numbers: [Substring: Int] = [:]
        let number = { (word: Substring) -> Int in
            let known = numbers[word] ?? numbers.count
            numbers[word] = known
            return known
        }
        let common = Self.common(a.map(number), b.map(number))
        self.left = Self.marked(a, Self.stretches(a, common.left), "[-", "-]", .removed)
        self.right = Self.marked(b, Self.stretches(b, common.right), "{+", "+}", .added)
    }

    /// A space that both have between two words that differ belongs to what differs: one mark for a stretch of words.
    private static func stretches(_ words: [Substring], _ isCommon: [Bool]) -> [Bool] {
        var isCommon = isCommon
        for place in isCommon.indices.dropFirst().dropLast() where isCommon[place] && words[place].first == " " {
            if !isCommon[place - 1], !isCommon[place + 1] { isCommon[place] = false }
        }
        return isCommon
    }

    /// Words, stretches of spaces, and every other character alone.
    static func words(_ text: String) -> [Substring] {
        var words: [Substring] = []
        var start = text.startIndex
        var kind = 0
        for index in text.indices {
            let character = text[index]
            let next = character == " " ? 1 : character.isLetter || character.isNumber ? 2 : 3
            if index != start, next != kind || next == 3 || DisplayWidth.of(character) == 2 {
                words.append(text[start..<index])
                start = index
            }
            kind = next
        }
        return start < text.endIndex ? words + [text[start...]] : words
    }

    /// Which words of each side belong to what both have, in order.
    static func common(_ a: [Int], _ b: [Int]) -> (left: [Bool], right: [Bool]) {
        var (left, right) = ([Bool](repeating: false, count: a.count), [Bool](repeating: false, count: b.count))
        var (head, tail) = (0, 0)
        while head < a.count, head < b.count, a[head] == b[head] {
            (left[head], right[head]) = (true, true)
            head += 1
        }
        while tail < min(a.count, b.count) - head, a[a.count - 1 - tail] == b[b.count - 1 - tail] {
            (left[a.count - 1 - tail], right[b.count - 1 - tail]) = (true, true)
            tail += 1
        }
        let (x, y) = (a[head..<(a.count - tail)], b[head..<(b.count - tail)])
        for (i, j) in matches(Array(x), Array(y)) { (left[head + i], right[head + j]) = (true, true) }
        return (left, right)
    }

    /// The pairs of equal words on a shortest path of edits; none where it is longer than `mostEdits`.
    private static func matches(_ a: [Int], _ b: [Int]) -> [(Int, Int)] {
        guard !a.isEmpty, !b.isEmpty else { return [] }
        let most = min(mostEdits, a.count + b.count)
        var reach = [Int](repeating: 0, count: 2 * most + 3)
        var trail: [[Int]] = []
        for edits in 0...most {
            trail.append(reach)
            for diagonal in stride(from: -edits, through: edits, by: 2) {
                let (below, above) = (reach[most + diagonal], reach[most + diagonal + 2])
                let down = diagonal == -edits || (diagonal != edits && below < above)
                var x = down ? above : below + 1
                while x < a.count, x - diagonal < b.count, x >= diagonal, a[x] == b[x - diagonal] { x += 1 }
                reach[most + diagonal + 1] = x
                if x >= a.count, x - diagonal >= b.count { return backwards(trail, most, a.count, b.count) }
            }
        }
        return []
    }

    private static func backwards(_ trail: [[Int]], _ most: Int, _ m: Int, _ n: Int) -> [(Int, Int)] {
        var (x, y) = (m, n)
        var pairs: [(Int, Int)] = []
        for (edits, reach) in trail.enumerated().reversed() {
            let diagonal = x - y
            let (below, above) = (reach[most + diagonal], reach[most + diagonal + 2])
            let down = diagonal == -edits || (diagonal != edits && below < above)
            let fromX = edits == 0 ? 0 : down ? above : below
            let fromY = edits == 0 ? 0 : fromX - (down ? diagonal + 1 : diagonal - 1)
            while x > fromX, y > fromY {
                (x, y) = (x - 1, y - 1)
                pairs.append((x, y))
            }
            (x, y) = (fromX, fromY)
        }
        return pairs
    }

    /// The stretch between its marks; line ends at its edges, with the spaces around them, stand outside, so that no mark is
    /// alone on a line.
    private static func marked(_ text: String, _ before: String, _ after: String, _ style: TextStyle) -> [StyledRun] {
        func edge(_ blanks: some Collection<Character>) -> Int {
            blanks.contains(where: \.isNewline) ? blanks.count : 0
        }
        let start = edge(text.prefix { $0.isWhitespace })
        guard start < text.count else { return [StyledRun(text)] }
        let end = edge(text.reversed().prefix { $0.isWhitespace })
        let inner = text.dropFirst(start).dropLast(end)
        return [
            StyledRun(String(text.prefix(start))), StyledRun(before + inner + after, style),
            StyledRun(String(text.suffix(end))),
        ].filter { !$0.text.isEmpty }
    }

    private static func marked(
        _ words: [Substring],
        _ isCommon: [Bool],
        _ before: String,
        _ after: String,
        _ style: TextStyle
    ) -> [StyledRun] {
        var runs: [StyledRun] = []
        var index = 0
        while index < words.count {
            var end = index
            while end < words.count, isCommon[end] == isCommon[index] { end += 1 }
            let text = words[index..<end].joined()
            runs += isCommon[index] ? [StyledRun(text)] : marked(text, before, after, style)
            index = end
        }
        return runs
    }
}
