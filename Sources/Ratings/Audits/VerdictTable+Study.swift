import Agreement
package import Studies

extension VerdictTable {
    /// Whose texts they are, by families of models; no name of a model leaves it.
    private struct Authors {
        private let set: RatingSet
        /// By number of a model.
        private let families: [String?]

        init(_ set: RatingSet, _ study: Study) {
            self.set = set
            let own = Dictionary(study.models.map { ($0.name, $0.family) }) { first, _ in first }
            families = set.modelNames.map { own[$0] ?? nil }
        }

        /// The family of every model that wrote a text, where it is one.
        private func family(_ writers: [Int32]) -> String? {
            let known = Set(writers.map { families[Int($0)] })
            return known.count == 1 ? known.first ?? nil : nil
        }

        /// A subject as an item of the table; its texts in the order of their ids.
        func item(_ subject: Int?, name: String, prompt: String) -> Item {
            var item = Item(name: name, cluster: prompt)
            guard let subject else { return item }
            item.lengths = set.subjects.lengths(of: subject)
            item.families = set.subjects.writers(of: subject).map(family)
            return item
        }
    }

    /// The table of one criterion of a study, with verdicts of older versions before those of the newest; `figures` are the
    /// ratings that figures within pairs of models take, where a list has more.
    package init(_ set: RatingSet, criterion number: Int, study: Study, figures: RatingSet? = nil) {
        let criterion = set.criteria[number]
        self.init(criterion: criterion.name, isPairwise: criterion.kind == .pair)
        isNominal = criterion.level == .nominal && !isPairwise
        let own = figures ?? set
        ratings = own.number(ofCriterion: criterion.name).map(own.ratings(on:))
        if let low = criterion.categories?.first, let high = criterion.categories?.last, criterion.level != .nominal {
            ends = low...high
        }
        let authors = Authors(set, study)
        var places = [Int32](repeating: -1, count: set.subjects.count)
        let people = set.opinions(on: number).filter { set.raters[Int($0.rater)].kind == .human }
        for act in set.sortedByRater(people.map(\.act)) { append(act, set, authors, study, &places) }
        let judged = set.acts.indices.filter { place in
            let act = set.acts[place]
            return Int(act.criterion) == number && set.raters[Int(act.rater)].kind == .judge
                && (act.staleness == nil || act.staleness == .version)
        }.map(Int32.init)
        let sorted = set.sortedByRater(judged)
        for act in sorted where act.staleness != nil { append(act, set, authors, study, &places) }
        for act in sorted where act.staleness == nil { append(act, set, authors, study, &places) }
        for opinion in set.opinions(on: number) where set.isPanel(Int(opinion.rater)) {
            var act = set.acts[Int(opinion.act)]
            (act.rater, act.value, act.outcome) = (opinion.rater, opinion.value, opinion.outcome)
            (act.side, act.sample, act.version) = (nil, -1, -1)
            append(act, set, authors, study, &places)
        }
        sortByName()
    }

    /// Adds what an arm's replies, or requests without a reply, came to.
    package mutating func append(
        _ records: [(record: RatingRecord, arm: Arm, state: Value?, target: ItemID?)],
        _ set: RatingSet,
        _ study: Study
    ) {
        // Every text has a long name: they are not listed for nothing.
        guard !records.isEmpty else { return }
        let authors = Authors(set, study)
        let (numbers, same) = (set.subjects.numbers, set.subjects.samePrompts)
        for (record, arm, state, target) in records {
            let name = record.subject.name
            let item = authors.item(numbers[name], name: name, prompt: same[record.prompt] ?? record.prompt)
            let rater = rater(record.rater, record.kind, study)
            var row = Row(item: place(of: item), rater: rater, value: state ?? Value(record), order: record.side)
            row.sample = record.sample ?? 1
            row.version = record.version ?? ""
            row.arm = arm
            if case .pair(let pair) = record.subject, let target { row.towards = pair.first == target ? 1 : -1 }
            rows.append(row)
        }
    }

    /// `places` has by subject that of its item, −1 before its first act: names are long, and acts are many.
    private mutating func append(
        _ act: Act,
        _ set: RatingSet,
        _ authors: Authors,
        _ study: Study,
        _ places: inout [Int32]
    ) {
        let subject = Int(act.subject)
        if places[subject] < 0 {
            let name = set.subjects.name(of: subject)
            let prompt = set.subjects.unit(of: subject) ?? ""
            places[subject] = Int32(
                itemPlaces[name] ?? place(of: authors.item(subject, name: name, prompt: prompt))
            )
        }
        let place = Int(places[subject])
        let own = set.raters[Int(act.rater)]
        var row = Row(item: place, rater: rater(own.name, own.kind, study), value: Value(act), order: act.side)
        row.sample = act.sample < 0 ? 1 : Int(act.sample)
        row.version = act.version < 0 ? "" : set.versions[Int(act.version)]
        rows.append(row)
    }

    private mutating func place(of item: Item) -> Int {
        if let place = itemPlaces[item.name] { return place }
        itemPlaces[item.name] = items.count
        items.append(item)
        return items.count - 1
    }

    private mutating func rater(_ name: String, _ kind: Studies.RaterKind, _ study: Study) -> Int {
        if let place = raters.firstIndex(where: { $0.name == name }) { return place }
        let family = study.judges.first { $0.name == name }?.family
        raters.append(Rater(name: name, kind: kind, family: family))
        return raters.count - 1
    }
}

extension VerdictTable.Value {
    /// What an act came to.
    fileprivate init(_ act: Act) { self.init(act.outcome, act.value.isNaN ? nil : act.value) }

    /// What a record says.
    package init(_ record: RatingRecord) { self.init(record.outcome, record.value) }

    private init(_ outcome: RatingRecord.Outcome, _ value: Double?) {
        switch outcome {
        case .rated: self = value.map(Self.value) ?? .bothBad
        case .unparsed: self = .unparsed
        case .refused: self = .refused
        case .inconsistent: self = .inconsistent
        case .error, .skipped, .retracted: self = .error
        }
    }
}
