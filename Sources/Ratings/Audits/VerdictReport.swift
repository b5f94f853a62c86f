package import Agreement
import Studies

/// How one judge's verdicts in one group stand to people's, with everything that is no verdict apart.
package struct VerdictReport: Sendable, Equatable {
    package var group: String
    package var criterion: String
    package var judge: String
    package var isChoice: Bool
    /// Items that the judge was asked about, and those of them that people have an opinion of.
    package var items: Int
    package var itemsWithPeople = 0
    /// Verdicts wanted, both orders and all samples, and what became of them.
    package var wanted = 0
    /// Verdicts that could be read, and those of them that are not at odds with the same pair in the other order, as
    /// `JudgeAccount` counts them. Shares beside people rest on what is read.
    package var read = 0
    package var used = 0
    package var ties = 0
    package var unparsed = 0
    package var refused = 0
    package var errors = 0
    package var missing = 0
    /// Panels whose jurors, or orders, have no majority.
    package var undecided = 0
    /// Verdicts that stand beside people's, and their items: what the share or the distance rests on.
    package var compared = 0
    package var comparedItems = 0
    /// Items whose two orders are verdicts and agree, disagree.
    package var consistent = 0
    package var inconsistent = 0
    /// Items of which neither order is a verdict, and of which one alone is.
    package var withoutVerdict = 0
    package var inOneOrder = 0
    /// Verdicts that are people's: with the first text shown first, with the second shown first, and both.
    package var correct = 0
    package var correctFirst = 0
    package var correctSecond = 0
    package var correctBoth = 0
    /// Of choices, the share of the used verdicts that are people's.
    package var agreement = Estimate()
    /// Of scores, the mean distance to people's mean, and Spearman's correlation with it.
    package var distance = Estimate()
    package var spearman = Estimate()
    /// The same of each person and the others on these items, and how people go together: of scores Spearman's correlation
    /// within each person, of choices alpha within pairs of models.
    package var peopleAmongThemselves = Estimate()
    package var peopleAssociation: Double?
    /// The share or the distance if all that is no verdict were wrong, and if it were right.
    package var ifWrong: Double?
    package var ifRight: Double?
    /// Cohen's kappa of the used verdicts, and with all that is no verdict as a value of its own.
    package var kappa = Estimate()
    package var kappaAsWrong: Double?
    package var kappaFirst: Double?
    package var kappaSecond: Double?
    package var kappaFirstAsWrong: Double?
    package var kappaSecondAsWrong: Double?
    package var kappaBetweenOrders: Double?
    package var kappaBetweenOrdersAsWrong: Double?
    /// What chance alone would give.
    package var chance: Double?
    /// What a reader must know, in words.
    package var warning: String?

    /// `n read of n, unparsed k`.
    package var account: String {
        var account = "\(read) read of \(wanted)"
        let others = [
            ("inconsistent", read - used), ("unparsed", unparsed), ("refused", refused), ("error", errors),
            ("missing", missing), ("undecided", undecided),
        ]
        for (name, count) in others where count > 0 { account += ", \(name) \(count)" }
        return account
    }
}

extension VerdictReport {
    /// A report for each group and judge of a table, judges in the table's order.
    package static func all(of table: VerdictTable, options: IntervalOptions) -> [VerdictReport] {
        let consensus = table.consensus()
        var groups: [String: [Int: [VerdictTable.Row]]] = [:]
        let newest = table.newestVersions
        for row in table.rows
        where row.arm == .plain && table.raters[row.rater].kind != .human && row.version == newest[row.rater] {
            groups[table.items[row.item].group, default: [:]][row.rater, default: []].append(row)
        }
        return table.groups.flatMap { group in
            let known = Known(table, group, options)
            return (groups[group] ?? [:]).sorted { $0.key < $1.key }.map { judge, rows in
                let own = known.automatic.first { $0.rater == table.raters[judge].name }
                var report = VerdictReport(
                    rows,
                    judge: judge,
                    group: group,
                    of: table,
                    consensus: consensus,
                    known: own,
                    options: options
                )
                report.take(own, of: known)
                return report
            }
        }
    }

    private init(
        _ rows: [VerdictTable.Row],
        judge: Int,
        group: String,
        of table: VerdictTable,
        consensus: [Double?],
        known: CriterionReport.Automatic?,
        options: IntervalOptions
    ) {
        self.group = group
        criterion = table.criterion
        isChoice = table.isChoice
        self.judge = table.raters[judge].name
        items = table.itemCount(of: rows)
        count(rows)
        // Two orders agree whatever people say.
        if table.isPairwise { orders(rows, consensus) }
        let rows = rows.filter { consensus[$0.item] != nil }
        itemsWithPeople = table.itemCount(of: rows)
        let verdicts = rows.filter(\.value.isVerdict)
        (compared, comparedItems) = (verdicts.count, table.itemCount(of: verdicts))
        if !table.isPairwise { ties = 0 }
        if table.isChoice {
            choices(rows, table, consensus, options)
        } else {
            points(rows, table, consensus, known, options)
        }
    }

    /// What 'slam agreement' says of the same criterion.
    private struct Known {
        /// Whether there are ratings on pairs.
        var isOfPairs = false
        /// Whether the order of a pair's texts is a file's own, and not that of ids.
        var isOrderTold = false
        var automatic: [CriterionReport.Automatic] = []
        /// Of pairs people's alpha within pairs of models.
        var alpha: Double?

