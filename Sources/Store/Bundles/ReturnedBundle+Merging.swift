import GRDB
import Studies

extension ReturnedBundle {
    /// What the bundle's rows and texts are called here.
    private struct Homes {
        var rows: [Int64: Int64] = [:]
        var items: [ItemID: ItemID] = [:]

        func row(_ named: Int64) -> Int64? { rows.isEmpty ? named : rows[named] }
    }

    private func homes(_ rater: Int64, _ main: Database) throws -> Homes {
        guard format > 1 else { return Homes() }
        let key = try Store.bundleKey(try Store.studyID(study, main), main)
        let rows = try BundledRow.rows(
            "n.reviewer = ?",
            [rater],
            names: BundleNames(key: key, bundle: name),
            main
        )
        var homes = Homes()
        for row in rows {
            homes.rows[row.name] = row.id
            for text in row.texts { homes.items[text.name] = text.item }
        }
        return homes
    }

    /// Adds what is new: ratings with the phase that the plan says, events as they are.
    func merge(_ main: Database, _ report: inout MergeReport) throws {
        report.parts.append((reviewer, doneCount, places.count))
        let writer = try RatingWriter(study: study, main)
        let homes = try homes(try Store.reviewer(reviewer, study: study, main), main)
        let bundle = try row(main)
        let settlements = try Settlements(of: try Store.studyID(study, main), main)
        var ids: [String: String] = [:]
        var late: Set<String> = []
        var touched: [Int64] = []
        var copies = OtherCopies(bundle: bundle)
        // Of rows that a later bundle has: neither they nor what corrects them.
        var replaced: Set<String> = []
        let ratedLater = ratedLater
        for (bundled, oldID, named) in records {
            guard let named else { continue }
            let row = try homes.row(named).flatMap {
                try Row.fetchOne(
                    main,
                    sql: "SELECT id, phase, state, is_extra, bundle FROM presentation WHERE id = ?",
                    arguments: [$0]
                )
            }
            guard let row else { throw StoreError("'\(path)' has a row that the plan does not: nothing was merged") }
            let presentation: Int64 = row["id"]
            var record = bundled.renamed { homes.items[$0] ?? $0 }
            if record.phase != .unblinded { record.phase = RatingRecord.Phase(rawValue: row["phase"]) ?? record.phase }
            let isLate = record.phase != .unblinded && settlements.precede(record, planned: row["phase"])
            // In a copy from before the handing-out the row is in no bundle.
            let isReplaced = (row["bundle"] as Int64?).map { $0 != bundle } ?? false
            // What came late revokes its row itself, and is no other record for that when it comes again.
            // What came before keeps the mark that it got then: it is the same record.
            let isRevoked = row.word("state") == ShowingState.revoked && !isLate
            let isMore = try isRevoked ? !fillsNeed(presentation, main) : row["is_extra"]
            if isMore || isReplaced { record.flags.append("extra") }
            record.supersedes = record.supersedes.map { ids[$0] ?? $0 }
            if isLate {
                record.phase = .discussed
                // The blind rating from before stands; only a late one is corrected by a late one.
                record.supersedes = record.supersedes.flatMap { late.contains($0) ? $0 : nil }
                late.insert(record.id)
            }
            if record.outcome == .retracted, let corrected = record.supersedes {
                record.reason = "retracts \(corrected)"
            }
            ids[oldID] = record.id
            if let corrected = record.supersedes, replaced.contains(corrected) {
                replaced.insert(record.id)
                continue
            }
            let isRatedLater = ratedLater.contains(oldID)
            if try copies.leaveOut(record, bundled, on: presentation, isRatedLater: isRatedLater, main) { continue }
            do {
                let other = try standing(on: presentation, record, besides: bundle, main)
                if isReplaced, other != nil {
                    report.replaced += 1
                    replaced.insert(record.id)
                    continue
                }
                record.supersedes = record.supersedes ?? other
                // It was corrected here since, or rated here while the bundle was away: in a restored backup, or revoked.
                guard try !writer.isTaken(record) else {
                    copies.leave(record, bundled)
                    continue
                }
                let isNew = try writer.insert(record, presentation: presentation, bundle: bundle)
                if isNew { report.new += 1 } else { report.known += 1 }
                if isNew, isLate { report.settled += 1 }
            } catch let error as StoreError {
                throw StoreError("'\(path)' contradicts what is here (\(error)); nothing was merged")
            }
            if touched.last != presentation { touched.append(presentation) }
        }
        report.twice += copies.count
        report.leftOut[name, default: []] += copies.digests
        try mergeEvents(homes, bundle, main, &report)
        for (named, place) in places {
            try main.execute(
                sql: "UPDATE presentation SET place = ? WHERE id = ? AND place IS NULL",
                arguments: [place, homes.row(named)]
            )
        }
        for row in Set(touched).sorted() { try settle(row, main) }
    }

