import Agreement
import Studies

extension VerdictReport {
    /// How each person stands to the others on the same items: what no judge can be asked to pass.
    mutating func compareThePeople(
        on items: Set<Int>,
        of people: [Int: [VerdictTable.Row]],
        _ table: VerdictTable,
        _ options: IntervalOptions
    ) {
        var pairs: [(own: Double, others: Double, item: Int)] = []
        for item in items.sorted() {
            let rows = (people[item] ?? []).filter { $0.value.number != nil }
            for (place, row) in rows.enumerated() {
                let others = rows.indices.filter { $0 != place }.compactMap { rows[$0].value.number }
                guard let own = row.value.number, let theirs = table.consensus(of: others) else { continue }
                pairs.append((own, theirs, item))
            }
        }
        guard !pairs.isEmpty else { return }
        let clusters = Clusters(pairs.map { table.items[$0.item].cluster })
        var ratio = ClusterRatio(clusterCount: clusters.count)
        for (index, pair) in pairs.enumerated() {
            let value = table.isChoice ? (pair.own == pair.others ? 1 : 0) : abs(pair.own - pair.others)
            ratio.add(value, cluster: clusters.places[index])
        }
        let bootstrap = ClusterBootstrap(clusterCount: clusters.count, options: options)
        peopleAmongThemselves = bootstrap.estimates { [ratio.value($0)] }[0]
        let weights = [Double](repeating: 1, count: pairs.count)
        let coding = VerdictCoding(table)
        peopleAssociation =
            table.isChoice
            ? WeightedKappa.value(
                pairs.indices.map { place in
                    let pair = pairs[place]
                    return (coding.place(.value(pair.own)), coding.place(.value(pair.others)), cluster: place)
                },
                count: coding.count,
                weights: weights
            )?.kappa
            : WeightedRanks(pairs.map(\.own)).correlation(
                with: WeightedRanks(pairs.map(\.others)),
                weights: weights
            )
    }
}
