package import Agreement
package import Studies

/// Comparisons of models, from a file or from a study, ready to be ranked.
package struct Comparisons: Sendable {
    /// What a bootstrap resamples.
    package enum Unit: String, Sendable, CaseIterable { case comparisons, prompt, cluster, rater }

    private struct Row {
        var left: Int32
        var right: Int32
        var winner: ComparisonFile.Winner
        /// −1 where they are unknown.
        var rater: Int32
        var prompt: Int32
        /// Of a file whose clusters are the units, the number of its unit.
        var unit: Int32 = -1
    }

    package let source: String
    package private(set) var isBlind = false
    /// Whether letters were chosen, so that even the count of all comparisons could betray one.
    package private(set) var isOfSomeLetters = false
    package private(set) var notes: [RatingNote] = []
    private var players: [String] = []
    private var raters: [String] = []
    private var prompts: [String] = []
    private var units: [String] = []
    private var rows: [Row] = []

    package var bothBadCount: Int { rows.count { $0.winner == .bothBad } }

    /// The comparisons of a file, of all kinds of raters where none is named.
    package init(file: String, kind: Studies.RaterKind?, criterion: String? = nil, map: [String] = []) throws {
        let read = try ComparisonFile.read(path: file, criterion: criterion, map: map)
        notes = read.remarks.map(RatingNote.remark)
        (players, raters, prompts) = (read.players.all, read.raters.all, read.prompts.all)
        let chosen = read.rows.filter { kind == nil || $0.kind == kind }
        rows = chosen.map {
            Row(left: $0.left, right: $0.right, winner: $0.winner, rater: $0.rater ?? -1, prompt: $0.prompt ?? -1)
        }
        let found = ClusterUnits(
            clusters: read.clusters.all,
            clusterNumbers: chosen.map { $0.cluster ?? -1 },
            prompts: prompts,
            promptNumbers: prompts.isEmpty ? [] : rows.map(\.prompt)
        )
        if let found {
            units = found.names
            for (row, number) in found.numbers.enumerated() { rows[row].unit = number }
            if found.areJoined { notes.append(.remark(ClusterUnits.joinedWords)) }
        } else if !read.clusters.all.isEmpty {
            notes.append(.remark(ClusterUnits.finer))
        }
        let (what, lacking) =
            found == nil ? ("prompt", rows.count { $0.prompt < 0 }) : ("cluster", rows.count { $0.unit < 0 })
        if lacking > 0, lacking < rows.count { notes.append(.comparisonsAlone(what, count: lacking, of: rows.count)) }
        notes += RatingSet.lookalikes([("Models", players), ("Raters", raters), ("Prompts", prompts)])
        if read.otherPhaseCount > 0 { notes.append(.otherPhase(count: read.otherPhaseCount, than: .blind)) }
        let kinds = Set(chosen.map(\.kind))
        let whose = Studies.RaterKind.allCases.filter(kinds.contains).map(\.rawValue).joined(separator: " and ")
        source = (file == "-" ? "standard input" : file) + (whose.isEmpty ? "" : ", \(whose) raters")
        if kinds.count > 1 { notes.append(.mixedKinds(Studies.RaterKind.allCases.filter(kinds.contains))) }
    }

    /// Those of the wanted raters between the wanted models alone, where some are named; throws words for an unknown name.
    package func only(raters wantedRaters: [String], models wantedModels: [String]) throws -> Comparisons {
        let (isRater, isModel) = (
            try RatingSet.chosen(wantedRaters, of: raters, "rater"),
            try RatingSet.chosen(wantedModels, of: players, "model")
        )
        var only = self
        only.isOfSomeLetters = isBlind && !wantedModels.isEmpty
        only.rows = rows.filter { row in
            (wantedRaters.isEmpty || row.rater >= 0 && isRater[Int(row.rater)]) && isModel[Int(row.left)]
                && isModel[Int(row.right)]
        }
        if rows.isEmpty, !notes.contains(.noComparisons) {
            only.notes.append(.remark("No comparison: the table has no row that counts."))
        } else if !rows.isEmpty, only.rows.isEmpty {
            only.notes.append(.remark("No comparison by these raters between these models."))
        }
        return only
    }

    /// What raters of a kind hold of pairs or sets on a criterion, model by model.
    package init(_ set: RatingSet, criterion: Int, kind: Studies.RaterKind) {
        source = "\(set.name), criterion '\(set.criteria[criterion].name)', \(kind.rawValue) raters"
        isBlind = set.isBlind
        players = set.subjects.models
        raters = set.raters.map(\.name)
        prompts = set.subjects.clusterNames
        let own = set.opinions(on: criterion).filter {
            set.raters[Int($0.rater)].kind == kind && $0.outcome == .rated
        }
        for verdict in Self.verdicts(own, set) { add(verdict, set) }
        if set.criteria[criterion].kind == .set, !own.isEmpty { notes.append(.rankings) }
        let replacedCount = own.count { set.subjects.isReplaced(Int($0.subject)) }
        if replacedCount > 0 { notes.append(.replaced(count: replacedCount)) }
        if isBlind { notes.append(.lettersWithoutCounts) }
        notes += set.notes.filter { $0.isOf([set.criteria[criterion].name]) && Self.tells($0, of: kind, in: set) }
        if rows.isEmpty { notes.append(.noComparisons) }
    }

    /// Whether it says what is in no ranking by raters of a kind.
    private static func tells(_ note: RatingNote, of kind: Studies.RaterKind, in set: RatingSet) -> Bool {
        func isOfKind(_ rater: String) -> Bool { set.raters.contains { $0.name == rater && $0.kind == kind } }
        switch note {
        case .stale(_, _, let rater, _): return rater.map(isOfKind) ?? true
        case .without(let rater, _, let outcome, _): return outcome != .bothBad && isOfKind(rater)
        default: return note.isWithheld || note.isOfEdits
        }
    }

    /// A text that several models wrote counts for each of them, never for one against itself.
    private mutating func add(_ verdict: Verdict, _ set: RatingSet) {
        let winner: ComparisonFile.Winner =
            verdict.value.isNaN ? .bothBad : verdict.value > 0 ? .left : verdict.value < 0 ? .right : .tie
        guard !set.subjects.promptsWithoutLetters.contains(verdict.prompt) else { return }
        let writers = set.subjects.standing ?? set.subjects.writers
        for left in writers[verdict.first] {
            for right in writers[verdict.second] where left != right {
                rows.append(
                    Row(left: left, right: right, winner: winner, rater: verdict.rater, prompt: verdict.prompt)
                )
            }
        }
    }

    private struct Verdict {
        var first: Int32
        var second: Int32
        /// First 1, second −1, tie 0; NaN for both bad.
        var value: Double
        var rater: Int32
        var prompt: Int32
    }

    /// Comparisons as they are, and every two of a ranking.
    private static func verdicts(_ opinions: [Opinion], _ set: RatingSet) -> [Verdict] {
        var verdicts: [Verdict] = []
        var rankings: [[Int32]: [Opinion]] = [:]
        for opinion in opinions {
            let parts = set.subjects.parts[Int(opinion.subject)]
            if parts.set >= 0 { rankings[[opinion.rater, parts.set], default: []].append(opinion) }
            guard parts.second >= 0 else { continue }
            verdicts.append(
                Verdict(
                    first: parts.first,
                    second: parts.second,
                    value: opinion.value,
                    rater: opinion.rater,
                    prompt: set.subjects.promptNumbers[Int(opinion.subject)]
                )
            )
        }
        for (_, members) in rankings.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            for (place, one) in members.enumerated() {
                for other in members[(place + 1)...] {
                    let difference = other.value - one.value
                    verdicts.append(
                        Verdict(
                            first: set.subjects.parts[Int(one.subject)].first,
                            second: set.subjects.parts[Int(other.subject)].first,
                            value: difference == 0 ? 0 : difference > 0 ? 1 : -1,
                            rater: one.rater,
                            prompt: set.subjects.promptNumbers[Int(one.subject)]
                        )
                    )
                }
            }
        }
        return verdicts
    }

    /// The table, and what its clusters are.
    package func table(over wanted: Unit?) throws -> (ComparisonTable, unit: String) {
        let (hasPrompts, hasUnits) = (rows.contains { $0.prompt >= 0 }, rows.contains { $0.unit >= 0 })
        let unit = wanted ?? (hasUnits ? .cluster : hasPrompts ? .prompt : .comparisons)
        // A comparison without a name of its unit stands alone.
        func names(_ number: (Row) -> Int32, of names: [String]) -> [String] {
            rows.enumerated().map { number($1) < 0 ? "#\($0)" : "=\(names[Int(number($1))])" }
        }
        let clusters: [String]? =
            switch unit {
            case .comparisons: nil
            case .prompt where hasPrompts: names(\.prompt, of: prompts)
            case .cluster where hasUnits: names(\.unit, of: units)
            case .prompt, .cluster: []
            case .rater: rows.filter { $0.rater >= 0 }.map { raters[Int($0.rater)] }
            }
        guard clusters == nil || clusters?.count == rows.count else {
            throw RatingsError("--over \(unit.rawValue) needs a \(unit.rawValue) on every comparison")
        }
        var places = [Int](repeating: -1, count: players.count)
        let used = Set(rows.flatMap { [Int($0.left), Int($0.right)] }).sorted {
            Subjects.precedes(players[$0], players[$1])
        }
        for (place, player) in used.enumerated() { places[player] = place }
        let table = try ComparisonTable(
            players: used.map { players[$0] },
            rows: rows.map {
                .init(left: places[Int($0.left)], right: places[Int($0.right)], outcome: $0.winner.outcome)
            },
            clusters: clusters
        )
        return (table, unit == .rater ? "raters" : unit == .cluster ? "clusters" : "prompts")
    }
}

extension ComparisonFile.Winner {
    /// Both bad counts as a tie.
    fileprivate var outcome: ComparisonOutcome {
        switch self {
        case .left: .left
        case .right: .right
        case .tie, .bothBad: .tie
        }
    }
}
