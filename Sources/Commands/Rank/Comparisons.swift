import Agreement
import Reporting
import Store
import Studies

/// Comparisons of models, from a file or from a study, ready to be ranked.
struct Comparisons {
    private struct Row {
        var left: String
        var right: String
        var winner: ComparisonFile.Winner
        var rater: String?
        var prompt: String?
    }

    let source: String
    private var rows: [Row] = []
    private(set) var notes: [String] = []
    /// Whether models stand as letters.
    private(set) var isBlind = false

    var bothBadCount: Int { rows.count { $0.winner == .bothBad } }

    init(file: String, kind: Studies.RaterKind?) throws {
        let read = try ComparisonFile.read(path: file)
        source = file == "-" ? "standard input" : file
        notes = read.remarks
        let (players, raters, prompts) = (read.players.all, read.raters.all, read.prompts.all)
        rows = read.rows.filter { kind == nil || $0.kind == kind }.map { row in
            Row(
                left: players[Int(row.left)],
                right: players[Int(row.right)],
                winner: row.winner,
                rater: row.rater.map { raters[Int($0)] },
                prompt: row.prompt.map { prompts[Int($0)] }
            )
        }
    }

    init(study: String, criterion: String, kind: Studies.RaterKind, store: Store) throws {
        source = "study \(study), criterion '\(criterion)', \(kind.rawValue) raters"
        let models = try store.shownModels(of: study)
        var writers: [ItemID: [String]] = [:]
        for response in try store.responses(of: study) { writers[response.item, default: []].append(response.model) }
        let ratings = try store.currentRatings(of: study).filter {
            $0.criterion == criterion && $0.kind == kind && $0.outcome == .rated
        }
        for verdict in Self.verdicts(ratings) {
            // A text that several models wrote counts for each of them, never for one against itself.
            for left in Set(writers[verdict.pair.first] ?? []).sorted() {
                for right in Set(writers[verdict.pair.second] ?? []).sorted() where left != right {
                    rows.append(
                        Row(
                            left: models.name(of: left),
                            right: models.name(of: right),
                            winner: Self.winner(verdict.value),
                            rater: verdict.rater,
                            prompt: verdict.prompt
                        )
                    )
                }
            }
        }
        if ratings.contains(where: { $0.subject.kind == .set }) {
            notes.append("A ranking counts as the comparisons of its responses two by two, which are not independent.")
        }
        isBlind = models.isBlind
        if isBlind {
            notes.append("Models stand as letters until 'slam unblind', without counts, which could betray them.")
        }
        if rows.isEmpty { notes.append("No comparison yet: 'slam review' asks for them.") }
    }

    private struct Verdict {
        var pair: PairID
        /// First 1, second −1, tie 0.
        var value: Double?
        var rater: String
        var prompt: String
    }

    /// Comparisons as they are, and every two of a ranking.
    private static func verdicts(_ ratings: [RatingRecord]) -> [Verdict] {
        var verdicts: [Verdict] = []
        var rankings: [[String]: [(item: ItemID, record: RatingRecord)]] = [:]
        for rating in ratings {
            switch rating.subject {
            case .item: break
            case .pair(let pair):
                verdicts.append(
                    Verdict(pair: pair, value: rating.value, rater: rating.rater, prompt: rating.prompt)
                )
            case .member(let item, let set):
                rankings[[rating.rater, set.description], default: []].append((item, rating))
            }
        }
        for (_, members) in rankings.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let members = members.sorted { $0.item < $1.item }
            for (place, one) in members.enumerated() {
                for other in members[(place + 1)...] {
                    let difference = (other.record.value ?? 0) - (one.record.value ?? 0)
                    verdicts.append(
                        Verdict(
                            pair: PairID(one.item, other.item),
                            value: difference == 0 ? 0 : difference > 0 ? 1 : -1,
                            rater: one.record.rater,
                            prompt: one.record.prompt
                        )
                    )
                }
            }
        }
        return verdicts
    }

    private static func winner(_ value: Double?) -> ComparisonFile.Winner {
        guard let value else { return .bothBad }
        return value > 0 ? .left : value < 0 ? .right : .tie
    }

    /// The table, and what its clusters are.
    func table(over wanted: RankCommand.Unit?) throws -> (ComparisonTable, unit: String) {
        let hasPrompts = rows.contains { $0.prompt != nil }
        let unit = wanted ?? (hasPrompts ? .prompt : .comparisons)
        var clusters: [String]?
        switch unit {
        case .comparisons: break
        // A comparison without a prompt stands alone.
        case .prompt where hasPrompts: clusters = rows.enumerated().map { $1.prompt.map { "=\($0)" } ?? "#\($0)" }
        case .prompt: clusters = []
        case .rater: clusters = rows.compactMap(\.rater)
        }
        guard clusters == nil || clusters?.count == rows.count else {
            throw StudiesError("--over \(unit.rawValue) needs a \(unit.rawValue) on every comparison")
        }
        let players = Set(rows.flatMap { [$0.left, $0.right] }).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let places = Dictionary(uniqueKeysWithValues: players.enumerated().map { ($1, $0) })
        let table = try ComparisonTable(
            players: players,
            rows: rows.compactMap { row in
                guard let left = places[row.left], let right = places[row.right] else { return nil }
                return .init(left: left, right: right, outcome: row.winner.outcome)
            },
            clusters: clusters
        )
        return (table, unit == .rater ? "raters" : "prompts")
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
