import GRDB
import Studies

/// Whatever of a blind study stays out of every output until it is unblinded, as it tells who wrote a text.
package struct Withheld: Sendable, Equatable {
    /// Ratings that came in files by the names of models.
    package internal(set) var namedByModel = 0
    /// The criteria, by number, that these are of.
    package internal(set) var namedCriteria: Set<Int32> = []
    /// Metrics without a score of some texts of prompts that they scored: a text that one lacks is its anchor's.
    package internal(set) var metrics: [String] = []
    /// Prompts, by number, whose texts stand under no letter: a model has no answer to them, or one that was rated has been
    /// replaced. All letters have the same prompts, so that no count and no change tells one of them.
    package internal(set) var prompts: Set<Int32> = []
    /// Whether these are all, as ratings came by the names of models and whoever brought them knows the letters of their means.
    package internal(set) var isOfAllByName = false
    /// How many models came after the blind plan: they are in no figure by letter, as whoever added them knows them.
    package internal(set) var laterModels = 0
    /// In figures by letter: what of whose ratings waits for a full batch.
    package internal(set) var batches: [Batch] = []
    /// In figures by letter: prompts that not every model answered, and ratings under an older wording of their prompt that
    /// count all the same.
    package internal(set) var unanswered = 0
    package internal(set) var edited = 0

    /// The ratings of people, or of one automatic rater, on a criterion.
    package struct Batch: Sendable, Equatable {
        package var criterion: String
        /// Nil for people.
        package var rater: String?
        package var counted: Int
        package var all: Int
        /// How many fill one.
        package var size: Int
        /// Whether they are verdicts on pairs, of figures within pairs of models.
        package var isWithinPairs = false
    }

    package init() {}

    mutating func keepBatches(_ batches: LetterBatches, _ rows: RatingRows) {
        // Which prompts count follows from what was rated: what is answered or replaced today moves no figure.
        unanswered = prompts.count
        prompts = []
        addBatches(batches, rows, isWithinPairs: false) { _ in true }
    }

    /// Tells of ratings that wait for a full batch, of those keys.
    mutating func addBatches(
        _ batches: LetterBatches,
        _ rows: RatingRows,
        isWithinPairs: Bool,
        where isMeant: (LetterBatches.Key) -> Bool
    ) {
        self.batches += batches.counts.filter { $1.counted < $1.all && isMeant($0) }.sorted { one, other in
            (one.key.criterion, one.key.rater, one.key.version)
                < (other.key.criterion, other.key.rater, other.key.version)
        }.map { key, count in
            Batch(
                criterion: rows.criteria[Int(key.criterion)],
                rater: key.rater < 0 ? nil : rows.raters[Int(key.rater)].name,
                counted: count.counted,
                all: count.all,
                size: count.size,
                isWithinPairs: isWithinPairs
            )
        }
    }
}

extension StoredRating {
    /// Whether it came in a file by its model's name. Of what came before that was kept, nobody knows: it counts as such.
    var isNamedByModel: Bool {
        Self.isNamedByModel(
            named: namedBy,
            isPlanned: presentation != nil,
            kind: record.kind,
            version: record.version?.utf8.count,
            isSettled: record.phase == .adjudicated
        )
    }

    static func isNamedByModel(named: String?, isPlanned: Bool, kind: RaterKind, version: Int?, isSettled: Bool) -> Bool
    {
        switch named {
        case "model": true
        case "item": false
        // What people settle on the screen has no row of the plan.
        default: !isPlanned && !isSettled && (kind == .human || version != 64)
        }
    }
}

extension RatingRows {
    /// Takes out what stays until unblinding; `isNamed` tells of each row whether it was named by its model, `read` how many
    /// rows of files were.
    ///
    /// With `totals`, ratings that were all named by models stay: there is none beside them that a text could be told by.
    mutating func withhold(isNamed: [Bool], read: Int, unlike replaced: Set<Int32>, totals: Bool) {
        let named = isNamed.count { $0 }
        if named > 0, !(totals && named == rows.count) {
            withheld.namedByModel = max(named, read)
            withheld.namedCriteria = Set(zip(rows, isNamed).filter(\.1).map(\.0.criterion))
            rows = zip(rows, isNamed).filter { !$1 }.map(\.0)
        }
        withholdMetrics()
        for row in rows where replaced.contains(row.first) || replaced.contains(row.second) {
            withheld.prompts.insert(itemPrompts[Int(row.first)])
        }
        withheld.prompts.formUnion(promptsNotAnsweredByAll)
        // Who named the models knows the letters of their means.
        guard named > 0, withheld.namedByModel == 0 else { return }
        withheld.prompts.formUnion(prompts.indices.map(Int32.init))
        withheld.isOfAllByName = true
    }

    private struct MetricVersion: Hashable {
        var rater: Int32
        var version: Int32
    }

    private mutating func withholdMetrics() {
        let isMetric = raters.map { $0.kind == .metric }
        guard isMetric.contains(true) else { return }
        var scored: [MetricVersion: Set<Int32>] = [:]
        var newest: [Int32: MetricVersion] = [:]
        for row in rows where row.rater >= 0 && row.first >= 0 && isMetric[Int(row.rater)] {
            let key = MetricVersion(rater: row.rater, version: row.version)
            scored[key, default: []].insert(row.first)
            newest[row.rater] = key
        }
        guard !scored.isEmpty else { return }
        var texts: [Int32: Set<Int32>] = [:]
        for (item, _) in writers where item >= 0 { texts[itemPrompts[Int(item)], default: []].insert(item) }
        let lacking = Set(
            scored.filter { _, items in
                Set(items.map { itemPrompts[Int($0)] }).contains { !(texts[$0] ?? []).isSubset(of: items) }
            }.keys
        )
        let gone = Set(newest.values.filter(lacking.contains).map(\.rater))
        withheld.metrics = gone.map { raters[Int($0)].name }.sorted()
        rows.removeAll { row in
            gone.contains(row.rater) || lacking.contains(MetricVersion(rater: row.rater, version: row.version))
        }
    }

    /// Prompts to which some model that has answers has fewer than another one.
    private var promptsNotAnsweredByAll: Set<Int32> {
        var numbers = [Int32](repeating: -1, count: models.count)
        var count = 0
        for (_, model) in answers where numbers[Int(model)] < 0 {
            numbers[Int(model)] = Int32(count)
            count += 1
        }
        var found: Set<Int32> = []
        var samples = [Int](repeating: 0, count: count)
        // They stand prompt by prompt.
        var start = 0
        while start < answers.count {
            let prompt = answers[start].prompt
            for place in samples.indices { samples[place] = 0 }
            while start < answers.count, answers[start].prompt == prompt {
                samples[Int(numbers[Int(answers[start].model)])] += 1
                start += 1
            }
            if samples.contains(where: { $0 != samples[0] }) { found.insert(prompt) }
        }
        return found
    }
}
