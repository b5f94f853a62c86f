import Foundation
import GRDB
package import Studies

extension Store {
    /// Brings the store's copy of a study up to date; what is no longer in the study stays, but is not current.
    ///
    /// A model with texts in the blind plan stays in it, unless `partial`. Returns whether a copy was there and was another.
    @discardableResult
    package func sync(_ study: Study, partial: Bool = false) throws -> Bool {
        try write { database in
            if !partial { try Self.checkModels(of: study, database) }
            let declared = try Self.declaredMargins(study, database)
            let settled = try Self.settledChoices(study, database)
            try database.execute(
                sql: """
                    INSERT INTO study (name, settings, salt) VALUES (?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET settings = excluded.settings
                    """,
                arguments: [
                    study.name, study.settings(declared, settled: settled).canonicalText,
                    Data((0..<32).map { _ in UInt8.random(in: 0...255) }),
                ]
            )
            let id = try Self.studyID(study.name, database)
            let log = StudyLog(study: id, database: database)
            let isBegun = try log.head() != nil
            if isBegun { try log.check([.prompts, .models, .criteria, .answers], at: StudyLog.now) }
            _ = try Self.bundleKey(id, database)
            try database.execute(sql: "DELETE FROM adopted WHERE study = ?", arguments: [id])
            for table in ["prompt", "model", "criterion"] {
                try database.execute(sql: "UPDATE \(table) SET is_current = 0 WHERE study = ?", arguments: [id])
            }
            for (position, prompt) in study.prompts.enumerated() {
                try Self.sync(prompt, position: position, study: id, database)
            }
            for (position, model) in study.models.enumerated() {
                try database.execute(
                    sql: """
                        INSERT INTO model (study, name, is_baseline, position, kind, is_current) VALUES (?, ?, ?, ?, ?, 1)
                        ON CONFLICT (study, name) DO UPDATE SET is_baseline = excluded.is_baseline,
                            position = excluded.position, kind = excluded.kind, is_current = 1
                        """,
                    arguments: [id, model.name, model.isBaseline, position, study.review.kinds[model.name]]
                )
            }
            for (position, criterion) in study.criteria.enumerated() {
                try Self.sync(criterion, position: position, study: id, database)
            }
            try Self.syncKnown(study, id, database)
            let humans = study.reviewers.map { ($0, RaterKind.human) }
            for (name, kind) in humans + study.judges.map({ ($0.name, RaterKind.judge) }) {
                _ = try Self.rater(name, kind: kind, study: id, database)
            }
            guard isBegun else {
                try log.begin(isFound: false)
                return false
            }
            return try log.commit(.study, [.study, .prompts, .models, .criteria, .answers], at: StudyLog.now)
        }
    }

    /// The hash of the study's files that a review took over last, where nothing else was taken over since.
    package func adoptedFiles(of study: String) throws -> String? {
        try read { database in
            try String.fetchOne(
                database,
                sql: "SELECT a.files_sha256 FROM adopted a JOIN study s ON s.id = a.study WHERE s.name = ?",
                arguments: [study]
            )
        }
    }

