import Agreement
import Foundation
import Studies

extension VerdictReport {
    /// The figures of choices between two: counts by order, shares and kappas.
    mutating func choices(
        _ rows: [VerdictTable.Row],
        _ table: VerdictTable,
        _ consensus: [Double?],
        _ options: IntervalOptions
    ) {
        let clusters = Clusters(rows.map { table.items[$0.item].cluster })
        let coding = VerdictCoding(table)
        let pairs = rows.enumerated().compactMap { index, row in
            consensus[row.item].map { people in
                Pair(people: people, value: row.value, isSwapped: row.order == .second, cluster: clusters.places[index])
            }
        }
        correctFirst = pairs.count { $0.isCorrect && !$0.isSwapped }
        correctSecond = pairs.count { $0.isCorrect && $0.isSwapped }
        correct = correctFirst + correctSecond
        estimate(pairs, coding, clusters.count, options)
        kappaFirst = Pair.kappa(pairs.filter { !$0.isSwapped && $0.value.isVerdict }, coding)
        kappaSecond = Pair.kappa(pairs.filter { $0.isSwapped && $0.value.isVerdict }, coding)
        kappaFirstAsWrong = Pair.kappa(pairs.filter { !$0.isSwapped }, coding)
        kappaSecondAsWrong = Pair.kappa(pairs.filter(\.isSwapped), coding)
    }

    private mutating func estimate(
        _ pairs: [Pair],
        _ coding: VerdictCoding,
        _ clusterCount: Int,
        _ options: IntervalOptions
    ) {
        guard !pairs.isEmpty else { return }
        let decided = pairs.filter(\.value.isVerdict)
        ifWrong = Double(correct) / Double(pairs.count)
        ifRight = Double(correct + pairs.count - decided.count) / Double(pairs.count)
        var share = ClusterRatio(clusterCount: clusterCount)
        for pair in decided { share.add(pair.isCorrect ? 1 : 0, cluster: pair.cluster) }
        let coded = decided.map { (coding.place(.value($0.people)), coding.place($0.value), cluster: $0.cluster) }
        let bootstrap = ClusterBootstrap(clusterCount: clusterCount, options: options)
        let estimates = bootstrap.estimates { weights in
            [share.value(weights), WeightedKappa.value(coded, count: coding.count, weights: weights)?.kappa]
        }
        (agreement, kappa) = (estimates[0], estimates[1])
        let ones = [Double](repeating: 1, count: clusterCount)
        chance = WeightedKappa.value(coded, count: coding.count, weights: ones)?.chance
        kappaAsWrong = Pair.kappa(pairs, coding)
        warn()
    }

    /// Says where agreement is next to what chance gives: of a file's verdicts, or of a study's items, on which its kappa rests.
    mutating func warn(overItems items: Double? = nil) {
        warning = nil
        let kappa = kappa.value ?? 0
        guard let share = items ?? agreement.value, share >= 0.5, kappa < 0.2 else { return }
        let chance = chance ?? (share - kappa) / (1 - kappa)
        let percent = { (share: Double) in String(format: "%.1f %%", share * 100) }
        warning =
            "agreement of \(percent(share))\(items == nil ? "" : " over items") is next to what chance gives (\(percent(chance))): go by kappa, not by agreement"
    }

    /// How the two orders of each item stand to each other, samples of an order by their first.
    mutating func orders(_ rows: [VerdictTable.Row], _ consensus: [Double?]) {
        var first: [Int: VerdictTable.Value] = [:]
        var second: [Int: VerdictTable.Value] = [:]
        for row in rows {
            if row.order == .second {
                second[row.item] = second[row.item] ?? row.value
            } else {
                first[row.item] = first[row.item] ?? row.value
            }
        }
        let coding = VerdictCoding.ofPairs
        var used: [(Int, Int, cluster: Int)] = []
        var all: [(Int, Int, cluster: Int)] = []
        for (item, value) in first.sorted(by: { $0.key < $1.key }) {
            guard let other = second[item] else { continue }
            let pair = (coding.place(value), coding.place(other), cluster: 0)
            all.append(pair)
            if !value.isVerdict, !other.isVerdict { withoutVerdict += 1 }
            guard value.isVerdict, other.isVerdict else {
                if value.isVerdict || other.isVerdict { inOneOrder += 1 }
                continue
            }
            used.append(pair)
            if value == other { consistent += 1 } else { inconsistent += 1 }
            if value == other, let people = consensus[item], value.number == people { correctBoth += 1 }
        }
        kappaBetweenOrders = WeightedKappa.value(used, count: coding.count, weights: [1])?.kappa
        kappaBetweenOrdersAsWrong = WeightedKappa.value(all, count: coding.count, weights: [1])?.kappa
    }
}

/// People's choice and a judge's.
private struct Pair {
    var people: Double
    var value: VerdictTable.Value
    var isSwapped: Bool
    var cluster: Int

    var isCorrect: Bool { value.number == people }

    static func kappa(_ pairs: [Pair], _ coding: VerdictCoding) -> Double? {
        let coded = pairs.map { (coding.place(.value($0.people)), coding.place($0.value), cluster: 0) }
        return WeightedKappa.value(coded, count: coding.count, weights: [1])?.kappa
    }
}

/// The places of a table of kappa: each choice, both bad among the ties, and all that is no verdict.
struct VerdictCoding {
    private let numbers: [Double]

    static let ofPairs = VerdictCoding(numbers: [1, -1, 0])

    init(_ table: VerdictTable) {
        guard !table.isPairwise else {
            self = .ofPairs
            return
        }
        numbers = Set(table.rows.compactMap(\.value.number)).sorted()
    }

    private init(numbers: [Double]) { self.numbers = numbers }

    var count: Int { numbers.count + 2 }

    func place(_ value: VerdictTable.Value) -> Int {
        switch value {
        case .value(let number): numbers.firstIndex(of: number) ?? numbers.count + 1
        case .bothBad: numbers.firstIndex(of: 0) ?? numbers.count
        default: numbers.count + 1
        }
    }
}
