package import Store
package import Studies

extension VerdictTable {
    /// Who wrote the texts of a study, so that pairs can be turned and families told; no name of a model leaves it.
    package struct Authors: Sendable {
        private var texts: [ItemID: Int] = [:]
        private var families: [ItemID: String] = [:]
        private var places: [ItemID: Int] = [:]

        package init(study: Study, responses: [StoredResponse]) {
            var mixed: Set<ItemID> = []
            for response in responses {
                texts[response.item] = response.text.count
                let family = study.model(named: response.model)?.family
                if let known = families[response.item], known != family { mixed.insert(response.item) }
                families[response.item] = family
                let place = study.models.firstIndex { $0.name == response.model } ?? study.models.count
                places[response.item] = min(place, places[response.item] ?? place)
            }
            for item in mixed { families[item] = nil }
        }

        /// An item of the table, and whether a pair's texts change places: the study's earlier model is the first.
        fileprivate func item(_ subject: RatingSubject, prompt: String) -> (Item, isTurned: Bool) {
            var item = Item(name: subject.name, cluster: prompt)
            var ids = subject.items
            let isTurned = ids.count == 2 && (places[ids[0]] ?? 0) > (places[ids[1]] ?? 0)
            if isTurned { ids.reverse() }
            let lengths = ids.compactMap { texts[$0] }
            item.lengths = lengths.count == ids.count ? lengths : []
            item.families = ids.map { families[$0] }
            return (item, isTurned)
        }
    }

    /// The table of one criterion of a study; `records` are current values of all versions, in the order stored.
    package init(_ criterion: Criterion, records: [RatingRecord], study: Study, authors: Authors) {
        self.init(criterion: criterion.name, isPairwise: criterion.isPairwise)
        if case .scale(let scale) = criterion.form { ends = scale.min...scale.max }
        for record in records where record.criterion == criterion.name {
            append(record, study: study, authors: authors)
        }
    }

    /// Adds what an arm's replies, or requests without a reply, came to.
    package mutating func append(
        _ record: RatingRecord,
        arm: Arm = .plain,
        state: Value? = nil,
        target: ItemID? = nil,
        study: Study,
        authors: Authors
    ) {
        let (item, isTurned) = authors.item(record.subject, prompt: record.prompt)
        let place = place(of: item)
        var row = Row(item: place, rater: rater(record, study), value: state ?? Value(record))
        row.order = record.side
        if isTurned {
            row.value = row.value.turned
            row.order = record.side.map { $0 == .first ? .second : .first }
        }
        row.sample = record.sample ?? 1
        row.version = record.version ?? ""
        row.arm = arm
        if case .pair(let pair) = record.subject, let target {
            row.towards = (pair.first == target) == isTurned ? -1 : 1
        }
        rows.append(row)
    }

    private mutating func place(of item: Item) -> Int {
        if let place = itemPlaces[item.name] { return place }
        itemPlaces[item.name] = items.count
        items.append(item)
        return items.count - 1
    }

    private mutating func rater(_ record: RatingRecord, _ study: Study) -> Int {
        if let place = raters.firstIndex(where: { $0.name == record.rater }) { return place }
        let family = study.judges.first { $0.name == record.rater }?.family
        raters.append(Rater(name: record.rater, kind: record.kind, family: family))
        return raters.count - 1
    }
}

extension VerdictTable.Value {
    /// What a record says.
    package init(_ record: RatingRecord) {
        switch record.outcome {
        case .rated: self = record.value.map(Self.value) ?? .bothBad
        case .unparsed: self = .unparsed
        case .refused: self = .refused
        case .inconsistent: self = .inconsistent
        case .error, .skipped, .retracted: self = .error
        }
    }
}
