extension BareTableReader {
    private typealias Orders = JudgedOrders<SIMD2<Int32>, Int32>

    /// A verdict on two texts: the item is what was asked, the pair is the item of the table.
    mutating func addPair(_ row: TableRow, _ sides: PairSides, of asked: ArraySlice<UInt8>) {
        guard let raterField = name(row, 1) else { return bad(row, "the rater is empty: name it") }
        guard let place = place(row, item: sides.name(asked), rater: raterField, criterion: name(row, 4)),
            let first = table.sideNames.number(of: sides.first), let second = table.sideNames.number(of: sides.second)
        else { return }
        guard isOfOneKind(row, place, isPair: true) else { return }
        guard let verdict = verdict(row, sides) else { return }
        let isFirst = isFirst(place)
        if kindsGiven[Int(place.rater)] == .judge, isOtherOrder(verdict, place, sides) { return }
        guard isFirst else {
            let words = "'\(table.raters.all[Int(place.rater)])' compared '\(table.items.all[Int(place.item)])'"
            return bad(row, "\(words) on an earlier line: keep one; a judge (column 'kind') may have both orders")
        }
        if first == second, table.sides[place.item] == nil { ofOneModel += 1 }
        table.sides[place.item] = SIMD2(first, second)
        if name(row, 5) == nil { _ = table.prompts.note(asked, item: place.item) }
        switch verdict {
        case .missing: miss(place)
        case .bothBad:
            // Neither text is the better one.
            table.bothBadCount += 1
            keep(ArraySlice("0".utf8), place, line: row.line)
        case .value(let value): keep(ArraySlice(Array(JSONValue.canonicalNumber(value).utf8)), place, line: row.line)
        }
    }

    /// What the row says of its pair, by the order of names; nil where it is no verdict, which is noted.
    private mutating func verdict(_ row: TableRow, _ sides: PairSides) -> Orders.Verdict? {
        let text = row[2].map { ColumnName.trimmed(String(decoding: $0, as: UTF8.self)) }
        guard let word = text, !word.isEmpty else { return .missing }
        guard !PairColumns.isBothBad(word) else { return .bothBad }
        let read: Double?
        do { read = try sides.value(word) } catch {
            bad(row, "\(error)")
            return nil
        }
        guard let value = read else {
            bad(row, "'\(word)' is no verdict on two texts: write left, right, tie or both_bad")
            return nil
        }
        if !sides.isName(word) { winnerNumbers.note(word, line: row.line) }
        return .value(value == 0 ? 0 : sides.isTurned ? -value : value)
    }

    /// Whether a judge's verdict is its second one of both orders, which is no score of its own.
    private mutating func isOtherOrder(_ verdict: Orders.Verdict, _ place: Place, _ sides: PairSides) -> Bool {
        let owner = SIMD2(Int32(place.criterion), place.rater)
        let scores = table.criteria[place.criterion].scores.count
        switch orders.meet(owner, place.item, verdict, isTurned: sides.isTurned, place: scores) {
        case .alone, .again: return false
        case .same: return true
        case .missing(let earlier, let before):
            // Where the earlier row is the one without a score, it stands as missing.
            if verdict == .missing {
                leaveOut(earlier, before, place)
                miss(place)
            }
        case .inconsistent(let earlier, let before):
            leaveOut(earlier, before, place)
            table.criteria[place.criterion].inconsistent.append((place.item, place.rater))
        }
        return true
    }

    private mutating func leaveOut(_ score: Int, _ verdict: Orders.Verdict, _ place: Place) {
        contradicted[place.criterion, default: []].insert(score)
        if verdict == .bothBad { table.bothBadCount -= 1 }
    }

    /// Takes the scores out that another order contradicts.
    mutating func leaveOutContradicted() {
        for (criterion, places) in contradicted {
            let ratings = table.criteria[criterion]
            let standing = ratings.scores.indices.filter { !places.contains($0) }
            table.criteria[criterion].items = standing.map { ratings.items[$0] }
            table.criteria[criterion].raters = standing.map { ratings.raters[$0] }
            table.criteria[criterion].scores = standing.map { ratings.scores[$0] }
        }
    }

    /// What is to be known of judges that have both orders.
    var remarksOnOrders: [String] {
        let known = Set(table.criteria.map(\.name))
        return orders.counts.keys.sorted { ($0.x, $0.y) < ($1.x, $1.y) }.compactMap { owner in
            let criterion = criterionNumbers.all[Int(owner.x)]
            guard known.contains(criterion) else { return nil }
            return orders.remark(owner, rater: table.raters.all[Int(owner.y)], criterion: criterion)
        }
    }
}