        init(_ table: VerdictTable, _ group: String, _ options: IntervalOptions) {
            isOrderTold = !table.ratingsByGroup.isEmpty
            guard let ratings = isOrderTold ? table.ratingsByGroup[group] : table.ratings else { return }
            isOfPairs = table.isPairwise
            guard isOfPairs else {
                automatic = (try? ratings.automatic(options: options)) ?? []
                return
            }
            let report = try? ratings.report(by: .pooled, options: options, choices: .init(mostRatersForPairs: 0))
            automatic = report?.automatic ?? []
            alpha = report?.measures["alpha.nominal.by_model_pair"]?.value
        }
    }

    /// The figures beside people are those of 'slam agreement', to the last digit; kappas that rest on the order of item ids are
    /// none.
    private mutating func take(_ own: CriterionReport.Automatic?, of known: Known) {
        guard let own else {
            // Its verdicts wait for a full batch, or people's do.
            if known.isOfPairs, !known.isOrderTold { leaveOutKappas() }
            return
        }
        peopleAmongThemselves = own.humanCeiling.person
        guard isChoice else {
            distance = own.measures["mae"] ?? distance
            spearman = own.measures["spearman"] ?? spearman
            peopleAssociation = own.humanCeiling.personSpearman.value
            return
        }
        guard let within = own.measures["cohen.by_model_pair"] else {
            // Of single texts there is one verdict an item, as there.
            kappa = own.measures["cohen.unweighted"] ?? kappa
            agreement = own.measures["percent_agreement"] ?? agreement
            return warn()
        }
        if !known.isOrderTold { leaveOutKappas() }
        kappa = within
        (chance, peopleAssociation) = (own.chanceWithinPairs, known.alpha)
        // Where each item has one verdict, the share of verdicts is that of items.
        if compared == comparedItems, let share = own.measures["percent_agreement"], share.itemCount == compared {
            agreement = share
        }
        warn(overItems: own.measures["percent_agreement"]?.value)
    }

    private mutating func leaveOutKappas() {
        (kappa, chance, warning) = (Estimate(), nil, nil)
        (kappaAsWrong, kappaFirst, kappaSecond) = (nil, nil, nil)
        (kappaFirstAsWrong, kappaSecondAsWrong) = (nil, nil)
        (kappaBetweenOrders, kappaBetweenOrdersAsWrong) = (nil, nil)
    }

    private mutating func count(_ rows: [VerdictTable.Row]) {
        wanted = rows.count
        for row in rows {
            switch row.value {
            case .value(0): ties += 1
            case .value, .bothBad: break
            case .unparsed: unparsed += 1
            case .inconsistent: undecided += 1
            case .refused: refused += 1
            case .error: errors += 1
            case .missing: missing += 1
            }
        }
        read = wanted - unparsed - refused - errors - missing - undecided
        let both = rows.filter { $0.order != nil && $0.value.isVerdict }
        used = read - BothOrders.inconsistent(both.map { (unit: [$0.item, $0.sample], value: $0.value) })
    }

    private mutating func points(
        _ rows: [VerdictTable.Row],
        _ table: VerdictTable,
        _ consensus: [Double?],
        _ known: CriterionReport.Automatic?,
        _ options: IntervalOptions
    ) {
        let clusters = Clusters(rows.map { table.items[$0.item].cluster })
        var apart = ClusterRatio(clusterCount: clusters.count)
        var scored: [(judge: Double, people: Double, cluster: Int)] = []
        var (best, worst) = (0.0, 0.0)
        // A text's orders and samples are one opinion, as in 'slam agreement'; what is unread of them is a part of it.
        let texts = Dictionary(grouping: rows.indices, by: { rows[$0].item }).values.sorted { $0[0] < $1[0] }
        let ends = table.scaleEnds
        for places in texts {
            guard let people = consensus[rows[places[0]].item] else { continue }
            let values = places.compactMap { rows[$0].value.number }
            let (asked, unread) = (Double(places.count), Double(places.count - values.count))
            let mean = values.isEmpty ? people : values.reduce(0, +) / Double(values.count)
            let off = (mean - people) * Double(values.count) / asked
            best += abs(off)
            if let ends, unread > 0 {
                let far = [ends.lowerBound, ends.upperBound].map { abs(off + ($0 - people) * unread / asked) }
                worst += max(far[0], far[1]) - abs(off)
            }
            guard !values.isEmpty else { continue }
            apart.add(abs(mean - people), cluster: clusters.places[places[0]])
            scored.append((mean, people, clusters.places[places[0]]))
        }
        // A thousand resamples of ranks are made only where nothing else takes the place of these figures.
        if known?.measures["mae"] == nil || known?.measures["spearman"] == nil {
            let (own, theirs) = (WeightedRanks(scored.map(\.judge)), WeightedRanks(scored.map(\.people)))
            let bootstrap = ClusterBootstrap(clusterCount: clusters.count, options: options)
            let estimates = bootstrap.estimates { weights in
                [apart.value(weights), own.correlation(with: theirs, weights: scored.map { weights[$0.cluster] })]
            }
            (distance, spearman) = (estimates[0], estimates[1])
        }
        guard !texts.isEmpty else { return }
        ifWrong = (best + worst) / Double(texts.count)
        ifRight = best / Double(texts.count)
    }
}