    /// Notes that a study's files of this hash were taken over.
    package func noteAdopted(_ files: String, of study: String) throws {
        try write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO adopted (study, files_sha256) VALUES (?, ?)",
                arguments: [try Self.studyID(study, database), files]
            )
        }
    }

    /// What the study asks people now, in its order: criteria with their hashes.
    package func questions(of study: String) throws -> [AskedQuestion] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT c.name, c.sha256 FROM criterion c JOIN study s ON s.id = c.study
                    WHERE s.name = ? AND c.is_current = 1 AND c.form != 'metric' ORDER BY c.position
                    """,
                arguments: [study]
            ).map { AskedQuestion(criterion: $0["name"], sha256: $0["sha256"]) }
        }
    }

    /// The store's copy of a study; throws when the store has none.
    package func copy(of study: String) throws -> StudyCopy {
        try read { database in
            let id = try Self.studyID(study, database)
            let text = try String.fetchOne(database, sql: "SELECT settings FROM study WHERE id = ?", arguments: [id])
            let settings = try JSONValue(parsing: text ?? "{}")
            let criteria = try String.fetchAll(
                database,
                sql:
                    "SELECT definition FROM criterion WHERE study = ? AND is_current = 1 AND form != 'metric' ORDER BY position",
                arguments: [id]
            )
            return StudyCopy(
                name: study,
                criteria: try criteria.compactMap { Criterion(json: try JSONValue(parsing: $0)) },
                reviewers: settings["reviewers"]?.array?.compactMap(\.string) ?? [],
                lease: .milliseconds(settings["lease_ms"]?.integer ?? 1_800_000),
                show: (settings["show"]?.array ?? []).compactMap { $0.string.flatMap(ReviewSettings.Shown.init) },
                sitting: Sitting(json: settings["sitting"]),
                guidelines: settings["guidelines"]?.string ?? "",
                opinions: Opinions(json: settings["opinions"]),
                calibration: CalibrationSettings(json: settings["calibration"]),
                declared: (settings["declared"]?.array ?? []).compactMap(DeclaredMargin.init(json:))
            )
        }
    }

    /// Brings the known responses and what they should get up to date.
    private static func syncKnown(_ study: Study, _ id: Int64, _ database: Database) throws {
        try database.execute(sql: "DELETE FROM answer WHERE study = ?", arguments: [id])
        let prompts = try names("prompt", study: id, database)
        for known in study.known {
            guard let prompt = prompts[known.prompt] else { continue }
            let item = try item(
                ItemID(study: study.name, prompt: known.prompt, text: known.text),
                prompt: prompt,
                text: known.text,
                database
            )
            for score in known.scores {
                try database.execute(
                    sql: """
                        INSERT INTO answer (study, item, criterion, value, explanation, phase) VALUES (?, ?, ?, ?, ?, ?)
                        ON CONFLICT (item, criterion) DO UPDATE SET value = excluded.value
                        """,
                    arguments: [
                        id, item, score.criterion, score.value, known.explanation?.data,
                        known.isTraining ? "training" : "gold",
                    ]
                )
            }
        }
    }

    private static func sync(_ prompt: Prompt, position: Int, study: Int64, _ database: Database) throws {
        try database.executeCached(
            sql: """
                INSERT INTO prompt (study, name, text, system, reference, tags, position, is_current)
                VALUES (?, ?, ?, ?, ?, ?, ?, 1)
                ON CONFLICT (study, name) DO UPDATE SET text = excluded.text, system = excluded.system,
                    reference = excluded.reference, tags = excluded.tags, position = excluded.position, is_current = 1
                """,
            arguments: [
                study, prompt.id, prompt.text.data, prompt.system?.data, prompt.reference?.data,
                prompt.tagText, position,
            ]
        )
    }

    private static func sync(_ criterion: Criterion, position: Int, study: Int64, _ database: Database) throws {
        var (form, low, high, step): (String, Double?, Double?, Double?) = ("accept", nil, nil, nil)
        switch criterion.form {
        case .scale(let scale): (form, low, high, step) = ("scale", scale.min, scale.max, scale.step)
        case .pairwise: form = "pairwise"
        case .accept: break
        case .ranking(let most, _): (form, low, high, step) = ("scale", 1, Double(most), 1)
        }
        try database.execute(
            sql: """
                INSERT INTO criterion (study, name, sha256, definition, form, low, high, step, position, is_of_sets,
                    is_current) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
                ON CONFLICT (study, name, sha256) DO UPDATE SET position = excluded.position, is_current = 1
                """,
            arguments: [
                study, criterion.name, criterion.sha256, criterion.json.canonicalText, form, low, high, step, position,
                criterion.subject == .set,
            ]
        )
    }

    /// The row of a study; nil where the database does not know it.
    static func knownStudyID(_ name: String, _ database: Database) throws -> Int64? {
        try database.valueCached(Int64.self, sql: "SELECT id FROM study WHERE name = ?", arguments: [name])
    }

    static func studyID(_ name: String, _ database: Database) throws -> Int64 {
        guard let id = try knownStudyID(name, database) else {
            throw StoreError("the database knows no study '\(name)': run 'slam import' with its responses first")
        }
        return id
    }

    /// The id of a rater, made when it is new; throws when the name has another kind.
    static func rater(_ name: String, kind: RaterKind, study: Int64, _ database: Database) throws -> Int64 {
        let query = "SELECT id, kind FROM rater WHERE study = ? AND name = ?"
        var row = try Row.fetchOne(database, sql: query, arguments: [study, name])
        if row == nil {
            try database.execute(
                sql: "INSERT INTO rater (study, name, kind) VALUES (?, ?, ?)",
                arguments: [study, name, kind.rawValue]
            )
            row = try Row.fetchOne(database, sql: query, arguments: [study, name])
        }
        guard let row, row["kind"] == kind.rawValue else {
            throw StoreError("the rater '\(name)' is already known with another kind: choose another name")
        }
        return row["id"]
    }
}

extension Study {
    /// How many items of which models are planned, where not all are.
    var modelQuotas: JSONValue {
        let own = review.quotas.filter { $0.group == .model }.sorted { $0.name < $1.name }
        return .array(own.map { .array([.string($0.name), .number(Double($0.count))]) })
    }

    func settings(_ declared: [DeclaredMargin], settled: [SettledChoice]) -> JSONValue {
        .object([
            ("reviewers", .array(reviewers.map(JSONValue.string))),
            ("lease_ms", .number(Double(review.lease.components.seconds) * 1000)),
            ("show", .array(review.show.map { .string($0.rawValue) })),
            ("sitting", review.sitting.json), ("guidelines", .string(guidelines)),
            ("opinions", Opinions(of: self).json), ("calibration", calibration.json),
            ("declared", .array(declared.map(\.json))), ("settled", .array(settled.map(\.json))),
            ("model_quotas", modelQuotas),
        ])
    }
}

extension Prompt {
    /// Its tags as they are stored.
    var tagText: String { JSONValue.array(tags.map(JSONValue.string)).canonicalText }
}

extension String {
    /// The UTF-8 bytes, bound as a BLOB: a NUL does not cut them.
    var data: Data { Data(utf8) }
}

extension Row {
    /// A text that was bound as bytes.
    func text(_ column: String) -> String? { (self[column] as Data?).map { String(decoding: $0, as: UTF8.self) } }

    /// One of the words of a column; nil for any other, which only somebody else's hand can have written.
    func word<Word: RawRepresentable<String>>(_ column: String) -> Word? {
        (self[column] as String?).flatMap(Word.init(rawValue:))
    }
}
