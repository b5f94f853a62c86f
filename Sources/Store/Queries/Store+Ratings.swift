import Foundation
import GRDB
package import Studies

/// A rating that came in a file.
package struct ImportedRating: Sendable {
    /// Whose response a rating is about, where the file does not name the item.
    package struct Source: Sendable, Equatable {
        package var model: String
        package var sample: Int

        package init(model: String, sample: Int) {
            self.model = model
            self.sample = sample
        }
    }

    /// Where it stands in its file.
    package var line: Int
    /// What it says; its subject is replaced when `sources` names responses.
    package var record: RatingRecord
    /// One response, or the left and the right one of a pair.
    package var sources: [Source]
    /// Whether the file says when it was given: blind, or when else.
    package var isPhaseStated: Bool

    package init(line: Int, record: RatingRecord, sources: [Source] = [], isPhaseStated: Bool = true) {
        self.line = line
        self.record = record
        self.sources = sources
        self.isPhaseStated = isPhaseStated
    }
}

extension Store {
    /// Stores the ratings of a file: all, or none and `Mistakes` with every row that cannot be stored.
    package func importRatings(_ ratings: [ImportedRating], study: String, file: String) throws -> ImportReport {
        var rows = ratings.makeIterator()
        return try importRatings(study: study, file: file) { rows.next().map { .success($0) } }
    }

    /// Stores ratings as they are read: all, or none and `Mistakes` with every row that cannot be read or stored.
    ///
    /// Where `raters` names the known ones, a rating of anybody else is a mistake unless the store knows that rater.
    package func importRatings(
        study: String,
        file: String,
        raters: Set<String>? = nil,
        next: () throws -> Result<ImportedRating, Mistake>?
    ) throws -> ImportReport {
        try write { database in
            let id = try Self.studyID(study, database)
            var known = try raters.map { $0.union(try Self.names("rater", study: id, database).keys) }
            let writer = try RatingWriter(study: study, readsMasks: true, isOfFile: true, database)
            var mistakes: [Mistake] = []
            var report = ImportReport()
            report.isBlind = try Self.isBlind(id, database)
            let isUnblinded =
                try Bool.fetchOne(database, sql: "SELECT 1 FROM unblinding WHERE study = ?", arguments: [id]) ?? false
            var named: [String: Int] = [:]
            func bad(_ line: Int, _ message: String) {
                mistakes.append(Mistake(file: file, line: line, message: message))
            }
            while let row = try next() {
                switch row {
                case .failure(let mistake): mistakes.append(mistake)
                case .success(let rating):
                    let rater = rating.record.rater
                    if known?.contains(rater) == false {
                        let near = Spelling.nearest(to: rater, among: (known ?? []).sorted())
                        let remedy = near.map { "did you mean '\($0)'? Else" } ?? "name it in study.yaml, or"
                        bad(rating.line, "the study knows no rater '\(rater)': \(remedy) allow it with --new-raters")
                        known?.insert(rater)
                    }
                    do {
                        let namedBy: NamedBy = rating.sources.isEmpty ? .item : .model
                        try writer.checkNaming(rating.record, namedBy)
                        if namedBy == .model, report.isBlind { named[rater, default: 0] += 1 }
                        var record = try writer.resolved(rating)
                        // As in a session: who rates once models are known is not blind, unless the file says so.
                        if isUnblinded, !rating.isPhaseStated, record.kind == .human, try !writer.has(record) {
                            record.phase = .unblinded
                            if try !writer.has(record) { report.unblinded += 1 }
                        }
                        if try writer.insert(record, namedBy: namedBy) { report.new += 1 } else { report.known += 1 }
                    } catch is WithheldRefusal {
                        report.known += 1
                    } catch let error as StoreError { bad(rating.line, error.description) }
                }
            }
            guard mistakes.isEmpty else { throw Mistakes(mistakes) }
            try writer.finish()
            try StudyLog(study: id, database: database).note(namedByModel: named)
            // What came rated is not asked again.
            try Self.closeRated(id, database)
            return report
        }
    }

    /// Every rating of a study as records, by rater, in the order in which they were stored.
    package func records(of study: String) throws -> [RatingRecord] { try records("rating", study) }

    /// The same of what was neither superseded nor retracted, in a phase or in all; until unblinding without what came in
    /// files by the names of models.
    package func currentRatings(of study: String, phase: RatingRecord.Phase? = .blind) throws -> [RatingRecord] {
        let isBlind = try isBlind(study)
        return try records("v_current", study) {
            (phase == nil || $0.record.phase == phase) && !(isBlind && $0.isNamedByModel)
        }
    }

    private func records(_ source: String, _ study: String, where isWanted: (StoredRating) -> Bool = { _ in true })
        throws -> [RatingRecord]
    {
        try read { database in
            var records: [RatingRecord] = []
            try StoredRatingReader(study, database).forEach(of: source) {
                if isWanted($0) { records.append($0.record) }
            }
            return records
        }
    }

    /// The current ratings of a study as records, by their rows.
    package func recordsByRow(of study: String) throws -> [Int64: RatingRecord] {
        try read { database in
            var records: [Int64: RatingRecord] = [:]
            try StoredRatingReader(study, database).forEach(of: "v_current") { records[$0.row] = $0.record }
            return records
        }
    }

    /// The texts of the study's items.
    package func itemTexts(of study: String) throws -> [ItemID: String] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT i.sha256, i.text FROM item i JOIN prompt p ON p.id = i.prompt WHERE p.study = ?",
                arguments: [try Self.studyID(study, database)]
            )
            return Dictionary(rows.map { (ItemID(rawValue: $0["sha256"]), $0.text("text") ?? "") }) { first, _ in first
            }
        }
    }
}
