package import Studies

extension RatingSet {
    /// The ratings of a table in a file, in one phase, of the criteria that are `shown` or of all.
    package init(
        file: String,
        scoring: Scoring = Scoring(),
        phase: RatingRecord.Phase = .blind,
        decimal: NumberText.Decimal? = nil,
        map: [String] = [],
        shown: [String] = []
    ) throws {
        let choices = BareTable.Choices(
            phase: phase,
            decimal: decimal,
            declared: scoring.declared,
            listed: scoring.listed,
            map: map,
            shown: shown
        )
        let bare = try BareTable.read(path: file, choices: choices)
        let names = bare.criteria.map(\.name)
        try scoring.check(names + bare.otherCriteria.subtracting(names).sorted())
        self.init(bare, name: file == "-" ? "standard input" : file, scoring: scoring, phase: phase)
    }

    private init(_ bare: BareTable, name: String, scoring: Scoring, phase: RatingRecord.Phase) {
        self.init(name: name)
        subjects = Subjects(bare)
        raters = zip(bare.raters.all, bare.kinds).map { Rater(name: $0, kind: $1) }
        for (number, ratings) in bare.criteria.enumerated() {
            criteria.append(scoring.criterion(ratings))
            for place in ratings.scores.indices {
                opinions.append(
                    Opinion(
                        subject: ratings.items[place],
                        rater: ratings.raters[place],
                        criterion: Int32(number),
                        act: -1,
                        outcome: .rated,
                        value: ratings.values[Int(ratings.scores[place])]
                    )
                )
            }
            // A person who gave nothing was not asked; a judge was, and gave nothing that could be read. A judge that says
            // another thing in each order has no verdict, as in a study.
            let unread = ratings.missing.filter { raters[Int($0.rater)].kind == .judge }
            let outcomes: [RatingRecord.Outcome] =
                unread.map { _ in .error } + ratings.inconsistent.map { _ in .inconsistent }
            for ((subject, rater), outcome) in zip(unread + ratings.inconsistent, outcomes) {
                opinions.append(
                    Opinion(
                        subject: subject,
                        rater: rater,
                        criterion: Int32(number),
                        act: -1,
                        outcome: outcome,
                        value: .nan
                    )
                )
            }
            addUnscored(ratings, criterion: Int32(number))
        }
        notes = Self.notes(bare, subjects, phase) + lookalikes + strangeWords
    }

    /// Where people scored a text and a judge of the same criterion has no row, it gave no verdict: whether it was asked nobody
    /// can tell, and left out the hard texts would make it look good.
    private mutating func addUnscored(_ ratings: BareTable.Ratings, criterion: Int32) {
        var isLabelled = [Bool](repeating: false, count: subjects.count)
        var given: [Int32: Set<Int32>] = [:]
        let unread = (ratings.missing + ratings.inconsistent).map { ($0.item, $0.rater) }
        for (item, rater) in Array(zip(ratings.items, ratings.raters)) + unread {
            if raters[Int(rater)].kind == .judge { given[rater, default: []].insert(item) }
        }
        for (item, rater) in zip(ratings.items, ratings.raters) where raters[Int(rater)].kind == .human {
            isLabelled[Int(item)] = true
        }
        for (judge, items) in given.sorted(by: { $0.key < $1.key }) {
            let lacking = isLabelled.indices.filter { isLabelled[$0] && !items.contains(Int32($0)) }
            guard !lacking.isEmpty else { continue }
            unscored[[judge, criterion]] = lacking.count
            opinions += lacking.map { item in
                Opinion(
                    subject: Int32(item),
                    rater: judge,
                    criterion: criterion,
                    act: -1,
                    outcome: .error,
                    value: .nan
                )
            }
        }
    }

    private static func notes(_ bare: BareTable, _ subjects: Subjects, _ phase: RatingRecord.Phase) -> [RatingNote] {
        var notes: [RatingNote] = bare.criteria.isEmpty ? [.noScores] : []
        if bare.missingCount > 0 { notes.append(.missingScores(count: bare.missingCount)) }
        notes += bare.remarks.map(RatingNote.remark)
        if !bare.clusters.isEmpty || !bare.prompts.isEmpty {
            let lacking = bare.items.all.indices.count { subjects.unitNumber(of: $0) == nil }
            let what = subjects.areUnitsClusters ? "cluster" : "prompt"
            if lacking > 0 { notes.append(.alone(what, count: lacking, of: bare.items.all.count)) }
        }
        if !bare.clusters.isEmpty, !subjects.areUnitsClusters { notes.append(.remark(ClusterUnits.finer)) }
        if subjects.areClustersJoined { notes.append(.remark(ClusterUnits.joinedWords)) }
        if bare.otherPhaseCount > 0 { notes.append(.otherPhase(count: bare.otherPhaseCount, than: phase)) }
        return notes
    }
}

extension Subjects {
    fileprivate init(_ bare: BareTable) {
        names = bare.items.all
        func column(_ column: ItemColumn) -> (names: [String], numbers: [Int32]) {
            let lacking = repeatElement(Int32(-1), count: max(0, names.count - column.numbers.count))
            return column.isEmpty ? ([], []) : (column.names.all, column.numbers + lacking)
        }
        (prompts, promptNumbers) = column(bare.prompts)
        (clusters, clusterNumbers) = column(bare.clusters)
        let written = column(bare.models)
        models = written.names
        writers = Writers(itemCount: names.count)
        if !bare.sides.isEmpty {
            (models, sides) = (written.names + bare.sideNames.all, Self.sides(bare, written.names))
        }
        for (item, model) in written.numbers.enumerated() { writers.add(model, to: Int32(item)) }
        countByCluster()
    }

    /// Numbers of the compared models after those that stand for single texts.
    private static func sides(_ bare: BareTable, _ before: [String]) -> [Int32: SIMD2<Int32>] {
        let start = Int32(before.count)
        return bare.sides.mapValues { $0 &+ SIMD2(start, start) }
    }
}
