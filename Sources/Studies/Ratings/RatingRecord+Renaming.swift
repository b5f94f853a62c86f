extension RatingRecord {
    /// The same act with the items called otherwise. Where the two of a pair change their order, so do value, word and side.
    package func renamed(_ name: (ItemID) -> ItemID) -> RatingRecord {
        var record = self
        switch subject {
        case .item(let item): record.subject = .item(name(item))
        case .member(let item, let set): record.subject = .member(name(item), of: SetID(set.items.map(name)))
        case .pair(let pair):
            let (first, second) = (name(pair.first), name(pair.second))
            record.subject = .pair(PairID(first, second))
            guard second < first else { return record }
            record.value = value.map { -$0 + 0 }
            record.side = side.map { $0 == .first ? .second : .first }
            record.label = label.map { ["first": "second", "second": "first"][$0] ?? $0 }
        }
        return record
    }
}