    /// Ids of records in whose place a rating came later.
    private var ratedLater: Set<String> {
        var ids: Set<String> = []
        for (record, id, _) in records.reversed() where record.outcome == .rated || ids.contains(id) {
            if let corrected = record.supersedes { ids.insert(corrected) }
        }
        return ids
    }

    /// What another bundle of the same reviewer brought for the same act.
    private func standing(on row: Int64, _ record: RatingRecord, besides bundle: Int64, _ main: Database) throws
        -> String?
    {
        guard record.supersedes == nil else { return nil }
        return try String.fetchOne(
            main,
            sql: """
                SELECT r.record FROM rating r JOIN criterion c ON c.id = r.criterion JOIN item i ON i.id = r.first
                WHERE r.presentation = ? AND c.name = ? AND i.sha256 = ? AND r.bundle != ? AND r.outcome != 'retracted'
                    AND r.record != ? AND (r.phase = 'discussed') = ? AND NOT EXISTS (SELECT 1 FROM rating n WHERE n.supersedes = r.record)
                """,
            arguments: [
                row, record.criterion, record.subject.items[0].rawValue, bundle, record.id, record.phase == .discussed,
            ]
        )
    }

    private func mergeEvents(_ homes: Homes, _ bundle: Int64, _ main: Database, _ report: inout MergeReport) throws {
        for var event in events {
            let rater = try Store.reviewer(event.reviewer, study: study, main)
            let there = try String.fetchOne(
                main,
                sql: "SELECT sha256 FROM event WHERE reviewer = ? AND sitting = ? AND number = ?",
                arguments: [rater, event.sitting, event.number]
            )
            if there == event.sha256 { continue }
            guard there == nil else {
                throw StoreError("'\(path)' has another log of a session than what is here; nothing was merged")
            }
            event.row = event.presentation.flatMap(homes.row)
            try Store.insert(event, rater: rater, bundle: bundle, main)
            report.events += 1
        }
    }

    /// Whether a row that was taken back is still waited for: what would be asked of anybody in its place was not taken.
    private func fillsNeed(_ row: Int64, _ main: Database) throws -> Bool {
        guard let need = try Store.need(of: row, without: row, main) else { return false }
        return !need.open.isEmpty && need.committed.count < need.slots.count
    }

    /// The state of a row by its ratings, and by whether somebody was asked in its place.
    private func settle(_ row: Int64, _ main: Database) throws {
        let acts = try Row.fetchAll(
            main,
            sql: """
                SELECT r.outcome, r.phase = 'discussed' AND n.phase != 'discussed' AS is_late
                FROM rating r JOIN presentation n ON n.id = r.presentation WHERE n.id = ? AND r.outcome != 'retracted'
                    AND NOT EXISTS (SELECT 1 FROM rating x WHERE x.supersedes = r.record)
                """,
            arguments: [row]
        )
        let outcomes = acts.filter { $0["is_late"] == false }.map { $0["outcome"] as String }
        guard !outcomes.isEmpty else {
            guard !acts.isEmpty else { return }
            // Whoever settled it gave no blind rating of it: somebody else is asked.
            try main.execute(sql: "UPDATE presentation SET state = 'revoked' WHERE id = ?", arguments: [row])
            return try Store.replaceSkipped(row, main)
        }
        let state = outcomes.contains("rated") ? ShowingState.done : .skipped
        let fills = try state == .done && fillsNeed(row, main)
        try main.execute(
            sql: "UPDATE presentation SET is_extra = iif(state = 'revoked', ?, is_extra), state = ? WHERE id = ?",
            arguments: [!fills, state.rawValue, row]
        )
        if state == .skipped || fills { try Store.replaceSkipped(row, main) }
    }
}
